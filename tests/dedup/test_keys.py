"""The key of a document: what does and what does not make it another one."""

from __future__ import annotations

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dedup.keys import document_hash, normalise_document


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße  und\tWeg\r\n", "STRASSE UND WEG"),
        ("caf\u00e9", "cafe\u0301"),  # composed and decomposed
        ("ｆｕｌｌ\u3000ｗｉｄｔｈ", "full width"),
        ("\n a\u00a0b \n", "a b"),
        ("\ufeffhy\u00adphen\u200b\u2060", "hyphen"),
        ("name\u2122", "NAMETM"),
    ],
)
def test_the_same_document_in_other_dress(one: str, other: str) -> None:
    assert document_hash(one) == document_hash(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [("a b", "ab"), ("a, b", "a b"), ("cafe", "café"), ("page 1", "page 2"), ("می\u200cشود", "میشود"), ("\ud800", "?")],
)
def test_another_document(one: str, other: str) -> None:
    assert document_hash(one) != document_hash(other)


@pytest.mark.parametrize("text", ["", " \n\t\u3000", "\ufeff\u200b"])
def test_a_document_without_text_has_no_hash(text: str) -> None:
    assert document_hash(text) is None
    assert normalise_document(text) == ""


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise_document(text)
    assert normalise_document(once) == once
    assert normalise_document(unicodedata.normalize("NFC", text)) == once


def test_the_documented_odds_of_a_collision() -> None:
    pairs = 10**12 * (10**12 - 1) / 2
    assert f"{-math.expm1(-pairs / 2**128):.1e}" == "1.5e-15"
    assert -math.expm1(-pairs / 2**64) == 1.0
