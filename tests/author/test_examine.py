"""Each kind of defect that a lab can have is found, and told in words that name it."""

from __future__ import annotations

from pathlib import Path

import pytest

from labs.author.examine import Examination, Examiner, signature_problem
from labs.cli.workspace import Workspace

from .conftest import change

TOML = "labs/04_words/lab.toml"
EXERCISE = "labs/04_words/exercise.py"
HANDOUT = "labs/04_words/README.md"
CHECKS = "tests/checks/test_04_words.py"
MUTANTS = "tests/mutants/04_words.py"


def examine(checkout: Path) -> Examination:
    workspace = Workspace(checkout)
    return Examiner(workspace, workspace.lab("04")).examine()


def test_a_sound_lab_has_no_defects(checkout: Path) -> None:
    found = examine(checkout)
    assert found.defects == []
    assert (found.checks, found.points, found.mutants, found.killed) == (4, 100, 10, 10)


@pytest.mark.parametrize(
    ("file", "old", "new", "defect"),
    [
        (EXERCISE, '    raise NotImplementedError("write me")', "    return 0.0",
         "the untouched labs/04_words/exercise.py is not to be found"),
        (EXERCISE, "def word_count(words: list[str])", "def word_count(tokens: list[str])",
         "the stub of word_count has the parameter tokens"),
        (EXERCISE, '    """Number of words."""\n', "", "the stub of word_count must be a docstring"),
        (TOML, '"len() tells how long a list is."', '" "', "exercises with an empty hint: word_count"),
        (TOML, "minutes = 60", "minutes = 60\nspark = true", "lab.toml must say spark = true exactly when"),
        (TOML, "minutes = 60", "minutes = 60\nfoo = 1", "foo: Extra inputs are not permitted"),
        (HANDOUT, "`mean_word_length(words)` divides", "", "not mentioned in README.md: mean_word_length"),
        (HANDOUT, "| 40 |", "| 45 |", "table of points in README.md is out of date"),
        (HANDOUT, "<!-- end of points -->", "", "README.md has no place for the points"),
        (CHECKS, "points=40", "points=41", "the checks are worth 101 points together, not 100"),
        (CHECKS, '    """Every word counts."""\n', "", "without a docstring that tells what they check: counts_words"),
        (CHECKS, 'needs=("counts_words",)', 'needs=("no_words",)', "needs no_words, which no check above it"),
        (CHECKS, '"word_count", points=30', '"wordcount", points=30', "checks of no exercise: counts_words"),
        (CHECKS, "def test_no_words", "def test_word_count", "checks called like an exercise: word_count"),
        (CHECKS, "def test_no_words", "def test_labels", "checks called like an exercise: labels"),
        (CHECKS, "points=40", "points=20 + 20", 'with literals'),
        (CHECKS, "2.0), (", "2.5), (", "check mean_of_lengths does not pass with the reference: given"),
        (CHECKS, "    expect(submission.mean_word_length([]), 0.0, given=[])\n", "    pass\n",
         "check no_words gives 20 points to the starter"),
        (CHECKS, "    expect(submission.mean_word_length([]), 0.0, given=[])\n", "    raise KeyError(1)\n",
         "check no_words is broken on the starter: KeyError: 1"),
        (CHECKS, "from labs.grading.check import check, expect, expect_each",
         "from labs.grading.check import check, expect, expect_each\nimport nothing_like_this",
         "do not run"),
        (MUTANTS, "else 1.0", "else 0.0", "mutant one_without_words is not caught by no_words but by no check"),
        (MUTANTS, 'killed_by="counts_repeated_words"', 'killed_by="counts_words"',
         "checks needed by no mutant: counts_repeated_words"),
        (MUTANTS, '@mutant("word_count", killed_by="counts_repeated_words")\n', "",
         "exercise word_count has 4 mutants, fewer than 5"),
        (MUTANTS, '@mutant("word_count", killed_by="counts_repeated_words")', '@mutant("word", killed_by="no_words")',
         "mutant counts_different_words names an exercise or a check that is not there"),
    ],
)  # fmt: skip
def test_a_defect_is_found(checkout: Path, file: str, old: str, new: str, defect: str) -> None:
    change(checkout, file, old, new)
    assert any(defect in found for found in examine(checkout).defects), examine(checkout).defects


def test_a_mutant_that_another_check_catches_is_told(checkout: Path) -> None:
    change(checkout, MUTANTS, '    """Begins to count at 1."""\n', "")
    change(checkout, CHECKS, ', needs=("counts_words",)', "")
    assert "mutant one_too_many is caught also by counts_repeated_words" in examine(checkout).notes


def test_written_exercises_are_examined_as_their_starter(checkout: Path) -> None:
    workspace = Workspace(checkout)
    from labs.cli.starter import keep_starter

    keep_starter(workspace, workspace.lab("04"))
    change(checkout, EXERCISE, '    raise NotImplementedError("write me")', "    return 0.0")
    assert examine(checkout).defects == []


def test_signatures_must_suit_each_other() -> None:
    assert signature_problem(lambda a, b: 0, lambda a, b: 0) == ""
    assert signature_problem(lambda a: 0, lambda a, b=1: 0) == ""
    assert "lacks the parameter b" in signature_problem(lambda a: 0, lambda a, b: 0)
    assert "which the reference lacks" in signature_problem(lambda a, b: 0, lambda a: 0)
    assert "has a default" in signature_problem(lambda a=1: 0, lambda a: 0)
    assert "where the reference has" in signature_problem(lambda a, b: 0, lambda a, *b: 0)
