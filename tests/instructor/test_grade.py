"""A class is graded to the end, whatever is handed in; the same work has the same grade, and is not graded twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from labs.grading.sandbox.limits import Limits
from labs.instructor import grade as module
from labs.instructor.grade import Course, code_digest, folder_of, grade_class, read_manifest
from labs.instructor.intake import Submitted
from labs.instructor.key import CourseKey
from labs.instructor.result import FILE_NAME, Result, read_result, read_results
from pipeline.errors import ConfigError

from .conftest import LAB, Grade, submitted

STARTER = "def duplicate_line_fraction(lines):\n    raise NotImplementedError\n"
ONE_RIGHT = (
    "def duplicate_line_fraction(lines):\n    return 1 - len(set(lines)) / len(lines) if lines else 0.0\n"
    "def cut_and_judge(text, language):\n    return text, []\n"
)


def outcomes(result: Result) -> dict[str, tuple[str, float]]:
    """What decides a grade, without times."""
    return {check.check: (check.outcome, check.earned) for lab in result.labs for check in lab.checks}


def test_a_class_with_right_wrong_and_broken_work(grade: Grade, right: str, labels: bytes) -> None:
    results = grade(
        submitted("anna", right, labels),
        submitted("ben", STARTER),
        submitted("carl", "def f(:"),
        submitted("dora", ONE_RIGHT),
        submitted("emil", b"\xff\x00"),
        Submitted("finn", problem="it cannot be read: no zip"),
        Submitted("gina", {"01_crawl/exercise.py": b"x = 1"}),
    )
    points = {name: (result.earned, result.points) for name, result in results.items()}
    assert points["anna"] == (100, 100)
    for name in ("ben", "carl", "emil", "finn", "gina"):
        assert points[name] == (0, 100), name
    assert 5 < results["dora"].earned < 40
    passed = {check.exercise for check in results["dora"].labs[0].checks if check.outcome == "pass"}
    assert passed == {"duplicate_line_fraction"}  # what does nothing passes nothing
    assert results["finn"].problem == "it cannot be read: no zip"
    assert results["gina"].labs[0].problem == "it was not handed in"
    assert any("SyntaxError" in check.message for check in results["carl"].labs[0].checks)


def test_what_was_graded_is_not_graded_again(grade: Grade, tmp_path: Path) -> None:
    grade(submitted("dora", ONE_RIGHT))
    file = folder_of(tmp_path / "grades", "dora") / FILE_NAME
    before = file.stat().st_mtime_ns
    grade(submitted("dora", ONE_RIGHT))
    assert file.stat().st_mtime_ns == before
    grade(submitted("dora", ONE_RIGHT + "\n"))
    assert file.stat().st_mtime_ns > before


@pytest.mark.parametrize("change", ["key", "only", "damaged"])
def test_other_checks_keys_or_labs_and_damage_are_graded_anew(
    grade: Grade, course: Course, tmp_path: Path, change: str
) -> None:
    grade(submitted("dora", ONE_RIGHT))
    file = folder_of(tmp_path / "grades", "dora") / FILE_NAME
    first = read_result(file)
    if change == "damaged":
        file.write_text(file.read_text()[:-100])
    other = replace(course, key=CourseKey(b"l" * 32)) if change == "key" else course
    other = replace(course, only=()) if change == "only" else other
    again = grade(submitted("dora", ONE_RIGHT), course=other)["dora"]
    assert read_result(file) == again
    assert (again.key == first.key) is (change != "key")
    if change == "damaged":
        assert outcomes(again) == outcomes(first)


def test_every_submission_has_a_world_of_its_own_and_the_same_one_again(
    grade: Grade, course: Course, tmp_path: Path
) -> None:
    code = "def is_garbage(text):\n    raise ValueError(text[:300])\n"
    one = grade(submitted("anna", code), submitted("ben", code))
    two = grade(submitted("anna", code), grades=tmp_path / "again")
    said = {name: [check.given for check in result.labs[0].checks] for name, result in one.items()}
    assert said["anna"] == [check.given for check in two["anna"].labs[0].checks]
    assert said["anna"] != said["ben"]
    assert course.key.seed("anna") != course.key.seed("ben")


def test_one_that_never_ends_costs_its_own_points_only(grade: Grade, right: str, labels: bytes, course: Course) -> None:
    code = "    while True:\n        try:\n            while True: pass\n        except BaseException: pass\n"
    endless = f"{right}\n\ndef cut_and_judge(text, language):\n{code}"
    result = grade(submitted("anna", endless, labels), course=replace(course, limits=Limits(failures=1)))["anna"]
    by_exercise = {check.exercise: check for check in result.labs[0].checks if check.exercise == "cut_and_judge"}
    assert all(check.earned == 0 for check in result.labs[0].checks if check.exercise == "cut_and_judge")
    assert "timeout" in {check.outcome for check in result.labs[0].checks if check.exercise == "cut_and_judge"}
    lost = sum(check.points for check in result.labs[0].checks if check.exercise == "cut_and_judge")
    assert result.earned == 100 - lost
    assert by_exercise


def test_a_submission_whose_time_is_over_keeps_what_it_has_earned(grade: Grade, right: str, course: Course) -> None:
    slow = right + "\n\ndef mask(text):\n    import time\n    time.sleep(60)\n"
    began = time.monotonic()
    result = grade(submitted("anna", slow), course=replace(course, limits=Limits(wall_seconds=15)))["anna"]
    assert time.monotonic() - began < 60
    assert 0 < result.earned < 100
    assert any("time for this submission was over" in check.message for check in result.labs[0].checks)


def test_two_graders_do_not_write_the_same_grades(course: Course, tmp_path: Path) -> None:
    import fcntl

    (tmp_path / ".lock").touch()
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ConfigError, match="another `lab grade` is writing"):
            grade_class([submitted("dora", ONE_RIGHT)], course, tmp_path, jobs=1)


def test_a_class_run_that_was_killed_goes_on_and_ends_with_the_same_grades(grade: Grade, tmp_path: Path) -> None:
    class_folder, grades = tmp_path / "class", tmp_path / "killed"
    names = [f"trainee{n}" for n in range(5)]
    codes = {name: ONE_RIGHT if n % 2 else STARTER for n, name in enumerate(names)}
    for name, code in codes.items():
        (class_folder / name / LAB).mkdir(parents=True)
        (class_folder / name / LAB / "exercise.py").write_text(code)
    (tmp_path / "key").write_text("k" * 32)
    command = [
        sys.executable,
        "-m",
        "labs.cli.main",
        "grade",
        str(class_folder),
        "--key",
        str(tmp_path / "key"),
        "--out",
    ]
    command += [str(grades), "--jobs", "2", "--only", "04", "--json"]
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 120
    while not list(grades.glob(f"submissions/*/{FILE_NAME}")):
        assert killed.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    done = len(list(grades.glob(f"submissions/*/{FILE_NAME}")))
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["graded"] + told["reused"] == 5
    assert told["reused"] >= done >= 1
    uninterrupted = grade(*(submitted(name, code) for name, code in codes.items()))
    assert {result.submission: outcomes(result) for result in read_results(grades)} == {
        name: outcomes(result) for name, result in uninterrupted.items()
    }


@pytest.mark.parametrize(
    "content",
    [None, b"", b"[]", b"{", b'{"labs": 5}', b'{"labs": [{"lab": "x"}]}', b'{"submitted": "soon"}', b"[" * 100_000,
     b'{"labs": [{"lab": "x", "help": {"f": {"hints": "many"}}}]}'],
)  # fmt: skip
def test_a_manifest_that_is_none_tells_nothing(content: bytes | None) -> None:
    manifest = read_manifest(content)
    assert manifest.submitted is None
    assert manifest.help == {}


def test_a_manifest_tells_hints_and_solutions() -> None:
    content = {
        "labs": [{"lab": LAB, "help": {"mask": {"hints": 2, "gave_up": False}, "f": {"hints": 3, "gave_up": True}}}]
    }
    assert read_manifest(json.dumps(content).encode()).help == {LAB: {"mask": 2, "f": 9}}


def test_all_code_that_decides_counts() -> None:
    assert len(code_digest()) == 64
    assert code_digest() == code_digest()


def test_a_folder_without_grades_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there are no grades in"):
        read_results(tmp_path)


def test_a_sandbox_that_does_not_start_is_no_fault_of_a_submission(
    grade: Grade, course: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = tmp_path / "bin" / "bwrap"
    fake.parent.mkdir()
    fake.write_text('#!/bin/sh\n[ "$1" = --help ] && echo --size\necho "no room today" >&2\nexit 0\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    result = grade(submitted("dora", ONE_RIGHT), course=replace(course, tier="bwrap"))["dora"]
    assert "does not start: no room today" in result.problem
    assert [sign.kind for sign in result.signs] == ["grader"]
    monkeypatch.undo()
    assert grade(submitted("dora", ONE_RIGHT))["dora"].earned > 0


def test_what_one_submission_provokes_stops_nobody_else(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    write = module.write_files

    def fail_for_ben(files: Iterable[tuple[str, bytes]], folder: Path) -> None:
        if "ben" in folder.parts:
            raise ValueError("an odd name")
        write(files, folder)

    monkeypatch.setattr(module, "write_files", fail_for_ben)
    results = grade(submitted("anna", ONE_RIGHT), submitted("ben", ONE_RIGHT), submitted("carl", ONE_RIGHT))
    assert results["ben"].problem == "grading it failed: ValueError: an odd name"
    assert results["anna"].earned == results["carl"].earned > 0
