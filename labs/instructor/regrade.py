"""`lab regrade`: grades a class anew from the files it kept, and shows whose score changes and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labs.instructor.grade import Course, folder_of, grade_class
from labs.instructor.intake import Submitted
from labs.instructor.result import FILE_NAME, Result


@dataclass(frozen=True)
class Change:
    """A submission whose score is another one now."""

    submission: str
    before: float
    after: float
    checks: tuple[tuple[str, str, str, float, float], ...]
    """(lab, check, why, earned before, earned after) of each check that has changed."""

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        names = ("lab", "check", "why", "before", "after")
        return {
            "submission": self.submission,
            "before": self.before,
            "after": self.after,
            "checks": [dict(zip(names, check, strict=True)) for check in self.checks],
        }


def regrade(
    grades: Path,
    old: Sequence[Result],
    course: Course,
    *,
    jobs: int,
    apply: bool,
    told: Callable[[Result, bool], None] = lambda result, reused: None,
) -> list[Change]:
    """Grade the files of ``old`` anew and return what changes. With ``apply`` the new results take the old ones' place.

    What was graded anew lies in ``regraded/`` below ``grades``, and is continued when this was stopped.
    """
    submissions = [_kept(grades, result) for result in old]
    new = grade_class(submissions, course, grades / "regraded", jobs=jobs, told=told)
    by_id = {result.submission: result for result in new}
    names = {lab.name for lab in course.labs}
    changes = [change for before in old if (change := compared(before, by_id[before.submission], names)) is not None]
    if apply:
        for before in old:
            merged(before, by_id[before.submission], names).write(folder_of(grades, before.submission) / FILE_NAME)
    return changes


def merged(before: Result, after: Result, labs: set[str]) -> Result:
    """``before`` with what ``after`` says of ``labs``; other labs keep what they have."""
    new = {lab.lab: lab for lab in after.labs if lab.lab in labs}
    kept = [new.pop(lab.lab, lab) for lab in before.labs]
    return after.model_copy(
        update={
            "labs": (*kept, *new.values()),
            "only": before.only,
            "submitted": before.submitted,
            "help": before.help,
            "signs": tuple(dict.fromkeys([*before.signs, *after.signs])),
        }
    )


def compared(before: Result, after: Result, labs: set[str]) -> Change | None:
    """How the score in ``labs`` changes; None when every check earns what it earned."""
    old, new = (
        {(lab.lab, check.check): check for lab in result.labs if lab.lab in labs for check in lab.checks}
        for result in (before, after)
    )
    changed: list[tuple[str, str, str, float, float]] = []
    for key in sorted(old.keys() | new.keys()):
        one, other = old.get(key), new.get(key)
        earned = [0.0 if check is None else check.earned for check in (one, other)]
        if earned[0] == earned[1] and (one is None) == (other is None):
            continue
        if one is None or other is None:
            why = "the check is new" if one is None else "the check is gone"
        else:
            why = f"{one.outcome} became {other.outcome}: {other.message or one.message}"
        changed.append((key[0], key[1], why, earned[0], earned[1]))
    if not changed:
        return None
    return Change(
        before.submission, sum(c.earned for c in old.values()), sum(c.earned for c in new.values()), tuple(changed)
    )


def _kept(grades: Path, result: Result) -> Submitted:
    """The submission as it was taken in."""
    home = folder_of(grades, result.submission) / "files"
    files = {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in sorted(home.glob("*/*"))
        if path.is_file() and not path.is_symlink()
    }
    notes = [sign.what for sign in result.signs if sign.kind == "left out"]
    return Submitted(result.submission, files, notes=notes, problem="" if files else result.problem)
