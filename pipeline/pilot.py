"""Limits from a labelled pilot: what a team sets before the large run, after people have read a small part of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any, Final

from pipeline.dedup.lsh import choose_bands
from pipeline.report.corpus_score import MAX_SHARE

MIN_RECALL: Final = 0.92
"""Recall of pairs at the chosen similarity, as 14 bands of 8 rows have it at 0.8."""
MAX_PERMUTATIONS: Final = 128
USUAL_JACCARD: Final = 0.8
STEP: Final = 2.0**-20
"""Fractions to keep are whole multiples of it."""
LOWEST_JACCARD: Final = 0.5
"""Pages that have less in common are no copies, whatever a few pairs of a pilot say."""


def configure(
    documents: Sequence[Mapping[str, Any]], pairs: Sequence[tuple[float, bool]]
) -> dict[str, dict[str, float | int | str]]:
    """The part of the configuration that a pilot can tell: how much to keep, and what a near-duplicate is.

    ``documents``: what reached the quality stage, each with its ``quality_score``, its ``tokens``, and ``clean``,
    whether a person found it good. ``pairs``: (Jaccard similarity, whether a person found one a copy of the other).

    Returns plain data for `pipeline.config`:

    - ``quality``: ``keep_fraction`` and ``percentile_by``. Of all cuts between two scores the one that is worth most:
      (clean tokens kept / clean tokens) * (1 - dirt / (tokens kept * `MAX_SHARE`)), no factor below 0. A fraction and
      no score: the large run trains a model of its own. Left out when no document is clean.
    - ``near``: ``min_jaccard`` from `LOWEST_JACCARD` to 1 that judges most pairs as the person did: `USUAL_JACCARD`
      where none is better, else half-way between two similarities, the nearest to the usual one of the equally good;
      and ``bands`` and ``rows`` that find pairs at it with `MIN_RECALL` from at most `MAX_PERMUTATIONS`. Left out
      without pairs.
    """
    chosen: dict[str, dict[str, float | int | str]] = {}
    if any(document["clean"] and document["tokens"] for document in documents):
        chosen["quality"] = {"keep_fraction": best_fraction(documents), "percentile_by": "tokens"}
    if pairs:
        limit = best_limit(pairs)
        bands, rows = choose_bands(limit, MIN_RECALL, MAX_PERMUTATIONS)
        chosen["near"] = {"min_jaccard": limit, "bands": bands, "rows": rows}
    return chosen


def best_fraction(documents: Sequence[Mapping[str, Any]]) -> float:
    """The fraction of the tokens at whose cut the kept documents are worth most, see `configure`."""
    total = sum(document["tokens"] for document in documents)
    all_clean = sum(document["tokens"] for document in documents if document["clean"])
    best, fraction = -1.0, 1.0
    clean = kept = 0
    by_score = sorted(documents, key=lambda document: -document["quality_score"])
    for _, equals in groupby(by_score, key=lambda document: document["quality_score"]):
        for document in equals:  # a cut cannot part documents with the same score
            kept += document["tokens"]
            clean += document["tokens"] if document["clean"] else 0
        worth = clean / all_clean * max(0.0, 1 - (kept - clean) / kept / MAX_SHARE) if kept else 0.0
        if worth > best:
            best, fraction = worth, kept / total
    # Rounded down, because a percentile that is a hair too large takes in one document more.
    return max(STEP, math.floor(fraction / STEP) * STEP)


def best_limit(pairs: Sequence[tuple[float, bool]]) -> float:
    """The similarity from which on pairs are copies, with as few pairs as possible on the wrong side."""
    values = sorted({jaccard for jaccard, _ in pairs})
    between = [(low + high) / 2 for low, high in pairwise(values)]
    limits = [USUAL_JACCARD, LOWEST_JACCARD, 1.0, *(limit for limit in between if limit > LOWEST_JACCARD)]

    def wrong(limit: float) -> int:
        return sum((jaccard >= limit) != is_copy for jaccard, is_copy in pairs)

    return min(limits, key=lambda limit: (wrong(limit), abs(limit - USUAL_JACCARD)))
