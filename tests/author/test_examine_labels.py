"""A lab with labels made by hand: wrong tables must be caught, and the sheet must be one that people can label."""

from __future__ import annotations

from pathlib import Path

import pytest

from labs.author.examine import Examination, Examiner
from labs.cli.workspace import Workspace

from .conftest import change

TOML = "labs/07_pages/lab.toml"
HANDOUT = "labs/07_pages/README.md"
SHEET = "labs/07_pages/sheet.py"
CHECKS = "tests/checks/test_07_pages.py"


def examine(checkout: Path) -> Examination:
    workspace = Workspace(checkout)
    return Examiner(workspace, workspace.lab("07")).examine()


def test_a_sound_lab_has_no_defects(checkout: Path) -> None:
    found = examine(checkout)
    assert found.defects == []
    assert found.mutants == found.killed > 5 + 15


def test_labels_that_somebody_has_made_in_this_checkout_do_not_count(checkout: Path) -> None:
    (checkout / "labs/07_pages/labels.csv").write_text("document,label\nd0000000,nothing\n")
    assert examine(checkout).defects == []


@pytest.mark.parametrize(
    ("file", "old", "new", "defect"),
    [
        (HANDOUT, "`lab label 07`", "labels", "not mentioned in README.md: lab label 07"),
        (HANDOUT, "`list`", "list", "not mentioned in README.md: `list`"),
        (TOML, 'code = "a line of a program"', 'shop = "an offer"', "true labels that lab.toml does not allow: code"),
        (TOML, 'code = "', 'shop = "an offer"\ncode = "', "labels of fewer than 3 documents: shop"),
        (TOML, 'question = "What is this?"', "", "labels.question: Field required"),
        (TOML, 'prose = "a sentence"', 'Prose = "a sentence"', "String should match pattern"),
        (SHEET, "range(7)", "range(5)", "the sheet has 18 documents, not 20 to 30"),
        (SHEET, "cat = house[{number}]", "cat = house[{min(number, 5)}]", "two documents of the sheet have the same"),
        (SHEET, "sleeps.", "sleeps{' and sleeps' * 200}.", "documents of more than 2000 characters"),
        (CHECKS, "test_labels_cover", "test_labels_all", "the checks of labels must be labels_follow_documents"),
        (CHECKS, "    labels.expect_follow_documents()\n", "    pass\n",
         "labels, all are prose: not caught by labels_follow_documents"),
        (CHECKS, "    labels.expect_follow_documents()\n", "    pass\n", "labels, all are prose: earn"),
        (CHECKS, "    labels.credit_coverage()\n", "    pass\n",
         "labels, the last one forgotten: not caught by labels_cover"),
        (CHECKS, "    labels.credit_consistency()\n", "    pass\n",
         "labels, the same text with another label: not caught by labels_consistent"),
        (CHECKS, "full=0.8", "full=0.45", "labels, every third misread: not caught by labels_agree"),
        (CHECKS, "full=0.8", "full=1.2", "check labels_agree does not pass with the reference"),
    ],
)  # fmt: skip
def test_a_defect_is_found(checkout: Path, file: str, old: str, new: str, defect: str) -> None:
    change(checkout, file, old, new)
    assert any(defect in found for found in examine(checkout).defects), examine(checkout).defects
