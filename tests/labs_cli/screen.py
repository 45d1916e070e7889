"""A terminal with a command in it, as a person sits before it: keys go in, and what appears is waited for."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path


class Screen:
    """`lab` with ``arguments`` on the checkout, in a terminal of so many ``columns``."""

    def __init__(self, checkout: Path, *arguments: str, columns: int) -> None:
        self._ours, theirs = pty.openpty()
        root = str(Path(__file__).parents[2])
        environment = {**os.environ, "PYTHONPATH": root, "TERM": "xterm", "COLUMNS": str(columns)}
        command = [sys.executable, "-m", "labs.cli.main", "--root", str(checkout), *arguments]
        self.process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
        os.close(theirs)

    def press(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def wait_for(self, words: str, seconds: float = 20.0) -> str:
        """All that has appeared since the last time, up to ``words`` and a little further."""
        seen = ""
        deadline = time.monotonic() + seconds
        while words not in seen:
            ready, _, _ = select.select([self._ours], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"{words!r} did not appear: {seen!r}"
            seen += os.read(self._ours, 65536).decode("utf-8", "replace")
        return seen

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)
