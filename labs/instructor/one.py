"""Grades one submission: ``python -m labs.instructor.one JOB``, a process of its own that a class run starts and ends.

It is trusted: it imports the checks and makes the verdicts, and never a line of the submission, which runs in workers
of the sandbox. It writes a result or, when it is ended before, nothing.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from labs.catalogue import Lab, find_lab
from labs.cli.files import write_aside
from labs.cli.source import ExerciseSource
from labs.grading.declared import DeclaredCheck, declared_checks
from labs.grading.plugin import Verdict
from labs.grading.run import run_checks
from labs.grading.sandbox.limits import Limits
from labs.grading.sandbox.orphans import adopt_orphans, end_with_parent
from labs.grading.sandbox.tier import Rooms, Sandbox
from labs.grading.sandbox.tiers import choose_tier
from labs.grading.submission import MAX_OUTPUT_BYTES, Submission, SubmissionError, Worker
from labs.instructor.result import CheckResult, LabResult, Sign
from labs.instructor.signs import signs_of_code
from pipeline.errors import PipelineError

MAX_OUTPUT_CHARACTERS = 4_000


class Job(BaseModel):
    """What to grade."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: Path
    """The submission's files, ``04_rules/exercise.py`` and so on."""
    tree: Path
    """The code that is given."""
    labs: tuple[str, ...]
    """Names of the labs to grade."""
    only: tuple[str, ...] = ()
    """Names of the checks to run; empty for all."""
    seed: int
    tier: str
    limits: Limits
    out: Path
    """Where the graded labs go."""


class Graded(BaseModel):
    """What came of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    labs: tuple[LabResult, ...]
    signs: tuple[Sign, ...]
    highest_memory_mb: int


def grade(job: Job) -> Graded:
    """Run the checks of every lab of ``job`` in one sandbox, with one worker and so one Spark session."""
    deadline = time.monotonic() + job.limits.wall_seconds
    labs = [find_lab(name) for name in job.labs]
    with tempfile.TemporaryDirectory(prefix="lab-grade-") as folder:
        exchange = Path(folder, "exchange")
        exchange.mkdir()
        rooms = Rooms(job.tree.resolve(), job.files.resolve(), exchange.resolve())
        sandbox = Sandbox(choose_tier(job.tier), rooms, job.limits)
        with Worker(sandbox, max_failures=job.limits.failures, deadline=deadline) as worker:
            results, printed = [], 0
            try:
                worker.start()
            except SubmissionError as error:
                raise PipelineError(
                    f"the sandbox {job.tier} does not start: {worker.output()[-500:] or error}"
                ) from error
            for lab in labs:
                results.append(_grade_lab(lab, rooms, worker, job, printed))
                printed = len(worker.output())
            starts = worker.starts
    code = {file.relative_to(rooms.files).as_posix(): file.read_bytes() for file in rooms.files.glob("*/*.py")}
    signs = signs_of_code(code, labs)
    if printed >= MAX_OUTPUT_BYTES:
        signs.append(Sign(kind="output", where="while it ran", what=f"it printed {MAX_OUTPUT_BYTES >> 20} MB or more"))
    signs += [Sign(kind="limit", where="while it ran", what=reason) for reason in dict.fromkeys(sandbox.stopped)]
    if starts > 1:
        signs.append(Sign(kind="restart", where="while it ran", what=f"its process had to be started {starts} times"))
    return Graded(labs=tuple(results), signs=tuple(signs), highest_memory_mb=sandbox.highest_memory_bytes >> 20)


def _grade_lab(lab: Lab, rooms: Rooms, worker: Worker, job: Job, printed: int) -> LabResult:
    declared = [check for check in declared_checks(lab.checks_file) if not job.only or check.name in job.only]
    points = sum(check.points for check in declared)
    file, labels = rooms.files / lab.name / "exercise.py", rooms.files / lab.name / lab.labels_file.name
    if not file.is_file() and not labels.is_file():
        return LabResult(lab=lab.name, points=points, problem="it was not handed in")
    source = ExerciseSource.read(file) if file.is_file() else ExerciseSource("")
    with_spark = any(check.spark and source.is_written(check.exercise) for check in declared)
    submission = Submission(file, f"submission_{lab.number}", worker=worker, given=lab.file.given)
    try:
        verdicts = run_checks(
            lab, submission=submission, labels=labels, seed=job.seed, only=job.only, with_spark=with_spark
        )
    except PipelineError as error:
        return LabResult(lab=lab.name, points=points, problem=f"the checks do not run: {error}")
    checks = list(map(_check_result, verdicts))
    ran = {check.check for check in checks}
    checks += [_not_written(check) for check in declared if check.name not in ran]
    output = worker.output()[printed:][-MAX_OUTPUT_CHARACTERS:]
    return LabResult(lab=lab.name, points=points, checks=tuple(checks), output=output)


def _not_written(check: DeclaredCheck) -> CheckResult:
    """What a check on Spark comes to when Spark was not started for it, as there is nothing to check."""
    return CheckResult(
        exercise=check.exercise,
        check=check.name,
        title=check.title,
        outcome="fail",
        points=check.points,
        earned=0.0,
        message=f"{check.exercise} is not written yet",
    )


def _check_result(verdict: Verdict) -> CheckResult:
    known = verdict.as_dict()
    del known["lab"]
    return CheckResult(**known)


def main(path: str) -> int:
    """Grade the job in the file ``path``."""
    end_with_parent()
    adopt_orphans()
    job = Job.model_validate_json(Path(path).read_bytes())
    try:
        write_aside(job.out, grade(job).model_dump_json().encode())
    except PipelineError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
