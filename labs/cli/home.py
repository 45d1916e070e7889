"""`lab`, `lab list` and `lab check`: where am I, and what do my functions come to?"""

from __future__ import annotations

import json
import sys

from rich.text import Text

from labs.catalogue import LABELS, Lab
from labs.cli import show
from labs.cli.checking import CheckResult, check_lab
from labs.cli.progress import DONE, STUB, ExerciseProgress, LabProgress, all_progress, current
from labs.cli.starter import keep_starter
from labs.cli.workspace import Workspace


def where_am_i(workspace: Workspace, *, as_json: bool) -> int:
    """Print all labs, the exercises of the current one, and the next step."""
    state = workspace.state.read()
    labs = all_progress(workspace, state)
    for progress in labs:
        keep_starter(workspace, progress.lab)
    here = current(labs, state)
    following = here.next_exercise
    if as_json:
        answer = {
            "earned": sum(lab.earned for lab in labs),
            "points": sum(lab.points for lab in labs),
            "current": here.lab.name,
            "next_exercise": None if following is None else following.name,
            "next_file": None if following is None else str(here.lab.exercise_file),
            "labs": [lab.as_dict() for lab in labs],
        }
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    console = show.stdout()
    console.print(show.labs_table(labs, here))
    console.print()
    console.print(show.heading(here))
    console.print(show.exercises_table(here))
    console.print()
    _say_next(workspace, here)
    return 0


def list_exercises(workspace: Workspace, lab: Lab | None, *, as_json: bool) -> int:
    """Print the exercises of all labs, or the exercises and checks of ``lab``."""
    labs = [p for p in all_progress(workspace) if lab is None or p.lab.name == lab.name]
    if as_json:
        print(json.dumps([progress.as_dict() for progress in labs], ensure_ascii=False))
        return 0
    console = show.stdout()
    for number, progress in enumerate(labs):
        if number:
            console.print()
        console.print(show.heading(progress))
        console.print(show.exercises_table(progress))
        if lab is not None:
            console.print()
            console.print(show.checks_table(progress, workspace.state.read().lab(lab.name)))
    return 0


def check(
    workspace: Workspace, lab: Lab, name: str | None, *, everything: bool, with_spark: bool, as_json: bool
) -> int:
    """Check ``lab``, or one exercise or check of it, and print what came of it."""
    only = [name] if name else []
    console = show.stdout()
    result = check_lab(
        workspace, lab, only=only, with_spark=with_spark, say=lambda words: print(words, file=sys.stderr)
    )
    if as_json:
        print(json.dumps(result.as_dict(), ensure_ascii=False))
        return result.exit_code
    progress = LabProgress(lab, workspace.state.read().lab(lab.name))
    console.print(show.heading(progress))
    console.print(show.exercises_table(progress))
    for block in show.result_blocks(result, progress, workspace.shown(lab.exercise_file), everything=everything):
        console.print()
        console.print(block)
    console.print()
    if name is not None and result.passed and result.verdicts:
        console.print(Text.assemble(("✓ ", "green"), f"{name}: {show.checks(len(result.verdicts), 'passes', 'pass')}"))
    if result.skipped_spark:
        left_out = show.checks(result.skipped_spark)
        console.print(Text(f"{left_out} on Spark left out: `lab check {lab.number}`", style="dim"))
    _say_next(workspace, progress, result, asked=name)
    return result.exit_code


def _say_next(
    workspace: Workspace, progress: LabProgress, result: CheckResult | None = None, asked: str | None = None
) -> None:
    """What to do now: go on with the exercise that was ``asked`` for, by name or by a check, or with the next one."""
    console = show.stdout()
    number = progress.lab.number
    if problem := progress.source.problem:
        if progress.changed:
            console.print(
                Text("These are the last results, from before the file could no longer be read.", style="dim")
            )
        where = f"{workspace.shown(progress.lab.exercise_file)}:{problem.line}"
        console.print(_step(f"mend {where}: {problem.message}" if result is None else "mend the line above and save"))
        return
    if not progress.begun:
        console.print(_step(f"read {workspace.shown(progress.lab.handout)}"))
    _say_labels(progress)
    _say_changed(progress)
    exercise = _unfinished(progress, asked) or progress.next_exercise
    if progress.done:
        following = next((p for p in all_progress(workspace) if not p.done), None)
        console.print(Text(f"Lab {number} is done.", style="green"))
        if following is None:
            console.print(_step("`lab submit`: every lab is done"))
        else:
            handout = workspace.shown(following.lab.handout)
            console.print(_step(f"lab {following.lab.number}, {following.lab.file.title}: read {handout}"))
        return
    if exercise is None or exercise.had_passed:
        return
    where = workspace.shown(progress.lab.exercise_file)
    line = progress.source.functions[exercise.name].lineno if exercise.name in progress.source.functions else 1
    console.print(_step(f"{exercise.name} in {where}:{line}"))
    console.print(_step(f"`lab check {number} {exercise.name}`, or `lab watch {number}` while you write"))
    if exercise.status != "not written":
        console.print(_step(f"stuck? `lab hint {number} {exercise.name}`"))


def _unfinished(progress: LabProgress, asked: str | None) -> ExerciseProgress | None:
    """The exercise called ``asked``, or the one that this check belongs to; None when there is none or it is done."""
    names = {asked, *(check.exercise for check in progress.declared if check.name == asked)}
    return next((one for one in progress.exercises if one.name in names and one.status != DONE), None)


def _say_changed(progress: LabProgress) -> None:
    """What must only be checked again."""
    names = [exercise.name for exercise in progress.exercises if exercise.had_passed]
    command = f"lab check {progress.lab.number}"
    if len(names) == 1:
        show.stdout().print(_step(f"`{command} {names[0]}`: {names[0]} passed and changed since"))
    elif names:
        show.stdout().print(_step(f"`{command}`: {len(names)} exercises passed and changed since"))


def _say_labels(progress: LabProgress) -> None:
    """What is to be done about the labels, where there is something."""
    labels, number = progress.labels, progress.lab.number
    if labels is None or labels.status == DONE:
        return
    what = ": look at your data and label it by hand" if labels.status == STUB else f", `lab check {number} {LABELS}`"
    show.stdout().print(_step(f"`lab label {number}`{what}"))


def _step(words: str) -> Text:
    return Text.assemble(("→ ", "cyan"), words)
