"""How a measure asks for its functions, so that another function can be run in the place of the reference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


class Kernel(Protocol):
    """Gives the function to run for a reference function."""

    def __call__(self, reference: Function, /) -> Function: ...


def reference(function: Function, /) -> Function:
    """The function itself: what runs when nothing is put in its place."""
    return function
