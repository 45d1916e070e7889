"""Connected components of the graph of similar pairs: each document gets the smallest id it is connected with.

`union_find` is the reference, for graphs that fit one task. `connected_components` is the same for graphs that do
not: alternating large-star and small-star (Kiveris et al., Connected Components in MapReduce and Beyond, SoCC 2014).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pipeline.errors import PipelineError

# Spark and Arrow are imported where they are used, since `union_find` serves without them.
if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

COMPONENT_SCHEMA: Final = "id string, component string"
Find = Callable[[list[tuple[str, str]]], dict[str, str]]

MAX_ROUNDS: Final = 100
"""The algorithm needs O(log² n) rounds, in practice fewer than 15; more means a defect, not a larger graph."""


def union_find(edges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Node -> smallest node of its connected component, for every node that has an edge."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]  # halve the path, so that the next search is shorter
            node = parent[node]
        return node

    for a, b in edges:
        first, second = sorted((root(a), root(b)))
        parent[second] = first
    return {node: root(node) for node in parent}


def components_in_one_task(edges: DataFrame, find: Find = union_find) -> DataFrame:
    """``find`` over the edges (a, b) inside a single task: columns id, component."""
    import pyarrow as pa

    def on_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        found = find(
            [
                (a, b)
                for batch in batches
                for a, b in zip(batch.column("a").to_pylist(), batch.column("b").to_pylist(), strict=True)
            ]
        )
        yield pa.RecordBatch.from_arrays(
            [pa.array(found.keys(), pa.string()), pa.array(found.values(), pa.string())], names=["id", "component"]
        )

    return edges.select("a", "b").coalesce(1).mapInArrow(on_batches, COMPONENT_SCHEMA)


def connected_components(edges: DataFrame, directory: str) -> DataFrame:
    """Columns id, component for every node of the edges (a, b), by alternating large-star and small-star.

    Each round is written below ``directory`` (a Hadoop path), which keeps the plan short and the work done once. The
    driver sees two numbers a round: the count and a checksum of the edges; when both repeat, every node points at
    the smallest of its component. Raises `PipelineError` after `MAX_ROUNDS`.
    """
    from pyspark.sql import functions as f

    spark = edges.sparkSession
    current = edges.select(f.greatest("a", "b").alias("u"), f.least("a", "b").alias("v")).where("u != v").distinct()
    before = None
    for number in range(MAX_ROUNDS):
        path = f"{directory}/round_{number % 2}"
        small_star(large_star(current)).write.mode("overwrite").parquet(path)
        current = spark.read.schema("u string, v string").parquet(path)
        after = current.agg(f.count("*"), f.bit_xor(f.xxhash64("u", "v"))).first()
        if after == before:
            stars = current.select(f.col("u").alias("id"), f.col("v").alias("component"))
            centres = current.select(f.col("v").alias("id"), f.col("v").alias("component")).distinct()
            return stars.unionByName(centres)
        before = after
    raise PipelineError(f"connected components did not settle in {MAX_ROUNDS} rounds: {directory}")


def large_star(edges: DataFrame) -> DataFrame:
    """Each node hands its larger neighbours over to the smallest of its neighbours and itself: edges (u, v), u > v."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    both = edges.unionByName(edges.select(f.col("v").alias("u"), f.col("u").alias("v")))
    smallest = f.least("u", f.min("v").over(Window.partitionBy("u"))).alias("m")
    return both.select("u", "v", smallest).where("v > u").select(f.col("v").alias("u"), f.col("m").alias("v"))


def small_star(edges: DataFrame) -> DataFrame:
    """Each node hands its smaller neighbours and itself over to the smallest of them: edges (u, v), u > v."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    smallest = f.min("v").over(Window.partitionBy("u")).alias("m")
    # Where the neighbour is the smallest itself, what is handed over is the node; else the neighbour.
    handed = f.when(f.col("v") == f.col("m"), f.col("u")).otherwise(f.col("v"))
    return edges.select("u", "v", smallest).select(handed.alias("u"), f.col("m").alias("v")).distinct()
