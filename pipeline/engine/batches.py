"""Runs plain Python functions over a DataFrame in Arrow batches, one failed document costing one document.

`map_documents` is for functions of one document; `map_batches` for functions that are faster on many at once
(fastText, MinHash). Both pass every column through, add or replace the named fields, and add the column ``error``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark.sql import types as t
from pyspark.sql.pandas.types import to_arrow_type

from pipeline import schema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Document = dict[str, Any]
Columns = dict[str, list[Any]]

MAX_ERROR_CHARACTERS = 500


def one_line(error: BaseException) -> str:
    """``Type: message`` on one line, cut to a length a ledger can hold."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:MAX_ERROR_CHARACTERS]


def map_documents(
    documents: DataFrame,
    reads: Sequence[str],
    fields: Sequence[t.StructField],
    function: Callable[[Document], Document],
) -> DataFrame:
    """Add or replace ``fields`` by calling ``function({column: value})`` for each document.

    ``function`` gets the columns ``reads`` and returns a value for every field. When it raises, the document keeps
    its old values (null for new columns) and ``error`` names the exception.
    """

    def on_batch(columns: Columns) -> Columns:
        rows = [function(dict(zip(columns, values, strict=True))) for values in zip(*columns.values(), strict=True)]
        return {field.name: [row[field.name] for row in rows] for field in fields}

    return map_batches(documents, reads, fields, on_batch)


def map_batches(
    documents: DataFrame,
    reads: Sequence[str],
    fields: Sequence[t.StructField],
    function: Callable[[Columns], Columns],
) -> DataFrame:
    """Like `map_documents`, for a function from lists of equal length to lists of that length.

    When ``function`` raises on a batch it is called again for each document alone, so that only the documents
    that make it fail are marked with an ``error``. An ``error`` that a document already has stays.
    """
    fields = list(fields)
    replaced = {field.name for field in fields} | {schema.ERROR}
    out_type = t.StructType(
        [field for field in documents.schema.fields if field.name not in replaced]
        + fields
        + [t.StructField(schema.ERROR, t.StringType())]
    )
    arrow_types = {field.name: to_arrow_type(field.dataType) for field in fields}
    out_names = [field.name for field in out_type.fields]
    reads = list(reads)

    def run(columns: Columns, old: Columns, size: int) -> tuple[Columns, list[str | None]]:
        try:
            return function(columns), [None] * size
        except Exception as error:  # noqa: BLE001 - whatever a document provokes is that document's error
            if size == 1:
                return {field.name: old.get(field.name, [None]) for field in fields}, [one_line(error)]
        values: Columns = {field.name: [] for field in fields}
        errors: list[str | None] = []
        for index in range(size):
            alone = slice(index, index + 1)
            one, failed = run(
                {name: column[alone] for name, column in columns.items()},
                {name: column[alone] for name, column in old.items()},
                1,
            )
            for name, column in values.items():
                column.append(one[name][0])
            errors += failed
        return values, errors

    def on_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            columns = {name: batch.column(name).to_pylist() for name in reads}
            old = {name: batch.column(name).to_pylist() for name in arrow_types if name in batch.schema.names}
            values, errors = run(columns, old, batch.num_rows)
            if schema.ERROR in batch.schema.names:
                earlier = batch.column(schema.ERROR).to_pylist()
                errors = [new if before is None else before for before, new in zip(earlier, errors, strict=True)]
            arrays = {
                **dict(zip(batch.schema.names, batch.columns, strict=True)),
                **{name: pa.array(values[name], arrow_type) for name, arrow_type in arrow_types.items()},
                schema.ERROR: pa.array(errors, pa.string()),
            }
            yield pa.RecordBatch.from_arrays([arrays[name] for name in out_names], names=out_names)

    return documents.mapInArrow(on_batches, out_type)
