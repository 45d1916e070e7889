"""Running totals over bins are those of one long list."""

from __future__ import annotations

import random
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from pipeline.engine.running_total import BIN_BITS, with_running_total

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark

Row = tuple[str, int, str, int]


def planted() -> list[Row]:
    """(group, place, id, weight): many bins, bins with several rows, equal places."""
    chance = random.Random(7)
    places = [chance.randrange(1 << 48) for _ in range(150)] + [(3 << BIN_BITS) + offset for offset in range(20)]
    places += [5 << BIN_BITS] * 10
    return [
        (group, place, f"{group}{number:03}", chance.randrange(100))
        for group in "ab"
        for number, place in enumerate(places)
    ]


def by_hand(rows: list[Row]) -> set[tuple[str, int]]:
    found = set()
    for _, members in groupby(sorted(rows), key=lambda row: row[0]):
        total = 0
        for _, _, name, weight in members:
            found.add((name, total))
            total += weight
    return found


@pytest.mark.parametrize("partitions", [1, 5])
def test_as_in_one_list(spark: SparkSession, partitions: int) -> None:
    rows = planted()
    shuffled = random.Random(partitions).sample(rows, len(rows))
    table = spark.createDataFrame(shuffled, "group string, place long, id string, weight long").repartition(partitions)
    found = with_running_total(table, "place", "weight", "before", groups=["group"], ties=["id"])
    assert found.columns == ["group", "place", "id", "weight", "before"]
    assert {(row["id"], row["before"]) for row in found.collect()} == by_hand(rows)


def test_without_groups(spark: SparkSession) -> None:
    rows = [("", place, name, weight) for _, place, name, weight in planted()]
    table = spark.createDataFrame([row[1:] for row in rows], "place long, id string, weight long")
    found = with_running_total(table, "place", "weight", "before", ties=["id"])
    assert {(row["id"], row["before"]) for row in found.collect()} == by_hand(rows)


def test_rows_without_a_group_are_a_group(spark: SparkSession) -> None:
    rows = [("x", 0, "a", 5), (None, 1, "b", 7), (None, 2, "c", 1), ("x", 3 << BIN_BITS, "d", 2)]
    rows += [(None, 4 << BIN_BITS, "e", 3)]
    table = spark.createDataFrame(rows, "group string, place long, id string, weight long")
    found = with_running_total(table, "place", "weight", "before", groups=["group"], ties=["id"])
    assert {row["id"]: row["before"] for row in found.collect()} == {"a": 0, "d": 5, "b": 0, "c": 7, "e": 8}


def test_columns_stay_in_their_order(spark: SparkSession) -> None:
    table = spark.createDataFrame([("a", 5, 1, "x")], "id string, weight long, place long, group string")
    found = with_running_total(table, "place", "weight", "before", groups=["group"], ties=["id"])
    assert found.columns == ["id", "weight", "place", "group", "before"]
