"""What a labelled pilot says about a configuration."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.config import parse_config
from pipeline.dedup.lsh import probability
from pipeline.pilot import best_fraction, best_limit, configure
from pipeline.quality.threshold import threshold_at


def document(score: float, tokens: int, clean: bool) -> dict[str, Any]:
    return {"quality_score": score, "tokens": tokens, "clean": clean}


def test_the_cut_is_between_clean_and_dirt() -> None:
    documents = [document(0.9, 100, True), document(0.8, 300, True), document(0.2, 100, False)]
    assert best_fraction(documents) == pytest.approx(0.8, abs=1e-5)
    assert configure(documents, []) == {
        "quality": {"keep_fraction": best_fraction(documents), "percentile_by": "tokens"}
    }


def test_a_little_dirt_is_the_price_of_much_clean_text() -> None:
    # All: 1 * (1 - 10/610/0.25) = 0.93. Only the first: 0.5.
    documents = [document(0.9, 300, True), document(0.5, 10, False), document(0.4, 300, True)]
    assert best_fraction(documents) == 1.0
    # All: 1 * (1 - 100/700/0.25) = 0.43.
    documents[1]["tokens"] = 100
    assert best_fraction(documents) == pytest.approx(300 / 700, abs=1e-5)


def test_equal_scores_are_not_parted() -> None:
    documents = [document(0.5, 100, True), document(0.5, 100, False), document(0.4, 800, True)]
    assert best_fraction(documents) == 1.0


def test_the_fraction_is_what_the_stage_understands() -> None:
    documents = [document(number / 20, 10 + number, number > 7) for number in range(20)]
    scores, tokens = [d["quality_score"] for d in documents], [d["tokens"] for d in documents]
    assert threshold_at(scores, tokens, best_fraction(documents)) == 8 / 20


@pytest.mark.parametrize("documents", [[], [document(0.9, 10, False)], [document(0.9, 0, True)]])
def test_without_anything_clean_nothing_is_chosen(documents: list[dict[str, Any]]) -> None:
    assert configure(documents, []) == {}


def test_the_limit_is_half_way_between_copies_and_others() -> None:
    assert best_limit([(0.6, False), (0.7, True), (0.9, True)]) == pytest.approx(0.65)
    # Equally good: 0.75 with one copy below it, 0.5 with one page above it that is none. The first is nearer to 0.8.
    assert best_limit([(0.7, True), (0.72, False), (0.78, True)]) == pytest.approx(0.75)


@pytest.mark.parametrize(
    "pairs", [[(0.9, True)], [(0.7, False)], [(0.1, False), (0.2, True)], [(0.7, False), (0.95, True)]]
)
def test_the_usual_limit_stands_where_none_is_better(pairs: list[tuple[float, bool]]) -> None:
    assert best_limit(pairs) == 0.8


def test_limits_have_bounds() -> None:
    assert best_limit([(0.9, False)]) == 1.0
    assert best_limit([(0.3, True), (0.4, True), (0.6, True)]) == 0.5


@pytest.mark.parametrize("limit", [0.55, 0.65, 0.8, 0.95])
def test_what_is_chosen_is_a_configuration(limit: float) -> None:
    pairs = [(limit - 0.04, False), (limit + 0.04, True)]
    chosen = configure([document(0.9, 10, True), document(0.1, 10, False)], pairs)
    near = parse_config(chosen).near
    assert near.min_jaccard == pytest.approx(limit)
    assert probability(near.min_jaccard, near.bands, near.rows) >= 0.92
    assert near.bands * near.rows <= 128
