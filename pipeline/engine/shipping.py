"""Gets a file to every worker, whatever Hadoop path it lies at."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyspark import SparkFiles

from pipeline.engine import storage

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/")
_FILE_SCHEME: Final = re.compile(r"^file:(//[^/]*)?(?=/)")


def is_local(path: str) -> bool:
    """Whether a Hadoop path names a file of this machine: no scheme, or ``file:``.

    Where Hadoop's own file system is another one, a path without a scheme lies there: see `storage.qualified`.
    """
    return path.startswith("file:") or not _SCHEME.match(path)


def local_path(path: str) -> Path:
    """The file a local Hadoop path names. Hadoop escapes nothing: ``%20`` or ``#`` in a path stand so in the name."""
    return Path(_FILE_SCHEME.sub("", path))


def located(spark: SparkSession, path: str | None) -> Callable[[], str | None]:
    """A function that tells, on the driver and on every worker, where the file at the Hadoop path can be opened.

    A local file is opened where it is when the workers are on this machine; to workers elsewhere it is sent, as is a
    file that lies elsewhere. No path stays none.
    """
    if path is None:
        return lambda: None
    path = storage.qualified(spark, path)
    if is_local(path) and str(spark.sparkContext.master).startswith("local"):
        return partial(str, local_path(path))
    return partial(shipped, ship(spark, path))


def ship(spark: SparkSession, path: str) -> str:
    """Send the file at the Hadoop path ``path`` to every worker, once; returns the name it has there.

    The name must change with the content (put a hash into it): Spark refuses to replace a shipped file.
    """
    spark.sparkContext.addFile(path)
    return path.rstrip("/").rsplit("/", 1)[-1]


def shipped(name: str) -> str:
    """Called on a worker: the local path of the file that was shipped as ``name``."""
    return str(SparkFiles.get(name))
