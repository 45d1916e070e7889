"""What the project promises on any seeded web, held on three of them by the configuration of `make run`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from pipeline.main import RunResult
from pipeline.report.score import TARGETS, score_run

from .conftest import Crawled

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SEEDS = (1, 2, 3)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_promise_is_kept(
    spark: SparkSession, crawled: Callable[[int], Crawled], finished: Callable[[int], RunResult], seed: int
) -> None:
    found = score_run(spark, finished(seed).directory, str(crawled(seed).truth))
    missed = {name: found[name] for name, target in TARGETS.items() if found[name] < target}
    assert missed == {}
    assert found["crawl.recall"] == 1.0
    assert found["crawl.disallowed_fetched"] == 0.0


@pytest.mark.parametrize("seed", SEEDS)
def test_books_balance_from_archive_to_corpus(
    spark: SparkSession, finished: Callable[[int], RunResult], seed: int
) -> None:
    result = finished(seed)
    for manifest in result.manifests:
        books = manifest.books
        for unit in ("documents", "characters", "tokens"):
            accounted = sum(getattr(part, unit) for part in (books.kept, books.dropped, books.error, books.edited))
            assert getattr(books.entered, unit) == accounted, (manifest.stage, unit)
    for before, after in zip(result.manifests, result.manifests[1:], strict=False):
        assert before.books.kept == after.books.entered
    corpus = spark.read.parquet(f"{result.directory}/corpus")
    assert corpus.count() == corpus.select("id").distinct().count() == result.manifests[-1].books.kept.documents
