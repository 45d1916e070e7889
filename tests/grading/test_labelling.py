"""Labels are scored from the file beside the exercise, against a truth that the submission cannot touch."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from labs.author.wrong_labels import true_table
from labs.catalogue import LABELS, Lab, find_lab
from labs.grading.plugin import Verdict
from labs.grading.run import run_checks
from labs.grading.sheet import Document, read_sheet

EXAMPLE = Path(__file__).parents[1] / "example_lab"


@pytest.fixture
def lab() -> Lab:
    return find_lab("07", EXAMPLE / "labs")


@pytest.fixture
def handed_in(tmp_path: Path, lab: Lab) -> Path:
    """The folder of a submission, with every true label."""
    folder = tmp_path / "labs" / lab.name
    folder.mkdir(parents=True)
    shutil.copy(lab.exercise_file, folder)
    (folder / "labels.csv").write_bytes(true_table(read_sheet(lab)))
    return folder


def verdicts(lab: Lab, folder: Path, seed: int = 1) -> dict[str, Verdict]:
    found = run_checks(lab, folder=folder.parents[1], only=[LABELS], seed=seed)
    return {verdict.check: verdict for verdict in found}


@pytest.mark.parametrize("seed", [1, 987_654_321])
def test_true_labels_get_full_marks_whatever_seed_the_grade_is_given_on(lab: Lab, handed_in: Path, seed: int) -> None:
    found = verdicts(lab, handed_in, seed)
    assert sum(verdict.earned for verdict in found.values()) == 80


def test_what_else_lies_in_the_submission_is_never_read(lab: Lab, handed_in: Path) -> None:
    for name in ("sheet.py", "conftest.py", "exercise.py"):
        (handed_in / name).write_text("raise SystemExit('imported')\n")
    (handed_in / "lab.toml").write_text("this is no TOML")
    assert all(verdict.outcome == "pass" for verdict in verdicts(lab, handed_in).values())


def test_without_a_file_the_first_check_fails_and_the_others_wait_for_it(lab: Lab, handed_in: Path) -> None:
    (handed_in / "labels.csv").unlink()
    found = verdicts(lab, handed_in)
    assert found["labels_follow_documents"].outcome == "fail"
    assert found["labels_follow_documents"].message == "there is no labels.csv yet"
    assert {verdict.outcome for name, verdict in found.items() if name != "labels_follow_documents"} == {"skip"}


def test_a_link_out_of_the_submission_is_not_followed(lab: Lab, handed_in: Path, tmp_path: Path) -> None:
    path = handed_in / "labels.csv"
    path.rename(tmp_path / "elsewhere.csv")
    path.symlink_to(tmp_path / "elsewhere.csv")
    assert verdicts(lab, handed_in)["labels_follow_documents"].message.startswith("labels.csv cannot be read")


def change(folder: Path, sheet: list[Document], labels: dict[int, str]) -> None:
    """Other labels at some places of the sheet."""
    path = folder / "labels.csv"
    lines = path.read_text().splitlines()
    for place, label in labels.items():
        lines[place + 1] = f"{sheet[place].id},{label},"
    path.write_text("\n".join(lines))


def test_credit_goes_down_with_every_label_that_is_missing(lab: Lab, handed_in: Path) -> None:
    sheet = read_sheet(lab)
    firsts = [place for place, one in enumerate(sheet) if not one.is_repeat and place > 8]
    earned = []
    for count in (0, 3, 6):
        change(handed_in, sheet, dict.fromkeys(firsts[:count], ""))
        found = verdicts(lab, handed_in)
        earned.append((found["labels_cover"].earned, found["labels_agree"].earned))
    assert earned[0] == (20, 40)
    assert earned[1] == (15, 40)  # 21 of 24 have a label; kappa is (18/21 - 1/3 * 18/21) / (1 - 1/3 * 18/21) = 0.8
    assert earned[2][0] == 10
    assert 0 < earned[2][1] < 40


def test_one_text_with_two_labels_is_told_with_its_places(lab: Lab, handed_in: Path) -> None:
    sheet = read_sheet(lab)
    place, repeat = next((place, one) for place, one in enumerate(sheet) if one.is_repeat)
    first = next(number for number, one in enumerate(sheet, start=1) if one.id == repeat.first)
    other = "code" if repeat.label != "code" else "list"
    change(handed_in, sheet, {place: other})
    found = verdicts(lab, handed_in)["labels_consistent"]
    assert found.outcome == "partial"
    assert f"documents {first} and {place + 1} have the same text: {repeat.label}, {other}" in found.message
    assert verdicts(lab, handed_in)["labels_agree"].outcome == "pass"


def test_the_commonest_mistake_is_told(lab: Lab, handed_in: Path) -> None:
    sheet = read_sheet(lab)
    lists = [place for place, one in enumerate(sheet) if one.label == "list" and one.id == one.first]
    change(handed_in, sheet, {**dict.fromkeys(lists[:5], "prose")})
    message = verdicts(lab, handed_in)["labels_agree"].message
    assert "most often, 5 times, list has the label prose" in message


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["code"] * 24, "all 24 labels are code: they do not depend on the documents"),
        (["code", "list"] * 12, "the labels repeat themselves every 2 rows"),
        (["code"] * 8 + ["list"] * 8 + ["prose"] * 8, "your labels look like chance"),
        (["code"] * 11 + [""] * 13, "11 of 24 documents have a label: label at least half of them with `lab label 07`"),
    ],
)
def test_labels_that_nobody_has_thought_about(lab: Lab, handed_in: Path, labels: list[str], message: str) -> None:
    change(handed_in, read_sheet(lab), dict(enumerate(labels)))
    assert message in verdicts(lab, handed_in)["labels_follow_documents"].message
