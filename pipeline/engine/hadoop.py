"""Reads a small file by Hadoop path before there is a Spark session: the configuration says how to start one."""

from __future__ import annotations

import os
import subprocess
from typing import Any, Final

from pyspark.errors import PySparkRuntimeError
from pyspark.java_gateway import launch_gateway

from pipeline.engine.failures import SPARK_FAILURES, root_cause
from pipeline.engine.java import find_java_home
from pipeline.errors import ConfigError, EnvironmentProblem

SUBMITTED: Final = "PYSPARK_GATEWAY_PORT"
"""Set by spark-submit: where its Java process listens."""


def read_beginning(path: str, max_bytes: int) -> bytes:
    """The first ``max_bytes`` of the file at the Hadoop path.

    A Java process of its own reads it and ends, so the session that starts afterwards is as its settings say; under
    spark-submit the one that is there reads it and stays. It knows what Spark knows without them: the files in
    ``HADOOP_CONF_DIR`` and ``spark-defaults.conf``. Raises `ConfigError` when the file cannot be read and
    `EnvironmentProblem` when there is no usable Java.
    """
    submitted = SUBMITTED in os.environ
    os.environ["JAVA_HOME"] = str(find_java_home())
    try:
        gateway: Any = launch_gateway(popen_kwargs={"stderr": subprocess.DEVNULL})
    except (PySparkRuntimeError, OSError) as error:
        raise EnvironmentProblem(f"Java does not start (JAVA_HOME={os.environ['JAVA_HOME']}): {error}") from error
    try:
        return _read(gateway.jvm, path, max_bytes)
    except SPARK_FAILURES as error:
        raise ConfigError(f"cannot read {path}: {root_cause(error)}") from error
    finally:
        if not submitted:
            gateway.shutdown()
            gateway.proc.stdin.close()  # the process ends with its input
            gateway.proc.wait()


def _read(jvm: Any, path: str, max_bytes: int) -> bytes:
    configuration = jvm.org.apache.spark.deploy.SparkHadoopUtil.get().newConfiguration(jvm.org.apache.spark.SparkConf())
    hadoop_path = jvm.org.apache.hadoop.fs.Path(path)
    stream = hadoop_path.getFileSystem(configuration).open(hadoop_path)
    try:
        return bytes(stream.readNBytes(max_bytes))
    finally:
        stream.close()
