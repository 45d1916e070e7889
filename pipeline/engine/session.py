"""One Spark session a run, with the settings the pipeline relies on."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pyspark.sql import SparkSession

from pipeline.engine.failures import SPARK_FAILURES, root_cause
from pipeline.engine.java import find_java_home
from pipeline.errors import EnvironmentProblem

ARROW_BATCH_RECORDS = 256
"""Documents handed to Python at a time. Web pages are large: 256 of them are a few MB."""
ARROW_BATCH_BYTES = 64 << 20
"""The same in bytes, for the rare batches of very long documents."""


def start_session(
    application: str = "pipeline",
    master: str | None = None,
    settings: Mapping[str, str] | None = None,
) -> SparkSession:
    """Start (or get) the Spark session. ``master`` defaults to all cores of this machine.

    ``settings`` are Spark properties that override the ones chosen here. Raises `EnvironmentProblem` when there is
    no usable Java or Spark does not start.
    """
    os.environ["JAVA_HOME"] = str(find_java_home())
    # Driver and workers must run the same interpreter; a cluster's workers have their own path, set by the user.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    # Two Spark workers with two tokenizer or BLAS threads each would fight over two cores.
    for name in ("TOKENIZERS_PARALLELISM", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "false" if name.startswith("TOKENIZERS") else "1")
    master = master or f"local[{os.cpu_count() or 1}]"
    chosen = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # What goes wrong in a task comes back as an exception, and is told on one line: see `failures`.
        "spark.log.level": "FATAL",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ARROW_BATCH_RECORDS),
        "spark.sql.execution.arrow.maxBytesPerBatch": str(ARROW_BATCH_BYTES),
        "spark.sql.adaptive.enabled": "true",
        "spark.sql.parquet.compression.codec": "zstd",
        "spark.driver.memory": "2g",
        # A record that is lost or cannot be cast must stop the run, never turn into a null.
        "spark.sql.ansi.enabled": "true",
        # The commit that renames files one by one, by the task that wrote them: no listing by the driver at the end.
        "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
    }
    if master.startswith("local"):
        chosen |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1)),
            "spark.sql.files.openCostInBytes": str(1 << 20),
        }
    builder = SparkSession.builder.appName(application).master(master)
    for name, value in {**chosen, **(settings or {})}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (*SPARK_FAILURES, OSError, RuntimeError) as error:
        raise EnvironmentProblem(
            f"Spark does not start on {master}: {root_cause(error)} (JAVA_HOME={os.environ['JAVA_HOME']})"
        ) from error
    # Workers import the pipeline by name; a run from a checkout that is not installed must find it too.
    root = str(Path(__file__).resolve().parents[2])
    if root not in os.environ.get("PYTHONPATH", "").split(os.pathsep):
        session.sparkContext.environment["PYTHONPATH"] = os.pathsep.join(
            filter(None, [root, os.environ.get("PYTHONPATH", "")])
        )
    return session
