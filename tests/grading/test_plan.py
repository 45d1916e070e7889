"""A function that should return a plan is told when it has run one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from labs.grading.plan import RanJobs, planned

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def doubled(numbers: DataFrame, times: int = 2) -> DataFrame:
    return numbers.selectExpr(f"id * {times} as id").repartition(2).distinct()


def counted(numbers: DataFrame) -> DataFrame:
    return numbers.limit(numbers.repartition(2).count())


def test_a_plan_is_returned_as_it_is(spark: SparkSession) -> None:
    result = planned(spark, doubled, spark.range(3), times=5)
    assert sorted(row["id"] for row in result.collect()) == [0, 5, 10]


def test_a_job_that_ran_is_told(spark: SparkSession) -> None:
    with pytest.raises(RanJobs, match=r"\d+ Spark job\(s\) ran before the function returned"):
        planned(spark, counted, spark.range(3))


def test_jobs_of_others_do_not_count(spark: SparkSession) -> None:
    with pytest.raises(RanJobs):
        planned(spark, counted, spark.range(3))
    spark.range(5).repartition(2).count()
    assert planned(spark, doubled, spark.range(1)).count() == 1
    assert spark.sparkContext.getLocalProperty("spark.jobGroup.id") is None
