"""Finds the untouched exercise file, with nothing written in it yet, when the trainee's has moved on."""

from __future__ import annotations

import subprocess
from pathlib import Path

from labs.catalogue import Lab
from labs.cli.files import write_aside
from labs.cli.source import ExerciseSource
from labs.cli.workspace import Workspace
from pipeline.errors import ConfigError

MAX_VERSIONS = 200


def is_starter(lab: Lab, text: str) -> bool:
    """Whether ``text`` has a stub for every exercise of ``lab`` and nothing written."""
    source = ExerciseSource(text)
    return source.problem is None and all(
        exercise.name in source.functions and not source.is_written(exercise.name) for exercise in lab.file.exercise
    )


def keep_starter(workspace: Workspace, lab: Lab) -> None:
    """Remember the exercise file as it is when nothing is written in it yet."""
    kept = _kept(workspace, lab)
    if lab.exercise_file.is_file():
        text = lab.exercise_file.read_text(encoding="utf-8", errors="replace")
        if is_starter(lab, text) and (not kept.is_file() or kept.read_text(encoding="utf-8") != text):
            write_aside(kept, text.encode())


def starter_text(workspace: Workspace, lab: Lab) -> str:
    """The untouched exercise file: the file itself, the one remembered, or the newest such version that git has.

    Raises `ConfigError` when there is none.
    """
    for path in (lab.exercise_file, _kept(workspace, lab)):
        if path.is_file() and is_starter(lab, text := path.read_text(encoding="utf-8", errors="replace")):
            return text
    name = lab.exercise_file.relative_to(workspace.root).as_posix()
    for version in _git(workspace, "log", f"--max-count={MAX_VERSIONS}", "--format=%H", "--", name).split():
        text = _git(workspace, "show", f"{version}:./{name}")
        if text and is_starter(lab, text):
            return text
    raise ConfigError(
        f"the untouched {name} is not to be found, in git neither: copy it from a fresh download of the labs"
    )


def _kept(workspace: Workspace, lab: Lab) -> Path:
    return workspace.memory / "starters" / lab.name / "exercise.py"


def _git(workspace: Workspace, *arguments: str) -> str:
    """What git answers; nothing when there is no git or no repository."""
    try:
        answer = subprocess.run(
            ["git", "-C", str(workspace.root), *arguments], capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.decode("utf-8", "replace") if answer.returncode == 0 else ""
