"""A trainee's functions with the reference's beside them, so that a whole lab or pipeline runs whatever is missing."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from labs.catalogue import Lab
from labs.cli.progress import DONE, LabProgress
from labs.cli.source import ExerciseSource
from labs.cli.workspace import Workspace
from labs.grading.submission import Submission
from labs.grading.worker import load
from labs.stand_in import is_left_out
from pipeline.errors import ConfigError, PipelineError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Functions:
    """``functions.word_count(words)`` calls the trainee's function where it is written, else the reference."""

    def __init__(self, lab: Lab, submission: Submission | ModuleType | None, mine: Sequence[str]) -> None:
        """``submission`` has the functions named by ``mine``; None when there are none."""
        self._lab = lab
        self._submission = submission
        self._mine = frozenset(mine)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._mine:
            called: Callable[..., Any] = getattr(self._submission, name)
            return called
        return self._lab.exercise(name).reference_function()


def readable(workspace: Workspace, lab: Lab) -> ExerciseSource:
    """The exercise file of ``lab``. Raises `ConfigError` that names the line when it is not Python."""
    source = ExerciseSource.read(lab.exercise_file)
    if problem := source.problem:
        raise ConfigError(f"{workspace.shown(lab.exercise_file)}:{problem.line} is not Python: {problem.message}")
    return source


def written(workspace: Workspace, lab: Lab) -> list[str]:
    """The exercises of ``lab`` that are more than a stub. Raises `ConfigError` when the file is not Python."""
    source = readable(workspace, lab)
    return [exercise.name for exercise in lab.file.exercise if source.is_written(exercise.name)]


def nothing_written(lab: Lab) -> str:
    """What is said when no function of the trainee ran."""
    released = any(is_left_out(one.reference_function()) for one in lab.file.exercise)
    return f"{'' if released else 'by the reference: '}you have written nothing yet"


def substitutes(workspace: Workspace) -> dict[str, Callable[..., Any]]:
    """The functions whose checks all pass, by the reference function that they stand for.

    They are loaded into this process; `send_to_workers` is for Spark's. Raises `PipelineError` that
    says what to check first when one of them has changed since.
    """
    found: dict[str, Callable[..., Any]] = {}
    for lab in workspace.labs():
        progress = _progress(workspace, lab)
        if any(exercise.had_passed for exercise in progress.exercises):
            raise PipelineError(f"{workspace.shown(lab.exercise_file)} has changed: first run `lab check {lab.number}`")
        done = [exercise.name for exercise in progress.exercises if exercise.status == DONE]
        if not done:
            continue
        module = load_exercise(workspace, lab)
        for name in done:
            reference = lab.exercise(name).reference_function()
            found[f"{reference.__module__}:{reference.__qualname__}"] = getattr(module, name)
    return found


def load_exercise(workspace: Workspace, lab: Lab) -> ModuleType:
    """The exercise file of ``lab``, imported into this process. Raises `PipelineError` when it cannot be."""
    try:
        return load(lab.exercise_file, _module_name(lab))
    except (Exception, SystemExit) as error:
        file = workspace.shown(lab.exercise_file)
        raise PipelineError(f"{file} cannot be imported: {type(error).__name__}: {error}") from error


def send_to_workers(spark: SparkSession, workspace: Workspace) -> None:
    """Give Spark's workers the exercise files that are loaded here, to import them by the same names.

    A function that travels with its code cannot take along what has no copy: a cache, a parser, a lock.
    """
    folder = workspace.memory / "sent"
    folder.mkdir(parents=True, exist_ok=True)
    for lab in workspace.labs():
        module = sys.modules.get(_module_name(lab))
        if module is not None and module.__file__ == str(lab.exercise_file):
            copy = folder / f"{_module_name(lab)}.py"
            shutil.copyfile(lab.exercise_file, copy)
            spark.sparkContext.addPyFile(str(copy))


def _module_name(lab: Lab) -> str:
    return f"exercise_{lab.number}"


def _progress(workspace: Workspace, lab: Lab) -> LabProgress:
    return LabProgress(lab, workspace.state.read().lab(lab.name))
