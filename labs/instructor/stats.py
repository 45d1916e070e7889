"""What a class tells about the checks: which nobody passes, which tell strong from weak work, which take long."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from labs.instructor.result import Result

MIN_SUBMISSIONS: Final = 5
"""With fewer than that a correlation says nothing."""


@dataclass(frozen=True)
class CheckStats:
    """One check over all submissions that handed its lab in."""

    lab: str
    exercise: str
    check: str
    submissions: int
    pass_rate: float
    """Passed / ran, was skipped, or failed."""
    mean_fraction: float
    """Mean of earned / points."""
    discrimination: float | None
    """Correlation of earned / points with the points of all *other* checks of the lab; None when it is not defined."""
    median_seconds: float
    mean_hints: float | None
    """Levels of hints taken for the exercise, by those whose manifest says so."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def check_stats(results: Sequence[Result]) -> list[CheckStats]:
    """Figures of every check, in the order of labs and checks."""
    rows: dict[tuple[str, str], list[tuple[float, float, float, str]]] = defaultdict(list)
    exercise_of: dict[tuple[str, str], str] = {}
    hints: dict[tuple[str, str], list[int]] = defaultdict(list)
    for result in results:
        for lab, exercises in result.help.items():
            for exercise, levels in exercises.items():
                hints[lab, exercise].append(levels)
        for one in result.labs:
            for check in one.checks:
                fraction = check.earned / check.points if check.points else 0.0
                rows[one.lab, check.check].append((fraction, one.earned - check.earned, check.seconds, check.outcome))
                exercise_of[one.lab, check.check] = check.exercise
    found = []
    for (lab, name), values in rows.items():
        fractions = [value[0] for value in values]
        taken = hints.get((lab, exercise_of[lab, name]))
        found.append(
            CheckStats(
                lab=lab,
                exercise=exercise_of[lab, name],
                check=name,
                submissions=len(values),
                pass_rate=sum(value[3] == "pass" for value in values) / len(values),
                mean_fraction=statistics.fmean(fractions),
                discrimination=correlation(fractions, [value[1] for value in values]),
                median_seconds=statistics.median(value[2] for value in values),
                mean_hints=statistics.fmean(taken) if taken else None,
            )
        )
    return found


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's correlation; None for fewer than `MIN_SUBMISSIONS` pairs, or when one side is constant."""
    if len(first) < MIN_SUBMISSIONS or len(set(first)) < 2 or len(set(second)) < 2:
        return None
    value = statistics.correlation(first, second)
    return None if math.isnan(value) else value
