"""Gets a model's file to every worker, whatever Hadoop path it lies at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark import SparkFiles

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def ship(spark: SparkSession, path: str) -> str:
    """Send the file at the Hadoop path ``path`` to every worker, once; returns the name it has there.

    The name must change with the content (put a hash into it): Spark refuses to replace a shipped file.
    """
    spark.sparkContext.addFile(path)
    return path.rstrip("/").rsplit("/", 1)[-1]


def shipped(name: str) -> str:
    """Called on a worker: the local path of the file that was shipped as ``name``."""
    return str(SparkFiles.get(name))
