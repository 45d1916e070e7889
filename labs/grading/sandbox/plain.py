"""The last resort: a plain process of the same user, with limits but without walls."""

from __future__ import annotations

import socket
import sys
from typing import IO, ClassVar

from labs.grading.launch import Started, spawn, worker_environment
from labs.grading.sandbox.limits import Limits
from labs.grading.sandbox.tier import Rooms, Tier, limited_arguments
from pipeline.engine.java import find_java_home


class PlainProcess(Tier):
    """Limits hold and verdicts are made elsewhere, but the process may read, write and send what its user may."""

    name: ClassVar[str] = "process"
    warning: ClassVar[str] = (
        "the sandbox `process` has no walls: a submission can read your files and the checks, use the network, and "
        "fork faster than it can be ended; install bubblewrap or allow user namespaces, or grade on a machine that has "
        "nothing to lose"
    )

    def problem(self) -> str:
        """It works everywhere."""
        return ""

    def start(self, rooms: Rooms, limits: Limits, output: IO[bytes]) -> Started:
        """See `Tier.start`."""
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, *limited_arguments(theirs.fileno(), limits)]
            environment = {
                **worker_environment(rooms.tree),
                "JAVA_HOME": str(find_java_home()),
                "HOME": str(rooms.exchange),
            }
            return Started(spawn(command, environment, rooms.exchange, output, [theirs.fileno()]), ours)
