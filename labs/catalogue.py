"""What labs there are: each folder ``NN_name`` with its handout, exercise file and ``lab.toml``."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ConfigError

LABS: Final = Path(__file__).resolve().parent

HINT_LEVELS: Final = ("idea", "API", "outline")

LOCAL_SEED: Final = 1
"""Seed of the world that a trainee works and checks on; a grade is given on another."""

LABELS: Final = "labels"
"""What checks of labels made by hand name in the place of an exercise."""


class Exercise(BaseModel):
    """One function that the trainee writes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    """Name of the function in exercise.py."""
    reference: Annotated[str, Field(pattern=r"^pipeline(\.\w+)+:\w+$")]
    """``module:function`` of the pipeline that is the solution."""
    hints: Annotated[list[str], Field(min_length=len(HINT_LEVELS), max_length=len(HINT_LEVELS))]
    """One text for each of `HINT_LEVELS`."""

    def reference_function(self) -> Callable[..., Any]:
        """The reference function itself."""
        module, _, name = self.reference.partition(":")
        function: Callable[..., Any] = getattr(importlib.import_module(module), name)
        return function


class Labels(BaseModel):
    """What a trainee is asked about each document of the lab's ``sheet.py``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Annotated[str, Field(min_length=1, max_length=76)]
    meanings: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z]{2,12}$")], Annotated[str, Field(min_length=1, max_length=60)]],
        Field(min_length=2, max_length=9),
    ]
    """Each label that may be given with its meaning, in the order of the keys 1, 2, 3 and so on."""


class LabFile(BaseModel):
    """The content of ``lab.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    minutes: Annotated[int, Field(ge=15, le=600)]
    """How long a trainee is expected to need."""
    spark: bool = False
    """Whether some checks need Spark."""
    labels: Labels | None = None
    """What to label by hand, in labs that have such a task."""
    given: list[Annotated[str, Field(pattern=r"^(pipeline|labs\.grading)(\.\w+)+(:\w+)?$")]] = []
    """``module:name`` or ``module`` of what an exercise file may import; no more of it is there in grading."""
    given_files: list[Annotated[str, Field(pattern=r"^data/samples(/[\w.-]+)+$")]] = []
    """Files of the checkout that what is given reads."""
    exercise: Annotated[list[Exercise], Field(min_length=1)]


class Lab:
    """One lab: a folder with its description."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = folder.name[:2]
        self.name = folder.name

    @cached_property
    def file(self) -> LabFile:
        """The description. Raises `ConfigError` that names the file and the wrong key."""
        path = self.folder / "lab.toml"
        try:
            return LabFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(f"cannot read {path}: {error}") from error
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise ConfigError(f"{path}: {wrong}") from error

    @property
    def exercise_file(self) -> Path:
        return self.folder / "exercise.py"

    @property
    def labels_file(self) -> Path:
        """The labels that the trainee gives."""
        return self.folder / "labels.csv"

    @property
    def sheet_file(self) -> Path:
        """The module that makes the documents to label, with their true labels."""
        return self.folder / "sheet.py"

    @property
    def handout(self) -> Path:
        return self.folder / "README.md"

    @property
    def checks_file(self) -> Path:
        """The graded checks of this lab, in the checkout that the lab's folder belongs to."""
        return self.folder.parents[1] / "tests" / "checks" / f"test_{self.name}.py"

    @property
    def mutants_file(self) -> Path:
        """The wrong solutions that the checks must catch."""
        return self.folder.parents[1] / "tests" / "mutants" / f"{self.name}.py"

    def solutions(self) -> list[str]:
        """``module:function`` of everything that solves an exercise of this lab."""
        return [exercise.reference for exercise in self.file.exercise]

    def exercise(self, name: str) -> Exercise:
        """The exercise called ``name``. Raises `ConfigError` that lists those there are."""
        for exercise in self.file.exercise:
            if exercise.name == name:
                return exercise
        known = ", ".join(exercise.name for exercise in self.file.exercise)
        raise ConfigError(f"lab {self.number} has no exercise {name}; it has {known}")


def all_labs(folder: Path = LABS) -> list[Lab]:
    """The labs below ``folder`` in the order of their numbers."""
    return [Lab(path.parent) for path in sorted(folder.glob("[0-9][0-9]_*/lab.toml"))]


def find_lab(wanted: str, folder: Path = LABS) -> Lab:
    """The lab called ``04``, ``4`` or ``04_rules``. Raises `ConfigError` that lists those there are."""
    labs = all_labs(folder)
    for lab in labs:
        if wanted == lab.name or (re.fullmatch(r"\d{1,2}", wanted) and int(wanted) == int(lab.number)):
            return lab
    raise ConfigError(f"there is no lab {wanted}; there are {', '.join(lab.name for lab in labs)}")
