"""What a plan sends from task to task is measured, and too much of it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from labs.grading.shuffle import ShuffledTooMuch, shuffling_at_most

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

LIMIT = 20_000


def keys(spark: SparkSession) -> DataFrame:
    """20,000 different keys of 32 digits, all in one group."""
    return spark.range(0, 20_000, 1, 3).selectExpr("1 as hash", "md5(string(id)) as id")


def test_a_minimum_combines_before_the_shuffle(spark: SparkSession) -> None:
    best = keys(spark).groupBy("hash").agg({"id": "min"})
    (row,) = shuffling_at_most(spark, LIMIT, best.collect)
    assert row["min(id)"] == min(one["id"] for one in keys(spark).collect())


@pytest.mark.parametrize("whole", ["collect_list(id)", "array_min(collect_set(id))"])
def test_a_list_of_the_group_does_not(spark: SparkSession, whole: str) -> None:
    from pyspark.sql import functions as f

    listed = keys(spark).groupBy("hash").agg(f.expr(whole))
    with pytest.raises(ShuffledTooMuch, match=r"[\d,]{7,} bytes went from task to task, 20,000 are enough"):
        shuffling_at_most(spark, LIMIT, listed.collect)
    shuffling_at_most(spark, 2_000_000, listed.collect)


def test_shuffles_of_others_do_not_count(spark: SparkSession) -> None:
    keys(spark).repartition(3, "id").count()
    assert shuffling_at_most(spark, 0, spark.range(3).collect)
    assert spark.sparkContext.getLocalProperty("spark.jobGroup.id") is None
