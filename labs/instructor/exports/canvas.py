"""Canvas: takes the grade book that Canvas has exported and fills one column of it; everything else stays as it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pipeline.errors import ConfigError

MAX_BYTES: Final = 20 << 20
ID_COLUMNS: Final = ("SIS Login ID", "SIS User ID", "ID", "Student")
"""Columns that a submission may be called by, in the order in which they are tried."""


def filled(path: Path, column: str, points: Mapping[str, float]) -> tuple[str, list[str]]:
    """The grade book ``path`` with ``points`` in ``column``, and the submissions that no row could be found for.

    ``column`` is the name of the assignment, with or without the number that Canvas adds. Raises `ConfigError` when
    there is no such column, or more than one.
    """
    try:
        text = path.read_bytes()[: MAX_BYTES + 1].decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the grade book {path}: {error}") from error
    rows = list(csv.reader(io.StringIO(text, newline="")))
    head = rows[0] if rows else []
    wanted = [n for n, name in enumerate(head) if name == column or re.sub(r" \(\d+\)$", "", name) == column]
    keys = [head.index(name) for name in ID_COLUMNS if name in head]
    if len(wanted) != 1 or not keys:
        known = ", ".join(name for name in head if name not in ID_COLUMNS)
        raise ConfigError(f"{path}: {len(wanted)} columns are called {column!r}; there are {known or 'none'}")
    left = dict(points)
    for row in rows[1:]:
        for key in keys:
            if key < len(row) and row[key] in left:
                row += [""] * (len(head) - len(row))
                row[wanted[0]] = f"{left.pop(row[key]):g}"
                break
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue(), sorted(left)
