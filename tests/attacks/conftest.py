"""Cheats on one exercise in an otherwise honest submission, all graded in one class with honest neighbours."""

from __future__ import annotations

import socket
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from labs.catalogue import find_lab
from labs.grading.sandbox.limits import Limits
from labs.instructor.grade import Course, grade_class
from labs.instructor.intake import take_in
from labs.instructor.key import CourseKey
from labs.instructor.result import Result
from tests.instructor.own_code import exercise_text, true_labels

LAB = "04_rules"
CHEATED = "duplicate_line_fraction"
"""The exercise that the cheats are after; everything else in their files is honest and right."""


HONEST = ("honest-first", "zz-honest-last")


@dataclass(frozen=True)
class Attack:
    """A cheat: code behind the honest exercise file, and files beside it."""

    name: str
    code: str = ""
    files: dict[str, str | bytes] = field(default_factory=dict)
    signs: tuple[str, ...] = ()
    """Kinds of signs of which one must be reported."""
    whole_file: bool = False
    """It ends the process when the file is imported, so that its own other exercises go with it."""
    replaces: bool = False
    """``code`` is the whole exercise file."""
    walls: bool = False
    """What stops it is the sandbox: it is tried in each that has walls, the others in the best one only."""


@dataclass(frozen=True)
class Graded:
    """The class, graded."""

    results: dict[str, Result]
    folder: Path
    """Where nothing may have been written."""
    visits: int
    """Connections that came to a server outside of the sandbox."""


Classes = Callable[[str], Graded]


@pytest.fixture(scope="session")
def graded_in(tmp_path_factory: pytest.TempPathFactory) -> Classes:
    """The class as a tier grades it, graded when it is first asked for."""

    @cache
    def one(tier: str) -> Graded:
        return _grade(tmp_path_factory.mktemp(f"attacks-{tier}"), tier)

    return one


def _grade(folder: Path, tier: str) -> Graded:
    """Grade the class of attackers that a tier is tried with, with two honest trainees among them."""
    from .attacks import tried_in

    (folder / "outside").mkdir()
    lab = find_lab("04")
    honest, labels = exercise_text(lab), true_labels(lab)
    handed_in = folder / "class"
    handed_in.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.setblocking(False)
        port = door.getsockname()[1]
        for attack in tried_in(tier, folder / "outside", port):
            code = attack.code if attack.replaces else f"{honest}\n\n{attack.code}\n"
            with zipfile.ZipFile(handed_in / f"{attack.name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(f"labs/{LAB}/exercise.py", code)
                archive.writestr(f"labs/{LAB}/labels.csv", labels)
                for name, content in attack.files.items():
                    archive.writestr(name, content)
        for name in HONEST:
            (handed_in / name / LAB).mkdir(parents=True)
            (handed_in / name / LAB / "exercise.py").write_text(honest)
            (handed_in / name / LAB / "labels.csv").write_bytes(labels)
        limits = Limits(memory_bytes=1 << 30, disk_bytes=64 << 20, processes=64, failures=1, wall_seconds=300)
        course = Course(CourseKey(b"k" * 32), [lab], tier, limits)
        results = grade_class(take_in(handed_in), course, folder / "grades", jobs=2)
        visits = 0
        while True:
            try:
                door.accept()[0].close()
            except BlockingIOError:
                break
            visits += 1
    return Graded({result.submission: result for result in results}, folder / "outside", visits)
