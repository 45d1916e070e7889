"""From "keep the best tenth" to a number that scores are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def threshold_at(scores: Sequence[float], weights: Sequence[int], keep_fraction: float) -> float:
    """The highest threshold t such that items with ``score >= t`` have at least ``keep_fraction`` of the weight.

    ``weights`` are 1 for a percentile by documents, token counts for one by tokens: long documents tend to score
    differently from short ones, so the two thresholds differ. Ties: all items with the score t are kept, which may
    keep more than was asked, never less. A larger ``keep_fraction`` never gives a higher threshold. The order of
    the items and how equal scores are grouped have no influence. Exact: 0.1 means one tenth, not its binary
    neighbour. Raises ValueError when there is no weight, a weight is negative, the lengths differ or
    ``keep_fraction`` is not in (0, 1].
    """
    if not 0 < keep_fraction <= 1:
        raise ValueError(f"keep_fraction must be above 0 and at most 1, not {keep_fraction}")
    if len(scores) != len(weights):
        raise ValueError(f"{len(scores)} scores, but {len(weights)} weights")
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    total = sum(weights)
    if total == 0:
        raise ValueError("there is no weight to keep a fraction of")
    fraction = Fraction(str(keep_fraction))
    kept = 0
    for score, weight in sorted(zip(scores, weights, strict=True), reverse=True):
        kept += weight
        if kept * fraction.denominator >= total * fraction.numerator:
            return score
    raise AssertionError("unreachable: the whole weight is at least any fraction of it")
