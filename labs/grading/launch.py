"""How a worker process is started and ended; a sandbox is one more way to do it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol

PASSED_VARIABLES: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "JAVA_HOME", "LD_LIBRARY_PATH")
"""What a worker knows of its environment. The rest, keys and tokens among it, is nobody's business there."""
WORKER_MODULE: Final = "labs.grading.worker"


@dataclass(frozen=True)
class Started:
    """A worker process and the socket that leads to it."""

    process: subprocess.Popen[bytes]
    connection: socket.socket


class Launcher(Protocol):
    """Starts worker processes that can all see the folder `exchange` under one path."""

    exchange: Path
    """Where tables lie that go to a worker and come back."""

    def start(self, output: IO[bytes]) -> Started:
        """Start a worker that prints to ``output``."""

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """End a worker with all that it has started."""

    def reason(self) -> str:
        """Why the last worker was stopped from outside, in one sentence; empty when it was not."""

    def close(self) -> None:
        """Remove what was made to start workers."""


class InThisCheckout:
    """Starts workers as plain processes that import this checkout: for one's own exercises, on one's own machine."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lab-tables-")
        self.exchange = Path(self._folder.name)

    def start(self, output: IO[bytes]) -> Started:
        """See `Launcher.start`."""
        ours, theirs = socket.socketpair()
        with theirs:
            environment = worker_environment(Path(__file__).resolve().parents[2])
            command = [sys.executable, *worker_arguments(theirs.fileno())]
            return Started(spawn(command, environment, self.exchange, output, [theirs.fileno()]), ours)

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """See `Launcher.end`."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def reason(self) -> str:
        """Nobody stops these from outside."""
        return ""

    def close(self) -> None:
        """See `Launcher.close`."""
        self._folder.cleanup()


def spawn(
    command: Sequence[str], environment: dict[str, str], folder: Path, output: IO[bytes], descriptors: Sequence[int]
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, with nothing to read and the ``descriptors`` kept open."""
    return subprocess.Popen(
        command,
        pass_fds=descriptors,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env=environment,
        cwd=folder,
        start_new_session=True,
    )


def worker_arguments(where: int | Path, limits: Sequence[str] = ()) -> list[str]:
    """The command line of a worker, without its interpreter; see `labs.grading.worker`."""
    return ["-m", WORKER_MODULE, str(where), *limits]


def worker_environment(root: Path) -> dict[str, str]:
    """The environment of a worker that imports the modules below ``root``: the same at home and when it is graded."""
    known = {name: os.environ[name] for name in PASSED_VARIABLES if name in os.environ}
    return {**known, "PYTHONPATH": str(root), "PYTHONHASHSEED": "0"}
