"""The exact Jaccard similarity."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dedup.verify import jaccard, jaccard_sorted


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([1, 2, 3, 4], [3, 4, 5], 2 / 5),
        ([1], [1], 1.0),
        ([1], [2], 0.0),
        ([], [1], 0.0),
        ([], [], 0.0),  # nothing in common is no reason to be called a copy
        ([2**64 - 1, 0], [0], 0.5),
        ([1, 1, 2], [1], 0.5),  # sets, not lists
    ],
)
def test_jaccard(a: list[int], b: list[int], expected: float) -> None:
    assert jaccard(a, b) == jaccard(b, a) == expected


@given(st.sets(st.integers(0, 2**64 - 1) | st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_sorted_arrays_give_the_same(a: set[int], b: set[int]) -> None:
    one, other = np.array(sorted(a), np.uint64), np.array(sorted(b), np.uint64)
    assert jaccard_sorted(one, other) == jaccard(list(a), list(b))
