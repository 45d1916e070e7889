"""Log-odds with an informative prior, against values worked out by hand."""

from __future__ import annotations

import math

import pytest

from pipeline.domain.vocabulary import characteristic_words, most_characteristic, words_of


def test_words_are_runs_of_letters_in_lower_case() -> None:
    assert words_of("The x_y Theorem, 3rd: café!") == ["the", "theorem", "rd", "café"]


def test_value_by_hand() -> None:
    # ours: proof 3, the 1; theirs: proof 1, the 3; prior of each word 0.5 * 8 = 4 of 8
    found = characteristic_words(["proof proof proof the"], ["proof the the the"], prior_weight=8)
    delta = math.log(7 / 5) - math.log(5 / 7)
    expected = delta / math.sqrt(1 / 7 + 1 / 5)
    assert found == {"proof": pytest.approx(expected), "the": pytest.approx(-expected)}


def test_exchanging_the_sides_changes_the_sign() -> None:
    ours, theirs = ["a proof of the theorem", "the lemma"], ["the boat and the sea", "a walk"]
    forth, back = characteristic_words(ours, theirs), characteristic_words(theirs, ours)
    assert forth == {word: pytest.approx(-score) for word, score in back.items()}


def test_a_rare_word_does_not_beat_a_frequent_one() -> None:
    # "hapax" occurs only in the domain, but once; "theorem" 30 times against 3
    found = characteristic_words(["theorem " * 30 + "hapax " + "the " * 100], ["theorem " * 3 + "the " * 130])
    assert found["theorem"] > found["hapax"] > 0 > found["the"]


def test_too_little_to_compare() -> None:
    assert characteristic_words([], []) == {}
    assert characteristic_words(["one"], ["one"]) == {}


def test_most_characteristic_cuts_by_count_and_score_with_ties_by_word() -> None:
    scores = {"b": 3.0, "a": 3.0, "c": 2.0, "d": 1.9}
    assert list(most_characteristic(scores, 10, 2.0)) == ["a", "b", "c"]
    assert list(most_characteristic(scores, 1, 2.0)) == ["a"]
