"""Reads benchmarks: what must not stand in the corpus."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeline.engine import storage
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ENDINGS: Final = (".jsonl", ".jsonl.gz")
MAX_FILE_BYTES: Final = 256 << 20
_NAMES: Final = ("id", "task_id", "question_id")


class Item(NamedTuple):
    """One question of a benchmark, with what belongs to it."""

    benchmark: str
    name: str
    text: str


def read_items(spark: SparkSession, path: str, fields: Sequence[str]) -> list[Item]:
    """All items of the .jsonl and .jsonl.gz files at or below the Hadoop path ``path``, by benchmark and name.

    A file is a benchmark and has its name without ending; a line is an object, named by ``id`` or ``task_id``, else by
    its number. The text of an item are those of its ``fields`` that are strings or lists of strings, in that order.
    Raises `ConfigError` when there is no such file, when a line is not like that and when two items have one name.
    """
    found: dict[tuple[str, str], Item] = {}
    files = []
    if storage.exists(spark, path):
        files = sorted({file for ending in ENDINGS for file in storage.list_files(spark, path, ending)})
    if not files:
        raise ConfigError(f"no benchmark: {path} is no {' or '.join(ENDINGS)} file and no folder with such files")
    for file in files:
        benchmark = file.rsplit("/", 1)[-1].removesuffix(".gz").removesuffix(".jsonl")
        for number, line in enumerate(_lines(spark, file), start=1):
            if line.strip():
                item = _item(line, benchmark, number, fields, f"{file}, line {number}")
                if item[:2] in found:
                    raise ConfigError(f"{file}, line {number}: {item.name!r} is already an item of {benchmark}")
                found[item[:2]] = item
    return [found[key] for key in sorted(found)]


def _lines(spark: SparkSession, file: str) -> list[bytes]:
    content = storage.read_bytes(spark, file)
    if file.endswith(".gz"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as unpacked:
                content = unpacked.read(MAX_FILE_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise ConfigError(f"{file}: not a gzip file: {error}") from error
    if len(content) > MAX_FILE_BYTES:
        raise ConfigError(f"{file}: a benchmark of more than {MAX_FILE_BYTES >> 20} MB is not read; cut it")
    return content.split(b"\n")


def _item(line: bytes, benchmark: str, number: int, fields: Sequence[str], place: str) -> Item:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ConfigError(f"{place}: not JSON ({error})") from error
    if not isinstance(row, dict):
        raise ConfigError(f"{place}: not a JSON object")
    parts: list[str] = []
    for value in (row.get(field) for field in fields):
        parts += (
            [value]
            if isinstance(value, str)
            else [one for one in value or () if isinstance(one, str)]
            if isinstance(value, list)
            else []
        )
    if not any(part.strip() for part in parts):
        raise ConfigError(
            f"{place}: none of the fields {', '.join(fields)} holds a text: name the right ones in item_fields"
        )
    name = next((str(row[key]) for key in _NAMES if isinstance(row.get(key), str | int)), str(number))
    return Item(benchmark, name, "\n".join(parts))
