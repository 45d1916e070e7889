"""`lab explain`: one check of one submission once more, with the same files on the same world."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labs.catalogue import Lab
from labs.grading.declared import declared_checks, with_needs
from labs.grading.given import build_tree
from labs.grading.sandbox.limits import Limits
from labs.instructor.grade import folder_of, run_job
from labs.instructor.key import CourseKey
from labs.instructor.one import Job
from labs.instructor.result import FILE_NAME, CheckResult, Result, read_result
from pipeline.errors import ConfigError


@dataclass(frozen=True)
class Replay:
    """A check as it was graded, and as it came out now."""

    result: Result
    lab: str
    before: CheckResult
    now: CheckResult | None
    same_checks: bool
    """Whether the checks are still those that the grade was given with."""
    problem: str = ""
    """Why there is nothing to compare."""

    @property
    def agrees(self) -> bool:
        """Whether it came out as before."""
        now = self.now
        return now is not None and (now.outcome, now.earned) == (self.before.outcome, self.before.earned)

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        return {
            "submission": self.result.submission,
            "lab": self.lab,
            "same_checks": self.same_checks,
            "agrees": self.agrees,
            "before": self.before.model_dump(),
            "now": None if self.now is None else self.now.model_dump(),
            "problem": self.problem,
        }


def replay(grades: Path, submission: str, check: str, key: CourseKey, labs: Sequence[Lab], checks_now: str) -> Replay:
    """Run ``check`` (its name, or ``04/name`` where labs share one) of ``submission`` again.

    Raises `ConfigError` when there is no such submission or check, or the key is not the one it was graded with.
    """
    home = folder_of(grades, submission)
    if not (home / FILE_NAME).is_file():
        raise ConfigError(f"there are no grades of {submission!r} in {grades}")
    result = read_result(home / FILE_NAME)
    if result.key != key.fingerprint:
        raise ConfigError(f"{submission!r} was graded with another key: its world cannot be made again with this one")
    number, _, name = check.rpartition("/")
    found = [
        (lab.lab, one) for lab in result.labs for one in lab.checks if one.check == name and lab.lab.startswith(number)
    ]
    if len(found) != 1:
        where = "; name it as 04/check" if found else ""
        raise ConfigError(f"{len(found)} checks of {submission!r} are called {check!r}{where}")
    lab_name, before = found[0]
    declared = declared_checks(next(lab for lab in labs if lab.name == lab_name).checks_file)
    with tempfile.TemporaryDirectory(prefix="lab-explain-") as folder:
        tree = Path(folder, "tree")
        build_tree(labs, tree)
        job = Job(
            files=(home / "files").resolve(),
            tree=tree,
            labs=(lab_name,),
            only=tuple(with_needs(declared, before.check)),
            seed=key.seed(submission),
            tier=result.sandbox,
            limits=Limits(),
            out=Path(folder, "graded.json"),
        )
        graded, why = run_job(job)
    now = None if graded is None else next((one for one in graded.labs[0].checks if one.check == before.check), None)
    return Replay(result, lab_name, before, now, result.checks == checks_now, why)
