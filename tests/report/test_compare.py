"""The run in conftest.py against one without its second document and with another seed."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from pipeline.report.compare import Comparison, Difference, OnlyDocument, compare, flat

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="module")
def comparison(spark: SparkSession, run_directory: str, other_run_directory: str, stages) -> Comparison:
    return compare(spark, run_directory, other_run_directory, stages)


def test_settings_are_compared_by_dotted_keys():
    assert flat({"a": {"b": 1, "c": {"d": [2]}}, "e": {}}) == {"a.b": 1, "a.c.d": [2], "e": {}}


def test_only_what_differs_is_told(comparison: Comparison):
    assert comparison.settings == [Difference("language", "seed", 0, 7)]
    assert comparison.versions == []


def test_documents_that_only_one_has_kept_with_the_reason(comparison: Comparison):
    assert comparison.kept_by_both == 2  # documents 1 and 9
    assert (comparison.only_a.documents, comparison.only_a.tokens) == (1, 60)
    assert comparison.only_a.reasons == {"not among its records": 1}
    assert comparison.only_b.documents == 0
    assert comparison.only_b.some == []


def test_the_other_way_round_the_reason_is_the_rule(spark: SparkSession, run_directory, third_run_directory, stages):
    found = compare(spark, third_run_directory, run_directory, stages)
    assert found.only_a.reasons == {"near: near.similar_document": 1}
    assert found.only_a.some == [OnlyDocument(f"{4:032x}", "http://b.example/4", 61, "near", "near.similar_document")]


def test_books_stand_side_by_side(comparison: Comparison):
    first = comparison.books[0]
    assert first.a is not None and first.b is not None
    assert (first.a.entered.documents, first.b.entered.documents) == (12, 11)


def test_plain_text_and_json(comparison: Comparison):
    out = io.StringIO()
    Console(file=out, width=120).print(comparison)
    text = out.getvalue()
    assert "language.seed: 0 -> 7" in text
    assert "kept by both: 2 documents" in text
    assert "not among its records" in text
    assert "\x1b" not in text
    assert json.loads(json.dumps(comparison.as_dict()))["kept_by_both"] == 2
