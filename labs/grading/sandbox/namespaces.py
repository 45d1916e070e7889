"""Namespaces of Linux without any program to make them, for machines that have no bubblewrap."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import ClassVar, Final

from labs.grading.launch import PASSED_VARIABLES
from labs.grading.sandbox.limits import Limits
from labs.grading.sandbox.tier import Rooms, WalledTier
from labs.grading.sandbox.view import view_of

PROJECT: Final = Path(__file__).resolve().parents[3]


class Namespaces(WalledTier):
    """The same walls as `Bubblewrap`, built by `labs.grading.sandbox.enter`."""

    name: ClassVar[str] = "userns"

    def problem(self) -> str:
        """See `Tier.problem`."""
        return _problem()

    def walls(self, rooms: Rooms, limits: Limits) -> list[str]:
        """See `WalledTier.walls`."""
        root = rooms.exchange.parent / "root"
        root.mkdir(exist_ok=True)
        view = json.dumps(asdict(view_of(rooms, limits)))
        return [sys.executable, "-m", "labs.grading.sandbox.enter", str(root), view]

    def environment(self) -> dict[str, str]:
        """See `WalledTier.environment`."""
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
        tier = Namespaces()
        command = [*tier.walls(rooms, Limits()), "/bin/true"]
        tried = subprocess.run(command, env=tier.environment(), capture_output=True, text=True, timeout=60, check=False)
    return tried.stderr.strip() or "namespaces cannot be made" if tried.returncode else ""
