"""Grades a class: every submission in a process of its own, several at a time, each result on disk before the next."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from labs.catalogue import LABS, Lab
from labs.cli.files import write_aside
from labs.grading.declared import declared_checks
from labs.grading.given import build_tree
from labs.grading.sandbox.limits import Limits
from labs.instructor.intake import Submitted, printable, write_files
from labs.instructor.key import CourseKey
from labs.instructor.one import Graded, Job
from labs.instructor.result import FILE_NAME, LabResult, Result, Sign, read_result
from labs.instructor.signs import signs_of_archive
from pipeline.errors import ConfigError, PipelineError

MARGIN_SECONDS: Final = 120
"""How long after its own deadline a grading process may live: it has to end its workers and write."""
MAX_SAID_CHARACTERS: Final = 2_000

Told = Callable[[Result, bool], None]
"""Called with each result, and whether it was there already."""


@dataclass(frozen=True)
class Course:
    """How a class is graded."""

    key: CourseKey
    labs: Sequence[Lab]
    tier: str
    limits: Limits = field(default_factory=Limits)
    only: tuple[str, ...] = ()
    """Names of the labs that were asked for; empty for all."""

    def points(self) -> dict[str, float]:
        """What is to be had in each lab."""
        return {lab.name: sum(check.points for check in declared_checks(lab.checks_file)) for lab in self.labs}


def grade_class(
    submissions: Sequence[Submitted], course: Course, grades: Path, *, jobs: int, told: Told = lambda result, old: None
) -> list[Result]:
    """Grade every submission into ``grades`` and return the results in the order of ids.

    What was graded from the same files, by the same checks, on the same world, is not run again; so a class run that
    was killed goes on where it was. A submission that cannot be graded has a result that says so. Raises `ConfigError`
    when another run writes to ``grades``.
    """
    with _alone(grades), tempfile.TemporaryDirectory(prefix="lab-class-") as folder:
        tree = Path(folder, "tree")
        build_tree(course.labs, tree)
        # All before the threads start: Python 3.11 cannot parse in several of them at once.
        points, checks, running = course.points(), code_digest(), Running()
        results: list[Result] = []

        def one(submitted: Submitted) -> tuple[Result, bool]:
            empty = _empty_result(submitted, course, points, checks)
            try:
                return _grade_or_reuse(submitted, course, empty, grades, tree, running)
            except PipelineError:
                raise  # the disk is full, or somebody stops us: that concerns everybody
            except Exception as error:  # noqa: BLE001 - whatever one submission provokes is its own result
                why = f"grading it failed: {type(error).__name__}: {printable(str(error))}"
                failed = empty.model_copy(update={"problem": why, "graded": _now()})
                failed.write(folder_of(grades, submitted.id) / FILE_NAME)
                return failed, False

        with ThreadPoolExecutor(jobs) as pool:
            try:
                for future in as_completed([pool.submit(one, submitted) for submitted in submissions]):
                    result, old = future.result()
                    results.append(result)
                    told(result, old)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                running.end_all()
                raise
    return sorted(results, key=lambda result: result.submission)


def code_digest() -> str:
    """SHA-256 of all code and text that decides a grade."""
    root, digest = LABS.parent, hashlib.sha256()
    for folder in ("labs", "pipeline", "tests/checks"):
        for path in sorted((root / folder).rglob("*")):
            decides = path.name != "exercise.py" and not {"author", "cli", "instructor"} & set(path.parts)
            if decides and path.suffix in (".py", ".toml", ".txt"):
                digest.update(f"{path.relative_to(root)}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def folder_of(grades: Path, submission: str) -> Path:
    """Where everything about one submission lies."""
    return grades / "submissions" / submission


class Running:
    """The grading processes that are alive, so that they can be ended together."""

    def __init__(self) -> None:
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._ended = False

    @contextlib.contextmanager
    def process(self, command: Sequence[str], output: int) -> Iterator[subprocess.Popen[bytes]]:
        with self._lock:
            if self._ended:
                raise PipelineError("grading was stopped")
            started = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, cwd=LABS.parent
            )
            self._processes.add(started)
        try:
            yield started
        finally:
            _kill(started)
            with self._lock:
                self._processes.discard(started)

    def end_all(self) -> None:
        with self._lock:
            self._ended = True
            for process in self._processes:
                _kill(process, wait=False)


def _kill(process: subprocess.Popen[bytes], *, wait: bool = True) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    if wait:
        process.wait()


def _grade_or_reuse(
    submitted: Submitted, course: Course, found: Result, grades: Path, tree: Path, running: Running
) -> tuple[Result, bool]:
    home = folder_of(grades, submitted.id)
    file = home / FILE_NAME
    if file.is_file():
        with contextlib.suppress(ConfigError):  # a damaged result is made anew
            if (old := read_result(file)).same_work(found):
                return old, True
    shutil.rmtree(home / "files", ignore_errors=True)
    write_files(submitted.files.items(), home / "files")
    began = time.monotonic()
    if not submitted.problem:
        found = found.model_copy(update=_run(submitted, course, home / "files", tree, running))
    seconds = round(time.monotonic() - began, 1)
    found = found.model_copy(update={"graded": _now(), "seconds": seconds})
    found.write(file)
    return found, False


def _empty_result(submitted: Submitted, course: Course, points: dict[str, float], checks: str) -> Result:
    """The result as it is before anything has run; each lab with all of its points to be had."""
    manifest = read_manifest(submitted.manifest)
    labs = tuple(LabResult(lab=name, points=most, problem=submitted.problem) for name, most in points.items())
    return Result(
        submission=submitted.id,
        receipt=submitted.receipt,
        key=course.key.fingerprint,
        checks=checks,
        sandbox=course.tier,
        only=course.only,
        submitted=manifest.submitted,
        graded=_now(),
        seconds=0.0,
        labs=labs,
        signs=tuple(signs_of_archive(submitted.notes)),
        problem=submitted.problem,
        help=manifest.help,
    )


def _run(submitted: Submitted, course: Course, files: Path, tree: Path, running: Running) -> dict[str, object]:
    """What grading adds to the empty result."""
    with tempfile.TemporaryDirectory(prefix="lab-job-") as folder:
        job = Job(
            files=files.resolve(),
            tree=tree,
            labs=tuple(lab.name for lab in course.labs),
            seed=course.key.seed(submitted.id),
            tier=course.tier,
            limits=course.limits,
            out=Path(folder, "graded.json"),
        )
        graded, why = run_job(job, running)
    signs = signs_of_archive(submitted.notes)
    if graded is None:
        return {"problem": why, "signs": (*signs, Sign(kind="grader", where="while it ran", what=why))}
    return {
        "labs": graded.labs,
        "signs": (*signs, *graded.signs),
        "highest_memory_mb": graded.highest_memory_mb,
    }


def run_job(job: Job, running: Running | None = None) -> tuple[Graded | None, str]:
    """Grade ``job`` in a process of its own: what came of it, or why nothing did."""
    job_file = job.out.with_name("job.json")
    write_aside(job_file, job.model_dump_json().encode())
    command = [sys.executable, "-m", "labs.instructor.one", str(job_file)]
    with tempfile.TemporaryFile() as said, (running or Running()).process(command, said.fileno()) as process:
        try:
            code = process.wait(job.limits.wall_seconds + MARGIN_SECONDS)
        except subprocess.TimeoutExpired:
            return None, "it did not end in time"
        said.seek(0)
        words = said.read()[-MAX_SAID_CHARACTERS:].decode("utf-8", "replace").strip()
    if code == 0 and job.out.is_file():
        return Graded.model_validate_json(job.out.read_bytes()), ""
    return None, f"grading it failed (exit code {code}): {printable(words, 500)}"


@dataclass(frozen=True)
class Manifest:
    """What a submission says of itself. A convenience, never evidence."""

    submitted: str | None = None
    help: dict[str, dict[str, int]] = field(default_factory=dict)
    """Lab -> exercise -> levels of hints that were shown; 9 when the solution was asked for."""


GAVE_UP: Final = 9


def read_manifest(content: bytes | None) -> Manifest:
    """The manifest that `lab submit` writes; an empty one where it is missing or not of that form."""
    try:
        known = json.loads(content or b"{}")
        taken = {
            str(lab["lab"])[:60]: {
                str(name)[:60]: GAVE_UP if record.get("gave_up") is True else min(int(record.get("hints", 0)), GAVE_UP)
                for name, record in list(lab["help"].items())[:50]
            }
            for lab in known.get("labs", [])[:50]
        }
        told = known.get("submitted")
        submitted = None if told is None else datetime.fromisoformat(str(told)).isoformat(timespec="seconds")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Manifest()
    return Manifest(submitted, taken)


@contextlib.contextmanager
def _alone(grades: Path) -> Iterator[None]:
    """Holds the folder of grades, so that two runs do not write the same results."""
    try:
        grades.mkdir(parents=True, exist_ok=True)
        with (grades / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
    except BlockingIOError:
        raise ConfigError(f"another `lab grade` is writing to {grades}: wait for it, or name another --out") from None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
