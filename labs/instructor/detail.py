"""How much a trainee is told of a failing check; the instructor chooses."""

from __future__ import annotations

from typing import Final, Literal, get_args

from labs.instructor.result import CheckResult

Detail = Literal["full", "actual-only", "none"]
"""``full`` also tells what was expected, ``actual-only`` what was given and answered, ``none`` the outcome alone."""

DETAILS: Final[tuple[Detail, ...]] = get_args(Detail)


def told(check: CheckResult, detail: Detail) -> list[tuple[str, str]]:
    """Names and texts of what is told of a check that does not pass; nothing of one that passes."""
    if check.outcome == "pass" or detail == "none":
        return []
    shown = [("message", check.message), ("given", check.given), ("actual", check.actual)]
    if detail == "full":
        shown[2:2] = [("expected", check.expected)]
    shown.append(("think", check.think))
    return [(name, text) for name, text in shown if text]
