"""Words, sentences, lines and paragraphs mean the same thing to all rules, in every language."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import budoux
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.resources import sample
from pipeline.segmentation import MODELS, segmenter
from pipeline.words import View, ended_sentences, lines, paragraphs, sentences, words, words_of_lines

LANGUAGES = [None, "en", "de", "zh", "zh-hant", "ja", "th", "lo", "km", "my", "bo"]
ANY_TEXT = st.text(alphabet=st.sampled_from("ab 1.,!-(\"'\n\t中文日本語の。、「」กขาモデル　é́𠀀🙂"), max_size=60)
REAL = {
    "zh": "debian-handbook/zh.jsonl",
    "ja": "debian-handbook/ja.jsonl",
}
THAI = "ภาษาไทยเขียนโดยไม่มีการเว้นวรรคระหว่างคำ แต่จะเว้นวรรคเมื่อจบประโยคหรือจบความ"


def real_text(language: str) -> str:
    if language == "th":
        return THAI
    rows = sample(f"prose/{REAL[language]}").read_text(encoding="utf-8").splitlines()[:20]
    return "\n".join(paragraph for row in rows for paragraph in json.loads(row)["paragraphs"])


def test_words_of_languages_with_blanks_are_the_runs_between_blanks() -> None:
    assert words("  Don't panic,\tit's 3.5 km!\nReally. ", "en") == ["Don't", "panic,", "it's", "3.5", "km!", "Really."]
    assert words("Привет, мир", "ru") == ["Привет,", "мир"]
    assert words("", "en") == words(" \n ", "en") == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "今天天气很好。", ["今天", "天气", "很", "好。"]),
        ("ja", "今日は天気です。", ["今日", "は", "天気", "です。"]),
        ("th", "วันนี้อากาศดีมาก", ["วัน", "นี้", "อากาศ", "ดี", "มาก"]),
    ],
)
def test_words_of_languages_without_blanks_are_cut_by_a_model(language: str, text: str, expected: list[str]) -> None:
    assert words(text, language) == expected


def test_latin_words_numbers_and_punctuation_inside_chinese_stay_whole() -> None:
    assert words("使用Debian 12.5版本(见https://debian.org/a-b)。", "zh")[1] == "Debian"
    found = words("使用Debian 12.5版本，价格3.5元。", "zh")
    assert "12.5" in found
    assert "3.5" in found
    assert found[-1].endswith("。")
    assert not any(word[0] in "，。" for word in found)


@pytest.mark.parametrize("language", ["zh", "ja", "th"])
def test_cuts_between_characters_of_a_script_are_those_of_budoux(language: str) -> None:
    model = Path(budoux.__file__).parent / "models" / MODELS[language]
    parser = budoux.Parser(json.loads(model.read_text(encoding="utf-8")))
    runs = re.findall("[ก-๛ぁ-ゖァ-ヺ一-龥]+", real_text(language))
    assert len(runs) >= 2
    for run in runs[:400]:
        assert segmenter(language).words([run]) == [parser.parse(run)]


def test_segmentation_is_fast_enough_for_the_web() -> None:
    text = real_text("zh") * 20
    segmenter("zh").words([text])
    started = time.perf_counter()
    segmenter("zh").words([text])
    per_second = len(text) / (time.perf_counter() - started)
    assert per_second > 700_000  # some millions on an idle machine; BudouX itself reaches a third of a million


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=ANY_TEXT)
def test_words_hold_every_character_that_is_not_blank_in_order(language: str | None, text: str) -> None:
    assert "".join("".join(words(text, language)).split()) == "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=ANY_TEXT)
def test_a_text_has_the_words_of_its_lines(language: str | None, text: str) -> None:
    parts = lines(text)
    by_line = words_of_lines(parts, language)
    assert by_line == [words(part, language) for part in parts]
    assert [word for line in by_line for word in line] == words(text, language) == View(text, language).words


def test_lines_are_those_that_are_not_blank() -> None:
    assert lines("one \n\n \t\n  two\x85still two\nthree") == ["one", "two\x85still two", "three"]
    assert lines("") == []


def test_paragraphs_stand_between_blank_lines() -> None:
    assert paragraphs("a\nb\n\nc\n \t \n\n d \ne") == ["a\nb", "c", "d\ne"]
    assert paragraphs("\n\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ('She said: "Go." Then 3.5 km to example.org!', ['She said: "Go."', "Then 3.5 km to example.org!"]),
        ("Heading\nA sentence... And one", ["Heading", "A sentence...", "And one"]),
        ("你好。再见！好吗？", ["你好。", "再见！", "好吗？"]),
        ("彼は言った。「行こう。」そして", ["彼は言った。", "「行こう。」", "そして"]),
        ("هل أنت هنا؟ نعم.", ["هل أنت هنا؟", "نعم."]),
        ("यह एक वाक्य है। दूसरा।", ["यह एक वाक्य है।", "दूसरा।"]),
    ],
)
def test_sentences_end_where_their_script_says(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_only_sentences_with_an_end_are_counted() -> None:
    assert ended_sentences("Menu\nHome\nAbout us") == 0
    assert ended_sentences("Menu\nOne. Two.\n三。") == 3


@given(ANY_TEXT)
def test_sentences_lose_nothing(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize("unit", [".", '."', "!?", "。", "a.", "“", "\n", " .", "…a"])
def test_sentences_take_linear_time_on_hostile_text(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    started = time.perf_counter()
    ended_sentences(text)
    assert time.perf_counter() - started < 5


@given(ANY_TEXT, st.data())
def test_a_view_that_keeps_some_lines_is_the_view_of_their_text(text: str, data: st.DataObject) -> None:
    view = View(text, "zh")
    kept = data.draw(st.lists(st.booleans(), min_size=len(view.lines), max_size=len(view.lines)))
    left = view.keeping(kept)
    fresh = View(left.text, "zh")
    assert left.lines == fresh.lines == [line for line, keep in zip(view.lines, kept, strict=True) if keep]
    assert left.words == fresh.words
