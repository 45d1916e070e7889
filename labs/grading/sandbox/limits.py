"""What a submission may use, and the watch that ends it from outside when it uses more."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

INTERVAL_SECONDS: Final = 0.2
MAX_COUNTED_FILES: Final = 20_000
"""More files than that in its folder are too many, whatever their size."""


@dataclass(frozen=True)
class Limits:
    """Limits of one submission. Memory is what is resident: address space says nothing of a Java process."""

    wall_seconds: float = 1_800
    processor_seconds: float = 1_800
    memory_bytes: int = 4 << 30
    processes: int = 128
    disk_bytes: int = 1 << 30
    file_bytes: int = 128 << 20
    failures: int = 3
    """How often its process may end, or be stopped, with one function before that is not called again."""


@dataclass(frozen=True)
class Used:
    """What a process and all its descendants use at one moment."""

    processor_seconds: float
    memory_bytes: int
    processes: int
    disk_bytes: int

    def over(self, limits: Limits) -> str:
        """The first limit that is passed, in words; empty when none is."""
        if self.processes > limits.processes:
            return f"it had {self.processes} processes, the limit is {limits.processes}"
        if self.memory_bytes > limits.memory_bytes:
            return f"it used {self.memory_bytes >> 20} MB of memory, the limit is {limits.memory_bytes >> 20} MB"
        if self.disk_bytes > limits.disk_bytes:
            return f"it wrote {self.disk_bytes >> 20} MB of files, the limit is {limits.disk_bytes >> 20} MB"
        if self.processor_seconds > limits.processor_seconds:
            return (
                f"it used {self.processor_seconds:.0f} s of processor time, the limit is {limits.processor_seconds:g} s"
            )
        return ""


class Watch:
    """Looks at a process and its descendants again and again, and ends them when they use too much.

    ``end`` is called once, from the thread of the watch. ``spent`` is processor time that counts from before.
    """

    def __init__(
        self, pid: int, limits: Limits, folders: Sequence[Path], end: Callable[[], None], spent: float = 0.0
    ) -> None:
        self._pid, self._limits, self._folders, self._end, self._spent = pid, limits, folders, end, spent
        self.reason = ""
        self.highest = Used(spent, 0, 0, 0)
        """The most that was seen of each."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(INTERVAL_SECONDS):
            used = measure(self._pid, self._folders, self._spent)
            if used is None:
                return
            highest = self.highest
            self.highest = Used(
                max(highest.processor_seconds, used.processor_seconds),
                max(highest.memory_bytes, used.memory_bytes),
                max(highest.processes, used.processes),
                max(highest.disk_bytes, used.disk_bytes),
            )
            if reason := used.over(self._limits):
                self.reason = reason
                self._end()
                return


def measure(pid: int, folders: Sequence[Path], spent: float = 0.0) -> Used | None:
    """What the process ``pid`` and its descendants use; None when it is gone."""
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.Error:
        return None
    seconds, memory, count = spent, 0, 0
    for process in family:
        with contextlib.suppress(psutil.Error), process.oneshot():
            times = process.cpu_times()
            # Children that have ended count with the one who waited for them.
            seconds += times.user + times.system + times.children_user + times.children_system
            memory += process.memory_info().rss
            count += 1
    return Used(seconds, memory, count, sum(map(folder_bytes, folders)))


def folder_bytes(folder: Path) -> int:
    """Bytes of all files below ``folder``; links are not followed. Very many files count as very many bytes."""
    total, waiting, seen = 0, [str(folder)], 0
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                seen += 1
                if seen > MAX_COUNTED_FILES:
                    return 1 << 60
                with contextlib.suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_blocks * 512
    return total


def end_descendants(pid: int) -> None:
    """Kill every descendant of ``pid``, also those that are born meanwhile, and wait until there is none."""
    for _ in range(1_000):
        try:
            children = psutil.Process(pid).children(recursive=True)
        except psutil.Error:
            return
        alive = []
        for child in children:
            with contextlib.suppress(psutil.Error):
                if child.status() != psutil.STATUS_ZOMBIE:
                    alive.append(child)
        if not alive:
            return
        for group in _groups(child.pid for child in alive):
            with contextlib.suppress(OSError):
                os.killpg(group, signal.SIGKILL)
        for child in alive:
            with contextlib.suppress(psutil.Error):
                child.kill()
        psutil.wait_procs(alive, timeout=0.05)


def _groups(pids: Iterable[int]) -> set[int]:
    """The process groups of ``pids``, our own left out: what shares it is not ours to kill."""
    found = set()
    for pid in pids:
        with contextlib.suppress(OSError):
            found.add(os.getpgid(pid))
    return found - {os.getpgid(0)}
