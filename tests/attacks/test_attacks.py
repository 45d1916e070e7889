"""Each cheat earns nothing where it cheats and is told; its honest rest and the rest of the class are unharmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from .attacks import attacks
from .conftest import CHEATED, Attack, Graded

ATTACKS = attacks(Path("/nowhere"), 9)


def by_name(graded: Graded, name: str) -> dict[str, float]:
    """Points by exercise."""
    earned: dict[str, float] = {}
    for lab in graded.results[name].labs:
        for check in lab.checks:
            earned[check.exercise] = earned.get(check.exercise, 0.0) + check.earned
    return earned


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_it_earns_nothing(graded: Graded, attack: Attack) -> None:
    earned = by_name(graded, attack.name)
    assert earned[CHEATED] == 0
    assert graded.results[attack.name].problem == ""


@pytest.mark.parametrize("attack", [a for a in ATTACKS if not a.whole_file], ids=lambda attack: attack.name)
def test_its_honest_rest_keeps_every_point(graded: Graded, attack: Attack) -> None:
    earned, honest = by_name(graded, attack.name), by_name(graded, "honest-first")
    assert {name: points for name, points in earned.items() if name != CHEATED} == {
        name: points for name, points in honest.items() if name != CHEATED
    }


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.signs], ids=lambda attack: attack.name)
def test_it_is_reported(graded: Graded, attack: Attack) -> None:
    kinds = {sign.kind for sign in graded.results[attack.name].signs}
    assert kinds & set(attack.signs), graded.results[attack.name].signs


@pytest.mark.parametrize("name", ["honest-first", "zz-honest-last"])
def test_the_rest_of_the_class_is_unharmed(graded: Graded, name: str) -> None:
    assert graded.results[name].earned == 100


def test_nothing_was_written_outside_and_nobody_called(graded: Graded) -> None:
    if graded.results["honest-first"].sandbox == "process":
        pytest.skip("a plain process has no walls")
    assert list(graded.folder.iterdir()) == []
    assert graded.visits == 0
    assert not Path("/tmp/slipped").exists()
