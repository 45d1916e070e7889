"""Writes the readings of a corpus into shards, in their order, each shard by one task."""

from __future__ import annotations

import hashlib
import os
import uuid
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import functions as f
from pyspark.sql import types as t

from pipeline.engine.running_total import with_running_total
from pipeline.packing.indexed import id_bytes, index_bytes, offsets

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ENDINGS: Final = ("bin", "idx", "offsets.npy")

Place = tuple[int, str, int]
"""Place, id and number of the reading: what readings are ordered by."""


class Shard(NamedTuple):
    """What was written for one shard."""

    name: str
    documents: int
    """Readings of documents, that is entries of the index."""
    tokens: int
    bin_sha256: str
    idx_sha256: str


_READING: Final = t.StructType(
    [
        t.StructField("shard", t.IntegerType()),
        t.StructField("place", t.LongType()),
        t.StructField("id", t.StringType()),
        t.StructField("copy", t.IntegerType()),
        t.StructField("token_ids", t.ArrayType(t.IntegerType())),
    ]
)
_SHARD: Final = t.StructType(
    [
        t.StructField("name", t.StringType()),
        t.StructField("documents", t.LongType()),
        t.StructField("tokens", t.LongType()),
        t.StructField("bin_sha256", t.StringType()),
        t.StructField("idx_sha256", t.StringType()),
    ]
)


def shard_name(number: int) -> str:
    """``shard-00003``; its files have the `ENDINGS`."""
    return f"shard-{number:05d}"


def shard_starts(documents: DataFrame, shard_tokens: int) -> list[Place]:
    """The first reading of every shard, in order.

    ``documents`` have ``id``, ``places`` and ``training_tokens``. A reading belongs to the shard in whose stretch of
    ``shard_tokens`` tokens it begins, so that no document is parted; a stretch in which none begins is no shard. One
    entry a shard comes to the driver. Neither partitions nor the order of rows matter.
    """
    readings = documents.select("id", "training_tokens", f.posexplode("places").alias("copy", "place"))
    summed = with_running_total(readings, "place", "training_tokens", "before", ties=["id", "copy"])
    stretch = f.floor(f.col("before") / f.lit(shard_tokens))
    first = summed.groupBy(stretch.alias("stretch")).agg(f.min(f.struct("place", "id", "copy")).alias("first"))
    return sorted((row["first"]["place"], row["first"]["id"], row["first"]["copy"]) for row in first.collect())


def write_shards(documents: DataFrame, starts: list[Place], directory: str, type_code: int) -> list[Shard]:
    """Write the shards that begin at ``starts`` into the folder ``directory``, which every worker must see.

    ``documents`` have ``id``, ``places`` and ``token_ids``. Every file is written aside and renamed, so that a task
    that is tried again, or tried twice at a time, leaves whole files with the same bytes.
    """
    if not starts:
        return []

    def assign(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield _readings(batch, starts)

    def write(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for shard in _written(batches, Path(directory), type_code):
            yield pa.RecordBatch.from_pylist([shard._asdict()])

    readings = documents.select("id", "places", "token_ids").mapInArrow(assign, _READING)
    ordered = readings.repartition(len(starts), "shard").sortWithinPartitions("shard", "place", "id", "copy")
    rows = ordered.select("shard", "token_ids").mapInArrow(write, _SHARD).collect()
    return sorted(Shard(*(row[name] for name in Shard._fields)) for row in rows)


def _readings(batch: pa.RecordBatch, starts: list[Place]) -> pa.RecordBatch:
    """One row for each reading of the documents, with the number of its shard."""
    rows = [
        (bisect_right(starts, (place, name, copy)) - 1, place, copy, index)
        for index, (name, places) in enumerate(
            zip(batch.column("id").to_pylist(), batch.column("places").to_pylist(), strict=True)
        )
        for copy, place in enumerate(places)
    ]
    shards, places, copies, indexes = zip(*rows, strict=True) if rows else ((), (), (), ())
    source = pa.array(indexes, pa.int64())
    return pa.RecordBatch.from_arrays(
        [
            pa.array(shards, pa.int32()),
            pa.array(places, pa.int64()),
            batch.column("id").take(source),
            pa.array(copies, pa.int32()),
            batch.column("token_ids").take(source),
        ],
        names=["shard", "place", "id", "copy", "token_ids"],
    )


def _written(batches: Iterator[pa.RecordBatch], directory: Path, type_code: int) -> Iterator[Shard]:
    """Write batches that are sorted by shard; yields each shard once it is whole."""
    writer: ShardWriter | None = None
    try:
        for batch in batches:
            shards = batch.column("shard").to_numpy()
            edges = [0, *(np.flatnonzero(np.diff(shards)) + 1).tolist(), len(shards)]
            for begin, end in pairwise(edges):
                if begin == end:
                    continue
                if writer is None or writer.number != shards[begin]:
                    if writer is not None:
                        yield writer.finish()
                    writer = ShardWriter(directory, int(shards[begin]), type_code)
                ids = batch.column("token_ids").slice(begin, end - begin)
                writer.write(ids.flatten().to_numpy(), ids.value_lengths().to_numpy())
        if writer is not None:
            yield writer.finish()
            writer = None
    finally:
        if writer is not None:
            writer.abandon()


class ShardWriter:
    """Writes one shard: its ids as they come, its indexes at the end."""

    def __init__(self, directory: Path, number: int, type_code: int) -> None:
        self.number = number
        self._directory, self._code = directory, type_code
        self._aside = directory / f".{shard_name(number)}.{uuid.uuid4().hex}"
        self._lengths: list[NDArray[Any]] = []
        self._hash = hashlib.sha256()
        self._file = self._aside.with_name(f"{self._aside.name}.bin").open("wb")

    def write(self, ids: NDArray[Any], lengths: NDArray[Any]) -> None:
        """Add documents of ``lengths`` tokens, their ids one after the other. Raises ValueError, see `id_bytes`."""
        data = id_bytes(ids, self._code)
        self._file.write(data)
        self._hash.update(data)
        self._lengths.append(np.array(lengths, dtype=np.int64))

    def finish(self) -> Shard:
        """Put the files in their places, the ids first: whoever sees an index sees what it points into."""
        lengths = np.concatenate([np.zeros(0, np.int64), *self._lengths])
        index = index_bytes(lengths, self._code)
        self._close()
        self._aside.with_name(f"{self._aside.name}.idx").write_bytes(index)
        with self._aside.with_name(f"{self._aside.name}.offsets.npy").open("wb") as file:
            np.save(file, offsets(lengths), allow_pickle=False)
        name = shard_name(self.number)
        for ending in ENDINGS:
            Path(f"{self._aside}.{ending}").replace(self._directory / f"{name}.{ending}")
        return Shard(name, len(lengths), int(lengths.sum()), self._hash.hexdigest(), hashlib.sha256(index).hexdigest())

    def abandon(self) -> None:
        """Remove what was written aside."""
        self._file.close()
        for ending in ENDINGS:
            Path(f"{self._aside}.{ending}").unlink(missing_ok=True)

    def _close(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
