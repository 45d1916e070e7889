"""Writes files so that nobody ever sees half of one."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from pipeline.errors import EnvironmentProblem


def write_aside(path: Path, content: bytes) -> None:
    """Write ``content`` beside ``path`` and rename it. Raises `EnvironmentProblem` when the place cannot be written."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise EnvironmentProblem(f"cannot write {path}: {error.strerror} (free space, or mend its rights)") from error


def sha256(content: bytes) -> str:
    """The SHA-256 of ``content`` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
