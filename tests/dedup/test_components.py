"""Connected components: the reference, and the distributed algorithm against it."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pipeline.dedup.components import components_in_one_task, connected_components, union_find

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession


def test_union_find() -> None:
    assert union_find([]) == {}
    assert union_find([("b", "c"), ("a", "c"), ("x", "y")]) == {"a": "a", "b": "a", "c": "a", "x": "x", "y": "x"}
    assert union_find([("d", "e"), ("b", "c"), ("c", "d")]) == dict.fromkeys("bcde", "b")


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (str(pair[0]), str(pair[1])))))
def test_every_node_carries_the_smallest_it_can_reach(edges: list[tuple[str, str]]) -> None:
    found = union_find(edges)
    reach = {node: {node} for edge in edges for node in edge}
    for _ in reach:
        for a, b in edges:
            reach[a] |= reach[b]
            reach[b] |= reach[a]
    assert found == {node: min(nodes) for node, nodes in reach.items()}
    assert union_find([(b, a) for a, b in reversed(edges)]) == found


def test_distributed_is_the_reference(spark: SparkSession, tmp_path: Path) -> None:
    """A path of 200 nodes with shuffled names, a star of 300, a ring, a clique and random graphs, all at once."""
    rng = random.Random(4)
    names = [f"p{number:03d}" for number in range(200)]
    rng.shuffle(names)
    edges = list(pairwise(names))
    edges += [("star", f"s{number}") for number in range(300)]
    edges += [(f"r{number}", f"r{(number + 1) % 30}") for number in range(30)]
    edges += [(f"k{a}", f"k{b}") for a in range(8) for b in range(a)]
    edges += [(f"g{rng.randrange(300)}", f"g{rng.randrange(300)}") for _ in range(150)]
    edges = [(a, b) for a, b in edges if a != b]
    rng.shuffle(edges)
    expected = union_find(edges)
    table = spark.createDataFrame([(*edge, 1.0) for edge in edges], "a string, b string, jaccard double")
    distributed = connected_components(table, str(tmp_path)).collect()
    assert len(distributed) == len(expected)
    assert {row["id"]: row["component"] for row in distributed} == expected
    one_task = components_in_one_task(table.repartition(3)).collect()
    assert {row["id"]: row["component"] for row in one_task} == expected


def test_no_edges_no_components(spark: SparkSession, tmp_path: Path) -> None:
    none = spark.createDataFrame([], "a string, b string")
    assert connected_components(none, str(tmp_path)).collect() == []
    assert components_in_one_task(none).collect() == []
