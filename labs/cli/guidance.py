"""`lab hint` and `lab solution`: help, in small steps, and recorded."""

from __future__ import annotations

import difflib
import inspect
import json
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text

from labs.catalogue import HINT_LEVELS, Lab
from labs.cli import show
from labs.cli.choice import choose_exercise
from labs.cli.progress import DONE, LabProgress
from labs.cli.workspace import Workspace
from labs.stand_in import is_left_out
from pipeline.errors import ConfigError

CODE_THEME = "ansi_dark"


def hint(workspace: Workspace, lab: Lab, name: str | None, *, as_json: bool) -> int:
    """Print the hints shown so far and the next one, and record that it was shown."""
    exercise, level = next_hint(workspace, lab, name)
    texts = lab.exercise(exercise).hints[:level]
    if as_json:
        print(
            json.dumps({"lab": lab.name, "exercise": exercise, "level": level, "of": len(HINT_LEVELS), "hints": texts})
        )
        return 0
    console = show.stdout()
    for block in hint_blocks(lab, exercise, level):
        console.print(block)
        console.print()
    console.print(Text(_after_hint(lab, exercise, level), style="dim"))
    return 0


def _after_hint(lab: Lab, exercise: str, level: int) -> str:
    """What can be done next: a release has nothing behind the last hint."""
    if level < len(HINT_LEVELS):
        return f"`lab hint {lab.number} {exercise}` again for more"
    if is_left_out(lab.exercise(exercise).reference_function()):
        return "that was the last; whoever teaches may know more"
    return f"that was the last; `lab solution {lab.number} {exercise} --give-up` shows the reference"


def hint_blocks(lab: Lab, exercise: str, level: int) -> list[RenderableType]:
    """The hints of ``exercise`` up to ``level``."""
    blocks: list[RenderableType] = [
        Text.assemble((exercise, "bold"), f"  hint {level} of {len(HINT_LEVELS)}", ("; hints cost no points", "dim"))
    ]
    for name, text in zip(HINT_LEVELS, lab.exercise(exercise).hints[:level], strict=False):
        blocks.append(Group(Text(name, style="cyan"), Padding(Text(text.strip()), (0, 0, 0, 2))))
    return blocks


def next_hint(workspace: Workspace, lab: Lab, name: str | None) -> tuple[str, int]:
    """The exercise that is meant, and the level of hints it is at after this one; recorded."""
    progress = LabProgress(lab, workspace.state.read().lab(lab.name))
    exercise = choose_exercise(progress, name)
    with workspace.state.change() as state:
        record = state.change_lab(lab.name).change_exercise(exercise)
        record.hints = min(record.hints + 1, len(HINT_LEVELS))
        return exercise, record.hints


def solution(workspace: Workspace, lab: Lab, name: str | None, *, give_up: bool, as_json: bool) -> int:
    """Print the reference's source and how the trainee's differs; only after a pass or an explicit giving up."""
    progress = LabProgress(lab, workspace.state.read().lab(lab.name))
    exercise = choose_exercise(progress, name)
    reference = lab.exercise(exercise).reference_function()
    if is_left_out(reference):
        raise ConfigError("there are no solutions in this release of the labs: ask `lab hint`, or whoever teaches")
    passed = next(e for e in progress.exercises if e.name == exercise).status == DONE
    if not passed and not give_up:
        raise ConfigError(
            f"{exercise} does not pass yet: `lab hint {lab.number} {exercise}` helps,"
            f" `lab solution {lab.number} {exercise} --give-up` shows it and records that"
        )
    function = inspect.unwrap(reference)
    text = inspect.getsource(function)
    if not passed:
        with workspace.state.change() as state:
            state.change_lab(lab.name).change_exercise(exercise).gave_up = True
    path = workspace.shown(Path(inspect.getsourcefile(function) or ""))
    line = inspect.getsourcelines(function)[1]
    difference = "".join(
        difflib.unified_diff(
            progress.source.function_text(exercise).splitlines(keepends=True),
            text.splitlines(keepends=True),
            f"yours: {workspace.shown(lab.exercise_file)}",
            f"reference: {path}",
        )
    )
    if as_json:
        answer = {"lab": lab.name, "exercise": exercise, "gave_up": not passed, "file": path, "line": line}
        print(json.dumps({**answer, "source": text, "diff": difference}, ensure_ascii=False))
        return 0
    console = show.stdout()
    console.print(Text.assemble((exercise, "bold"), f"  {path}:{line}"))
    console.print()
    console.print(Syntax(text, "python", theme=CODE_THEME, word_wrap=True, background_color="default"))
    console.print(Text("From yours to the reference:" if difference else "Yours is the same.", style="bold"))
    if difference:
        console.print()
        console.print(Syntax(difference, "diff", theme=CODE_THEME, word_wrap=True, background_color="default"))
    return 0
