"""Does expensive work once in each process, however many tasks a Spark worker is given one after the other."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any, Final

MODELS_KEPT: Final = 8


@lru_cache(maxsize=MODELS_KEPT)
def once_a_process(load: str, name: str) -> Any:
    """The result of ``load`` on ``name``, kept: in one process the second call with the same two loads nothing.

    ``load`` is written ``module:function``. ``name`` must change with the content of what it names.

    Why it stands in a module of its own, and why ``load`` is only a name: a function that travels to the workers with
    its code (from a notebook, or an exercise file) arrives anew with every task, and the variables of its module with
    it. What an imported module keeps stays.
    """
    module, _, function = load.partition(":")
    return getattr(import_module(module), function)(name)
