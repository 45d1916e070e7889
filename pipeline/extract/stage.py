"""The stage `extract`: files to documents, one Spark task a file or a part of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from math import ceil
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import types as t
from pyspark.sql.pandas.types import to_arrow_schema

from pipeline import schema
from pipeline.engine.batches import Document
from pipeline.engine.shipping import is_local, local_path
from pipeline.engine.stage import Context, Stage, decision_fields
from pipeline.errors import EnvironmentProblem, PipelineError
from pipeline.extract.archive import read_records
from pipeline.extract.charset import decode_html
from pipeline.extract.document import Kernels, document_row
from pipeline.extract.forked import extract_within
from pipeline.extract.html import Extracted, extract_html
from pipeline.extract.http import decode_body
from pipeline.extract.process import extraction_process
from pipeline.extract.settings import ExtractRules, ExtractSettings

BATCH_ROWS = 32
MIN_PART_BYTES = 1_000_000
"""Files smaller than this are read by one task."""

_GLOB_CHARACTER = re.compile(r"[{}\[\]*?\\]")

ROW_TYPE = t.StructType(
    [
        *schema.ADDED_BY["extract"],
        *decision_fields((ExtractRules,)),
        t.StructField(schema.ERROR, t.StringType()),
    ]
)


def run(context: Context[ExtractSettings], inputs: list[str]) -> DataFrame:
    """One row for each record of the archives ``inputs`` (Hadoop paths of files).

    Local files are streamed from disk by the tasks, so every worker must see them. Files elsewhere (``hdfs:``,
    ``s3a:``) come through Spark's binary file reader, whole and in memory: at most 2 GiB each.
    """
    local = [path for path in inputs if is_local(path)]
    remote = [path for path in inputs if not is_local(path)]
    tables = [read(context, paths) for read, paths in ((from_disk, local), (from_spark, remote)) if paths]
    if not tables:
        raise PipelineError("nothing to extract: no input file is named")
    return tables[0] if len(tables) == 1 else tables[0].unionByName(tables[1])


def from_disk(context: Context[ExtractSettings], paths: list[str]) -> DataFrame:
    """Rows of local files. When there are fewer files than cores, several tasks share a large one: each reads all of
    it, which is cheap, and extracts every n-th record, which is not."""
    cores = context.spark.sparkContext.defaultParallelism
    shares = [share for path in paths for share in file_shares(path, ceil(cores / len(paths)))]
    read = _Reader(context)

    def on_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for index in batch.column("id").to_pylist():
                path, part, parts = shares[index]
                with local_path(path).open("rb") as file:
                    yield from read(file, local_path(path).name, part, parts)

    return context.spark.range(0, len(shares), 1, len(shares)).mapInArrow(on_batches, ROW_TYPE)


def file_shares(path: str, max_parts: int) -> list[tuple[str, int, int]]:
    """(path, part, parts) for each task that reads ``path``. Raises `EnvironmentProblem` when it cannot be read."""
    try:
        with local_path(path).open("rb"):
            size = local_path(path).stat().st_size
    except OSError as error:
        raise EnvironmentProblem(f"input file cannot be read: {path}: {error.strerror}") from error
    parts = max(1, min(max_parts, size // MIN_PART_BYTES))
    return [(path, part, parts) for part in range(parts)]


def from_spark(context: Context[ExtractSettings], paths: list[str]) -> DataFrame:
    """Rows of files that only Spark can read."""
    read = _Reader(context)

    def on_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for path, content in zip(batch.column("path"), batch.column("content"), strict=True):
                yield from read(pa.BufferReader(content.as_buffer()), Path(path.as_py()).name, 0, 1)

    literally = [_GLOB_CHARACTER.sub(r"\\\g<0>", path) for path in paths]
    files = context.spark.read.format("binaryFile").load(literally).select("path", "content")
    return files.repartition(len(paths), "path").mapInArrow(on_batches, ROW_TYPE)


class _Reader:
    """Turns one file, or a share of its records, into Arrow batches; made on the driver, called on the workers."""

    def __init__(self, context: Context[ExtractSettings]) -> None:
        self._settings = context.settings
        self._decode_body = context.kernel(decode_body)
        self._decode_html = context.kernel(decode_html)
        self._extract_html = context.kernel(extract_html)
        self._extract_within = context.kernel(extract_within)

    def __call__(self, file: BinaryIO, name: str, part: int, parts: int) -> Iterator[pa.RecordBatch]:
        kernels = Kernels(self._decode_body, self._decode_html, self._extract)
        records = islice(read_records(file, self._settings.max_record_bytes), part, None, parts)
        rows: list[Document] = []
        for record in records:
            rows.append(document_row(record, name, self._settings, kernels))
            if len(rows) == BATCH_ROWS:
                yield _batch(rows)
                rows = []
        if rows:
            yield _batch(rows)

    def _extract(self, html: str, url: str | None, captured: str | None) -> Extracted:
        if self._extract_html is extract_html and self._extract_within is extract_within:
            return extraction_process(self._settings).extract(html, url, captured)
        seconds = self._settings.max_seconds_per_page
        return self._extract_within(html, url, captured, seconds, self._extract_html)


def _batch(rows: list[Document]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(rows, schema=to_arrow_schema(ROW_TYPE))


STAGE = Stage(name="extract", run=run, rule_sets=(ExtractRules,))  # type: ignore[arg-type]
