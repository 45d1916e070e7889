"""`lab grade`: takes the class in, grades it, tells how far it is, and writes the tables and pages."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from labs.catalogue import Lab
from labs.cli import show
from labs.cli.workspace import Workspace
from labs.grading.sandbox.tiers import TIERS, choose_tier
from labs.instructor.export import Wanted, export
from labs.instructor.grade import Course, Told, grade_class
from labs.instructor.intake import take_in
from labs.instructor.key import CourseKey
from labs.instructor.result import Result
from pipeline.errors import ConfigError

MAX_SHOWN = 30


@dataclass(frozen=True)
class ClassSummary:
    """What grading a class came to."""

    grades: Path
    results: list[Result]
    reused: int
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        return {
            "grades": str(self.grades),
            "graded": len(self.results) - self.reused,
            "reused": self.reused,
            "seconds": round(self.seconds, 1),
            "submissions": [
                {
                    "submission": result.submission,
                    "earned": result.earned,
                    "points": result.points,
                    "problem": result.problem,
                    "signs": len(result.signs),
                }
                for result in self.results
            ],
        }

    def print(self, workspace: Workspace) -> None:
        """A table of the class, those first that somebody has to look at."""
        console = show.stdout()
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        for name in ("submission", "points", "look at"):
            table.add_column(name, justify="right" if name == "points" else "left", overflow="fold")
        ordered = sorted(self.results, key=lambda result: (not result.problem, not result.signs, result.submission))
        for result in ordered[:MAX_SHOWN]:
            signs = f"{len(result.signs)} signs" if len(result.signs) != 1 else "1 sign"
            told = result.problem or (signs if result.signs else "")
            points = f"{show.number(result.earned)}/{show.number(result.points)}"
            table.add_row(show.clean(result.submission), points, Text(show.clean(told), style="yellow"))
        console.print(table)
        if len(ordered) > MAX_SHOWN:
            console.print(f"… and {len(ordered) - MAX_SHOWN} more")
        fresh = len(self.results) - self.reused
        console.print(
            Text(
                f"\n{fresh} graded in {self.seconds:.0f} s, {self.reused} were there already: "
                f"{workspace.shown(self.grades)}",
                style="dim",
            ),
            soft_wrap=True,
        )


def run_class(
    workspace: Workspace,
    submissions: Path,
    key: Path,
    out: Path,
    *,
    labs: Sequence[Lab],
    asked: bool,
    jobs: int,
    sandbox: str | None,
    quiet: bool,
) -> ClassSummary:
    """Grade all of ``submissions`` into ``out``. Raises `ConfigError` or `EnvironmentProblem` before anything runs."""
    course = course_of(key, labs, asked=asked, sandbox=sandbox, quiet=quiet)
    taken = take_in(submissions)
    tell, reused = progress(len(taken), quiet=quiet), []

    def told(result: Result, old: bool) -> None:
        reused.append(old)
        tell(result, old)

    began = time.monotonic()
    results = grade_class(taken, course, out, jobs=jobs, told=told)
    export(results, out, Wanted())
    return ClassSummary(out, results, sum(reused), time.monotonic() - began)


def course_of(key: Path, labs: Sequence[Lab], *, asked: bool, sandbox: str | None, quiet: bool) -> Course:
    """How the class is graded; warns of a tier that protects little."""
    if sandbox is not None and sandbox not in TIERS:
        raise ConfigError(f"--sandbox {sandbox}: there are {', '.join(TIERS)}")
    tier = choose_tier(sandbox)
    if tier.warning:
        _console(quiet).print(Text(f"warning: {tier.warning}", style="yellow"), soft_wrap=True)
    only = tuple(sorted(lab.name for lab in labs)) if asked else ()
    return Course(CourseKey.read(key), labs, tier.name, only=only)


def progress(total: int, *, quiet: bool) -> Told:
    """Tells each result as it comes: a line each, so that a log file can be read too."""
    console, done = _console(quiet), []

    def told(result: Result, old: bool) -> None:
        done.append(result)
        how = "was there" if old else f"{result.seconds:.0f} s"
        points = f"{show.number(result.earned)}/{show.number(result.points)}"
        words = f"{len(done)}/{total}  {show.clean(result.submission)}  {points}  {how}"
        console.print(Text(words if not result.problem else f"{words}  {show.clean(result.problem)}"), soft_wrap=True)

    return told


def _console(quiet: bool) -> Console:
    return Console(stderr=True, quiet=quiet, highlight=False)
