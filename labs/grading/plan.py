"""Whether a function of DataFrames returns a plan, or has already run it and brought data to the driver."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_GROUP: Final = "lab-plan-only"
_WAIT_MILLISECONDS: Final = 10_000


class RanJobs(RuntimeError):
    """A function that should only describe the work has started it."""


def planned(spark: SparkSession, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """The result of ``function``. Raises `RanJobs` when Spark ran a job before it returned.

    ``collect``, ``count``, ``toPandas`` and ``toLocalIterator`` all start jobs; a plan of joins and groups does not.
    """
    context = spark.sparkContext
    context.setJobGroup(_GROUP, "jobs that a plan should not start")
    tracker = context.statusTracker()
    before = set(tracker.getJobIdsForGroup(_GROUP))
    try:
        result = function(*args, **kwargs)
    finally:
        # None is how a property is taken away, whatever the annotation says.
        context.setLocalProperty("spark.jobGroup.id", None)  # type: ignore[arg-type]
    # What runs is reported on a queue; a job that is already over may still stand in it.
    context._jsc.sc().listenerBus().waitUntilEmpty(_WAIT_MILLISECONDS)
    if started := set(tracker.getJobIdsForGroup(_GROUP)) - before:
        raise RanJobs(
            f"{len(started)} Spark job(s) ran before the function returned: collect, count, toPandas and the like "
            "bring data to the driver; return a DataFrame that only describes the work"
        )
    return result
