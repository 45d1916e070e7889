"""Uneven corpora beside even ones: ``python -m tests.benchmarks.skew [PAIRS]``.

Each case and its even twin have the same number of documents of the same length and run in turn through the stages
that move documents between tasks; a ratio above 1.5 would be a stage that skew slows down.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from pipeline.dedup import exact, near
from pipeline.engine.session import start_session
from pipeline.engine.stage import Context, Stage
from pipeline.urls import stage as urls
from pipeline.urls.settings import UrlSettings
from tests.benchmarks.clock import measured
from tests.benchmarks.sections import machine, table, write_section

WORDS, LINES = 60, 6
PLACES = WORDS // LINES


def hot_band_keys(signature: list[int], bands: int, rows: int) -> list[int]:
    """`band_keys`, but all documents share the first band: one bucket holds the whole corpus."""
    return [0, *near.band_keys(signature, bands, rows)[1:]]


def documents(spark: SparkSession, count: int, *, number: str = "number", host: str = "number % 997") -> DataFrame:
    """Documents of six lines of ten words. ``number`` (SQL) decides the text, ``host`` the host."""
    word = f"concat('w', conv(cast(pmod(xxhash64({number}, line, place), 50000) as string), 10, 36))"
    line = f"array_join(transform(sequence(1, {PLACES}), place -> {word}), ' ')"
    text = f"array_join(transform(sequence(1, {LINES}), line -> {line}), '\\n')"
    return (
        spark.range(count)
        .toDF("number")
        .select(
            "number",
            f.md5(f.col("number").cast("string")).alias("id"),
            f.expr(f"concat('host', cast({host} as string), '.example')").alias("host"),
            f.expr(text).alias("text"),
            f.lit("2024-01-01T00:00:00Z").alias("warc_date"),
        )
        .selectExpr(
            "*",
            "concat('http://', host, '/', id) as url",
            "'made-up.warc' as warc_file",
            "number as warc_offset",
            "cast(length(text) as bigint) as characters",
            f"cast({WORDS} as bigint) as tokens",
        )
    )


@dataclass(frozen=True)
class Case:
    name: str
    count: int
    uneven: dict[str, str]
    stages: tuple[tuple[Stage, Any], ...]
    substitutes: dict[str, Callable[..., Any]]


EXACT, NEAR, URLS = (
    (exact.STAGE, exact.ExactSettings()),
    (near.STAGE, near.NearSettings()),
    (urls.STAGE, UrlSettings()),
)
CASES = (
    Case("20,000 identical documents", 20_000, {"number": "1"}, (URLS, EXACT, NEAR), {}),
    Case("a bucket of 100,000 members", 100_000, {}, (NEAR,), {"pipeline.dedup.lsh:band_keys": hot_band_keys}),
    Case(
        "one host with half of 20,000 documents",
        20_000,
        {"host": "if(number % 2 = 0, 0, number % 997)"},
        (URLS, EXACT, NEAR),
        {},
    ),
)


def cost(spark: SparkSession, stage: Stage, settings: Any, substitutes: Any, source: str) -> dict[str, Any]:
    place = tempfile.mkdtemp(prefix="benchmark-")
    figures: dict[str, Any] = {}
    try:
        with measured(figures):
            table_in = spark.read.parquet(source)
            stage.run(Context(spark, settings, 0, place, substitutes), table_in).write.parquet(f"{place}/documents")
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return figures


def main(pairs: int) -> None:
    spark = start_session("skew", "local[2]")
    rows = []
    for case in CASES:
        place = tempfile.mkdtemp(prefix="benchmark-")
        documents(spark, case.count).write.parquet(f"{place}/even")
        documents(spark, case.count, **case.uneven).write.parquet(f"{place}/uneven")
        for stage, settings in case.stages:
            cost(spark, stage, settings, {}, f"{place}/even")  # warm
            sides = []
            for _ in range(pairs):
                uneven = cost(spark, stage, settings, case.substitutes, f"{place}/uneven")
                even = cost(spark, stage, settings, {}, f"{place}/even")
                sides.append((uneven, even))
            cells: list[float] = []
            for unit in ("processor_seconds", "seconds"):
                cells += [median(side[i][unit] for side in sides) for i in (0, 1)]
                cells.append(median(uneven[unit] / even[unit] for uneven, even in sides))
            rows.append([f"{case.name}: {stage.name}", *(f"{cell:.2f}" for cell in cells)])
            print(rows[-1], flush=True)
        shutil.rmtree(place)
    about = machine("pyspark", "numpy")
    spark.stop()
    head = ["case: stage", "processor s", "even twin", "ratio", "s by the clock", "even twin", "ratio"]
    text = f"Medians of {pairs} pairs, warm, two cores; goal: no ratio above 1.5."
    write_section("Uneven corpora", f"{text}\n\n{table(head, rows)}\n\n{about}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
