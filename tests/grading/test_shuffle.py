"""What a plan sends from task to task is measured, and too much of it, or too much for one task, is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from labs.grading.shuffle import ShuffledTooMuch, TaskTooLarge, shuffling_at_most, with_small_tasks

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


def numbered_by(spark: SparkSession, *groups: str) -> DataFrame:
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    window = Window.partitionBy(*groups).orderBy("id")
    return spark.range(0, 3_000, 1, 3).selectExpr("id", "id % 300 as part").select(f.row_number().over(window))


def test_a_window_over_all_rows_is_one_large_task(spark: SparkSession) -> None:
    with pytest.raises(TaskTooLarge, match="one task read 3,000 rows, 2,999 are enough"):
        with_small_tasks(spark, 2_999, numbered_by(spark).collect)
    assert len(with_small_tasks(spark, 3_000, numbered_by(spark).collect)) == 3_000


def test_windows_over_many_parts_are_small_tasks(spark: SparkSession) -> None:
    settings = ("spark.sql.shuffle.partitions", "spark.sql.adaptive.coalescePartitions.enabled")
    before = [spark.conf.get(name, None) for name in settings]
    assert len(with_small_tasks(spark, 1_000, numbered_by(spark, "part").collect)) == 3_000
    with pytest.raises(TaskTooLarge):  # someone reads at least an eighth
        with_small_tasks(spark, 300, numbered_by(spark, "part").collect)
    assert [spark.conf.get(name, None) for name in settings] == before
