"""How many bytes a plan sends from task to task: what a group that is collected, sorted or moved as a whole costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Result = TypeVar("Result")

_GROUP: Final = "lab-shuffle"
_WAIT_MILLISECONDS: Final = 10_000


class ShuffledTooMuch(RuntimeError):
    """A plan that moves rows where numbers would do."""


def shuffling_at_most(spark: SparkSession, max_bytes: int, evaluate: Callable[[], Result]) -> Result:
    """The result of ``evaluate``, which runs a plan. Raises `ShuffledTooMuch` when its tasks wrote more for others.

    Counted are the compressed bytes of all shuffles of the jobs that this thread starts meanwhile.
    """
    context = spark.sparkContext
    tracker = context.statusTracker()
    before = set(tracker.getJobIdsForGroup(_GROUP))
    context.setJobGroup(_GROUP, "jobs whose shuffles are measured")
    try:
        result = evaluate()
    finally:
        # None is how a property is taken away, whatever the annotation says.
        context.setLocalProperty("spark.jobGroup.id", None)  # type: ignore[arg-type]
    # What runs is reported on a queue; a job that is already over may still stand in it.
    scala: Any = context._jsc.sc()
    scala.listenerBus().waitUntilEmpty(_WAIT_MILLISECONDS)
    jobs = [tracker.getJobInfo(job) for job in set(tracker.getJobIdsForGroup(_GROUP)) - before]
    stages = {stage for job in jobs if job is not None for stage in job.stageIds}
    store = scala.statusStore()
    written = sum(store.lastStageAttempt(stage).shuffleWriteBytes() for stage in stages)
    if written > max_bytes:
        raise ShuffledTooMuch(
            f"{written:,} bytes went from task to task, {max_bytes:,} are enough: let each task reduce a group to one "
            "row before the shuffle (min, count and sum do; a list of all members and a window do not)"
        )
    return result
