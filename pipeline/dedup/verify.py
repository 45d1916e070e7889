"""The exact Jaccard similarity of candidate pairs: LSH proposes, this decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Similarity = Callable[[list[int], list[int]], float]

EDGE_SCHEMA: Final = "a string, b string, jaccard double"


def jaccard(a: list[int], b: list[int]) -> float:
    """Size of the intersection over size of the union of two sets of shingle hashes; 0.0 when both are empty.

    Two empty sets share nothing that could make one document a copy of the other, hence 0 and not 1.
    """
    first, second = set(a), set(b)
    union = len(first | second)
    return len(first & second) / union if union else 0.0


def jaccard_sorted(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> float:
    """`jaccard` of two arrays that are each free of repetition (and ascending, which makes it fast)."""
    if not len(a) or not len(b):
        return 0.0
    merged = np.concatenate([a, b])
    merged.sort()
    common = int(np.count_nonzero(merged[1:] == merged[:-1]))
    return common / (len(merged) - common)


def with_jaccard(
    pairs: DataFrame, shingle_sets: DataFrame, similarity: Callable[[list[int], list[int]], float]
) -> DataFrame:
    """The pairs (a, b) with their exact Jaccard similarity: columns a, b, jaccard.

    ``shingle_sets`` has id and shingles (ascending uint64 hashes as bytes). ``similarity`` is `jaccard` or a function
    put in its place. Memory: one Arrow batch of pairs with both sets.
    """
    reference = similarity is jaccard

    def measure(left: bytes, right: bytes) -> float:
        a, b = np.frombuffer(left, np.uint64), np.frombuffer(right, np.uint64)
        return jaccard_sorted(a, b) if reference else similarity(a.tolist(), b.tolist())

    def on_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            columns = [batch.column(name).to_pylist() for name in ("shingles_a", "shingles_b")]
            values = [measure(left, right) for left, right in zip(*columns, strict=True)]
            yield pa.RecordBatch.from_arrays(
                [batch.column("a"), batch.column("b"), pa.array(values, pa.float64())], names=["a", "b", "jaccard"]
            )

    for side in ("a", "b"):
        sets = shingle_sets.selectExpr(f"id as {side}", f"shingles as shingles_{side}")
        pairs = pairs.join(sets, side)
    return pairs.select("a", "b", "shingles_a", "shingles_b").mapInArrow(on_batches, EDGE_SCHEMA)
