"""Places: a shuffle that holds nothing in memory, and a curriculum in phases of equal weight."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ordering.place import phase_limits, phase_of, place


def test_quarters_by_hand() -> None:
    weights = dict.fromkeys([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], 10)
    assert phase_limits(weights, 4) == [3.0, 5.0, 7.0]
    assert [phase_of(value, [3.0, 5.0, 7.0]) for value in (1, 2, 2.99, 3, 4.5, 5, 8)] == [0, 0, 0, 1, 1, 2, 3]


def test_phases_are_equal_in_tokens_not_in_documents() -> None:
    assert phase_limits({1.0: 70, 2.0: 10, 3.0: 10, 4.0: 10}, 2) == [2.0]


def test_a_value_is_never_parted() -> None:
    assert phase_limits({5.0: 100}, 10) == []
    assert phase_limits({1.0: 1, 5.0: 98, 9.0: 1}, 2) == [9.0]
    # The first value already holds two of three parts: there is one limit fewer.
    assert phase_limits({1.0: 70, 2.0: 30}, 3) == [2.0]


def test_exactly_at_a_limit() -> None:
    assert phase_limits({1.0: 50, 2.0: 50}, 2) == [2.0]
    assert phase_limits({1.0: 49, 2.0: 51}, 2) == []
    assert phase_limits({1.0: 49, 2.0: 1, 3.0: 50}, 2) == [3.0]


def test_nothing_to_order() -> None:
    assert phase_limits({}, 4) == []
    assert phase_limits({1.0: 0}, 4) == []


@pytest.mark.parametrize("phases", [0, -1, 1_001])
def test_impossible_phases(phases: int) -> None:
    with pytest.raises(ValueError, match="phases must be from 1 to 1000"):
        phase_limits({1.0: 1}, phases)


def test_a_negative_weight() -> None:
    with pytest.raises(ValueError, match="a weight is negative"):
        phase_limits({1.0: -1}, 2)


@given(st.dictionaries(st.integers(0, 30).map(float), st.integers(1, 100), min_size=1), st.integers(1, 12))
def test_no_phase_is_empty_or_larger_than_its_part_and_one_value(weights: dict[float, int], phases: int) -> None:
    limits = phase_limits(weights, phases)
    assert len(limits) < phases
    assert limits == sorted(set(limits))
    filled: dict[int, int] = {}
    for value, weight in weights.items():
        phase = phase_of(value, limits)
        filled[phase] = filled.get(phase, 0) + weight
    assert sorted(filled) == list(range(len(limits) + 1))
    part, largest = sum(weights.values()) / phases, max(weights.values())
    assert all(weight <= part + largest for weight in filled.values())


def test_phases_come_one_after_the_other() -> None:
    places = [[place(1, f"document {number}", 0, phase) for number in range(200)] for phase in range(3)]
    assert max(places[0]) < min(places[1]) <= max(places[1]) < min(places[2])
    assert max(place(1, "a", 0, 999), max(places[2])) < 1 << 63


def test_copies_lie_apart_and_seeds_differ() -> None:
    one = {place(seed, "document", copy) for seed in range(10) for copy in range(10)}
    assert len(one) == 100


def test_a_shuffle_has_no_memory_of_the_order() -> None:
    places = [place(1, f"{number:05}", 0) for number in range(2_000)]
    rises = sum(before < after for before, after in itertools.pairwise(places))
    assert 900 < rises < 1_100  # of 1,999 pairs, half of them give or take four standard deviations
    middle = sum(value < 1 << 47 for value in places)
    assert 900 < middle < 1_100


@pytest.mark.parametrize(("copy", "phase"), [(-1, 0), (0, -1), (0, 1_000)])
def test_impossible_places(copy: int, phase: int) -> None:
    with pytest.raises(ValueError, match="copy must not be negative"):
        place(1, "a", copy, phase)
