"""Watching checks what changed, and only that."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from labs.cli.progress import LabProgress
from labs.cli.source import ExerciseSource
from labs.cli.state import LabState
from labs.cli.watch import changed_exercises, following
from labs.cli.workspace import Workspace

BEFORE = "import re\n\ndef helper(x):\n    return x\n\ndef f(x):\n    return 1\n\ndef g(x):\n    return 2\n"


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("return 1", "return 3", ["f"]),
        ("return 2", "return 1", ["g"]),
        ("return 1", "return 1  # a comment", []),
        ("\n\ndef g", "\n\n\n\ndef g", []),
        ("return x", "return -x", None),
        ("import re", "import os", None),
        ("def g(x):\n    return 2\n", "", ["g"]),
    ],
)
def test_what_changed(old: str, new: str, changed: list[str] | None) -> None:
    after = BEFORE.replace(old, new)
    assert changed_exercises(ExerciseSource(BEFORE).shape(), ExerciseSource(after).shape(), ["f", "g"]) == changed


def test_next_goes_round(checkout: Path) -> None:
    progress = LabProgress(Workspace(checkout).lab("04"), LabState())
    assert following(progress, "word_count") == "mean_word_length"
    assert following(progress, "mean_word_length") == "word_count"


class Screen:
    """A terminal with `lab watch` in it."""

    def __init__(self, checkout: Path) -> None:
        self._ours, theirs = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm", "COLUMNS": "100"}
        command = [sys.executable, "-m", "labs.cli.main", "--root", str(checkout), "watch", "04"]
        self.process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
        os.close(theirs)

    def press(self, key: str) -> None:
        os.write(self._ours, key.encode())

    def wait_for(self, words: str, seconds: float = 20.0) -> None:
        seen = ""
        deadline = time.monotonic() + seconds
        while words not in seen:
            ready, _, _ = select.select([self._ours], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"{words!r} did not appear: {seen!r}"
            seen += os.read(self._ours, 65536).decode("utf-8", "replace")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)


@pytest.fixture
def screen(checkout: Path) -> Iterator[Screen]:
    screen = Screen(checkout)
    yield screen
    screen.close()


def test_a_save_is_checked_and_keys_work(checkout: Path, screen: Screen) -> None:
    screen.wait_for("quit")
    path = checkout / "labs/04_words/exercise.py"
    path.write_text(path.read_text().replace("    raise NotImplementedError\n", "    return len(words)\n"))
    screen.wait_for("2 checks pass")
    screen.press("h")
    screen.wait_for("hint 1 of 3")
    screen.press("l")
    screen.wait_for("counts_repeated_words")
    screen.press("q")
    assert screen.process.wait(10) == 0
