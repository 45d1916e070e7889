"""Time by the clock and of the processors, of this process and all that it has started; needs only psutil.

Processor time is what a benchmark can be trusted with on a machine that others use as well.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psutil


def processor_seconds() -> float:
    """Seconds the processors have worked for this process and its descendants, those that have ended included.

    A descendant that was orphaned and has ended is lost, so measure before the processes are stopped.
    """
    here = psutil.Process()
    total = 0.0
    for process in (here, *here.children(recursive=True)):
        with suppress(psutil.Error):  # it may end at any moment; its parent then has its time
            total += sum(process.cpu_times()[:4])  # user and system, of the process and of its ended children
    return total


@contextmanager
def measured(into: dict[str, Any]) -> Iterator[None]:
    """Put ``seconds`` and ``processor_seconds`` of the block into the dictionary."""
    began, worked = time.perf_counter(), processor_seconds()
    yield
    into["seconds"], into["processor_seconds"] = time.perf_counter() - began, processor_seconds() - worked


def tell(figures: dict[str, Any]) -> None:
    """Print the figures as the last line of output, for the benchmark that has started this process."""
    print(json.dumps(figures), flush=True)
