"""What became of the clean text as training data: benchmark items that were found in it, and how it was mixed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from pyspark.sql import functions as f

from pipeline import schema
from pipeline.engine import storage
from pipeline.mixture.stage import MIXTURE
from pipeline.report.data import Benchmark, Bucket, LeakedItem
from pipeline.report.finished_run import FinishedRun

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MAX_ITEMS: Final = 8
"""Items shown of a benchmark, those with the largest share first."""


def benchmarks(spark: SparkSession, run: FinishedRun) -> list[Benchmark] | None:
    """Each benchmark of which items were found, by name; None when no stage has looked for any."""
    stage = run.by_name.get("decontaminate")
    if stage is None:
        return None
    documents = stage.documents(spark)
    found = documents.select("id", "url", schema.OUTCOME, f.explode("contamination").alias("found"))
    found = found.select("id", "url", schema.OUTCOME, "found.*")
    dropped = f.col(schema.OUTCOME) == schema.DROPPED
    counted = (
        found.groupBy("benchmark")
        .agg(
            f.countDistinct("item").alias("items"),
            f.countDistinct(f.when(dropped, f.col("id"))).alias("dropped"),
            f.countDistinct(f.when(~dropped, f.col("id"))).alias("cut"),
        )
        .orderBy("benchmark")
        .collect()
    )
    return [
        Benchmark(
            row["benchmark"],
            row["items"],
            row["dropped"],
            row["cut"],
            [
                LeakedItem(
                    one["item"], one["part"], one["url"] or "", one["share"], one["start"], one["end"], one["excerpt"]
                )
                for one in found.where(f.col("benchmark") == row["benchmark"])
                .orderBy(f.desc("share"), "item", "part", "id")
                .limit(MAX_ITEMS)
                .collect()
            ],
        )
        for row in counted
    ]


def mixture(spark: SparkSession, run: FinishedRun) -> list[Bucket]:
    """The buckets of the mixture by tokens given; nothing when the corpus was not mixed."""
    stage = run.by_name.get("mix")
    if stage is None or not storage.exists(spark, stage.side(MIXTURE)):
        return []
    told: dict[str, dict[str, Any]] = json.loads(storage.read_text(spark, stage.side(MIXTURE)))
    buckets = [Bucket(name=name, **values) for name, values in told.items()]
    return sorted(buckets, key=lambda bucket: (-bucket.tokens, bucket.name))
