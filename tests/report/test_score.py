"""Scores against planted truth: the figures by hand, and the run of conftest.py against its truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.report.finished_run import open_run
from pipeline.report.score import area_under_roc, score, text_jaccard, token_f1

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def test_token_f1_weighs_precision_and_recall_alike():
    # 3 words planted, 2 found, 1 in common: precision 1/2, recall 1/3, F1 = 2/5.
    assert token_f1("a b c", "a x") == pytest.approx(0.4)


def test_token_f1_counts_repetitions_and_not_order():
    assert token_f1("a a b", "b a a") == 1.0
    assert token_f1("a a a a", "a") == pytest.approx(2 * 1 / 5)


def test_token_f1_of_empty_texts():
    assert token_f1("", "") == 1.0
    assert token_f1("a", "") == 0.0
    assert token_f1("", "a") == 0.0


@given(st.text(max_size=40), st.text(max_size=40))
def test_token_f1_is_symmetric_and_a_fraction(one: str, other: str):
    value = token_f1(one, other)
    assert 0 <= value <= 1
    assert value == token_f1(other, one)
    assert token_f1(one, one) == 1.0


def test_text_jaccard_is_that_of_sets_of_five_word_shingles():
    # abcde and bcdef against abcde and bcdeg: one in common of three.
    assert text_jaccard("a b c d e f", "a b c d e g") == pytest.approx(1 / 3)
    assert text_jaccard("a b c d e", "A, b c d e!") == 1.0
    assert text_jaccard("a b c d e", "") == text_jaccard("", "") == 0.0


def test_area_under_roc_counts_pairs_in_the_right_order():
    # positives 0.9 and 0.4, negatives 0.5 and 0.1: three of four pairs are in order.
    assert area_under_roc([(0.9, 1, 0), (0.5, 0, 1), (0.4, 1, 0), (0.1, 0, 1)]) == 0.75


def test_area_under_roc_counts_a_tie_as_one_half():
    assert area_under_roc([(0.5, 2, 3)]) == 0.5


def test_area_under_roc_needs_both_classes():
    assert area_under_roc([(0.5, 2, 0)]) is None
    assert area_under_roc([]) is None


def test_every_stage_against_planted_truth(spark: SparkSession, run_directory: str, truth_directory: str, stages):
    found = {
        f"{item.stage}.{item.name}": (item.value, item.over)
        for item in score(spark, open_run(spark, run_directory, stages), truth_directory)
    }
    assert found["crawl.recall"] == (pytest.approx(10 / 11), 11)  # one page was never fetched
    assert found["extract.token_f1"] == (pytest.approx((9 * 1 + 0.5) / 10), 10)
    assert found["extract.good_pages"] == (0.9, 10)
    assert found["language.accuracy"] == (1.0, 5)  # the page in another language has 5 words and does not count
    assert found["rules.garbage_recall"] == (pytest.approx(2 / 3), 3)
    assert found["rules.garbage_precision"] == (pytest.approx(2 / 3), 3)  # 6 and 8, but also 7
    assert found["rules.good_kept"] == (pytest.approx(5 / 6), 6)
    # Of the four pairs that came so far only 1 and 2 were not found to belong together; 3 and 4 are joined through 2.
    assert found["near.planted_pair_recall"] == (0.75, 4)
    # Only 2 and 3 came in with texts that alike: 4 shares one of its two shingles with them, 1 none.
    assert found["near.pair_recall"] == (1.0, 1)
    assert found["near.precision"] == (1.0, 2)
    assert found["quality.auc"] == (1.0, 4)
    assert found["pii.recall"] == (1.0, 1)
    assert found["pii.precision"] == (1.0, 1)
    # 1, 2 and 9 are kept, of 7, 60 and 52 words. 1 is a planted copy of 2, which the run did not find.
    assert found["corpus.duplicate_share"] == (pytest.approx(7 / 119), 119)
    assert found["corpus.dirt_share"] == (0.0, 119)
    clean, obtainable = found["corpus.clean_kept"]
    assert clean == pytest.approx(112 / obtainable)


def test_truth_that_is_not_there_is_named(spark: SparkSession, run_directory: str, stages, tmp_path):
    with pytest.raises(ConfigError, match=r"pages\.parquet is missing"):
        score(spark, open_run(spark, run_directory, stages), str(tmp_path))
