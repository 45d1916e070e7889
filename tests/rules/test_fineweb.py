"""FineWeb's rules: which lines end a sentence, which are short."""

from __future__ import annotations

import pytest

from pipeline.rules.fineweb import (
    FineWeb,
    ends_a_sentence,
    measure,
    new_line_word_ratio,
    punctuated_line_fraction,
    short_line_fraction,
)
from pipeline.words import View


@pytest.mark.parametrize(
    "line", ["End.", "End!", "End?", 'He said: "End."', "(All of it.)", "结束。", "終わり？」", "انتهى؟", "समाप्त।", "…"]
)
def test_lines_that_end_a_sentence(line: str) -> None:
    assert ends_a_sentence(line)


@pytest.mark.parametrize("line", ["Home", "Items:", "a, b,", 'the "word"', "f(x)", "2024", "结束，"])
def test_lines_that_do_not(line: str) -> None:
    assert not ends_a_sentence(line)


def test_values_by_hand() -> None:
    assert punctuated_line_fraction(["A.", "B", "C", "D!"]) == 2 / 4
    assert short_line_fraction(["x" * 30, "x" * 31, "x"], 30) == 2 / 3
    assert new_line_word_ratio("\n\na b\n\nc\n", ["a", "b", "c"]) == 2 / 3


def test_without_lines_every_value_is_0() -> None:
    assert all(value == 0 for value in measure(View(""), FineWeb()).values())


def test_what_is_short_can_be_set() -> None:
    view = View("twelve chars\nthirteen chars")
    assert measure(view, FineWeb(short_line_characters=12))["short_line_fraction"] == 1 / 2
