"""Reads a trainee's ``labels.csv`` as data and nothing else, and says in one line what is wrong with it."""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

COLUMNS: Final = ("document", "label", "note")
DELIMITERS: Final = (",", ";")
"""Spreadsheets write a semicolon where the comma is part of numbers."""
MAX_BYTES: Final = 256 << 10
MAX_SHOWN: Final = 40


class LabelError(AssertionError):
    """The file of labels cannot be used. The message names the line."""


@dataclass(frozen=True)
class Row:
    """One document's row; ``label`` is empty when none is given yet."""

    line: int
    document: str
    label: str
    note: str = ""


def read_labels(path: Path | None, documents: Collection[str], allowed: Collection[str]) -> dict[str, Row]:
    """The rows of the file ``path`` by document.

    Blanks at both ends of a cell and upper case in labels do not matter. Raises `LabelError` when there is no such
    file, or it is not a CSV of `COLUMNS`, or a row names what is no document or no label, or a document comes twice.
    """
    rows: dict[str, Row] = {}
    for row in parsed(read_bytes(path)):
        if row.document not in documents:
            raise _wrong(row.line, f"there is no document {quoted(row.document)}")
        if row.document in rows:
            raise _wrong(row.line, f"document {row.document} stands already in line {rows[row.document].line}")
        if row.label and row.label not in allowed:
            raise _wrong(row.line, f"{quoted(row.label)} is no label; labels are {', '.join(allowed)}")
        rows[row.document] = row
    return rows


def read_bytes(path: Path | None) -> bytes:
    """The content of a plain file of at most `MAX_BYTES`; links are not followed, and nothing else is opened."""
    if path is None:
        raise LabelError("there is no labels.csv yet")
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise LabelError("labels.csv is no plain file")
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise LabelError("there is no labels.csv yet") from None
    except OSError as error:
        raise LabelError(f"labels.csv cannot be read: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise LabelError(f"labels.csv is larger than {MAX_BYTES >> 10} kB")
    return content


def parsed(content: bytes) -> list[Row]:
    """The rows of a file with this content, whatever documents and labels they name."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(content.count(b"\n", 0, error.start) + 1, "this is not UTF-8: save the file as UTF-8") from None
    header = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    line = 1
    try:
        names = tuple(name.strip().lower() for name in next(reader, []))
        if names not in (COLUMNS, COLUMNS[:2]):
            raise _wrong(1, f"the first line must be {','.join(COLUMNS)}")
        for line, cells in _with_lines(reader):
            if len(cells) != len(names):
                told = f"{len(cells)} cells and not {len(names)}: put a note with a {delimiter} in it between quotes"
                raise _wrong(line, told)
            document, label, *note = (cell.strip() for cell in cells)
            rows.append(Row(line, document.lower(), label.lower(), *note))
    except csv.Error as error:
        raise _wrong(max(line, reader.line_num), f"this is not CSV: {error}") from None
    return rows


def written(rows: Iterable[Row]) -> bytes:
    """The content of a file with these rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((row.document, row.label, row.note) for row in rows)
    return out.getvalue().encode()


def blank(documents: Iterable[str], rows: Mapping[str, Row]) -> list[Row]:
    """A row for each of ``documents`` in their order: those of ``rows``, and empty ones."""
    return [rows.get(document, Row(0, document, "")) for document in documents]


def _with_lines(reader: Any) -> Iterable[tuple[int, list[str]]]:
    """The rows that are not blank, each with the number of its first line."""
    before = reader.line_num
    for cells in reader:
        line, before = before + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            yield line, cells


def quoted(text: str) -> str:
    """The text as a message shows it: in quotes, without control characters, cut when it is long."""
    return repr(text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…")


def _wrong(line: int, words: str) -> LabelError:
    return LabelError(f"labels.csv, line {line}: {words}")
