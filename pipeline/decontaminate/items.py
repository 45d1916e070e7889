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
    """One part of an item of a benchmark: its question, or its answer.

    Parts are looked for one by one. An answer is shorter than its question: as one text with it, it would be too small
    a part of it to be found alone, and it is the answer that must not be read.
    """

    benchmark: str
    name: str
    part: str
    """The field it comes from."""
    text: str


def read_items(spark: SparkSession, path: str, fields: Sequence[str]) -> list[Item]:
    """All items of the .jsonl and .jsonl.gz files at or below the Hadoop path ``path``, by benchmark, name and part.

    A file is a benchmark and has its name without ending; a line is an object, named by ``id`` or ``task_id``, else by
    its number. The parts of an item are those of its ``fields`` that are strings or lists of strings.
    Raises `ConfigError` when there is no such file, when a line is not like that and when two items have one name.
    """
    found: dict[tuple[str, str], list[Item]] = {}
    files = storage.list_files(spark, path, *ENDINGS) if storage.exists(spark, path) else []
    if not files:
        raise ConfigError(f"no benchmark: {path} is no {' or '.join(ENDINGS)} file and no folder with such files")
    for file in files:
        benchmark = file.rsplit("/", 1)[-1].removesuffix(".gz").removesuffix(".jsonl")
        for number, line in enumerate(_lines(spark, file), start=1):
            if line.strip():
                parts = _parts(line, benchmark, number, fields, f"{file}, line {number}")
                key = benchmark, parts[0].name
                if key in found:
                    raise ConfigError(f"{file}, line {number}: {parts[0].name!r} is already an item of {benchmark}")
                found[key] = parts
    return sorted(part for parts in found.values() for part in parts)


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


def _parts(line: bytes, benchmark: str, number: int, fields: Sequence[str], place: str) -> list[Item]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ConfigError(f"{place}: not JSON ({error})") from error
    if not isinstance(row, dict):
        raise ConfigError(f"{place}: not a JSON object")
    name = next((str(row[key]) for key in _NAMES if isinstance(row.get(key), str | int)), str(number))
    parts = [Item(benchmark, name, field, _text(row.get(field))) for field in fields]
    if not any(part.text.strip() for part in parts):
        raise ConfigError(
            f"{place}: none of the fields {', '.join(fields)} holds a text: name the right ones in item_fields"
        )
    return [part for part in parts if part.text.strip()]


def _text(value: object) -> str:
    """A string, or the strings of a list one below the other; all else is no text."""
    if isinstance(value, list):
        return "\n".join(one for one in value if isinstance(one, str))
    return value if isinstance(value, str) else ""
