"""Runs `lab check` as a trainee would, with the reference as the exercise file, and takes the time."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from labs.catalogue import LABS, Lab

YARDSTICK: Final = "import pydantic, pytest, rich.console, typer; sum(n * n for n in range(3_000_000))"
"""Work of the kind that a check is made of: libraries to load, and plain Python."""
YARDSTICK_SECONDS: Final = 0.28
"""Processor time of the yardstick on the machine that budgets are meant for. On another, and on one that is busy, each
second is worth as much less as the yardstick takes longer: a budget is a promise about our code, not about the machine.
"""

_CACHES: Final = shutil.ignore_patterns("__pycache__")


@dataclass(frozen=True)
class ShellRun:
    """What came of it: the verdicts as `lab check --json` tells them, and processor time of all processes together.

    ``seconds`` are those of the machine that budgets are meant for; see `YARDSTICK_SECONDS`.
    """

    verdicts: list[dict[str, Any]]
    seconds: float
    failure: str = ""
    """Why there are no verdicts."""


def check_reference_from_shell(lab: Lab, labels: bytes | None = None) -> ShellRun:
    """Check the reference of ``lab``, and the file ``labels``, in a copy of its folder, without Spark."""
    lines = [f"from {e.reference.replace(':', ' import ')} as {e.name}\n" for e in lab.file.exercise]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "labs", lab.name)
        shutil.copytree(lab.folder, copy, ignore=_CACHES)
        shutil.copytree(lab.checks_file.parent, Path(folder, "tests", "checks"), ignore=_CACHES)
        (copy / "exercise.py").write_text("".join(lines), encoding="utf-8")
        if labels is not None:
            (copy / lab.labels_file.name).write_bytes(labels)
        command = [sys.executable, "-m", "labs.cli.main", "--root", folder, "check", lab.number, "--no-spark", "--json"]
        environment = {**os.environ, "PYTHONPATH": str(LABS.parent)}
        first = yardstick_seconds()
        before = _processor_seconds()
        done = subprocess.run(command, capture_output=True, env=environment, text=True, check=False)
        taken = _processor_seconds() - before
        seconds = round(taken * YARDSTICK_SECONDS / ((first + yardstick_seconds()) / 2), 2)
    try:
        return ShellRun(json.loads(done.stdout)["verdicts"], seconds)
    except (ValueError, KeyError):
        return ShellRun([], seconds, f"exit code {done.returncode}: {done.stderr.strip()}")


def yardstick_seconds() -> float:
    """Processor time of the yardstick on this machine, now."""
    before = _processor_seconds()
    subprocess.run([sys.executable, "-c", YARDSTICK], check=True)
    return _processor_seconds() - before


def _processor_seconds() -> float:
    """Processor time of the processes that this one has started and ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
