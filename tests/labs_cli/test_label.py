"""`lab label`: what it shows, what a key does, and that nothing a trainee has written is ever lost."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from labs.author.wrong_labels import true_table
from labs.cli.main import run
from labs.cli.workspace import Workspace
from labs.grading.sheet import Document, read_sheet

from .screen import Screen

LABELS = "labs/07_pages/labels.csv"

Lab = Callable[..., tuple[int, str, str]]


@pytest.fixture
def lab(checkout: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Lab:
    monkeypatch.chdir(checkout)

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--root", str(checkout), *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def sheet(checkout: Path) -> list[Document]:
    return read_sheet(Workspace(checkout).lab("07"))


def rows(checkout: Path) -> list[dict[str, str]]:
    with (checkout / LABELS).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_without_a_terminal_the_next_document_is_printed(checkout: Path, lab: Lab, sheet: list[Document]) -> None:
    code, out, _ = lab("label", "07")
    assert code == 0
    assert f"{sheet[0].id}  document 1 of 24" in out
    assert "What is this?" in out
    assert "0 of 24 documents have a label" in out
    assert "\x1b" not in out
    assert [row["document"] for row in rows(checkout)] == [document.id for document in sheet]
    path = checkout / LABELS
    path.write_text(path.read_text().replace(f"{sheet[0].id},,", f"{sheet[0].id},{sheet[0].label},"))
    _, out, _ = lab("label", "07")
    assert f"{sheet[1].id}  document 2 of 24" in out
    assert f"1 of 24 documents have a label: 1 {sheet[0].label}" in out


def test_all_documents_can_be_printed_and_have_no_truth_beside_them(lab: Lab, sheet: list[Document]) -> None:
    _, out, _ = lab("label", "07", "--all")
    assert all(document.id in out for document in sheet)
    told = json.loads(lab("label", "07", "--json")[1])
    assert list(told["labels"]) == ["prose", "list", "code"]
    assert {(one["label"], one["note"]) for one in told["documents"]} == {("", "")}


def test_a_lab_without_labels_says_which_have_some(lab: Lab) -> None:
    code, out, err = lab("label", "04")
    assert (code, out) == (2, "")
    assert "lab 04 has nothing to label by hand; labs that have: 07" in err


def test_a_file_with_a_mistake_is_left_alone_and_its_line_named(checkout: Path, lab: Lab) -> None:
    mine = "document,label,note\nd0000000,prose,my work\n"
    (checkout / LABELS).write_text(mine)
    code, _, err = lab("label", "07")
    assert code == 2
    assert "labels.csv, line 2: there is no document 'd0000000'" in err
    assert (checkout / LABELS).read_text() == mine


def test_labels_count_beside_the_exercises(checkout: Path, lab: Lab, sheet: list[Document]) -> None:
    code, out, _ = lab("check", "07", "labels")
    assert code == 1
    assert "nothing labelled yet" in out
    assert "`lab label 07`: look at your data and label it by hand" in out
    (checkout / LABELS).write_bytes(true_table(sheet))
    code, out, _ = lab("check", "07", "labels")
    assert code == 0
    assert "80 of 100 points" in out
    assert "labels: 4 checks pass" in out
    told = json.loads(lab("list", "07", "--json")[1])[0]
    assert (told["labels"]["status"], told["labels"]["earned"], told["earned"]) == ("done", 80, 80)
    assert [exercise["name"] for exercise in told["exercises"]] == ["word_count"]


def test_labels_are_checked_whatever_the_exercise_file_holds(checkout: Path, lab: Lab, sheet: list[Document]) -> None:
    (checkout / LABELS).write_bytes(true_table(sheet))
    (checkout / "labs/07_pages/exercise.py").write_text("def word_count(:\n")
    assert lab("check", "07", "labels")[0] == 0
    assert lab("check", "07")[0] == 1


def test_a_lab_is_done_when_labels_and_functions_are(checkout: Path, lab: Lab, sheet: list[Document]) -> None:
    path = checkout / "labs/07_pages/exercise.py"
    lab("check", "07")
    path.write_text(path.read_text().replace("raise NotImplementedError", "return len(words)"))
    assert "Lab 07 is done" not in lab("check", "07")[1]
    (checkout / LABELS).write_bytes(true_table(sheet))
    code, out, _ = lab("check", "07")
    assert code == 0
    assert "Lab 07 is done" in out


@pytest.mark.parametrize("command", ["hint", "solution", "reset"])
def test_commands_of_functions_point_to_the_labels(checkout: Path, lab: Lab, command: str) -> None:
    (checkout / LABELS).write_text("document,label,note\n")
    code, _, err = lab(command, "07", "labels")
    assert code == 2
    assert "labels are made by hand: `lab label 07`" in err
    assert lab("reset", "07")[0] == 0
    assert (checkout / LABELS).read_text() == "document,label,note\n"


def test_labels_alone_can_be_handed_in(checkout: Path, lab: Lab, sheet: list[Document]) -> None:
    (checkout / LABELS).write_bytes(true_table(sheet))
    code, out, _ = lab("submit", "--json")
    told: Any = json.loads(out)
    assert code == 0
    assert (told["earned"], told["points"]) == (80, 100)
    with zipfile.ZipFile(told["file"]) as archive:
        assert archive.read(LABELS) == true_table(sheet)


@pytest.fixture
def screen(checkout: Path) -> Iterator[Screen]:
    screen = Screen(checkout, "label", "07", columns=80)
    yield screen
    screen.close()


def test_one_key_labels_and_each_is_saved(checkout: Path, screen: Screen) -> None:
    screen.wait_for("document 1 of 24")
    screen.press("1")
    screen.wait_for("document 2 of 24")
    assert rows(checkout)[0]["label"] == "prose"
    screen.press("3")
    screen.wait_for("document 3 of 24")
    screen.press("u")
    screen.wait_for("document 2 of 24")
    assert [row["label"] for row in rows(checkout)[:2]] == ["prose", ""]
    screen.press("w")
    screen.wait_for("note: ")
    screen.press("odd, this\n")
    screen.wait_for("note: odd, this")
    assert rows(checkout)[1]["note"] == "odd, this"
    screen.press("n")
    screen.wait_for("document 3 of 24")
    path = checkout / LABELS
    path.write_text(path.read_text() + "\n")  # somebody has the file open and saves it
    screen.press("2")
    screen.wait_for("document 4 of 24")
    screen.press("p")
    screen.wait_for("document 3 of 24")
    screen.press("q")
    screen.wait_for("2 of 24 documents have a label")
    assert screen.process.wait(10) == 0


def test_a_label_that_needs_a_note_stays_until_there_is_one(checkout: Path) -> None:
    for name in ("lab.toml", "sheet.py"):
        path = checkout / "labs/07_pages" / name
        path.write_text(path.read_text().replace("code", "other"))
    with closing(Screen(checkout, "label", "07", columns=80)) as screen:
        screen.wait_for("document 1 of 24")
        screen.press("3")
        screen.wait_for("w writes a note, n goes on without one")
        screen.press("w")
        screen.wait_for("note: ")
        screen.press("a program\n")
        screen.wait_for("document 2 of 24")
        assert [tuple(row.values())[1:] for row in rows(checkout)[:2]] == [("other", "a program"), ("", "")]
        screen.press("u")  # the note
        screen.wait_for("document 1 of 24")
        assert tuple(rows(checkout)[0].values())[1:] == ("other", "")
        screen.press("u")  # the label
        screen.wait_for("0 labelled")
        assert tuple(rows(checkout)[0].values())[1:] == ("", "")
        screen.press("3")
        screen.wait_for("w writes a note")
        screen.press("n")
        screen.wait_for("document 2 of 24")
    assert tuple(rows(checkout)[0].values())[1:] == ("other", "")


@pytest.mark.parametrize("key", ["x", "9", "\n"])
def test_a_key_without_a_meaning_says_so(checkout: Path, screen: Screen, key: str) -> None:
    screen.wait_for(" 1-3 ")  # the last line of the screen names the keys
    screen.press(key)
    screen.wait_for("this key does nothing")
    assert {row["label"] for row in rows(checkout)} == {""}


def test_it_goes_on_where_it_was_left(checkout: Path, sheet: list[Document]) -> None:
    (checkout / LABELS).write_bytes(true_table(sheet[:2]))
    with closing(Screen(checkout, "label", "07", columns=80)) as screen:
        screen.wait_for("document 3 of 24")
        screen.press("u")
        screen.wait_for("nothing to undo yet")
        screen.press("q")
        screen.wait_for("2 of 24 documents have a label")
    assert [row["label"] for row in rows(checkout)] == [sheet[0].label, sheet[1].label]
