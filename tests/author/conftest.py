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


def change(checkout: Path, file: str, old: str, new: str) -> None:
    """Spoil a file of the checkout; what is to be changed must be there."""
    path = checkout / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
