"""The percentile: at least the wanted part is kept, exactly, ties together, whatever the order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quality.threshold import threshold_at

BARS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 50)), min_size=1, max_size=30).filter(
    lambda bars: sum(weight for _, weight in bars) > 0
)
FRACTIONS = st.integers(1, 100).map(lambda percent: percent / 100)


def test_keeps_exactly_the_best_tenth_of_thirty() -> None:
    # 0.1 * 30 is 3.0000000000000004 in binary: taken literally a fourth document would be kept.
    scores = [number / 100 for number in range(30)]
    assert threshold_at(scores, [1] * 30, 0.1) == 0.27


def test_ties_at_the_cut_are_all_kept() -> None:
    assert threshold_at([0.9, 0.5, 0.5, 0.5, 0.1], [1] * 5, 0.4) == 0.5


def test_by_documents_and_by_tokens_differ() -> None:
    scores = [0.9, 0.8, 0.7, 0.6]
    assert threshold_at(scores, [1, 1, 1, 1], 0.5) == 0.8
    assert threshold_at(scores, [10, 10, 10, 970], 0.5) == 0.6  # the long one is needed for half of the tokens


def test_all_and_almost_nothing() -> None:
    assert threshold_at([0.3, 0.2, 0.1], [1, 1, 1], 1.0) == 0.1
    assert threshold_at([0.3, 0.2, 0.1], [1, 1, 1], 0.0001) == 0.3
    assert threshold_at([0.9, 0.3], [0, 5], 0.5) == 0.3  # an item without weight keeps nothing


@given(BARS, FRACTIONS)
def test_keeps_enough_and_no_higher_threshold_would(bars: list[tuple[int, int]], fraction: float) -> None:
    scores, weights = [float(score) for score, _ in bars], [weight for _, weight in bars]
    limit = threshold_at(scores, weights, fraction)
    percent = round(100 * fraction)
    kept = sum(weight for score, weight in zip(scores, weights, strict=True) if score >= limit)
    above = sum(weight for score, weight in zip(scores, weights, strict=True) if score > limit)
    assert 100 * kept >= percent * sum(weights) > 100 * above


@given(BARS, FRACTIONS, FRACTIONS)
def test_monotone_and_independent_of_order_and_grouping(bars: list[tuple[int, int]], one: float, two: float) -> None:
    scores, weights = [float(score) for score, _ in bars], [weight for _, weight in bars]
    low, high = sorted((one, two))
    assert threshold_at(scores, weights, high) <= threshold_at(scores, weights, low)
    histogram: dict[float, int] = {}
    for score, weight in zip(scores, weights, strict=True):
        histogram[score] = histogram.get(score, 0) + weight
    assert threshold_at(list(histogram), list(histogram.values()), one) == threshold_at(
        scores[::-1], weights[::-1], one
    )


@pytest.mark.parametrize(
    ("scores", "weights", "fraction"),
    [
        ([], [], 0.5),
        ([0.5], [0], 0.5),
        ([0.5], [1, 1], 0.5),
        ([0.5, 0.6], [2, -1], 0.5),
        ([0.5], [1], 0),
        ([0.5], [1], 1.1),
    ],
)
def test_what_has_no_answer_is_refused(scores: list[float], weights: list[int], fraction: float) -> None:
    with pytest.raises(ValueError, match=r"weight|keep_fraction"):
        threshold_at(scores, weights, fraction)
