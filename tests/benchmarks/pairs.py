"""What comparisons in pairs share: a measurement in a process of its own, and the figures of its pairs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

Pair = tuple[dict[str, Any], dict[str, Any]]
"""What both sides of a comparison have measured."""


def measure(command: Sequence[str]) -> dict[str, Any]:
    """The figures that the command prints as its last line. Raises RuntimeError when it fails."""
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{run.stderr[-3000:]}")
    figures: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return figures


def cells(pairs: Sequence[Pair]) -> list[str]:
    """By processor time and by the clock: medians of both sides, and the median of the ratios, second to first."""
    found = []
    for unit in ("processor_seconds", "seconds"):
        first, second = ([pair[side][unit] for pair in pairs] for side in (0, 1))
        ratio = median(b / a for a, b in zip(first, second, strict=True))
        found += [f"{median(first):.1f}", f"{median(second):.1f}", f"**{ratio:.2f}**"]
    return found
