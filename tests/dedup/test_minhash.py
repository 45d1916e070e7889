"""Signatures have datasketch's own values, bit by bit, however many documents go into a batch."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dedup.minhash import SCHEME, shingle_hash32, signature, signatures
from pipeline.dedup.shingles import shingle_hash

SETS = st.lists(st.lists(st.text(max_size=12), max_size=30), max_size=12)


def datasketch_signature(shingles: list[str], num_perm: int, seed: int) -> list[int]:
    sketch = MinHash(num_perm=num_perm, seed=seed, hashfunc=shingle_hash32, scheme=SCHEME)
    for shingle in shingles:
        sketch.update(shingle.encode("utf-8", "surrogatepass"))
    return [int(value) for value in sketch.hashvalues]


@given(SETS, st.sampled_from([1, 7, 112, 128]), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_the_values_of_datasketch(sets: list[list[str]], num_perm: int, seed: int) -> None:
    expected = [datasketch_signature(shingles, num_perm, seed) for shingles in sets]
    assert [signature(shingles, num_perm, seed) for shingles in sets] == expected
    hashes = [np.array([shingle_hash(shingle) for shingle in shingles], np.uint64) for shingles in sets]
    batch = signatures(hashes, num_perm, seed)
    assert batch.dtype == np.uint32
    assert batch.shape == (len(sets), num_perm)
    assert batch.tolist() == expected


@pytest.mark.parametrize("sizes", [[0, 40_000, 3], [16_384], [16_385, 1], [16_383, 1, 1], [5] * 5_000, [0, 0]])
def test_documents_larger_than_a_block_and_blocks_of_many(sizes: list[int]) -> None:
    rng = np.random.default_rng(0)
    hashes = [rng.integers(0, 1 << 32, size, dtype=np.uint32) for size in sizes]
    found = signatures(hashes, 16, seed=1)
    for index in {0, len(sizes) // 2, len(sizes) - 1}:
        sketch = MinHash(num_perm=16, seed=1, hashfunc=int, scheme=SCHEME)
        sketch.update_batch(hashes[index])
        assert found[index].tolist() == sketch.hashvalues.tolist()


def test_any_hash_function_datasketch_takes_also_its_default() -> None:
    shingles = [f"shingle number {number}".encode() for number in range(100)]
    sha1 = b"".join(hashlib.sha1(shingle).digest()[:4] for shingle in shingles)
    sketch = MinHash(num_perm=64, seed=3, scheme=SCHEME)
    sketch.update_batch(shingles)
    assert signatures([np.frombuffer(sha1, "<u4")], 64, 3)[0].tolist() == sketch.hashvalues.tolist()


def test_the_share_of_equal_values_estimates_the_jaccard_similarity() -> None:
    """600 of 1,400 shingles in common: 0.4286; the standard error of 1,024 permutations is 0.0155."""
    common = [f"c{number}" for number in range(600)]
    a = signature(common + [f"a{number}" for number in range(400)], 1024, 1)
    b = signature(common + [f"b{number}" for number in range(400)], 1024, 1)
    share = sum(one == other for one, other in zip(a, b, strict=True)) / 1024
    assert abs(share - 600 / 1400) < 4 * 0.0155
