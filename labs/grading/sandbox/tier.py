"""What a tier is: a way to start a worker that sees three folders and as little else as it can."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ClassVar

from labs.grading.launch import Started, spawn, worker_arguments
from labs.grading.sandbox.limits import Limits, Watch, end_descendants
from labs.grading.sandbox.orphans import reap_orphans


@dataclass(frozen=True)
class Rooms:
    """The folders of one submission. A worker sees them under the same paths as we do."""

    tree: Path
    """The code that is given (`labs.grading.given`); read only."""
    files: Path
    """The submission's own files; read only."""
    exchange: Path
    """Tables that come and go; the worker writes here."""


class Tier(ABC):
    """One way to keep a worker from the machine."""

    name: ClassVar[str]
    warning: ClassVar[str] = ""
    """What whoever grades with it must know."""

    @abstractmethod
    def problem(self) -> str:
        """Why it does not work on this machine; empty when it does."""

    @abstractmethod
    def start(self, rooms: Rooms, limits: Limits, output: IO[bytes]) -> Started:
        """Start a worker."""

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """End a worker with everything that it has started.

        This process must be the one that orphans come back to (see `labs.grading.sandbox.orphans`): then whoever
        leaves its session and its parent is found all the same.
        """
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # a whole group at once: what forks all the time is not chased
        end_descendants(os.getpid())
        process.wait()
        reap_orphans()


class WalledTier(Tier):
    """A tier in which a program builds walls and then becomes the worker."""

    @abstractmethod
    def walls(self, rooms: Rooms, limits: Limits) -> list[str]:
        """The command that builds the sandbox, without what runs in it."""

    def environment(self) -> dict[str, str]:
        """That of the program that builds the walls; the worker has the one of its view."""
        return {}

    def start(self, rooms: Rooms, limits: Limits, output: IO[bytes]) -> Started:
        """See `Tier.start`."""
        ours, theirs = socket.socketpair()
        with theirs:
            inside = [sys.executable, *limited_arguments(theirs.fileno(), limits)]
            command = [*self.walls(rooms, limits), *inside]
            return Started(spawn(command, self.environment(), rooms.exchange, output, [theirs.fileno()]), ours)


class Sandbox:
    """A `labs.grading.launch.Launcher` that starts workers in a tier and watches them."""

    def __init__(self, tier: Tier, rooms: Rooms, limits: Limits) -> None:
        self._tier, self._rooms, self._limits = tier, rooms, limits
        self.exchange = rooms.exchange
        self._watch: Watch | None = None
        self._spent = 0.0
        self.stopped: list[str] = []
        """Why workers were stopped from outside, in order."""
        self.highest_memory_bytes = 0

    def start(self, output: IO[bytes]) -> Started:
        """See `labs.grading.launch.Launcher.start`."""
        started = self._tier.start(self._rooms, self._limits, output)
        process = started.process
        self._watch = Watch(
            process.pid, self._limits, [self._rooms.exchange], lambda: self._tier.end(process), self._spent
        )
        return started

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """See `labs.grading.launch.Launcher.end`."""
        if self._watch is not None:
            self._watch.stop()
            self._spent = self._watch.highest.processor_seconds
            self.highest_memory_bytes = max(self.highest_memory_bytes, self._watch.highest.memory_bytes)
            if self._watch.reason and self._watch.reason not in self.stopped[-1:]:
                self.stopped.append(self._watch.reason)
        self._tier.end(process)
        for path in self._rooms.exchange.iterdir():  # what it has left is not for the next one
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()

    def reason(self) -> str:
        """See `labs.grading.launch.Launcher.reason`."""
        return self._watch.reason if self._watch is not None else ""

    def close(self) -> None:
        """Its folders belong to who made them."""


def limited_arguments(where: int | Path, limits: Limits) -> list[str]:
    """The command line of a worker that binds itself to the limits an operating system knows."""
    own = ["--max-file-bytes", str(limits.file_bytes), "--max-processor-seconds", str(int(limits.processor_seconds))]
    return worker_arguments(where, own)
