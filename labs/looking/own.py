"""The trainee's functions in a notebook: run in its own process, so that errors point into ``exercise.py``."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from labs.catalogue import LOCAL_SEED
from labs.cli.functions import Functions, load_exercise, nothing_written, written
from labs.cli.look import Looked, hook
from labs.cli.workspace import Workspace
from labs.grading.worker import load
from pipeline.errors import ConfigError
from pipeline.rules.kernels import Function, Kernel


def functions(number: str, workspace: Workspace | None = None) -> Functions:
    """``functions("04").mask(text)`` calls the trainee's function where it is written, else the reference.

    Prints whose functions these are. Run it again after a change of ``exercise.py``: the file is read anew. Raises
    `ConfigError` when there is no such lab and `PipelineError` when the file cannot be imported.
    """
    workspace = workspace or Workspace()
    lab = workspace.lab(number)
    mine = written(workspace, lab)
    print(f"yours: {', '.join(mine)}" if mine else f"lab {lab.number}: {nothing_written(lab)}")
    return Functions(lab, load_exercise(workspace, lab) if mine else None, mine)


def kernel(number: str, workspace: Workspace | None = None) -> Kernel:
    """A `Kernel` for stages of the pipeline that puts the trainee's functions of one lab in their places."""
    workspace = workspace or Workspace()
    lab = workspace.lab(number)
    mine = written(workspace, lab)
    module = load_exercise(workspace, lab) if mine else None
    places: dict[Any, Any] = {lab.exercise(name).reference_function(): getattr(module, name) for name in mine}

    def choose(function: Function, /) -> Function:
        chosen: Function = places.get(function, function)
        return chosen

    return choose


def look_module(number: str, workspace: Workspace | None = None) -> ModuleType:
    """The module ``look.py`` of a lab, which decides about documents of the seeded web for `lab look`."""
    lab = (workspace or Workspace()).lab(number)
    path = hook(lab)
    if not path.is_file():
        raise ConfigError(f"lab {lab.number} has no look.py")
    return load(path, f"look_{lab.number}")


def documents(number: str, own: Functions, seed: int = LOCAL_SEED) -> list[Looked]:
    """What `lab look` shows: documents of the seeded web, each with the reasons to drop it, decided by ``own``."""
    return list(look_module(number).look(own, seed))
