"""The yardstick of planted duplicates, on texts small enough to count by hand."""

from __future__ import annotations

import pytest

from labs.world.similarity import jaccard, shingles, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cat, the CAT.", ["the", "cat", "the", "cat"]),
        ("room 101, 1st floor", ["room", "000", "0st", "floor"]),
        ("ﬁne ２", ["fine", "0"]),  # NFKC: ligature and full-width digit
        ("数据清洗 v2", ["数", "据", "清", "洗", "v0"]),
        ("カタログ", ["カ", "タ", "ロ", "グ"]),
        ("... !", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_shingles_of_six_words_are_two_runs_of_five() -> None:
    assert shingles("a b c d e f") == {("a", "b", "c", "d", "e"), ("b", "c", "d", "e", "f")}


@pytest.mark.parametrize(("text", "count"), [("", 0), ("a", 1), ("a b c d", 1), ("a b c d e", 1), ("a b c d e f", 2)])
def test_short_texts(text: str, count: int) -> None:
    assert len(shingles(text)) == count


def test_jaccard_counts_by_hand() -> None:
    # a..j has 6 shingles; with the last word changed 5 of them stay: 5 / 7
    assert jaccard(shingles("a b c d e f g h i j"), shingles("a b c d e f g h i x")) == 5 / 7
    assert jaccard(shingles("a b c d e"), shingles("A, b; c - d e!")) == 1.0
    assert jaccard(shingles("a b c d e"), shingles("v w x y z")) == 0.0
    assert jaccard(shingles(""), shingles("")) == 0.0
