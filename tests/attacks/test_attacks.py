"""Each cheat earns nothing where it cheats and is told; its honest rest and the rest of the class are unharmed."""

from __future__ import annotations

from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from .attacks import tiers_to_try, tried_in
from .conftest import CHEATED, HONEST, Attack, Classes, Graded

TIERS = tiers_to_try()
CASES = [(tier, attack) for tier in TIERS for attack in tried_in(tier, Path("/nowhere"), 9)]


def named(cases: list[tuple[str, Attack]]) -> list[ParameterSet]:
    return [pytest.param(tier, attack, id=f"{tier}-{attack.name}") for tier, attack in cases]


def by_name(graded: Graded, name: str) -> dict[str, float]:
    """Points by exercise."""
    earned: dict[str, float] = {}
    for lab in graded.results[name].labs:
        for check in lab.checks:
            earned[check.exercise] = earned.get(check.exercise, 0.0) + check.earned
    return earned


@pytest.mark.parametrize(("tier", "attack"), named(CASES))
def test_it_earns_nothing(graded_in: Classes, tier: str, attack: Attack) -> None:
    graded = graded_in(tier)
    earned = by_name(graded, attack.name)
    assert earned[CHEATED] == 0
    assert graded.results[attack.name].problem == ""
    assert graded.results[attack.name].sandbox == tier


@pytest.mark.parametrize(("tier", "attack"), named([case for case in CASES if not case[1].whole_file]))
def test_its_honest_rest_keeps_every_point(graded_in: Classes, tier: str, attack: Attack) -> None:
    graded = graded_in(tier)
    earned, honest = by_name(graded, attack.name), by_name(graded, HONEST[0])
    assert {name: points for name, points in earned.items() if name != CHEATED} == {
        name: points for name, points in honest.items() if name != CHEATED
    }


@pytest.mark.parametrize(("tier", "attack"), named([case for case in CASES if case[1].signs]))
def test_it_is_reported(graded_in: Classes, tier: str, attack: Attack) -> None:
    kinds = {sign.kind for sign in graded_in(tier).results[attack.name].signs}
    assert kinds & set(attack.signs), graded_in(tier).results[attack.name].signs


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", HONEST)
def test_the_rest_of_the_class_is_unharmed(graded_in: Classes, tier: str, name: str) -> None:
    assert graded_in(tier).results[name].earned == 100


@pytest.mark.parametrize("tier", TIERS)
def test_nothing_was_written_outside_and_nobody_called(graded_in: Classes, tier: str) -> None:
    if tier == "process":
        pytest.skip("a plain process has no walls")
    graded = graded_in(tier)
    assert list(graded.folder.iterdir()) == []
    assert graded.visits == 0
    assert not Path("/tmp/slipped").exists()
