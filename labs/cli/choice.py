"""Finds out which lab and which exercise a trainee means."""

from __future__ import annotations

from labs.catalogue import LABELS, Lab
from labs.cli.progress import LabProgress, all_progress, current
from labs.cli.starter import keep_starter
from labs.cli.workspace import Workspace
from pipeline.errors import ConfigError


def choose(workspace: Workspace, lab: str | None, name: str | None) -> tuple[Lab, str | None]:
    """The lab, and the exercise or check in it.

    Without ``lab`` it is the one the trainee is at. A single word that is no lab is looked up among the exercises
    and checks, first of the lab they are at. Raises `ConfigError` when nothing is called so.
    """
    chosen, name = _chosen(workspace, lab, name)
    keep_starter(workspace, chosen)
    return chosen, name


def _chosen(workspace: Workspace, lab: str | None, name: str | None) -> tuple[Lab, str | None]:
    if lab is not None and (name is not None or lab[:1].isdigit()):
        return workspace.lab(lab), name
    state = workspace.state.read()
    labs = all_progress(workspace, state)
    here = current(labs, state)
    if lab is None:
        return here.lab, name
    for progress in [here, *labs]:
        if lab in _names(progress):
            return progress.lab, lab
    raise ConfigError(f"nothing is called {lab}: name a lab ({', '.join(p.lab.number for p in labs)}) or an exercise")


def choose_exercise(progress: LabProgress, name: str | None) -> str:
    """The exercise ``name``, or the one that a check of this name belongs to; the next one when ``name`` is None.

    Raises `ConfigError` when there is none.
    """
    if name is None:
        following = progress.next_exercise
        return progress.exercises[-1].name if following is None else following.name
    if progress.labels is not None and name in {LABELS, *(c.name for c in progress.declared if c.exercise == LABELS)}:
        raise ConfigError(f"labels are made by hand: `lab label {progress.lab.number}` shows the documents")
    for check in progress.declared:
        if name == check.name and name not in {exercise.name for exercise in progress.lab.file.exercise}:
            return check.exercise
    return progress.lab.exercise(name).name


def _names(progress: LabProgress) -> set[str]:
    return {name for check in progress.declared for name in (check.name, check.exercise)} | {
        exercise.name for exercise in progress.lab.file.exercise
    }
