"""A page for each trainee: points, and for what failed the smallest document, as far as it may be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from labs.instructor.detail import Detail, told
from labs.instructor.pages import rendered
from labs.instructor.result import CheckResult, LabResult, Result

MARKS: Final[Mapping[str, tuple[str, str]]] = {
    "pass": ("✓", "passes"),
    "partial": ("◐", "in part"),
    "fail": ("✗", "fails"),
    "timeout": ("✗", "too slow"),
    "skip": ("·", "not reached"),
    "error": ("!", "the check itself failed"),
}
"""Sign and word for each outcome: colour alone says nothing to some."""


def feedback_page(result: Result, detail: Detail, submitted: datetime | None = None) -> str:
    """One self-contained HTML page. Everything in it that a trainee wrote is escaped."""
    return rendered(
        "feedback.html.j2",
        result=result,
        submitted=submitted.isoformat(timespec="minutes") if submitted is not None else result.submitted,
        labs=[(lab, _exercises(lab)) for lab in result.labs],
        told=lambda check: told(check, detail),
        marks=MARKS,
        detail=detail,
    )


def _exercises(lab: LabResult) -> list[tuple[str, float, float, list[CheckResult]]]:
    """(name, earned, points, checks) of each exercise in the order of its first check."""
    by_name: dict[str, list[CheckResult]] = {}
    for check in lab.checks:
        by_name.setdefault(check.exercise, []).append(check)
    return [
        (name, sum(check.earned for check in checks), sum(check.points for check in checks), checks)
        for name, checks in by_name.items()
    ]
