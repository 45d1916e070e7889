"""What a plan sends from task to task: how many bytes in all, and how many rows to a single one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Result = TypeVar("Result")

_GROUP: Final = "lab-shuffle"
_WAIT_MILLISECONDS: Final = 10_000
_PARTITIONS: Final = 8
_MAX_TASKS: Final = 1_000


class ShuffledTooMuch(RuntimeError):
    """A plan that moves rows where numbers would do."""


class TaskTooLarge(RuntimeError):
    """A plan in which one task gets too large a part of the rows."""


def shuffling_at_most(spark: SparkSession, max_bytes: int, evaluate: Callable[[], Result]) -> Result:
    """The result of ``evaluate``, which runs a plan. Raises `ShuffledTooMuch` when its tasks wrote more for others.

    Counted are the compressed bytes of all shuffles of the jobs that this thread starts meanwhile.
    """
    result, stages = _measured(spark, evaluate)
    store = _status_store(spark)
    written = sum(store.lastStageAttempt(stage).shuffleWriteBytes() for stage in stages)
    if written > max_bytes:
        raise ShuffledTooMuch(
            f"{written:,} bytes went from task to task, {max_bytes:,} are enough: let each task reduce a group to one "
            "row before the shuffle (min, count and sum do; a list of all members and a window do not)"
        )
    return result


def with_small_tasks(spark: SparkSession, max_rows: int, evaluate: Callable[[], Result]) -> Result:
    """The result of ``evaluate``, which runs a plan. Raises `TaskTooLarge` when a task read more rows from shuffles.

    Shuffles have `_PARTITIONS` parts meanwhile, and small ones are not made one: a test has few rows, and the question
    is what would happen to many.
    """
    settings = {
        "spark.sql.shuffle.partitions": str(_PARTITIONS),
        "spark.sql.adaptive.coalescePartitions.enabled": "false",
    }
    before = {name: spark.conf.get(name, None) for name in settings}
    for name, value in settings.items():
        spark.conf.set(name, value)
    try:
        result, stages = _measured(spark, evaluate)
    finally:
        for name, old in before.items():
            if old is None:
                spark.conf.unset(name)
            else:
                spark.conf.set(name, old)
    store = _status_store(spark)
    largest = max((_largest_task(store, stage) for stage in stages), default=0)
    if largest > max_rows:
        raise TaskTooLarge(
            f"one task read {largest:,} rows, {max_rows:,} are enough: a window, a sort or a group that holds all rows "
            "goes to one task, however many machines there are"
        )
    return result


def _measured(spark: SparkSession, evaluate: Callable[[], Result]) -> tuple[Result, set[int]]:
    """The result of ``evaluate``, and the stages of the jobs that this thread started meanwhile."""
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
    context._jsc.sc().listenerBus().waitUntilEmpty(_WAIT_MILLISECONDS)
    jobs = [tracker.getJobInfo(job) for job in set(tracker.getJobIdsForGroup(_GROUP)) - before]
    return result, {stage for job in jobs if job is not None for stage in job.stageIds}


def _status_store(spark: SparkSession) -> Any:
    scala: Any = spark.sparkContext._jsc.sc()
    return scala.statusStore()


def _largest_task(store: Any, stage: int) -> int:
    """Rows that one task of the stage has read from shuffles, at most; 0 for a stage that was skipped."""
    attempt = store.lastStageAttempt(stage)
    tasks = store.taskList(stage, attempt.attemptId(), _MAX_TASKS)
    measured = (tasks.apply(number).taskMetrics() for number in range(tasks.size()))
    return max((one.get().shuffleReadMetrics().recordsRead() for one in measured if one.isDefined()), default=0)
