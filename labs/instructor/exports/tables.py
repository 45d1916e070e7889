"""`grades.csv`, a row a submission, and `grades-long.csv`, a row a check."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from labs.instructor.intake import printable
from labs.instructor.lateness import LatePolicy, Times, kept_fraction
from labs.instructor.result import Result

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """A cell that a spreadsheet shows and does not run. Numbers stay numbers."""
    if isinstance(value, int | float):
        return f"{value:g}"
    text = printable(str(value), 2_000)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def wide(results: Sequence[Result], times: Mapping[str, Times], policy: LatePolicy) -> str:
    """A row a submission: raw points of each lab and in all, when it came, what lateness leaves, signs to look at."""
    labs = sorted({lab.lab for result in results for lab in result.labs})
    head = ["submission", *labs, "points", "of", "submitted", "kept_fraction", "after_lateness", "problem", "signs"]
    rows = []
    for result in results:
        earned = {lab.lab: lab.earned for lab in result.labs}
        time = times.get(result.submission, Times())
        kept = kept_fraction(time, policy)
        told = time.submitted.isoformat() if time.submitted is not None else result.submitted or ""
        rows.append(
            [
                result.submission,
                *(earned.get(lab, "") for lab in labs),
                result.earned,
                result.points,
                told,
                kept,
                round(result.earned * kept, 4),
                result.problem,
                len(result.signs),
            ]
        )
    return written(head, rows)


def long(results: Sequence[Result]) -> str:
    """A row a check of a submission."""
    head = ["submission", "lab", "exercise", "check", "outcome", "earned", "points", "seconds", "message"]
    rows = [
        [
            result.submission, lab.lab, check.exercise, check.check, check.outcome, check.earned, check.points,
            check.seconds, check.message,
        ]
        for result in results
        for lab in result.labs
        for check in lab.checks
    ]  # fmt: skip
    return written(head, rows)


def written(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The text of a CSV file, each cell made safe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()
