"""How good the classifier is on hosts that it has not seen: the numbers a person looks at before trusting it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, precision_score, recall_score, roc_auc_score

CALIBRATION_BINS = 10


def evaluate(
    good: Sequence[bool], scores: Sequence[float], languages: Sequence[str], threshold: float
) -> dict[str, Any]:
    """Quality of held-out ``scores`` against the classes, in plain numbers.

    Returns ``passages``, ``auc`` (area under the ROC curve: the chance that a good passage scores above a bad one),
    ``average_precision``, ``precision`` and ``recall`` of ``score >= threshold``, ``calibration`` (for each tenth
    of the scale that has passages: their number, mean score and share of good ones) and ``languages`` (language ->
    passages and auc). An ``auc`` that needs two classes and finds one is None. The negatives are a sample of the crawl
    and hold good pages too, so these figures say how well reference text is told from crawl, and are lower than
    those against true quality.
    """
    y, x = np.asarray(good, dtype=bool), np.asarray(scores, dtype=float)
    names = np.asarray(languages, dtype=object)
    bins = np.minimum((x * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    both = len(set(y.tolist())) == 2
    return {
        "passages": len(y),
        "good": int(y.sum()),
        "auc": _auc(y, x),
        "average_precision": round(float(average_precision_score(y, x)), 6) if both else None,
        "threshold": threshold,
        "precision": round(float(precision_score(y, x >= threshold, zero_division=0.0)), 6),
        "recall": round(float(recall_score(y, x >= threshold, zero_division=0.0)), 6),
        "calibration": [
            {
                "bin": number / CALIBRATION_BINS,
                "passages": int((bins == number).sum()),
                "mean_score": round(float(x[bins == number].mean()), 6),
                "good_fraction": round(float(y[bins == number].mean()), 6),
            }
            for number in range(CALIBRATION_BINS)
            if (bins == number).any()
        ],
        "languages": {
            str(name): {"passages": int((names == name).sum()), "auc": _auc(y[names == name], x[names == name])}
            for name in sorted(set(names.tolist()))
        },
    }


def _auc(good: np.ndarray[Any, Any], scores: np.ndarray[Any, Any]) -> float | None:
    return round(float(roc_auc_score(good, scores)), 6) if 0 < good.sum() < len(good) else None
