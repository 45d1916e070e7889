"""Language identification on real translations of one book, and the edges of its units."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.language.identify import (
    count_letters,
    identify_languages,
    known_languages,
    language_model,
    main_language_fraction,
    passages,
)

SENTENCES = {
    "en": "The committee met on Tuesday to discuss the plans for a new public library in the old town.",
    "de": "Der Ausschuss traf sich am Dienstag, um die Pläne für eine neue Bibliothek in der Altstadt zu besprechen.",
    "fr": "Le comité s'est réuni mardi pour discuter des projets d'une nouvelle bibliothèque dans la vieille ville.",
    "ru": "Комитет собрался во вторник, чтобы обсудить планы новой библиотеки в старом городе.",
    "zh": "委员会星期二开会讨论在老城区新建公共图书馆的计划，并且同意了夏天的安排。",
    "ja": "委員会は火曜日に集まり、旧市街に新しい図書館を建てる計画について話し合いました。",
    "ar": "اجتمعت اللجنة يوم الثلاثاء لمناقشة خطط إنشاء مكتبة عامة جديدة في المدينة القديمة.",
    "th": "คณะกรรมการประชุมกันในวันอังคารเพื่อหารือเกี่ยวกับแผนการสร้างห้องสมุดแห่งใหม่ในเมืองเก่า",
}


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_a_sentence_is_in_its_language(language: str) -> None:
    [(found, score)] = identify_languages([SENTENCES[language]])
    assert found == language
    assert 0.5 < score <= 1


def test_answers_come_in_the_order_of_the_texts() -> None:
    assert [language for language, _ in identify_languages(list(SENTENCES.values()))] == list(SENTENCES)
    assert identify_languages([]) == []


def test_new_lines_are_blanks_and_not_glue() -> None:
    broken = SENTENCES["en"].replace(" ", "\n")
    assert identify_languages([broken]) == identify_languages([SENTENCES["en"]])


def test_text_that_looks_like_a_label_is_read_as_text() -> None:
    words = SENTENCES["fr"].split()
    text = " ".join(f"__label__en {word}" for word in words)
    assert identify_languages([text]) == identify_languages([" ".join(f"__ label __en {word}" for word in words)])


@given(st.text())
def test_any_text_gets_a_known_language(text: str) -> None:
    [(language, score)] = identify_languages([text])
    assert language in known_languages()
    assert 0 <= score <= 1


def test_the_model_knows_176_languages() -> None:
    assert len(known_languages()) == 176


def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    file = tmp_path / "model.ftz"
    file.write_bytes(b"not a model")
    with pytest.raises(ConfigError, match=r"model\.ftz"):
        language_model(str(file))
    with pytest.raises(ConfigError, match=r"absent\.ftz"):
        language_model(str(tmp_path / "absent.ftz"))


def test_letters_are_those_of_any_script() -> None:
    assert count_letters("ab 12 -_ é 中文 ... ж") == 6


def test_passages_end_where_lines_end() -> None:
    assert passages("aaa\nbbb\ncc\nd", min_letters=3) == ["aaa", "bbb", "cc\nd"]
    assert passages("aa\nb\nccc", min_letters=3) == ["aa\nb", "ccc"]


def test_a_rest_too_short_for_a_passage_joins_the_last() -> None:
    assert passages("aaa\nbbb\ncc", min_letters=3) == ["aaa", "bbb\ncc"]
    assert passages("cc", min_letters=3) == ["cc"]
    assert passages("", min_letters=3) == [""]


@given(st.text(alphabet="ab1\n ", max_size=60), st.integers(1, 10))
def test_passages_lose_nothing(text: str, min_letters: int) -> None:
    found = passages(text, min_letters)
    assert "\n".join(found) == text
    assert all(count_letters(passage) >= min_letters for passage in found) or len(found) == 1


def test_the_fraction_weighs_letters_not_passages() -> None:
    assert main_language_fraction("en", ["en", "de"], [300, 100]) == 0.75
    assert main_language_fraction("fr", ["en", "de"], [300, 100]) == 0.0
    assert main_language_fraction("en", [], []) is None
    assert main_language_fraction("en", ["en"], [0]) is None
