"""A document's place in the order of reading: its phase of the curriculum, and within the phase a hash."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

import xxhash

SHUFFLE_BITS: Final = 48
"""Bits of a place that shuffle the documents of one phase."""
MAX_PHASES: Final = 1_000


def phase_limits(weights: Mapping[float, int], phases: int) -> list[float]:
    """Where on a scale the phases of a curriculum begin: up to ``phases - 1`` values, ascending.

    ``weights``: value -> tokens of all documents with that value. Phase k holds the documents from limit k - 1 on
    (from the smallest value on, for the first) and before limit k. Each limit is the smallest value below which at
    least k of ``phases`` equal parts of the tokens lie, so that documents with one value are never parted: with few
    values there are fewer phases. Exact; the order of the values does not matter. Raises ValueError unless
    1 <= phases <= 1,000, and for a negative weight.
    """
    if not 1 <= phases <= MAX_PHASES:
        raise ValueError(f"phases must be from 1 to {MAX_PHASES}, got {phases}")
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("a weight is negative")
    total = sum(weights.values())
    limits, below, wanted = [], 0, 1
    for value in sorted(value for value, weight in weights.items() if weight):
        if below and below * phases >= wanted * total:
            limits.append(value)
            wanted = below * phases // total + 1
        below += weights[value]
    return limits


def phase_of(value: float, limits: Sequence[float]) -> int:
    """The phase, from 0, of a document with this value; see `phase_limits`."""
    return bisect_right(limits, value)


def place(seed: int, document_id: str, copy: int, phase: int = 0) -> int:
    """The place of the ``copy``-th reading (from 0) of a document: a number below 2 ** 63, smaller is earlier.

    ``phase`` in the upper bits, 48 bits of a hash of seed, id and copy below them: the readings of one document lie
    apart, and no document need know of another. Equal places, once in millions of documents, are ordered by id and
    copy. Raises ValueError for a negative copy and a phase that is not from 0 to 999.
    """
    if copy < 0 or not 0 <= phase < MAX_PHASES:
        raise ValueError(f"copy must not be negative and phase from 0 to {MAX_PHASES - 1}, got {copy} and {phase}")
    hashed = xxhash.xxh3_64_intdigest(f"{seed}/order/{copy}/{document_id}".encode("utf-8", "surrogatepass"))
    return phase << SHUFFLE_BITS | hashed >> (64 - SHUFFLE_BITS)
