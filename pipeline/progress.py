"""What a person sees while a run works: a bar per stage in a terminal, one plain line per stage elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from pipeline.engine.books import Books
from pipeline.engine.manifest import Manifest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_POLL_SECONDS = 0.25


def describe(books: Books) -> str:
    """``1,200 in = 1,100 kept + 95 dropped + 5 errors``."""
    return (
        f"{books.entered.documents:,} in = {books.kept.documents:,} kept"
        f" + {books.dropped.documents:,} dropped + {books.error.documents:,} errors"
    )


class RunProgress:
    """Shows a run on ``console``: live bars in a terminal, one line a stage otherwise."""

    def __init__(self, spark: SparkSession, console: Console) -> None:
        self._tracker = spark.sparkContext.statusTracker()
        self._console = console

    @contextmanager
    def stage(self, order: int, of: int, name: str) -> Iterator[None]:
        """Show the stage's Spark tasks while the block runs."""
        if not self._console.is_terminal:
            yield
            return
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f} tasks"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self._console, transient=True) as bar:
            task = bar.add_task(f"[{order}/{of}] {name}", total=1)
            done = threading.Event()
            watcher = threading.Thread(target=self._watch, args=(bar, task, done), daemon=True)
            watcher.start()
            try:
                yield
            finally:
                done.set()
                watcher.join()

    def finished(self, manifest: Manifest, *, reused: bool) -> None:
        """Print the stage's line."""
        spent = "from the earlier run" if reused else f"{manifest.seconds:.1f} s"
        self._console.print(f"{manifest.stage:<13} {describe(manifest.books)}  ({spent})", highlight=False)

    def _watch(self, bar: Progress, task: TaskID, done: threading.Event) -> None:
        while not done.wait(_POLL_SECONDS):
            infos = [self._tracker.getStageInfo(stage) for stage in self._tracker.getActiveStageIds()]
            running = [info for info in infos if info is not None]
            if running:
                total = sum(info.numTasks for info in running)
                bar.update(task, total=total, completed=sum(info.numCompletedTasks for info in running))
