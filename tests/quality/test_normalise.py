"""What reaches fastText: one line, nothing that fastText takes for its own signs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quality.normalise import normalise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, World.", "hello , world ."),
        ("one\ntwo\r\nthree\tfour", "one two three four"),  # a blank, not nothing: no glued words
        ("__label__spam", "_ _ label _ _ spam"),
        ("__LABEL__spam", "_ _ label _ _ spam"),
        ("a</s>b", "a < / s > b"),
        ("nul\x00 bell\x07 \ud800 \ufeffbom", "nul bell bom"),
        ("中文 テスト", "中 文 テ ス ト"),
        ("नमस्ते", "नमस्ते"),  # vowel signs stay in their word
        ("", ""),
        ("\n \t", ""),
    ],
)
def test_examples(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_case_is_kept_on_request() -> None:
    assert normalise("Hello", lower_case=False) == "Hello"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("_labe</s>\n\r\x00\x0b\x0c\x1c\x85\u2028 "))))
def test_nothing_that_fasttext_acts_on_is_left(text: str) -> None:
    found = normalise(text)
    assert not set(found) & set("\n\r\t\x0b\x0c\x00")
    assert "__label__" not in found and "</s>" not in found
    assert found == " ".join(found.split())
    found.encode("utf-8")  # no unpaired surrogate
    assert normalise(found) == found
