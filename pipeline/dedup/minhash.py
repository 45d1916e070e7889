"""MinHash signatures with the same values as datasketch's own, computed for a whole batch of documents at once.

The permutation scheme is ``affine32``, the default of datasketch 2.0, always named: a bijection on 32 bits, so no
permutation adds collisions (the older ``legacy`` scheme folds 61 bits to 32 and overestimates the similarity of
large sets), and half the memory and more than twice the speed of 64-bit arithmetic. ``affine64`` is for sets of
about 100 million shingles; the largest page has a few million.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from pipeline.dedup.shingles import shingle_hash

SCHEME: Final = "affine32"
EMPTY: Final = 0xFFFFFFFF
"""Value of every position in the signature of an empty set, as in datasketch."""

# Shingles worked on at a time: with one permutation that is 64 kB in and 64 kB out, which stays in the second cache.
_BLOCK: Final = 1 << 14


def shingle_hash32(shingle: bytes) -> int:
    """The 32 bits a shingle (UTF-8 bytes) enters MinHash with: the lower half of `shingle_hash`.

    Pass it to datasketch as ``hashfunc=shingle_hash32`` to get the same signatures there.
    """
    return shingle_hash(shingle.decode("utf-8", "surrogatepass")) & 0xFFFFFFFF


@lru_cache(maxsize=8)
def permutations(num_perm: int, seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The parameters (a, b) of ``num_perm`` permutations ``h -> a * h + b mod 2**32``, taken from datasketch."""
    a, b = MinHash(num_perm=num_perm, seed=seed, scheme=SCHEME).permutations
    return a, b


def _premix(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The 32-bit finaliser of MurmurHash3, with which the affine schemes spread the hashes before permuting them."""
    hashes = hashes ^ (hashes >> np.uint32(16))
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    return hashes


def signature(shingles: list[str], num_perm: int, seed: int) -> list[int]:
    """MinHash signature of one set of shingles: for each permutation the smallest permuted hash.

    Equal to ``datasketch.MinHash(num_perm, seed, hashfunc=shingle_hash32, scheme="affine32")`` updated with the
    UTF-8 bytes of each shingle. An empty set has `EMPTY` everywhere.
    """
    hashes = np.array([shingle_hash(shingle) & 0xFFFFFFFF for shingle in shingles], np.uint32)
    return signatures([hashes], num_perm, seed)[0].tolist()


def signatures(hash_sets: Sequence[NDArray[np.unsignedinteger]], num_perm: int, seed: int) -> NDArray[np.uint32]:
    """Signatures of many documents, shape (documents, num_perm).

    ``hash_sets[i]`` holds the shingle hashes of document i in any order, 32 or 64 bits wide (the lower 32 count);
    repetitions change nothing. The permutations run over the shingles of many documents at once, in blocks that fit
    the cache, and `numpy.minimum.reduceat` takes the minimum of each document.
    """
    result = np.full((len(hash_sets), num_perm), EMPTY, np.uint32)
    a, b = permutations(num_perm, seed)
    for block in _blocks([len(hashes) for hashes in hash_sets]):
        parts = [hash_sets[document][first:last].astype(np.uint32) for document, first, last in block]
        mixed = _premix(np.concatenate(parts))
        offsets = np.cumsum([0, *(len(part) for part in parts[:-1])])
        rows = [document for document, _, _ in block]
        permuted = np.empty_like(mixed)
        smallest = np.empty((num_perm, len(block)), np.uint32)
        for index in range(num_perm):
            np.multiply(mixed, a[index], out=permuted)
            np.add(permuted, b[index], out=permuted)
            np.minimum.reduceat(permuted, offsets, out=smallest[index])
        result[rows] = np.minimum(result[rows], smallest.T)
    return result


def _blocks(sizes: list[int]) -> list[list[tuple[int, int, int]]]:
    """Cut the work into blocks of (document, first, last): whole documents together, or one part of a large one."""
    blocks: list[list[tuple[int, int, int]]] = []
    block: list[tuple[int, int, int]] = []
    filled = 0
    for document, size in enumerate(sizes):
        if size > _BLOCK:
            blocks += [[(document, first, min(first + _BLOCK, size))] for first in range(0, size, _BLOCK)]
            continue
        if filled + size > _BLOCK:
            blocks.append(block)
            block, filled = [], 0
        if size:
            block.append((document, 0, size))
            filled += size
    return [block for block in [*blocks, block] if block]
