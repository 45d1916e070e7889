"""After grading: a check can be explained, a class graded anew, pairs looked at, all through the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from labs.cli.main import run
from labs.instructor.regrade import merged
from labs.instructor.result import FILE_NAME, LabResult, read_result

from .conftest import LAB
from .results import check, result

STARTER = "def duplicate_line_fraction(lines):\n    raise NotImplementedError\n"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, right: str, labels: bytes) -> Path:
    """A folder with the key, the submissions and the grades of three: two with the same work, one with the starter."""
    home = tmp_path_factory.mktemp("term")
    (home / "key").write_text("k" * 32)
    for name, code in {"anna": right, "ben": right.replace("counts", "numbers"), "carl": STARTER}.items():
        (home / "class" / name / LAB).mkdir(parents=True)
        (home / "class" / name / LAB / "exercise.py").write_text(code)
        (home / "class" / name / LAB / "labels.csv").write_bytes(labels)
    arguments = ["grade", str(home / "class"), "--key", str(home / "key"), "--out", str(home / "grades")]
    assert run([*arguments, "--jobs", "2", "--only", "04", "--json"]) == 0
    return home


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    run([*arguments, "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_failed_check_comes_out_the_same_again(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys, "explain", str(graded / "grades"), "carl", "first_line_is_no_copy", "--key", str(graded / "key")
    )
    assert found["agrees"] is True
    assert found["same_checks"] is True
    assert "not written yet" in str(found["before"])


def test_explaining_needs_the_key_of_the_grade(
    graded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "key").write_text("l" * 32)
    assert (
        run(["explain", str(graded / "grades"), "carl", "first_line_is_no_copy", "--key", str(tmp_path / "key")]) == 2
    )
    assert "graded with another key" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("who", "what"), [("nobody", "first_line_is_no_copy"), ("carl", "nothing"), ("carl", "01/first_line_is_no_copy")]
)
def test_what_is_not_there_is_named(graded: Path, who: str, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(graded / "grades"), who, what, "--key", str(graded / "key")]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_the_two_with_the_same_work_are_shown_side_by_side(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "audit", str(graded / "grades"))
    (pair,) = found["alike"]
    assert (pair["a"], pair["b"]) == ("anna", "ben")
    page = Path(pair["page"]).read_text()
    assert 'class="common"' in page and "anna" in page
    assert not any(outside in page for outside in (" src=", " href=", "@import", "<script"))


def test_grading_anew_changes_nothing_and_finds_a_score_that_somebody_changed(
    graded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["regrade", str(graded / "grades"), "--key", str(graded / "key"), "--only", "04"]
    assert answer(capsys, *arguments)["changes"] == []
    file = graded / "grades" / "submissions" / "carl" / FILE_NAME
    old = read_result(file)
    checks = tuple(
        check.model_copy(update={"earned": check.points, "outcome": "pass"})
        if check.check == "first_line_is_no_copy"
        else check
        for check in old.labs[0].checks
    )
    old.model_copy(update={"labs": (old.labs[0].model_copy(update={"checks": checks}),)}).write(file)
    (change,) = answer(capsys, *arguments)["changes"]
    assert (change["submission"], [check["check"] for check in change["checks"]]) == ("carl", ["first_line_is_no_copy"])
    assert "pass became fail" in change["checks"][0]["why"]
    assert answer(capsys, *arguments, "--apply")["changes"] == [change]
    assert answer(capsys, *arguments)["changes"] == []


def test_one_lab_that_is_graded_anew_leaves_the_others_as_they_are() -> None:
    other = LabResult(lab="05_exact", points=100.0, checks=(check("x", 2.0),))
    before = result("anna", check("a", 0.0), only=("04_rules", "05_exact"))
    before = before.model_copy(update={"labs": (*before.labs, other)})
    after = result("anna", check("a", 2.0), only=("04_rules",))
    found = merged(before, after, {"04_rules"})
    assert [(lab.lab, lab.earned) for lab in found.labs] == [("04_rules", 2.0), ("05_exact", 2.0)]
    assert found.only == before.only


def test_a_check_that_was_skipped_is_skipped_again(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "explain", str(graded / "grades"), "carl", "no_lines", "--key", str(graded / "key"))
    assert found["before"]["outcome"] == found["now"]["outcome"] == "skip"
    assert found["agrees"] is True


def test_figures_and_exports_of_a_class(graded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["stats", str(graded / "grades"), "--json"]) == 0
    first = next(one for one in json.loads(capsys.readouterr().out) if one["check"] == "first_line_is_no_copy")
    assert (first["submissions"], round(first["pass_rate"], 2)) == (3, 0.67)
    assert run(["export", str(graded / "grades"), "--feedback", str(tmp_path / "pages"), "--detail", "none"]) == 0
    assert {path.name for path in (tmp_path / "pages").iterdir()} == {"anna.html", "ben.html", "carl.html"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--detail", "all"], "there are full, actual-only, none"),
        (["--canvas", "x.csv"], "--canvas also needs --column"),
        (["--autograder", "x.zip"], "--autograder also needs --key"),
    ],
)
def test_options_that_do_not_fit_are_told(
    graded: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", str(graded / "grades"), *arguments]) == 2
    assert told in capsys.readouterr().err
