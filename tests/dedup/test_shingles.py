"""Shingles: normalisation, words by script, and what happens to documents shorter than a shingle."""

from __future__ import annotations

import unicodedata

import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dedup.shingles import fold, shingle_hash, shingle_hashes, shingles, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The END.", ["the", "end"]),
        ("well-known, e.g. here", ["well", "known", "e", "g", "here"]),
        ("snake_case", ["snake", "case"]),
        ("Café Müller Ελλάς", ["cafe", "muller", "ελλας"]),
        ("ﬁne ｆｕｌｌ", ["fine", "full"]),
        ("from 1 to 1,234.50 in 2024", ["from", "0", "to", "0", "in", "0"]),
        ("room101", ["room0"]),
        ("٣٤ كتاب", ["0", "كتاب"]),
        ("我们走", ["我", "们", "走"]),
        ("GPT模型3個", ["gpt", "模", "型", "0", "個"]),
        ("東京へ", ["東", "京", "へ"]),
        ("ガ ｶﾞ", ["カ", "カ"]),  # one letter in two widths; its mark goes the way of all marks
        ("한국어 문서", ["한국어", "문서"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("--- !? …", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [unicodedata.normalize("NFC", word) for word in words(text)] == expected


@given(st.text(st.characters(max_codepoint=0x1FFFF, exclude_categories=[])))
def test_folding_leaves_no_mark_and_takes_nothing_else(text: str) -> None:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    assert fold(text) == "".join(c for c in decomposed if not unicodedata.category(c).startswith("M")).lower()


@pytest.mark.parametrize(("text", "expected"), [("e\u0301", "e"), ("x\U0001e8d0y", "xy"), ("\ud800e\u0301", "\ud800e")])
def test_marks_of_every_plane_go_and_lone_surrogates_stay(text: str, expected: str) -> None:
    assert fold(text) == expected


def test_what_differs_only_in_marks_case_and_numbers_is_equal() -> None:
    assert shingles("On 3 May, 1999 the «Résumé» came.") == shingles("on 17 may 2024: THE resume came")


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (1, ["a"]),
        (4, ["a b c d"]),
        (5, ["a b c d e"]),
        (6, ["a b c d e", "b c d e f"]),
    ],
)
def test_documents_around_the_length_of_a_shingle(count: int, expected: list[str]) -> None:
    assert shingles(" ".join("abcdef"[:count]), 5) == expected


def test_shingles_are_distinct_and_in_order_of_appearance() -> None:
    assert shingles("a b a b a c", 2) == ["a b", "b a", "a c"]


def test_a_shingle_needs_a_word() -> None:
    with pytest.raises(ValueError, match="n=0"):
        shingles("a b", 0)
    with pytest.raises(ValueError, match="n=0"):
        shingle_hashes("a b", 0)


def test_the_hash_is_xxh3_64_of_utf8() -> None:
    assert shingle_hash("été 0") == xxhash.xxh3_64_intdigest("été 0".encode())


@given(st.text(alphabet=st.sampled_from("ab cé我.7\n\ud800"), max_size=60) | st.text(max_size=40), st.integers(1, 6))
def test_hashes_are_those_of_the_strings(text: str, n: int) -> None:
    hashes = shingle_hashes(text, n)
    assert hashes.tolist() == sorted({shingle_hash(shingle) for shingle in shingles(text, n)})
