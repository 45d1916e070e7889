"""Gopher's quality rules: what counts as a word, a bullet, an ellipsis, a letter, a stop word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.gopher_quality import (
    alphabetic_word_fraction,
    bullet_line_fraction,
    ellipsis_line_fraction,
    ellipsis_word_ratio,
    hash_word_ratio,
    mean_word_length,
    measure,
    stop_word_count,
    word_count,
)
from pipeline.rules.stop_words import ENGLISH, stop_words_of
from pipeline.words import View


def test_without_words_or_lines_every_value_is_0() -> None:
    assert all(value == 0 for value in measure(View("")).values())


def test_words_and_their_mean_length() -> None:
    assert word_count(["a", "bb", "a"]) == 3
    assert mean_word_length(["a", "bbbb", "c", "dd"]) == 8 / 4


def test_symbols_for_each_word() -> None:
    assert hash_word_ratio("#a ##b c d", ["#a", "##b", "c", "d"]) == 3 / 4
    assert ellipsis_word_ratio("a... b… c...... d..", ["a...", "b…", "c......", "d.."]) == 4 / 4


@pytest.mark.parametrize("bullet", ["• a", "‣a", "- a", "* a", "· a", "■ a", "– a"])
def test_bullets(bullet: str) -> None:
    assert bullet_line_fraction([bullet, "a"]) == 1 / 2


@pytest.mark.parametrize("line", ["-5 degrees", "*bold* words", "a • b", "1. first"])
def test_no_bullets(line: str) -> None:
    assert bullet_line_fraction([line]) == 0


def test_an_ellipsis_ends_a_line_in_either_form() -> None:
    assert ellipsis_line_fraction(["and so on...", "and so on…", "... and then", "end.."]) == 2 / 4


def test_a_letter_of_any_script_makes_a_word_alphabetic() -> None:
    assert alphabetic_word_fraction(["a1", "é", "中", "ก", "12", "--", "3.5", "٣"]) == 4 / 8


def test_stop_words_are_distinct_and_in_any_case() -> None:
    assert stop_word_count(["The", "the", "THE"], list(ENGLISH)) == 1
    assert stop_word_count(["To", "be", "or"], list(ENGLISH)) == 2
    assert stop_word_count(["other", "bee", "together"], list(ENGLISH)) == 0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Der Hafen und die Stadt"),
        ("fr", "Le port de la ville"),
        ("ru", "Это было в городе и на море"),
        ("ar", "ذهب من البيت إلى المدينة"),
        ("zh", "这是我们的城市。"),
        ("ja", "これは私の町です。"),
        ("th", "นี่คือเมืองของเราที่สวยงามและใหญ่"),
        ("ko", "그는 이 도시에 있는 수 많은 사람"),
    ],
)
def test_every_language_has_stop_words_of_its_own(language: str, text: str) -> None:
    found = measure(View(text, language))["stop_words"]
    assert found is not None
    assert found >= 2
    assert stop_word_count(View(text, language).words, list(ENGLISH)) == 0


def test_a_language_without_a_list_is_not_judged() -> None:
    assert stop_words_of("xx") == ()
    assert measure(View("any text at all", "xx"))["stop_words"] is None


@given(st.lists(st.sampled_from(["a", "12", "• x", "y…", "中"]), max_size=20))
def test_fractions_lie_between_0_and_1(parts: list[str]) -> None:
    for function in (alphabetic_word_fraction, bullet_line_fraction, ellipsis_line_fraction):
        assert 0 <= function(parts) <= 1
