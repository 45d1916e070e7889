"""Finds the small real data that ships with the project."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.errors import EnvironmentProblem

SAMPLES_VARIABLE = "PIPELINE_SAMPLES"


def samples_directory() -> Path:
    """The folder ``data/samples``: of this checkout, or the one named by the variable ``PIPELINE_SAMPLES``."""
    if named := os.environ.get(SAMPLES_VARIABLE):
        return Path(named).absolute()
    return Path(__file__).resolve().parents[1] / "data" / "samples"


def sample(path: str) -> Path:
    """The file or folder ``path`` below ``data/samples``. Raises `EnvironmentProblem` when it is not there."""
    found = samples_directory() / path
    if not found.exists():
        raise EnvironmentProblem(
            f"sample data is missing: {found} (run from a complete checkout or set {SAMPLES_VARIABLE} to data/samples)"
        )
    return found


def sample_uri(path: str) -> str:
    """The Hadoop path of `sample`, the same whatever Hadoop's default file system. Blanks stand in it as they are:
    Hadoop escapes nothing."""
    return f"file://{sample(path).absolute()}"
