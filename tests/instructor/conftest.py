"""A class of lab 04, which needs no Spark, and how it is graded here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from labs.catalogue import Lab, find_lab
from labs.grading.sandbox.limits import Limits
from labs.grading.sandbox.tiers import choose_tier
from labs.instructor.grade import Course, grade_class
from labs.instructor.intake import Submitted
from labs.instructor.key import CourseKey
from labs.instructor.result import Result

from .own_code import exercise_text, true_labels

LAB = "04_rules"


@pytest.fixture(scope="session")
def lab() -> Lab:
    return find_lab(LAB)


@pytest.fixture(scope="session")
def right(lab: Lab) -> str:
    """An exercise file of its own code that is right."""
    return exercise_text(lab)


@pytest.fixture(scope="session")
def labels(lab: Lab) -> bytes:
    """The labels that are true."""
    return true_labels(lab)


@pytest.fixture(scope="session")
def course(lab: Lab) -> Course:
    return Course(CourseKey(b"k" * 32), [lab], choose_tier(None).name, Limits(), only=(lab.name,))


def submitted(name: str, code: str | bytes, labels: bytes | None = None) -> Submitted:
    files = {f"{LAB}/exercise.py": code.encode() if isinstance(code, str) else code}
    return Submitted(name, files if labels is None else {**files, f"{LAB}/labels.csv": labels})


Grade = Callable[..., dict[str, Result]]


@pytest.fixture
def grade(course: Course, tmp_path: Path) -> Grade:
    """Grades submissions of lab 04 and gives the results by id."""

    def run(
        *submissions: Submitted, jobs: int = 2, course: Course = course, grades: Path | None = None
    ) -> dict[str, Result]:
        results = grade_class(submissions, course, grades or tmp_path / "grades", jobs=jobs)
        return {result.submission: result for result in results}

    return run
