"""Shards on Spark: every reading once, in the order of places, whatever the partitions."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.ordering.place import place
from pipeline.packing.indexed import read_documents, type_code
from pipeline.packing.shards import shard_starts, write_shards

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

CHANCE = random.Random(4)
DOCUMENTS = [
    (name, [CHANCE.randrange(1, 60_000) for _ in range(CHANCE.randrange(30))] + [0], number % 3)
    for number, name in enumerate(f"{number:03}" for number in range(120))
]
"""Id, token ids, how often it is read: every third document not at all."""


def table(spark: SparkSession, partitions: int) -> DataFrame:
    rows = [(name, ids, len(ids), [place(1, name, copy) for copy in range(times)]) for name, ids, times in DOCUMENTS]
    columns = "id string, token_ids array<int>, training_tokens long, places array<long>"
    return spark.createDataFrame(random.Random(partitions).sample(rows, len(rows)), columns).repartition(partitions)


def in_order() -> list[list[int]]:
    readings = [(place(1, name, copy), name, copy, ids) for name, ids, times in DOCUMENTS for copy in range(times)]
    return [ids for _, _, _, ids in sorted(readings)]


def stretches(shard_tokens: int) -> list[list[list[int]]]:
    """Which readings stand in which shard, one after the other by hand."""
    shards: dict[int, list[list[int]]] = {}
    before = 0
    for ids in in_order():
        shards.setdefault(before // shard_tokens, []).append(ids)
        before += len(ids)
    return list(shards.values())


@pytest.mark.parametrize(("partitions", "shard_tokens"), [(7, 100), (1, 300), (7, 300), (2, 1 << 28)])
def test_every_reading_once_and_in_order(
    spark: SparkSession, tmp_path: Path, partitions: int, shard_tokens: int
) -> None:
    documents = table(spark, partitions)
    written = write_shards(documents, shard_starts(documents, shard_tokens), str(tmp_path), type_code(60_000))
    expected = stretches(shard_tokens)
    assert len(written) == len(expected)
    for shard, readings in zip(written, expected, strict=True):
        ids = (tmp_path / f"{shard.name}.bin").read_bytes()
        index = (tmp_path / f"{shard.name}.idx").read_bytes()
        assert read_documents(index, ids) == readings
        assert (shard.documents, shard.tokens) == (len(readings), sum(map(len, readings)))
        assert shard.bin_sha256 == hashlib.sha256(ids).hexdigest()
        assert shard.idx_sha256 == hashlib.sha256(index).hexdigest()
        begins = np.load(tmp_path / f"{shard.name}.offsets.npy")
        plain = np.memmap(tmp_path / f"{shard.name}.bin", dtype="uint16", mode="r")
        assert [plain[begins[n] : begins[n + 1]].tolist() for n in range(len(readings))] == readings
    assert len(list(tmp_path.iterdir())) == 3 * len(written)


def test_nothing_to_write(spark: SparkSession, tmp_path: Path) -> None:
    nothing = table(spark, 1).where("id = ''")
    assert shard_starts(nothing, 10) == []
    assert write_shards(nothing, [], str(tmp_path), 8) == []


def test_what_fails_leaves_no_file(spark: SparkSession, tmp_path: Path) -> None:
    documents = spark.createDataFrame([("a", [1, 70_000], 2, [5])], table(spark, 1).schema)
    with pytest.raises(Exception, match="uint16 cannot hold"):
        write_shards(documents, shard_starts(documents, 10), str(tmp_path), 8)
    assert list(tmp_path.iterdir()) == []
