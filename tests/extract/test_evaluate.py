"""Token F1, by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.evaluate import token_f1, tokens


@pytest.mark.parametrize(
    ("extracted", "gold", "f1"),
    [
        ("a b c", "a b c", 1.0),
        ("A, b. C!", "a b c", 1.0),
        ("c b a", "a b c", 1.0),  # order does not count
        ("a b", "a b c d", 2 / 3),  # precision 1, recall 1/2
        ("a b c d", "a b", 2 / 3),  # precision 1/2, recall 1
        ("a a", "a b", 0.5),  # one of two tokens, both ways
        ("x y", "a b", 0.0),
        ("", "a", 0.0),
        ("a", "", 0.0),
        ("", "", 1.0),
    ],
)
def test_f1(extracted: str, gold: str, f1: float) -> None:
    assert token_f1(extracted, gold) == pytest.approx(f1)


def test_a_token_is_a_word_or_a_character_of_a_script_without_blanks() -> None:
    assert tokens("New 図書館, 2024: ห้อง") == ["new", "図", "書", "館", "2024", "ห", "้", "อ", "ง"]


@given(st.text(), st.text())
def test_f1_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    assert token_f1(one, other) == token_f1(other, one)
    assert 0 <= token_f1(one, other) <= 1
    assert token_f1(one, one) == 1
