"""Words of an item, where they stand, and how long its n-grams are."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decontaminate.ngrams import ngram_length, ngrams, word_spans, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The answer: 42.", ["The", "answer", "42"]),
        ("  Caf\u00e9\tau lait", ["Caf\u00e9", "au", "lait"]),
        ("cafe\u0301s!", ["cafe\u0301s"]),
        ("un cafe\u0301, noir", ["un", "cafe\u0301", "noir"]),  # the accent belongs to the letter before it
        (
            "\u0939\u093f\u0928\u094d\u0926\u0940 x",
            ["\u0939\u093f\u0928\u094d\u0926\u0940", "x"],
        ),  # ends in a vowel sign
        ("\u4f60\u597d world", ["\u4f60", "\u597d", "world"]),
        ("\ufb01ve", ["\ufb01ve"]),  # the ligature fi folds to two letters
        ("\u1f48\u03a3 a", ["\u1f48\u03a3", "a"]),  # a final sigma, with a breathing mark before it
        ("... !", []),
        ("", []),
    ],
)
def test_spans_are_the_words_in_the_text_itself(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in word_spans(text)] == found
    assert len(words(text)) == len(found)


@given(st.text(max_size=60))
def test_a_span_for_each_word(text: str) -> None:
    spans = word_spans(text)
    assert len(spans) == len(words(text))
    for (_, before), (after, _) in itertools.pairwise(spans):
        assert before <= after or before - after == 1  # one character may fold to two words: "1/2" written as one sign


@pytest.mark.parametrize(
    ("item_words", "length"), [(5, 5), (7, 7), (8, 8), (9, 8), (25, 8), (26, 13), (27, 13), (1_000, 13)]
)
def test_short_items_have_short_ngrams(item_words: int, length: int) -> None:
    assert ngram_length(item_words) == length


@pytest.mark.parametrize(("n", "short_n"), [(13, 0), (8, 9), (0, 0)])
def test_impossible_lengths(n: int, short_n: int) -> None:
    with pytest.raises(ValueError, match="short_n must be at least 1 and at most n"):
        ngram_length(20, n, short_n)


def test_ngrams_are_distinct() -> None:
    assert ngrams(["a", "b", "a", "b"], 2) == {("a", "b"), ("b", "a")}
    assert ngrams(["a"], 2) == set()
