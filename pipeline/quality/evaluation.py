"""How good the classifier is on hosts that it has not seen: the numbers a person looks at before trusting it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

CALIBRATION_BINS = 10
PLACES = 6

Scored = tuple[bool, float]
"""Whether a passage is good, and its score."""


def evaluate(
    good: Sequence[bool], scores: Sequence[float], languages: Sequence[str], threshold: float
) -> dict[str, Any]:
    """Quality of held-out ``scores`` against the classes, in plain numbers, rounded to `PLACES` places.

    Returns ``passages``, ``good`` (numbers of them), ``auc`` (area under the ROC curve: the chance that a good passage
    scores above a bad one, a tie counting half), ``average_precision``, ``threshold``, ``precision`` and ``recall`` of
    ``score >= threshold`` (0 where nothing is kept, or nothing is good), ``calibration`` (for each tenth of the scale
    that has passages: ``bin``, ``passages``, ``mean_score`` and ``good_fraction``) and ``languages`` (language ->
    passages and auc). A figure that needs two classes and finds one is None. Raises ValueError when the lengths differ.

    The negatives are a sample of the crawl and hold good pages too, so these figures say how well reference text is
    told from crawl, and are lower than those against true quality.
    """
    scored = list(zip(good, scores, strict=True))
    by_language: dict[str, list[Scored]] = defaultdict(list)
    for language, item in zip(languages, scored, strict=True):
        by_language[language].append(item)
    kept = [is_good for is_good, score in scored if score >= threshold]
    return {
        "passages": len(scored),
        "good": sum(good),
        "auc": auc(scored),
        "average_precision": average_precision(scored),
        "threshold": threshold,
        "precision": _ratio(sum(kept), len(kept)),
        "recall": _ratio(sum(kept), sum(good)),
        "calibration": _calibration(scored),
        "languages": {
            language: {"passages": len(items), "auc": auc(items)} for language, items in sorted(by_language.items())
        },
    }


def auc(scored: Iterable[Scored]) -> float | None:
    """The chance that a good passage scores above a bad one; None without both. Exact before it is rounded.

    The rank statistic of Mann and Whitney (1947): pairs won / all pairs, half a pair for a tie.
    """
    halves = below = goods = 0
    for at_good, at_bad in _by_score(scored):
        halves += at_good * (2 * below + at_bad)
        below += at_bad
        goods += at_good
    return _ratio(halves, 2 * goods * below) if goods and below else None


def average_precision(scored: Iterable[Scored]) -> float | None:
    """The precision at each score where good passages are, averaged over them; None without both classes."""
    total, kept, found = Fraction(0), 0, 0
    for at_good, at_bad in reversed(_by_score(scored)):
        kept += at_good + at_bad
        found += at_good
        total += at_good * Fraction(found, kept)
    return _ratio(total, found) if 0 < found < kept else None


def _by_score(scored: Iterable[Scored]) -> list[tuple[int, int]]:
    """Numbers of (good, bad) passages at each score, from the lowest to the highest."""
    counts: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for is_good, score in scored:
        counts[score][not is_good] += 1
    return [(counts[score][0], counts[score][1]) for score in sorted(counts)]


def _calibration(scored: Iterable[Scored]) -> list[dict[str, Any]]:
    bins: dict[int, list[Scored]] = defaultdict(list)
    for item in scored:
        bins[min(int(item[1] * CALIBRATION_BINS), CALIBRATION_BINS - 1)].append(item)
    return [
        {
            "bin": number / CALIBRATION_BINS,
            "passages": len(items),
            "mean_score": round(sum(score for _, score in items) / len(items), PLACES),
            "good_fraction": _ratio(sum(is_good for is_good, _ in items), len(items)),
        }
        for number, items in sorted(bins.items())
    ]


def _ratio(part: int | Fraction, whole: int) -> float:
    return round(float(Fraction(part, whole)), PLACES) if whole else 0.0
