"""The S-curve against simulation, the choice of bands, and the keys of bands."""

from __future__ import annotations

import numpy as np
import pytest
import xxhash
from datasketch import MinHashLSH
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dedup.lsh import (
    band_keys,
    choose_bands,
    expected_false_negatives,
    expected_false_positives,
    probability,
)


@pytest.mark.parametrize(
    ("jaccard", "bands", "rows", "expected"),
    [
        (0.0, 14, 8, 0.0),
        (1.0, 14, 8, 1.0),
        (0.8, 14, 8, 0.92355),  # 0.8**8 = 0.16777; 0.83223**14 = 0.07645
        (0.8, 9, 13, 0.3988),  # 0.8**13 = 0.05498; 0.94502**9 = 0.6012
        (0.5, 1, 1, 0.5),
        (0.5, 2, 1, 0.75),
        (0.5, 1, 2, 0.25),
    ],
)
def test_points_of_the_curve(jaccard: float, bands: int, rows: int, expected: float) -> None:
    assert probability(jaccard, bands, rows) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("jaccard", [0.6, 0.7, 0.8, 0.9])
def test_the_curve_is_what_a_simulation_finds(jaccard: float) -> None:
    """Each row agrees with probability j; 20,000 simulated pairs, tolerance four standard errors."""
    rows_agree = np.random.default_rng(1).random((20_000, 14, 8)) < jaccard
    found = rows_agree.all(axis=2).any(axis=1).mean()
    expected = probability(jaccard, 14, 8)
    assert abs(found - expected) < 4 * np.sqrt(expected * (1 - expected) / 20_000)


def test_the_areas_beside_the_curve() -> None:
    """With one band of one row the curve is the diagonal: triangles t²/2 and (1 - t)²/2."""
    assert expected_false_positives(0.8, 1, 1) == pytest.approx(0.32)
    assert expected_false_negatives(0.8, 1, 1) == pytest.approx(0.02)


def test_the_default_of_datasketch_is_the_trap_that_the_docstring_says() -> None:
    index = MinHashLSH(threshold=0.8, num_perm=128)
    assert (index.b, index.r) == (9, 13)
    assert probability(0.8, index.b, index.r) < 0.41


def test_choose_bands() -> None:
    assert choose_bands(0.8, 0.92, 112) == (14, 8)
    assert choose_bands(0.5, 1e-9, 1) == (1, 1)
    bands, rows = choose_bands(0.8, 0.99, 112)
    assert bands * rows <= 112
    assert probability(0.8, bands, rows) >= 0.99
    # One row more, with all the permutations there are, would miss too much.
    assert probability(0.8, 112 // (rows + 1), rows + 1) < 0.99


@pytest.mark.parametrize(("threshold", "recall", "num_perm"), [(0.0, 0.9, 10), (0.8, 1.1, 10), (0.8, 0.9, 0)])
def test_impossible_arguments(threshold: float, recall: float, num_perm: int) -> None:
    with pytest.raises(ValueError, match="impossible"):
        choose_bands(threshold, recall, num_perm)


def test_a_recall_out_of_reach() -> None:
    with pytest.raises(ValueError, match=r"1 permutations cannot reach recall 0\.9 at Jaccard 0\.8"):
        choose_bands(0.8, 0.9, 1)


def test_a_key_is_the_hash_of_the_rows_with_the_band_as_seed() -> None:
    rows = b"\x07\0\0\0" + b"\xff\xff\xff\xff"
    unsigned = [xxhash.xxh3_64_intdigest(rows, seed=band) for band in (0, 1)]
    expected = [value - (1 << 64) if value >= 1 << 63 else value for value in unsigned]
    assert band_keys([7, 0xFFFFFFFF, 7, 0xFFFFFFFF, 99], bands=2, rows=2) == expected
    assert expected[0] != expected[1]  # equal rows in different bands are no reason to meet


@given(st.lists(st.integers(0, 2**32 - 1), min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 2**32 - 1))
def test_one_changed_value_changes_one_key(signature: list[int], position: int, by: int) -> None:
    changed = list(signature)
    changed[position] = (changed[position] + by) % 2**32
    keys = zip(band_keys(signature, 4, 3), band_keys(changed, 4, 3), strict=True)
    assert [band for band, (one, other) in enumerate(keys) if one != other] == [position // 3]


def test_a_signature_too_short_for_its_bands() -> None:
    with pytest.raises(ValueError, match="need 112 values, the signature has 111"):
        band_keys([0] * 111, 14, 8)
