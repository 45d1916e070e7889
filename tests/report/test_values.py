"""The edges of histograms: every limit is one, so that no bar stands on both sides of a limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.values import BARS, bin_edges

finite = st.floats(-1e6, 1e6)


@given(st.lists(finite, min_size=5, max_size=5), st.lists(finite, max_size=2))
def test_edges_ascend_and_hold_every_limit_that_is_not_far_away(values: list[float], limits: list[float]):
    low, start, median, end, high = sorted(values)
    edges, _ = bin_edges(low, start, median, end, high, limits)
    assert edges == sorted(set(edges))
    reach = end - start
    for limit in limits:
        if start - reach <= limit <= end + reach:
            assert limit in edges


def test_a_fraction_gets_an_even_axis():
    edges, logarithmic = bin_edges(0.0, 0.0, 0.4, 1.0, 1.0, [0.5])
    assert not logarithmic
    assert edges == pytest.approx([place / BARS for place in range(BARS + 1)])


def test_a_count_with_a_long_tail_gets_a_logarithmic_axis():
    edges, logarithmic = bin_edges(1, 10, 100, 100_000, 1_000_000, [50])
    assert logarithmic
    assert (edges[0], edges[-1]) == (pytest.approx(10), pytest.approx(100_000))
    assert 50 in edges
    assert edges[12] == pytest.approx(1000, rel=0.01)  # half way on a logarithmic axis from 10 to 100,000


def test_a_limit_far_beyond_all_values_does_not_flatten_them():
    edges, _ = bin_edges(50, 60, 80, 100, 110, [100_000])
    assert edges[-1] <= 110


def test_one_value_only_stands_beside_its_limit():
    assert bin_edges(0, 0, 0, 0, 0, [0.3]) == ([0, 0.3], False)
    assert bin_edges(7, 7, 7, 7, 7, []) == ([7], False)
