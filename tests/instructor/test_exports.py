"""Every export says what the results say, and what a trainee wrote is data in all of them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from labs.instructor.detail import DETAILS, Detail, told
from labs.instructor.export import Wanted, export
from labs.instructor.exports import canvas, gradescope, junit, tables
from labs.instructor.feedback import feedback_page
from labs.instructor.lateness import LatePolicy, Times
from pipeline.errors import ConfigError

from .results import HOSTILE, check, result

ANNA = result("anna", check("a", 2.0), check("b", 1.0, outcome="partial", message="half"), seconds=3.4)
EVIL = result(
    "=1+1",
    check("a", 0.0, message=HOSTILE, given=HOSTILE, expected="7", actual=HOSTILE, think="What is seven?"),
    problem="",
)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_wide_table_keeps_raw_points_beside_what_lateness_leaves() -> None:
    due = datetime(2026, 1, 1, tzinfo=UTC)
    times = {"anna": Times(due + timedelta(hours=1), due)}
    row = rows(tables.wide([ANNA], times, LatePolicy(fraction_a_day=0.5)))[0]
    assert (row["points"], row["of"], row["04_rules"]) == ("3", "4", "3")
    assert (row["kept_fraction"], row["after_lateness"]) == ("0.5", "1.5")
    assert row["submitted"] == "2026-01-01T01:00:00+00:00"


def test_the_long_table_has_a_row_a_check() -> None:
    found = rows(tables.long([ANNA, EVIL]))
    assert [(row["submission"], row["check"], row["outcome"], row["earned"]) for row in found] == [
        ("anna", "a", "pass", "2"), ("anna", "b", "partial", "1"), ("'=1+1", "a", "fail", "0"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "  =1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert not tables.cell(text).lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(("value", "shown"), [(-1.5, "-1.5"), (3, "3"), ("plain", "plain"), ("a=1", "a=1")])
def test_numbers_and_plain_texts_stay_as_they_are(value: object, shown: str) -> None:
    assert tables.cell(value) == shown


def test_a_row_stays_a_row_whatever_is_in_it() -> None:
    assert len(tables.long([EVIL]).splitlines()) == 2
    assert "\x1b" not in tables.long([EVIL])


@pytest.mark.parametrize(
    ("detail", "names"),
    [
        ("full", ["message", "given", "expected", "actual", "think"]),
        ("actual-only", ["message", "given", "actual", "think"]),
        ("none", []),
    ],
)
def test_the_instructor_says_how_much_is_told(detail: Detail, names: list[str]) -> None:
    assert [name for name, _ in told(EVIL.labs[0].checks[0], detail)] == names
    assert told(ANNA.labs[0].checks[0], detail) == []


@pytest.mark.parametrize("detail", DETAILS)
def test_what_is_expected_is_in_no_export_that_must_not_tell_it(detail: Detail) -> None:
    secret = result("anna", check("a", 0.0, expected="SECRET-9", actual="8"))
    texts = [
        gradescope.as_text(gradescope.results_json(secret, detail)),
        junit.junit(secret, detail),
        feedback_page(secret, detail),
        junit.step_summary(secret),
    ]
    assert [("SECRET-9" in text) for text in texts] == [detail == "full"] * 3 + [False]


def test_feedback_is_one_page_in_which_nothing_runs() -> None:
    page = feedback_page(EVIL, "full")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "default-src 'none'" in page
    for outside in ("http://", "https://", " src=", "@import", "url("):
        assert outside not in page


def test_feedback_tells_points_and_outcomes_in_words_too() -> None:
    page = feedback_page(ANNA, "full", datetime(2026, 1, 1, 12, tzinfo=UTC))
    for wanted in ("Feedback for anna", "of 4 points", "Title of b.", "in part", "half", "2026-01-01T12:00"):
        assert wanted in page


def test_gradescope_has_a_test_a_check() -> None:
    content = gradescope.results_json(ANNA, "full")
    assert content["score"] == 3
    assert [(one["score"], one["max_score"], one["status"]) for one in content["tests"]] == [
        (2, 2, "passed"), (1, 2, "failed"),
    ]  # fmt: skip
    assert json.loads(gradescope.as_text(content)) == content


def test_the_autograder_has_the_project_the_key_and_two_scripts_and_nothing_of_ours(tmp_path: Path) -> None:
    (tmp_path / "labs").mkdir()
    (tmp_path / "labs" / "a.py").write_text("x")
    for private in (".git/config", ".venv/x", "out/x", ".lab/state.json"):
        (tmp_path / private).parent.mkdir(exist_ok=True)
        (tmp_path / private).write_text("x")
    content = gradescope.autograder_zip(b"secret", "none", tmp_path)
    assert content == gradescope.autograder_zip(b"secret", "none", tmp_path)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["setup.sh", "run_autograder", "course.key", "project/labs/a.py"]
        assert archive.getinfo("run_autograder").external_attr >> 16 & 0o111
        script = archive.read("run_autograder").decode()
    assert "--detail none" in script
    assert '"/autograder/one/$id"' in script  # one name for all would be one world for all
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


def test_junit_counts_and_can_be_parsed_whatever_is_in_it() -> None:
    root = ElementTree.fromstring(junit.junit(EVIL, "full"))
    suite = root[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("1", "1", "0")
    assert "<script>" in str(suite[0][0].text)
    assert "\x1b" not in junit.junit(EVIL, "full")


def test_the_step_summary_is_a_table_that_nothing_breaks_out_of() -> None:
    text = junit.step_summary(result("a|b", check("a", 0.0), problem="<b>|x"))
    assert "| 04\\_rules | 0/2 | Title of a\\. |" in text
    assert "<b>" not in text
    assert "a\\|b" in text


GRADE_BOOK = (
    "Student,ID,SIS Login ID,Lab 4 (123),Final\n    Points Possible,,,100,\n"
    '"Berg, Anna",1,anna,,5\n"Ott, Ben",2,ben,40,6\n'
)


def test_canvas_gets_its_own_table_back_with_one_column_filled(tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_text(GRADE_BOOK)
    text, unknown = canvas.filled(tmp_path / "book.csv", "Lab 4", {"anna": 92.5, "carl": 1.0})
    assert text == GRADE_BOOK.replace("anna,,5", "anna,92.5,5")
    assert unknown == ["carl"]


@pytest.mark.parametrize("column", ["Lab 5", "Lab"])
def test_a_column_that_is_not_there_is_told_with_those_that_are(tmp_path: Path, column: str) -> None:
    (tmp_path / "book.csv").write_text(GRADE_BOOK)
    with pytest.raises(ConfigError, match=r"0 columns are called .*; there are Lab 4 \(123\), Final"):
        canvas.filled(tmp_path / "book.csv", column, {})


def test_everything_is_written_where_it_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_text(GRADE_BOOK)
    wanted = Wanted(
        feedback=tmp_path / "f", gradescope=tmp_path / "g", junit=tmp_path / "j", summary=tmp_path / "s.md",
        canvas=tmp_path / "book.csv", canvas_column="Lab 4",
    )  # fmt: skip
    written, unknown = export([ANNA], tmp_path, wanted)
    names = {path.relative_to(tmp_path).as_posix() for path in written}
    assert names == {"grades.csv", "grades-long.csv", "f/anna.html", "g/anna.json", "j/anna.xml", "s.md", "canvas.csv"}
    assert all(path.stat().st_size for path in written)
    assert unknown == []
