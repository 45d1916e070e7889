"""`lab reset` and `lab undo`: whatever they replace is kept first, so no work is ever lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from rich.text import Text

from labs.catalogue import Lab
from labs.cli import show
from labs.cli.choice import choose_exercise
from labs.cli.files import write_aside
from labs.cli.progress import LabProgress
from labs.cli.source import ExerciseSource
from labs.cli.starter import starter_text
from labs.cli.workspace import Workspace
from pipeline.errors import ConfigError


def reset(workspace: Workspace, lab: Lab, name: str | None, *, as_json: bool) -> int:
    """Put the stubs of ``lab``, or of one exercise, back in their place."""
    kept = put_stubs_back(workspace, lab, name)
    what = name or "the whole file"
    undo_with = f"; `lab undo {lab.number}` brings your work back" if kept else "; there was nothing to keep"
    _say(workspace, lab, f"{what} is as it was in the beginning{undo_with}", kept, as_json=as_json)
    return 0


def put_stubs_back(workspace: Workspace, lab: Lab, name: str | None) -> Path | None:
    """Write the starter, or one stub of it; returns the backup of what was there, None when nothing was."""
    text = starter_text(workspace, lab)
    if name is not None:
        source = ExerciseSource.read(lab.exercise_file)
        if source.problem is not None:
            raise ConfigError(
                f"{workspace.shown(lab.exercise_file)}:{source.problem.line} is not Python, so one function of it"
                f" cannot be put back; `lab reset {lab.number}` puts the whole file back"
            )
        exercise = choose_exercise(LabProgress(lab, workspace.state.read().lab(lab.name)), name)
        text = source.with_function(exercise, ExerciseSource(text).function_text(exercise))
    return _replace(workspace, lab, text.encode())


def undo(workspace: Workspace, lab: Lab, to: str | None, *, as_json: bool) -> int:
    """Bring the newest backup back, or the one called ``to``. What is there now becomes the newest backup."""
    found = backups(workspace, lab)
    if not found:
        raise ConfigError(f"there is nothing to undo in lab {lab.number}: no `lab reset` has replaced anything")
    chosen = found[-1] if to is None else next((path for path in found if path.name == to), None)
    if chosen is None:
        raise ConfigError(f"there is no backup {to}: `lab undo {lab.number} --list` names them")
    kept = _replace(workspace, lab, chosen.read_bytes())
    _say(
        workspace, lab, f"your file of {_when(chosen)} is back; `lab undo` again takes that back", kept, as_json=as_json
    )
    return 0


def list_backups(workspace: Workspace, lab: Lab, *, as_json: bool) -> int:
    """Print the backups, newest first."""
    found = backups(workspace, lab)[::-1]
    if as_json:
        print(json.dumps([path.name for path in found]))
        return 0
    for path in found:
        lines = len(path.read_bytes().splitlines())
        show.stdout().print(Text(f"{path.name}  {_when(path)}  {lines} lines"))
    if not found:
        show.stdout().print("no backups yet")
    return 0


def backups(workspace: Workspace, lab: Lab) -> list[Path]:
    """The backups of a lab's exercise file, oldest first."""
    return sorted((workspace.memory / "backups" / lab.name).glob("*.py"))


def _replace(workspace: Workspace, lab: Lab, content: bytes) -> Path | None:
    path = lab.exercise_file
    before = path.read_bytes() if path.is_file() else None
    if before == content:
        return None
    kept = None
    if before is not None:
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
        kept = workspace.memory / "backups" / lab.name / f"{now}.py"
        write_aside(kept, before)
    write_aside(path, content)
    return kept


def _when(path: Path) -> str:
    return datetime.strptime(path.stem, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC).astimezone().strftime("%d %b %H:%M:%S")


def _say(workspace: Workspace, lab: Lab, words: str, kept: Path | None, *, as_json: bool) -> None:
    file = workspace.shown(lab.exercise_file)
    if as_json:
        print(json.dumps({"lab": lab.name, "file": file, "backup": None if kept is None else str(kept)}))
    else:
        show.stdout().print(Text(f"{file}: {words}"), soft_wrap=True)
