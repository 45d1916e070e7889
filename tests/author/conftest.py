"""A copy of the example checkout that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[1] / "example_lab"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for folder in ("labs", "tests"):
        shutil.copytree(EXAMPLE / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path
