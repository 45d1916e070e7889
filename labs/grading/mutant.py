"""Named wrong solutions: each is a function that a named check must catch.

``@mutant("mean_word_length", killed_by="no_words")`` stands above a function that could be the exercise's but is wrong
in one plausible way. Its name and docstring tell the mistake.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from labs.grading.worker import load
from pipeline.errors import ConfigError

Function = TypeVar("Function", bound=Callable[..., Any])

_MARK: Final = "__mutant_of__"


@dataclass(frozen=True)
class Mutant:
    """One wrong solution of ``exercise``, which the check ``killed_by`` must catch."""

    name: str
    exercise: str
    killed_by: str
    function: Callable[..., Any]

    @property
    def mistake(self) -> str:
        """What is wrong with it, in one line; empty when its author has not said."""
        return " ".join((self.function.__doc__ or "").split())


def mutant(exercise: str, *, killed_by: str) -> Callable[[Function], Function]:
    """Declare a function to be a wrong solution of ``exercise`` that the check ``killed_by`` catches.

    ``killed_by`` is the name of the check without ``test_``.
    """

    def declare(function: Function) -> Function:
        setattr(function, _MARK, (exercise, killed_by.removeprefix("test_")))
        return function

    return declare


def load_mutants(path: Path) -> list[Mutant]:
    """The mutants in the file ``path``, in the order in which they stand there.

    Raises `ConfigError` when the file cannot be imported.
    """
    try:
        module = load(path, f"mutants_{path.stem}")
    except Exception as error:
        raise ConfigError(f"cannot load the mutants {path}: {type(error).__name__}: {error}") from error
    mutants = []
    for name, found in vars(module).items():
        if callable(found) and hasattr(found, _MARK):
            exercise, killed_by = getattr(found, _MARK)
            mutants.append(Mutant(name, exercise, killed_by, found))
    return mutants
