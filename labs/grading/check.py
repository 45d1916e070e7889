"""What a check is made of: points declared beside it, and failures that carry what a trainee needs to think.

A check is a plain pytest function. ``@check("canonicalise", points=2)`` says which exercise it belongs to and what it
is worth; ``needs`` names checks of the same file without which it would only repeat their failure.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, TypeVar

import pytest

from labs.grading.submission import SubmissionError

Case = TypeVar("Case")
Function = TypeVar("Function", bound=Callable[..., None])

RELATIVE_TOLERANCE = 1e-9


class CheckFailure(AssertionError):
    """A check that failed on one input.

    ``given`` is the input, ``expected`` and ``actual`` are plain data, ``think`` is one question or hint that leads
    on without giving the answer.
    """

    def __init__(self, given: Any, expected: Any, actual: Any, think: str = "") -> None:
        self.given, self.expected, self.actual, self.think = given, expected, actual, think
        super().__init__(
            f"given    {shown(given)}\nexpected {shown(expected)}\nactual   {shown(actual)}"
            + (f"\nthink    {think}" if think else "")
        )


class PartialCredit(AssertionError):
    """A check that is scored on a curve and did not reach its top. ``fraction`` of the points are earned."""

    def __init__(self, fraction: float, message: str) -> None:
        self.fraction = fraction
        super().__init__(message)


def check(exercise: str, *, points: float, needs: Sequence[str] = ()) -> Callable[[Function], Function]:
    """Declare a pytest function to be a graded check of ``exercise``, worth ``points``."""

    def declare(function: Function) -> Function:
        return pytest.mark.check(exercise=exercise, points=points, needs=tuple(needs))(function)

    return declare


def expect(actual: Any, expected: Any, *, given: Any, think: str = "") -> None:
    """Raise `CheckFailure` unless ``actual`` is the ``expected`` plain value (see `same`)."""
    if not same(actual, expected):
        raise CheckFailure(given, expected, actual, think)


def expect_each(
    cases: Iterable[tuple[Any, Any]], function: Callable[..., Any], *, think: str = "", spread: bool = False
) -> None:
    """Call ``function`` on the first of each ``(given, expected)`` and fail on the *smallest* input that goes wrong.

    With ``spread``, ``given`` is a tuple of arguments.
    """
    wrong: list[CheckFailure | SubmissionError] = []
    for given, expected in cases:
        try:
            actual = function(*given) if spread else function(given)
        except SubmissionError as error:
            if error.kind != "exception":  # a crash or an endless loop costs seconds: once is enough
                raise
            wrong.append(error)
            continue
        if not same(actual, expected):
            wrong.append(CheckFailure(given, expected, actual, think))
    if wrong:
        raise min(wrong, key=lambda failure: (len(repr(failure.given)), repr(failure.given)))


def expect_value_error(function: Callable[..., Any], cases: Iterable[tuple[Any, ...]], think: str) -> None:
    """Raise `CheckFailure` unless each tuple of arguments is answered with a ValueError."""
    for arguments in cases:
        try:
            answer = function(*arguments)
        except SubmissionError as error:
            if "raised ValueError" not in str(error):
                raise
        else:
            raise CheckFailure(arguments, "ValueError", answer, think)


def within(seconds: float, call: Callable[[], Any], *, given: str, think: str) -> Any:
    """What ``call`` answers. Raises `CheckFailure` when it needs longer."""
    started = time.perf_counter()
    answer = call()
    needed = time.perf_counter() - started
    if needed > seconds:
        raise CheckFailure(given, f"an answer within {seconds:g} s", f"an answer after {needed:.1f} s", think)
    return answer


def same(actual: Any, expected: Any) -> bool:
    """Equality of plain data without Python's surprises.

    Whole numbers, fractions and floats may stand for each other and differ by `RELATIVE_TOLERANCE`; True is not 1; a
    tuple may stand for a list of the same items; sets, dictionaries and strings must be equal.
    """
    if isinstance(actual, bool) or isinstance(expected, bool):
        return actual is expected
    if isinstance(actual, int | float | Fraction) and isinstance(expected, int | float | Fraction):
        if math.isnan(expected) or math.isnan(actual):
            return math.isnan(expected) and math.isnan(actual)
        return math.isclose(actual, expected, rel_tol=RELATIVE_TOLERANCE, abs_tol=RELATIVE_TOLERANCE)
    if isinstance(actual, list | tuple) and isinstance(expected, list | tuple):
        return len(actual) == len(expected) and all(map(same, actual, expected))
    if isinstance(actual, dict) and isinstance(expected, dict):
        return actual.keys() == expected.keys() and all(same(actual[key], expected[key]) for key in expected)
    return type(actual) is type(expected) and bool(actual == expected)


def credit(value: float, *, zero: float, full: float, what: str) -> None:
    """Score ``value`` on a straight line from ``zero`` (no points) to ``full`` (all points).

    ``full`` may lie below ``zero`` for values that should be small. Raises `PartialCredit` below full marks.
    """
    fraction = 0.0 if math.isnan(value) else max(0.0, min(1.0, (value - zero) / (full - zero)))
    if fraction < 1.0:
        raise PartialCredit(fraction, f"{what} is {value:.4g}: full points at {full:g}, none at {zero:g}")


def smallest(failing: Iterable[Case], size: Callable[[Case], int] = lambda case: len(repr(case))) -> Case | None:
    """The smallest of the failing cases, None when there are none."""
    return min(failing, key=lambda case: (size(case), repr(case)), default=None)


def shown(value: Any, max_characters: int = 600) -> str:
    """A value as a failure shows it: its Python form, cut in the middle when it is long."""
    text = repr(value)
    if len(text) <= max_characters:
        return text
    half = max_characters // 2
    return f"{text[:half]} … {len(text) - 2 * half} characters … {text[-half:]}"
