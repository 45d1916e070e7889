"""Reads reference text: the good (or bad) examples a classifier is trained on."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.engine import storage
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_PART = re.compile(r"(?:-\d\d)?#.*$", re.DOTALL)
MAX_FILE_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Text:
    """One reference text and where it comes from."""

    id: str
    text: str
    source: str
    """The document it is a passage of: what must not be on both sides of a split. Plays the part of a host."""
    language: str
    domain: str


def read_texts(spark: SparkSession, path: str) -> list[Text]:
    """All texts of the .jsonl files at or below the Hadoop path ``path``, sorted by id.

    A line is an object with ``text`` (or ``paragraphs``, a list of texts), ``language``, and, where known, ``id``,
    ``domain`` and ``source``; without a source it is the ``id`` up to ``#`` and the number of a part before that
    (``law/us-constitution-03#1`` is from ``law/us-constitution``). Raises `ConfigError` when there is no such file or a
    line is not like that.
    """
    files = storage.list_files(spark, path, ".jsonl") if storage.exists(spark, path) else []
    if not files:
        raise ConfigError(f"no reference text: {path} is no .jsonl file and no folder with such files")
    found = []
    for file in files:
        content = storage.read_bytes(spark, file)
        if len(content) > MAX_FILE_BYTES:
            raise ConfigError(f"{file}: a reference file of more than {MAX_FILE_BYTES >> 20} MB is not read; cut it")
        name = "/".join(file.split("/")[-2:])
        for number, line in enumerate(content.split(b"\n"), start=1):
            if line.strip():
                found.append(_text(line, f"{name}:{number}", f"{file}, line {number}"))
    return sorted(found, key=lambda text: text.id)


def _text(line: bytes, default_id: str, place: str) -> Text:
    try:
        row = json.loads(line)
        text = row["text"] if "text" in row else "\n\n".join(row["paragraphs"])
        language = row["language"]
        identity, domain = row.get("id", default_id), row.get("domain", "general")
        source = row.get("source", _PART.sub("", identity))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ConfigError(f"{place}: not a JSON object with `language` and `text` or `paragraphs` ({error})") from error
    if not all(isinstance(value, str) for value in (text, language, identity, domain, source)):
        raise ConfigError(f"{place}: text, language, id, domain and source must be strings")
    return Text(identity, text, source, language, domain)
