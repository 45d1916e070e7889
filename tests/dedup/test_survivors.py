"""Who survives: the first of the policy's order, and only for those that are similar to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import functions as f

from labs.grading.plan import planned
from pipeline.dedup.survivors import POLICIES, best_of_equals, choose_survivors, rank
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def test_a_pair() -> None:
    assert choose_survivors(["x", "a"], [("a", "x", 0.9)], 0.8) == {"x": ("x", 1.0), "a": ("x", 0.9)}


@pytest.mark.parametrize(("value", "survivor"), [(0.8, "a"), (0.7999999, "b")])
def test_the_limit_itself_is_similar(value: float, survivor: str) -> None:
    assert choose_survivors(["a", "b"], [("a", "b", value)], 0.8)["b"][0] == survivor


def test_a_chain_keeps_both_ends_when_an_end_is_best() -> None:
    edges = [("a", "b", 0.85), ("b", "c", 0.9)]
    assert choose_survivors(["a", "b", "c"], edges, 0.8) == {"a": ("a", 1.0), "b": ("a", 0.85), "c": ("c", 1.0)}


def test_a_chain_keeps_the_middle_when_the_middle_is_best() -> None:
    edges = [("a", "b", 0.85), ("b", "c", 0.9)]
    assert {one for one, _ in choose_survivors(["b", "a", "c"], edges, 0.8).values()} == {"b"}


def test_a_member_similar_to_two_survivors_goes_to_the_better_one() -> None:
    edges = [("a", "c", 0.81), ("b", "c", 0.99)]
    assert choose_survivors(["a", "b", "c"], edges, 0.8)["c"] == ("a", 0.81)


NODES = "abcdefghij"
EDGES = st.dictionaries(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(0.5, 1.0),
    max_size=30,
)


@given(EDGES, st.permutations(NODES))
def test_everyone_has_a_survivor_it_is_similar_to_and_survivors_differ(
    values: dict[tuple[str, str], float], order: list[str]
) -> None:
    edges = [(a, b, value) for (a, b), value in values.items()]
    chosen = choose_survivors(order, edges, 0.8)
    assert set(chosen) == set(NODES)
    kept = {one for one, (survivor, _) in chosen.items() if one == survivor}
    for one, (survivor, value) in chosen.items():
        assert survivor in kept
        if one not in kept:
            assert values[min(one, survivor), max(one, survivor)] == value >= 0.8
            assert order.index(survivor) < order.index(one)
    assert not any(a in kept and b in kept and value >= 0.8 for a, b, value in edges)
    assert choose_survivors(order, edges[::-1], 0.8) == chosen


def test_the_order_of_each_policy(spark: SparkSession) -> None:
    rows = [
        ("a", 10, "2022-05-01", "2024-01-02T00:00:00Z", 0.5),
        ("b", 30, None, "2023-01-01T00:00:00Z", None),
        ("c", 30, "2021-05-01", "2024-01-01T00:00:00Z", float("nan")),
        ("d", 20, "2022-05-01", "2024-01-01T00:00:00Z", 0.9),
        ("e", None, None, None, 0.1),
    ]
    columns = "id string, characters long, date string, warc_date string, quality_score double"
    documents = spark.createDataFrame(rows, columns)
    ranked = documents.select("id", *[rank(policy, documents.columns, "near").alias(policy) for policy in POLICIES])

    def order(policy: str) -> str:
        return "".join(one["id"] for one in sorted(ranked_rows, key=lambda one: (*one[policy], one["id"])))

    ranked_rows = ranked.collect()
    assert order("longest") == "bcdae"
    assert order("best_quality") == "daebc"
    assert order("earliest") == "cdabe"
    assert order("first_key") == "abcde"
    best = ranked.agg(*[f.min(f.struct(policy, "id")).alias(policy) for policy in POLICIES]).first()
    assert best is not None
    assert [best[policy]["id"] for policy in POLICIES] == ["b", "d", "c", "a"]  # Spark sorts as Python does


def test_the_earliest_capture_is_that_of_the_earliest_moment(spark: SparkSession) -> None:
    """As text "…05.5Z" comes before "…05Z", and is half a second later."""
    rows = [("a", "05.5Z"), ("b", "05Z"), ("c", "05.25Z"), ("d", "06Z")]
    dated = [(name, None, f"2024-01-01T00:00:{second}") for name, second in rows]
    documents = spark.createDataFrame(dated, "id string, date string, warc_date string")
    ranked = documents.select(rank("earliest", documents.columns, "near").alias("rank"), "id").orderBy("rank", "id")
    assert [row["id"] for row in ranked.collect()] == ["b", "c", "a", "d"]


def test_a_policy_that_reads_what_is_not_there() -> None:
    with pytest.raises(ConfigError, match="near: survivor policy earliest needs the column date"):
        rank("earliest", ["id", "warc_date"], "near")


@pytest.mark.parametrize("partitions", [1, 7])
def test_the_best_of_equals_is_that_of_rank_and_then_of_id(spark: SparkSession, partitions: int) -> None:
    rows = [
        ("b", "h1", (-2.0, "")),
        ("a", "h1", (-1.0, "")),
        ("9", "h2", (0.0, "2020")),
        ("10", "h2", (0.0, "2020")),
        ("0", "h2", (0.0, "2021")),
        ("c", "h3", (float("inf"), "")),
        ("d", None, (-9.0, "")),
        ("e", None, (-9.0, "")),
    ]
    columns = "id string, hash string, rank struct<number: double, text: string>"
    documents = spark.createDataFrame(rows, columns).repartition(partitions)
    best = planned(spark, best_of_equals, documents)
    assert best.columns == ["hash", "survivor"]
    assert sorted(map(tuple, best.collect())) == [("h1", "b"), ("h2", "10"), ("h3", "c")]
