"""Namespaces of Linux without any program to make them, for machines that have no bubblewrap."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import IO, ClassVar, Final

from labs.grading.launch import PASSED_VARIABLES, Started, spawn
from labs.grading.sandbox.limits import Limits
from labs.grading.sandbox.tier import Rooms, Tier, limited_arguments
from labs.grading.sandbox.view import view_of

PROJECT: Final = Path(__file__).resolve().parents[3]


class Namespaces(Tier):
    """The same walls as `Bubblewrap`, built by `labs.grading.sandbox.enter`."""

    name: ClassVar[str] = "userns"

    def problem(self) -> str:
        """See `Tier.problem`."""
        return _problem()

    def start(self, rooms: Rooms, limits: Limits, output: IO[bytes]) -> Started:
        """See `Tier.start`."""
        ours, theirs = socket.socketpair()
        with theirs:
            inside = [sys.executable, *limited_arguments(theirs.fileno(), limits)]
            command = [*self.walls(rooms, limits), *inside]
            return Started(spawn(command, _environment(), rooms.exchange, output, [theirs.fileno()]), ours)

    def walls(self, rooms: Rooms, limits: Limits) -> list[str]:
        """The command that builds the sandbox, without what runs in it."""
        root = rooms.exchange.parent / "root"
        root.mkdir(exist_ok=True)
        view = json.dumps(asdict(view_of(rooms, limits)))
        return [sys.executable, "-m", "labs.grading.sandbox.enter", str(root), view]


def _environment() -> dict[str, str]:
    """That of the program that builds the walls; the worker has the one of its view."""
    known = {name: os.environ[name] for name in PASSED_VARIABLES if name in os.environ}
    return {**known, "PYTHONPATH": str(PROJECT)}


@cache
def _problem() -> str:
    if not sys.platform.startswith("linux"):
        return "namespaces are a thing of Linux"
    with tempfile.TemporaryDirectory(prefix="lab-try-") as place:
        rooms = Rooms(*(Path(place, name) for name in ("tree", "files", "exchange")))
        for folder in (rooms.tree, rooms.files, rooms.exchange):
            folder.mkdir()
        command = [*Namespaces().walls(rooms, Limits()), "/bin/true"]
        tried = subprocess.run(command, env=_environment(), capture_output=True, text=True, timeout=60, check=False)
    return tried.stderr.strip() or "namespaces cannot be made" if tried.returncode else ""
