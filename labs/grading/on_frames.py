"""Calls a function of DataFrames as a check asks for it: by plan only, or with limits on what it shuffles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from labs.grading.plan import planned
from labs.grading.shuffle import shuffling_at_most, with_small_tasks

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Result = TypeVar("Result")


def call_on_frames(
    spark: SparkSession,
    function: Callable[..., Any],
    frames: Sequence[DataFrame],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    evaluate: Callable[[Any], Result],
    *,
    partitions: int | None,
    plan_only: bool,
    max_shuffle_bytes: int | None,
    max_task_rows: int | None,
) -> Result:
    """What ``evaluate`` makes of the DataFrame that ``function(*frames, *args, **kwargs)`` returns.

    The frames come in so many ``partitions``, as they are where it is None. See `planned` for ``plan_only``,
    `shuffling_at_most` for ``max_shuffle_bytes`` and `with_small_tasks` for ``max_task_rows``.
    """
    if partitions is not None:
        frames = [frame.repartition(partitions) for frame in frames]

    def ask() -> Result:
        if plan_only:
            return evaluate(planned(spark, function, *frames, *args, **kwargs))
        return evaluate(function(*frames, *args, **kwargs))

    def ask_within() -> Result:
        return ask() if max_shuffle_bytes is None else shuffling_at_most(spark, max_shuffle_bytes, ask)

    return ask_within() if max_task_rows is None else with_small_tasks(spark, max_task_rows, ask_within)
