"""How far a trainee is: points by exercise and lab, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from labs.catalogue import LABELS, Lab
from labs.cli.files import sha256
from labs.cli.source import ExerciseSource
from labs.cli.state import LabState, State
from labs.cli.workspace import Workspace
from labs.grading.declared import DeclaredCheck, declared_checks, with_needs
from labs.grading.labels import LabelError, parsed, read_bytes
from pipeline.errors import ConfigError

DONE, FAILING, UNCHECKED, CHANGED, STUB = "done", "failing", "unchecked", "changed", "not written"


@dataclass(frozen=True)
class ExerciseProgress:
    """One exercise: its checks, and what they came to when they last ran."""

    name: str
    status: str
    """done, failing, unchecked (not all checks have run), changed (since any of them ran) or not written."""
    earned: float
    points: float
    passed: int
    checks: int
    hints: int
    gave_up: bool

    @property
    def had_passed(self) -> bool:
        """Whether all checks passed, and have not run since the code changed."""
        return self.status == CHANGED and self.passed == self.checks


class LabProgress:
    """One lab: its exercises, in order."""

    def __init__(self, lab: Lab, state: LabState) -> None:
        self.lab = lab
        self._state = state

    @cached_property
    def source(self) -> ExerciseSource:
        try:
            return ExerciseSource.read(self.lab.exercise_file)
        except ConfigError as error:
            return ExerciseSource.unreadable(str(error))

    @cached_property
    def declared(self) -> list[DeclaredCheck]:
        return declared_checks(self.lab.checks_file)

    @cached_property
    def exercises(self) -> list[ExerciseProgress]:
        return [self._exercise(exercise.name) for exercise in self.lab.file.exercise]

    @cached_property
    def labels(self) -> ExerciseProgress | None:
        """The labels made by hand, in a lab that asks for them; counted like an exercise, though it is no function."""
        return None if self.lab.file.labels is None else self._exercise(LABELS)

    @property
    def parts(self) -> list[ExerciseProgress]:
        """All that earns points: the labels first, then the exercises."""
        return [*([] if self.labels is None else [self.labels]), *self.exercises]

    @property
    def earned(self) -> float:
        return sum(part.earned for part in self.parts)

    @property
    def points(self) -> float:
        return sum(part.points for part in self.parts)

    @property
    def done(self) -> bool:
        return all(part.status == DONE for part in self.parts)

    @property
    def begun(self) -> bool:
        return any(part.status != STUB for part in self.parts)

    @property
    def changed(self) -> bool:
        """Whether some results are from before a change."""
        return any(part.status == CHANGED for part in self.parts)

    @property
    def minutes_left(self) -> int:
        """The lab's time by the share of points that are still to be earned, in steps of five minutes."""
        share = 1 - self.earned / self.points if self.points else 1.0
        return 0 if self.done else max(5, 5 * round(self.lab.file.minutes * share / 5))

    @property
    def next_exercise(self) -> ExerciseProgress | None:
        """The first exercise that is not done; one that need only be checked again comes last."""
        unfinished = [exercise for exercise in self.exercises if exercise.status != DONE]
        return min(unfinished, key=lambda exercise: exercise.had_passed, default=None)

    @cached_property
    def codes(self) -> dict[str, str]:
        """For the labels and each exercise what its checks would run on now: see `code_of`."""
        names = [exercise.name for exercise in self.lab.file.exercise]
        return {name: code_of(self.lab, self.declared, self.source, name) for name in [LABELS, *names]}

    def is_current(self, check: DeclaredCheck) -> bool:
        """Whether ``check`` has run on the code as it is now."""
        known = self._state.checks.get(check.name)
        return known is not None and bool(known.code) and known.code == self.codes.get(check.exercise)

    def _exercise(self, name: str) -> ExerciseProgress:
        checks = [check for check in self.declared if check.exercise == name]
        ran = [check for check in checks if check.name in self._state.checks]
        current = [check for check in ran if self.is_current(check)]
        known = [self._state.checks[check.name] for check in current or ran]
        help_taken = self._state.exercise(name)
        passed = sum(check.outcome == "pass" for check in known)
        begun = has_labels(self.lab) if name == LABELS else self.source.problem or self.source.is_written(name)
        if not begun:
            status = STUB
        elif ran and not current:
            status = CHANGED
        elif checks and passed == len(checks):
            status = DONE
        else:
            status = FAILING if any(check.outcome not in ("pass", "skip") for check in known) else UNCHECKED
        return ExerciseProgress(
            name=name,
            status=status,
            earned=0.0 if status == STUB else sum(check.earned for check in known),
            points=sum(check.points for check in checks),
            passed=0 if status == STUB else passed,
            checks=len(checks),
            hints=help_taken.hints,
            gave_up=help_taken.gave_up,
        )

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        return {
            "lab": self.lab.name,
            "title": self.lab.file.title,
            "minutes": self.lab.file.minutes,
            "minutes_left": self.minutes_left,
            "spark": self.lab.file.spark,
            "earned": self.earned,
            "points": self.points,
            "done": self.done,
            "changed_since_check": self.changed,
            "labels": None if self.labels is None else vars(self.labels),
            "exercises": [vars(exercise) for exercise in self.exercises],
        }


def code_of(lab: Lab, declared: Sequence[DeclaredCheck], source: ExerciseSource, name: str) -> str:
    """A hash of what the checks of the exercise ``name`` run on: its code, and that of exercises they need to pass.

    Of the labels by hand it is that of their file.
    """
    if name == LABELS:
        return sha256(lab.labels_file.read_bytes()) if lab.labels_file.is_file() else ""
    exercises = {check.name: check.exercise for check in declared}
    needed = [other for check in declared if check.exercise == name for other in with_needs(declared, check.name)]
    return source.fingerprint(name, *(exercises.get(other, "") for other in needed))


def has_labels(lab: Lab) -> bool:
    """Whether there is at least one label in the trainee's file, or something that cannot be read as such."""
    if not lab.labels_file.exists():
        return False
    try:
        return any(row.label for row in parsed(read_bytes(lab.labels_file)))
    except LabelError:
        return True


def all_progress(workspace: Workspace, state: State | None = None) -> list[LabProgress]:
    """The progress of every lab."""
    state = workspace.state.read() if state is None else state
    return [LabProgress(lab, state.lab(lab.name)) for lab in workspace.labs()]


def current(labs: Sequence[LabProgress], state: State) -> LabProgress:
    """The lab that a trainee is at: the one worked on last, else the first that is not done, else the last."""
    unfinished = [progress for progress in labs if not progress.done]
    for progress in unfinished:
        if progress.lab.name == state.current:
            return progress
    return unfinished[0] if unfinished else labs[-1]
