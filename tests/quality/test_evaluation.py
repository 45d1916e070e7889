"""The evaluation's figures, against values worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from pipeline.quality.evaluation import auc, average_precision, evaluate


def test_figures_by_hand() -> None:
    good = [True, True, False, False, True, False]
    scores = [0.95, 0.9, 0.6, 0.1, 0.05, 0.05]
    found = evaluate(good, scores, ["en", "en", "en", "en", "fr", "fr"], threshold=0.6)
    # 9 pairs of good and bad: 0.95 and 0.9 win 3 each, 0.05 ties with one and loses to two
    assert found["auc"] == round(6.5 / 9, 6)
    assert found["precision"] == round(2 / 3, 6)  # 0.6 itself is kept
    assert found["recall"] == round(2 / 3, 6)
    assert (found["passages"], found["good"]) == (6, 3)
    assert found["languages"] == {"en": {"passages": 4, "auc": 1.0}, "fr": {"passages": 2, "auc": 0.5}}
    assert [(item["bin"], item["passages"], item["good_fraction"]) for item in found["calibration"]] == [
        (0.0, 2, 0.5),
        (0.1, 1, 0.0),
        (0.6, 1, 0.0),
        (0.9, 2, 1.0),
    ]
    assert found["calibration"][-1]["mean_score"] == 0.925


def test_one_class_has_no_auc() -> None:
    found = evaluate([True, True], [1.0, 0.5], ["en", "en"], 0.9)
    assert found["auc"] is None and found["average_precision"] is None
    assert found["calibration"][-1] == {"bin": 0.9, "passages": 1, "mean_score": 1.0, "good_fraction": 1.0}


def test_nothing_is_no_error_and_unequal_lengths_are_one() -> None:
    found = evaluate([], [], [], 0.5)
    assert (found["passages"], found["auc"], found["precision"], found["recall"]) == (0, None, 0.0, 0.0)
    assert found["calibration"] == [] and found["languages"] == {}
    with pytest.raises(ValueError, match="zip"):
        evaluate([True], [0.5], ["en", "en"], 0.5)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 10).map(lambda n: n / 10)), min_size=2, max_size=60))
def test_areas_agree_with_a_library(scored: list[tuple[bool, float]]) -> None:
    good, scores = zip(*scored, strict=True)
    if len(set(good)) == 2:
        assert auc(scored) == pytest.approx(roc_auc_score(good, scores), abs=1e-6)
        assert average_precision(scored) == pytest.approx(average_precision_score(good, scores), abs=1e-6)
    else:
        assert auc(scored) is None and average_precision(scored) is None
