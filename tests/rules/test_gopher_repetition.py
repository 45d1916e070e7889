"""Gopher's repetition rules: which copies count, what is covered, and how order and overlap do not matter."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.gopher_repetition import (
    duplicate_line_character_fraction,
    duplicate_line_fraction,
    duplicate_ngram_character_fraction,
    duplicate_paragraph_character_fraction,
    duplicate_paragraph_fraction,
    measure,
    top_ngram_character_fraction,
)
from pipeline.words import View

LINES = st.lists(st.sampled_from(["a", "bb", "ccc", "dddd"]), max_size=12)
WORDS = st.lists(st.sampled_from(["a", "b", "cc", "ddd"]), max_size=40)
FRACTIONS_OF_PARTS = [
    duplicate_line_fraction,
    duplicate_line_character_fraction,
    duplicate_paragraph_fraction,
    duplicate_paragraph_character_fraction,
]


def test_only_copies_beyond_the_first_count() -> None:
    # "a" stands three times: two copies of five lines; all its lines would be three of five.
    assert duplicate_line_fraction(["a", "b", "a", "c", "a"]) == 2 / 5
    assert duplicate_line_character_fraction(["aaaa", "b", "aaaa", "c"]) == 4 / 10
    assert duplicate_paragraph_fraction(["a", "a", "a"]) == 2 / 3
    assert duplicate_paragraph_character_fraction(["aa", "b", "aa"]) == 2 / 5


@pytest.mark.parametrize("function", FRACTIONS_OF_PARTS)
def test_without_parts_nothing_is_repeated(function) -> None:  # type: ignore[no-untyped-def]
    assert function([]) == 0


@pytest.mark.parametrize("function", FRACTIONS_OF_PARTS)
@given(lines=LINES, data=st.data())
def test_the_order_of_lines_does_not_matter(function, lines: list[str], data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    assert function(data.draw(st.permutations(lines))) == pytest.approx(function(lines))


@pytest.mark.parametrize("function", FRACTIONS_OF_PARTS)
@given(lines=LINES)
def test_fractions_of_lines_lie_between_0_and_1(function, lines: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert 0 <= function(lines) < 1


@pytest.mark.parametrize("function", FRACTIONS_OF_PARTS)
@given(lines=LINES.filter(bool), data=st.data())
def test_one_more_copy_never_lowers_the_value(function, lines: list[str], data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    again = data.draw(st.sampled_from(lines))
    assert function([*lines, again]) >= function(lines)


@pytest.mark.parametrize(
    ("words", "n", "expected"),
    [
        ("x y x y z", 2, 4 / 5),  # "x y" twice covers four words
        ("x y z", 2, 0.0),  # every bigram once: none is repeated
        ("x x x", 2, 3 / 3),  # "x x" at 0 and 1 overlaps: three words, not four
        ("x y q x y r x y long long", 2, 6 / 16),  # "x y" three times beats the longer pair that stands once
        ("x y q x y lo ng r lo ng", 2, 8 / 14),  # equally often: the pair that covers more characters
        ("a b c d a b c e", 3, 6 / 8),
        ("a b", 3, 0.0),  # fewer words than n
        ("", 2, 0.0),
    ],
)
def test_top_ngram_covers_the_words_of_the_most_frequent_one(words: str, n: int, expected: float) -> None:
    assert top_ngram_character_fraction(words.split(), n) == expected


@pytest.mark.parametrize(
    ("words", "n", "expected"),
    [
        ("a b c d e x a b c d e", 5, 10 / 11),  # both occurrences count, the first as well
        ("a b c d e f x a b c d e f", 5, 12 / 13),  # two 5-grams overlap: each word once
        ("a b c d e", 5, 0.0),  # once is no repetition
        ("a a a a a a", 5, 6 / 6),  # an n-gram may overlap itself
        ("a b c d", 5, 0.0),
        ("", 5, 0.0),
    ],
)
def test_duplicate_ngrams_cover_each_word_once(words: str, n: int, expected: float) -> None:
    assert duplicate_ngram_character_fraction(words.split(), n) == expected


def naive_positions(words: list[str], n: int) -> dict[tuple[str, ...], list[int]]:
    found: dict[tuple[str, ...], list[int]] = {}
    for i in range(len(words) - n + 1):
        found.setdefault(tuple(words[i : i + n]), []).append(i)
    return found


def covered(words: list[str], positions: list[int], n: int) -> float:
    inside = {i for position in positions for i in range(position, position + n)}
    return sum(len(words[i]) for i in inside) / sum(map(len, words))


@given(WORDS, st.integers(2, 4))
def test_top_ngram_agrees_with_counting_by_hand(words: list[str], n: int) -> None:
    positions = naive_positions(words, n)
    most = Counter({gram: len(where) for gram, where in positions.items()}).most_common(1)
    expected = 0.0
    if most and most[0][1] > 1:
        expected = max(covered(words, where, n) for where in positions.values() if len(where) == most[0][1])
    assert top_ngram_character_fraction(words, n) == pytest.approx(expected)


@given(WORDS, st.integers(5, 10))
def test_duplicate_ngrams_agree_with_counting_by_hand(words: list[str], n: int) -> None:
    repeated = [i for where in naive_positions(words, n).values() if len(where) > 1 for i in where]
    expected = covered(words, repeated, n) if repeated else 0.0
    assert duplicate_ngram_character_fraction(words, n) == pytest.approx(expected)


@given(WORDS)
def test_all_values_at_once_are_the_values_one_by_one(words: list[str]) -> None:
    measured = measure(View(" ".join(words)))
    for n in (2, 3, 4):
        assert measured[f"top_{n}_gram_character_fraction"] == top_ngram_character_fraction(words, n)
    for n in range(5, 11):
        assert measured[f"duplicate_{n}_gram_character_fraction"] == duplicate_ngram_character_fraction(words, n)
    assert all(value is not None and 0 <= value <= 1 for value in measured.values())


def test_a_function_in_the_place_of_the_reference_is_asked_for_every_n() -> None:
    def replaced(function):  # type: ignore[no-untyped-def]
        return (lambda words, n: n / 100) if function is top_ngram_character_fraction else function

    measured = measure(View("a b c"), replaced)
    assert [measured[f"top_{n}_gram_character_fraction"] for n in (2, 3, 4)] == [0.02, 0.03, 0.04]
    assert measured["duplicate_5_gram_character_fraction"] == 0
