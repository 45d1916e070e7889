"""The table of points in a handout: generated from the checks, between two marks, so that it cannot be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from labs.grading.declared import DeclaredCheck
from pipeline.errors import ConfigError

BEGIN: Final = "<!-- points: written by `lab author points` -->"
END: Final = "<!-- end of points -->"


def points_table(checks: Sequence[DeclaredCheck]) -> str:
    """Markdown: one row a check with its exercise, what it checks, and its points."""
    rows = ["| exercise | check | what is checked | points |", "|---|---|---|---:|"]
    for check in checks:
        title = check.title.replace("|", "\\|") + (" (Spark)" if check.spark else "")
        rows.append(f"| `{check.exercise}` | `{check.name}` | {title} | {check.points:g} |")
    rows.append(f"| | | | **{sum(check.points for check in checks):g}** |")
    return "\n".join(rows)


def without_points(handout: str) -> str:
    """What an author has written: the handout without its table of points."""
    before, _, rest = handout.partition(BEGIN)
    return before + rest.partition(END)[2]


def with_points(handout: str, checks: Sequence[DeclaredCheck]) -> str:
    """The handout with its table of points brought up to date. Raises `ConfigError` when it has no place for it."""
    before, begin, rest = handout.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ConfigError(f"README.md has no place for the points: put in the two lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{points_table(checks)}\n{END}{after}"
