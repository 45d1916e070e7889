"""What is remembered about a trainee: the last verdict of each check, hints used, solutions given.

The file is a convenience for its owner, never evidence: grades come from running the checks again.
"""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from labs.cli.files import write_aside
from pipeline.errors import EnvironmentProblem


class _Record(BaseModel):
    # What another version of the labs has remembered more is passed over.
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)


class CheckState(_Record):
    """What a check came to when it last ran."""

    outcome: str
    points: Annotated[float, Field(ge=0)]
    earned: Annotated[float, Field(ge=0)]
    code: str = ""
    """Hash of what it ran on: see `labs.cli.progress.code_of`."""


class ExerciseState(_Record):
    """What help a trainee has taken for an exercise."""

    hints: Annotated[int, Field(ge=0)] = 0
    """How many levels of hints have been shown."""
    gave_up: bool = False
    """Whether the solution was shown before the checks passed."""


class LabState(_Record):
    """What is known of one lab."""

    checks: dict[str, CheckState] = {}
    exercises: dict[str, ExerciseState] = {}

    def exercise(self, name: str) -> ExerciseState:
        return self.exercises.get(name, ExerciseState())

    def change_exercise(self, name: str) -> ExerciseState:
        """The record of an exercise, to be written to."""
        return self.exercises.setdefault(name, ExerciseState())


class State(_Record):
    """Everything, by the labs' folder names."""

    version: Literal[1] = 1
    current: str = ""
    """The lab that was worked on last, by any command that names or chooses one."""
    labs: dict[str, LabState] = {}

    def lab(self, name: str) -> LabState:
        return self.labs.get(name, LabState())

    def change_lab(self, name: str) -> LabState:
        """The record of a lab, to be written to."""
        return self.labs.setdefault(name, LabState())


class StateFile:
    """The file that the state lies in. Damage never stops a command: the file is put aside and begun anew."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> State:
        """What is remembered; an empty state when there is nothing, or nothing that can be read."""
        try:
            return State.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return State()
        except ValidationError:
            self._put_aside()
            return State()
        except OSError as error:
            raise EnvironmentProblem(f"cannot read {self.path}: {error.strerror} (mend its rights)") from error

    @contextmanager
    def change(self) -> Iterator[State]:
        """The state, to be changed in the block and written at its end; other `lab` commands wait meanwhile."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = (self.path.parent / "lock").open("w")
        except OSError as error:
            raise EnvironmentProblem(f"cannot write {self.path.parent}: {error.strerror} (mend its rights)") from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            state = self.read()
            yield state
            write_aside(self.path, state.model_dump_json(indent=1).encode())

    def _put_aside(self) -> None:
        number = 1
        while (kept := self.path.with_name(f"{self.path.stem}.damaged-{number}.json")).exists():
            number += 1
        self.path.replace(kept)
        print(f"note: {self.path} was damaged: it is kept as {kept.name}, and a new one is begun", file=sys.stderr)
