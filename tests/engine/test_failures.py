"""What Spark throws becomes one line of the right kind."""

from __future__ import annotations

import pytest
from py4j.protocol import Py4JError

from pipeline.engine.failures import explained, root_cause
from pipeline.errors import ConfigError, EnvironmentProblem, PipelineError

NO_THREAD = """An error occurred while calling None.org.apache.spark.api.java.JavaSparkContext.
: java.lang.OutOfMemoryError: unable to create native thread
\tat java.base/java.lang.Thread.start0(Native Method)
"""
NO_SPACE = """An error occurred while calling o53.parquet.
: org.apache.spark.SparkException: [TASK_WRITE_FAILED] Task failed while writing rows to file:/out/corpus.
\tat org.apache.spark.sql.errors.QueryExecutionErrors$.taskFailed(QueryExecutionErrors.scala:823)
Caused by: java.io.IOException: No space left on device
\tat java.base/java.io.FileOutputStream.writeBytes(Native Method)
\t... 43 more
"""


def test_root_cause_is_the_innermost_one() -> None:
    assert root_cause(Py4JError(NO_THREAD)) == "java.lang.OutOfMemoryError: unable to create native thread"
    assert root_cause(Py4JError(NO_SPACE)) == "java.io.IOException: No space left on device"
    assert root_cause(ValueError("two\nlines")) == "two"
    assert root_cause(ValueError()) == "ValueError"


def test_faults_of_the_machine_are_told_from_faults_of_the_run() -> None:
    with (
        pytest.raises(EnvironmentProblem, match=r"^stage near failed: the disk is full: .*--resume"),
        explained("stage near"),
    ):
        raise Py4JError(NO_SPACE)
    with (
        pytest.raises(PipelineError, match=r"^stage near failed: a fault of the run$") as failure,
        explained("stage near"),
    ):
        raise Py4JError("a fault of the run")
    assert not isinstance(failure.value, EnvironmentProblem)


def test_errors_that_are_clear_already_pass() -> None:
    with pytest.raises(ConfigError, match=r"^as it was$"), explained("stage near"):
        raise ConfigError("as it was")
