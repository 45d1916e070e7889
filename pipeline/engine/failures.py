"""Turns what Spark throws into one line that a person can act on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException

from pipeline.errors import EnvironmentProblem, PipelineError

SPARK_FAILURES: Final = (PySparkException, Py4JError)
"""What a Spark action raises when it fails: PySpark turns some of the JVM's exceptions into its own, but not all."""

# What a root cause contains -> what to do about it. These are faults of the machine, not of the run.
_MACHINE_FAULTS = {
    "No space left on device": "the disk is full: free some space and continue with --resume",
    "Disk quota exceeded": "the disk quota is used up: free some space and continue with --resume",
    "Permission denied": "a folder cannot be written: check its permissions and continue with --resume",
    "AccessControlException": "a folder cannot be read or written: check its permissions and continue with --resume",
    "java.lang.OutOfMemoryError": "Spark has too little memory: raise spark.driver.memory or spark.executor.memory",
    "Python worker exited unexpectedly": "a worker was killed, as the system does when memory runs out: use fewer "
    "cores (--master) or a machine with more memory, and continue with --resume",
    "Cannot run program": "the workers cannot start Python: set PYSPARK_PYTHON to an interpreter they have",
}

_CAUSE = re.compile(r"^\s*(?:Caused by: |: )?([\w.$]+(?:Error|Exception|Timeout|Problem)\b.*)$", re.MULTILINE)


def root_cause(error: BaseException) -> str:
    """The innermost cause in an exception's text, on one line and at most 300 characters long."""
    text = str(error)
    found: list[str] = _CAUSE.findall(text)
    line = found[-1] if found else next(iter(text.strip().splitlines()), type(error).__name__)
    return " ".join(line.split())[:300]


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turns what goes wrong inside the block into the error that `explain_failure` makes of it."""
    try:
        yield
    except (*SPARK_FAILURES, OSError, ValueError, RuntimeError) as error:
        raise explain_failure(what, error) from error


def explain_failure(what: str, error: BaseException) -> PipelineError:
    """The error to raise when ``what`` failed with ``error``, of the kind that tells whose fault it is."""
    text = str(error)
    for sign, mend in _MACHINE_FAULTS.items():
        if sign in text:
            return EnvironmentProblem(f"{what} failed: {mend} ({sign})")
    return PipelineError(f"{what} failed: {root_cause(error)}")
