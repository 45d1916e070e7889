"""One Spark session a run, with the settings the pipeline relies on."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pyspark import SparkConf, SparkContext
from pyspark.sql import SparkSession

from pipeline.engine.failures import SPARK_FAILURES, root_cause
from pipeline.engine.java import find_java_home
from pipeline.errors import EnvironmentProblem

ARROW_BATCH_RECORDS = 256
"""Documents handed to Python at a time. Web pages are large: 256 of them are a few MB."""
ARROW_BATCH_BYTES = 64 << 20
"""The same in bytes, for the rare batches of very long documents."""
LOCAL_TASK_ATTEMPTS = 2
"""How often a task is tried in local mode, where Spark itself would give up at once: when memory runs out, the system
kills a worker, and that must not cost the run."""

_QUIET = f"-Dlog4j2.configurationFile={Path(__file__).with_name('log4j2.properties').as_uri()}"
"""Else Java tells eight lines of no use, most of them before ``spark.log.level`` holds."""


def start_session(
    application: str = "pipeline",
    master: str | None = None,
    settings: Mapping[str, str] | None = None,
) -> SparkSession:
    """Start (or get) the Spark session. ``master`` defaults to what spark-submit was told, else to all cores here.

    ``settings`` are Spark properties that override what spark-submit was told, and that overrides the ones chosen here.
    Raises `EnvironmentProblem` when there is no usable Java or Spark does not start.
    """
    os.environ["JAVA_HOME"] = str(find_java_home())
    # Driver and workers must run the same interpreter; a cluster's workers have their own path, set by the user.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    # A thread of a tokenizer or of BLAS for each core, in each Spark worker, would fight over the cores.
    one_thread = {"TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    for name, value in one_thread.items():
        os.environ.setdefault(name, value)
    submitted = submitted_properties()
    master = master or submitted.get("spark.master") or f"local[{os.cpu_count() or 1},{LOCAL_TASK_ATTEMPTS}]"
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
        # Workers on other machines do not inherit the variables of this process.
        **{f"spark.executorEnv.{name}": os.environ[name] for name in one_thread},
    }
    if master.startswith("local"):
        chosen |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1)),
            "spark.sql.files.openCostInBytes": str(1 << 20),
            # Only the quick compiler: the optimising one works longer than most local runs can win by it. Java then
            # keeps 48 MB for compiled code, which Spark fills: this is as much as it keeps for both compilers.
            "spark.driver.extraJavaOptions": f"-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m {_QUIET}",
        }
        if not submitted:  # Java starts with these options, so it is quiet from its first line on
            del chosen["spark.log.level"]
    builder = SparkSession.builder.master(master)
    for name, value in {**chosen, **submitted, "spark.app.name": application, **(settings or {})}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (*SPARK_FAILURES, OSError, RuntimeError) as error:
        raise EnvironmentProblem(
            f"Spark does not start on {master}: {root_cause(error)} (JAVA_HOME={os.environ['JAVA_HOME']})"
        ) from error
    # Workers import the pipeline by name; a run from a checkout that is not installed must find it too. One that is
    # installed comes with the workers' own environment, which need not lie where this one does.
    root = str(Path(__file__).resolve().parents[2])
    if Path(root, "pyproject.toml").is_file() and root not in os.environ.get("PYTHONPATH", "").split(os.pathsep):
        session.sparkContext.environment["PYTHONPATH"] = os.pathsep.join(
            filter(None, [root, os.environ.get("PYTHONPATH", "")])
        )
    return session


def submitted_properties() -> dict[str, str]:
    """The Spark properties that spark-submit was told, when it has started this process; else none."""
    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        return {}
    SparkContext._ensure_initialized()  # connects to the Java process that spark-submit has started
    return dict(SparkConf().getAll())
