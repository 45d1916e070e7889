"""Watching checks what changed, and only that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from labs.cli.progress import LabProgress
from labs.cli.state import LabState
from labs.cli.watch import checked_by_s, following
from labs.cli.workspace import Workspace

from .screen import Screen


def test_next_goes_round(checkout: Path) -> None:
    progress = LabProgress(Workspace(checkout).lab("04"), LabState())
    assert following(progress, "word_count") == "mean_word_length"
    assert following(progress, "mean_word_length") == "word_count"


def test_s_runs_the_checks_that_need_spark_whatever_is_next(checkout: Path) -> None:
    def asked(number: str, exercise: str) -> list[str]:
        return checked_by_s(LabProgress(Workspace(checkout).lab(number), LabState()), exercise)

    name = "components_in_one_task"
    path = checkout / "labs/06_components/exercise.py"
    assert asked("06", name) == []
    path.write_text(path.read_text().replace("raise NotImplementedError", "return edges"))
    assert asked("06", name) == asked("06", "another") == [name]
    assert asked("04", "word_count") == []


@pytest.fixture
def screen(checkout: Path) -> Iterator[Screen]:
    screen = Screen(checkout, "watch", "04", columns=100)
    yield screen
    screen.close()


def test_a_save_is_checked_and_keys_work(checkout: Path, screen: Screen) -> None:
    screen.wait_for("quit")
    path = checkout / "labs/04_words/exercise.py"
    path.write_text(path.read_text().replace("    raise NotImplementedError\n", "    return len(words)\n"))
    screen.wait_for("2 checks pass")
    screen.press("h")
    screen.wait_for("hint 1 of 3")
    screen.press("l")
    screen.wait_for("counts_repeated_words")
    screen.press("q")
    assert screen.process.wait(10) == 0
