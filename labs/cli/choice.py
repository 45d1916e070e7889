"""Finds out which lab and which exercise a trainee means."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable

from labs.catalogue import LABELS, Lab
from labs.cli.progress import LabProgress, all_progress, current
from labs.cli.starter import keep_starter
from labs.cli.workspace import Workspace
from pipeline.errors import ConfigError


def choose(workspace: Workspace, lab: str | None, name: str | None) -> tuple[Lab, str | None]:
    """The lab, and the exercise or check in it.

    Without ``lab`` it is the one the trainee is at, and standard error says which. A single word that is no lab is
    looked up among the exercises and checks, first of the lab they are at. What is chosen is remembered as the lab
    worked on last. Raises `ConfigError` when nothing is called so.
    """
    chosen, name = _chosen(workspace, lab, name)
    keep_starter(workspace, chosen)
    if workspace.state.read().current != chosen.name:
        with workspace.state.change() as state:
            state.current = chosen.name
    return chosen, name


def _chosen(workspace: Workspace, lab: str | None, name: str | None) -> tuple[Lab, str | None]:
    if lab is not None and (name is not None or lab[:1].isdigit()):
        return workspace.lab(lab), name
    state = workspace.state.read()
    labs = all_progress(workspace, state)
    here = current(labs, state)
    if lab is None:
        why = "you worked on it last" if here.lab.name == state.current else "it comes next"
        print(f"lab {here.lab.number}: {why}", file=sys.stderr)
        return here.lab, name
    for progress in [here, *labs]:
        if lab in _names(progress):
            return progress.lab, lab
    near = did_you_mean(lab, [name for progress in [here, *labs] for name in _names(progress)])
    numbers = ", ".join(progress.lab.number for progress in labs)
    raise ConfigError(f"nothing is called {lab}{near}: name a lab ({numbers}) or an exercise")


def choose_exercise(progress: LabProgress, name: str | None) -> str:
    """The exercise ``name``, or the one that a check of this name belongs to; the next one when ``name`` is None.

    Raises `ConfigError` when there is none.
    """
    if name is None:
        following = progress.next_exercise
        return progress.exercises[-1].name if following is None else following.name
    if progress.labels is not None and name in {LABELS, *(c.name for c in progress.declared if c.exercise == LABELS)}:
        raise ConfigError(f"labels are made by hand: `lab label {progress.lab.number}` shows the documents")
    if name in {exercise.name for exercise in progress.lab.file.exercise}:
        return name
    for check in progress.declared:
        if name == check.name:
            return check.exercise
    raise unknown(progress.lab, name, _names(progress))


def unknown(lab: Lab, name: str, known: Iterable[str]) -> ConfigError:
    """What is raised when nothing in ``lab`` is called ``name``; ``known`` are the names there are."""
    exercises = ", ".join(exercise.name for exercise in lab.file.exercise)
    near = did_you_mean(name, known)
    return ConfigError(f"lab {lab.number} has no exercise or check {name}{near}; its exercises are {exercises}")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The one of the ``known`` words that is most like ``word``, as a question; empty when none is."""
    near = difflib.get_close_matches(word, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _names(progress: LabProgress) -> list[str]:
    exercises = [exercise.name for exercise in progress.lab.file.exercise]
    return [*exercises, *(name for check in progress.declared for name in (check.exercise, check.name))]
