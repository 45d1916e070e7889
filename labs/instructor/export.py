"""Writes grades in all forms: tables, feedback pages, and what Canvas, Gradescope, GitHub and JUnit readers take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labs.cli.files import write_aside
from labs.instructor.detail import Detail
from labs.instructor.exports import canvas, gradescope, junit, tables
from labs.instructor.feedback import feedback_page
from labs.instructor.lateness import LatePolicy, Times
from labs.instructor.result import Result

LONG_TABLE = "grades-long.csv"
WIDE_TABLE = "grades.csv"


@dataclass(frozen=True)
class Wanted:
    """What to write besides the two tables; None leaves a form out."""

    detail: Detail = "full"
    feedback: Path | None = None
    """Folder for a page a submission."""
    gradescope: Path | None = None
    """Folder for a results.json a submission."""
    junit: Path | None = None
    """Folder for an XML file a submission."""
    summary: Path | None = None
    """File that GitHub's step summary is added to."""
    canvas: Path | None = None
    """Grade book that Canvas has exported."""
    canvas_column: str = ""
    times: Mapping[str, Times] = field(default_factory=dict)
    policy: LatePolicy = field(default_factory=LatePolicy)


def export(results: Sequence[Result], grades: Path, wanted: Wanted) -> tuple[list[Path], list[str]]:
    """Write everything that is wanted; the files that were written, and submissions that Canvas does not know."""
    written: list[Path] = []

    def write(path: Path, text: str) -> None:
        write_aside(path, text.encode("utf-8", "replace"))
        written.append(path)

    write(grades / WIDE_TABLE, tables.wide(results, wanted.times, wanted.policy))
    write(grades / LONG_TABLE, tables.long(results))
    for result in results:
        name = result.submission
        if wanted.feedback is not None:
            submitted = wanted.times.get(name, Times()).submitted
            write(wanted.feedback / f"{name}.html", feedback_page(result, wanted.detail, submitted))
        if wanted.gradescope is not None:
            content = gradescope.results_json(result, wanted.detail)
            write(wanted.gradescope / f"{name}.json", gradescope.as_text(content))
        if wanted.junit is not None:
            write(wanted.junit / f"{name}.xml", junit.junit(result, wanted.detail))
    if wanted.summary is not None:
        with wanted.summary.open("a", encoding="utf-8", errors="replace") as file:
            file.write("\n".join(map(junit.step_summary, results)))
        written.append(wanted.summary)
    unknown: list[str] = []
    if wanted.canvas is not None:
        points = {result.submission: result.earned for result in results}
        text, unknown = canvas.filled(wanted.canvas, wanted.canvas_column, points)
        write(grades / "canvas.csv", text)
    return written, unknown
