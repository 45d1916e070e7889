"""Reads a table that a submission has written: only plain files, only so many, only so large."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pyarrow as pa

MAX_FILES: Final = 1_000
MAX_BYTES: Final = 256 << 20
"""Of the files, which are compressed."""
MAX_ROWS: Final = 5_000_000


class UnreadableTable(ValueError):
    """What a submission has left is no table; the message says why."""


def read_table(folder: Path) -> pa.Table:
    """The Parquet table in ``folder``.

    Raises `UnreadableTable` when it is none, is too large, or has anything in it but plain files: a link would let a
    submission read what it may not, and a pipe would make its reader wait for ever.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        files = _plain_files(folder)
        tables = [pq.ParquetFile(file) for file in files]
        if sum(table.metadata.num_rows for table in tables) > MAX_ROWS:
            raise ValueError(f"more than {MAX_ROWS:,} rows")
        if not tables:
            raise ValueError("there is none")
        return pa.concat_tables([table.read() for table in tables], promote_options="default")
    except (OSError, ValueError, pa.ArrowException) as error:
        raise UnreadableTable(str(error)) from None


def _plain_files(folder: Path) -> list[Path]:
    found, size = [], 0
    if folder.is_symlink():
        raise ValueError("a link is no table")
    for number, path in enumerate(sorted(folder.iterdir())):
        if number >= MAX_FILES:
            raise ValueError(f"more than {MAX_FILES} files")
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise ValueError(f"{path.name!r} is no plain file")
        if path.suffix == ".parquet":
            size += status.st_size
            found.append(path)
    if size > MAX_BYTES:
        raise ValueError(f"more than {MAX_BYTES >> 20} MB")
    return found
