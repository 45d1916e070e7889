"""The pytest plugin of the graded checks: gives them the submission, skips what cannot pass, notes what was earned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from labs.catalogue import find_lab
from labs.grading.check import CheckFailure, PartialCredit, shown
from labs.grading.labelling import Labelling
from labs.grading.submission import Submission, SubmissionError

LABS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Verdict:
    """What one check came to. ``outcome`` is pass, partial, fail, error, timeout or skip."""

    lab: str
    exercise: str
    check: str
    title: str
    outcome: str
    points: float
    earned: float
    message: str = ""
    given: str | None = None
    expected: str | None = None
    actual: str | None = None
    think: str = ""
    line: int | None = None
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


VERDICTS = pytest.StashKey[list[Verdict]]()
OPEN_SUBMISSION = pytest.StashKey[Any]()
OPEN_LABELS = pytest.StashKey[Path | None]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("lab", "graded checks")
    group.addoption("--submission", type=Path, default=LABS, help="folder with the labs to check (default: labs/)")
    group.addoption("--world-seed", type=int, default=1, help="seed of the web the checks run on")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "check(exercise, points, needs): a graded check")
    config.stash[VERDICTS] = []


@pytest.fixture(scope="session")
def world_seed(request: pytest.FixtureRequest) -> int:
    """The seed of everything a check needs: never a number a submission could know when it is graded."""
    return int(request.config.getoption("--world-seed"))


@pytest.fixture(scope="module")
def submission(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The functions of the submission's exercise file, called in a process of their own."""
    ready = request.config.stash.get(OPEN_SUBMISSION, None)
    if ready is not None:
        yield ready
        return
    with Submission(_exercise_file(request), f"submission_{lab_of(request.path)}") as running:
        yield running


@pytest.fixture(scope="module")
def labels(request: pytest.FixtureRequest) -> Labelling:
    """The labels beside the submission's exercise file. What they are about comes from the checks' own checkout."""
    lab = find_lab(lab_of(request.path), request.path.parents[2] / "labs")
    if request.config.stash.get(OPEN_SUBMISSION, None) is not None:
        path = request.config.stash.get(OPEN_LABELS, None)
    else:
        path = _exercise_file(request).with_name(lab.labels_file.name)
    return Labelling(lab, path)


def _exercise_file(request: pytest.FixtureRequest) -> Path:
    """The exercise file of the lab in the folder that was handed in."""
    lab = lab_of(request.path)
    folder = Path(request.config.getoption("--submission"))
    found = sorted(folder.glob(f"{lab}_*/exercise.py")) + sorted(folder.glob(f"*/{lab}_*/exercise.py"))
    if not found:
        pytest.fail(f"there is no folder {lab}_*/ with an exercise.py in {folder}")
    return found[0]


def lab_of(path: Path) -> str:
    """``04`` for the file ``test_04_rules.py``."""
    found = re.match(r"test_(\d\d)_", path.name)
    if found is None:
        raise ValueError(f"{path.name} is not called test_NN_name.py")
    return found[1]


def marker_of(item: pytest.Item) -> pytest.Mark | None:
    return item.get_closest_marker("check")


def check_name(item: pytest.Item) -> str:
    """The name a check is known by: its function without ``test_``."""
    return item.name.removeprefix("test_")


def pytest_runtest_setup(item: pytest.Item) -> None:
    marker = marker_of(item)
    if marker is None:
        return
    lab = lab_of(item.path)
    failed = {v.check for v in item.config.stash[VERDICTS] if v.lab == lab and v.outcome not in ("pass", "partial")}
    for needed in marker.kwargs["needs"]:
        if needed in failed:
            pytest.skip(f"first make {needed} pass")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    marker = marker_of(item)
    decided = call.when == "call" or (call.when == "setup" and call.excinfo is not None)
    if marker is not None and decided:
        item.config.stash[VERDICTS].append(_verdict(item, marker, call))
    return report


def _verdict(item: pytest.Item, marker: pytest.Mark, call: pytest.CallInfo[None]) -> Verdict:
    points = float(marker.kwargs["points"])
    known = {
        "lab": lab_of(item.path),
        "exercise": marker.kwargs["exercise"],
        "check": check_name(item),
        "title": " ".join((getattr(item, "function", item).__doc__ or "").split()),
        "points": points,
        "seconds": round(call.duration, 3),
    }
    error = call.excinfo.value if call.excinfo is not None else None
    if error is None:
        return Verdict(**known, outcome="pass", earned=points)
    if isinstance(error, pytest.skip.Exception):
        return Verdict(**known, outcome="skip", earned=0.0, message=str(error))
    if isinstance(error, PartialCredit):
        outcome = "partial" if error.fraction > 0 else "fail"
        return Verdict(**known, outcome=outcome, earned=round(points * error.fraction, 4), message=str(error))
    if isinstance(error, CheckFailure):
        return Verdict(
            **known,
            outcome="fail",
            earned=0.0,
            message="not what was expected",
            given=shown(error.given),
            expected=shown(error.expected),
            actual=shown(error.actual),
            think=error.think,
        )
    if isinstance(error, SubmissionError):
        outcome = "timeout" if error.kind == "timeout" else "fail"
        given = None if error.given is None else shown(error.given)
        return Verdict(**known, outcome=outcome, earned=0.0, message=str(error), given=given, line=error.line)
    if isinstance(error, AssertionError):
        return Verdict(**known, outcome="fail", earned=0.0, message=str(error).split("\nassert ")[0])
    # Anything else is a fault of the check, not of the submission.
    return Verdict(**known, outcome="error", earned=0.0, message=f"{type(error).__name__}: {error}")
