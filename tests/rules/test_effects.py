"""The marginal effect of a rule against values counted by hand."""

from __future__ import annotations

from pipeline.rules.effects import rule_effects


def test_by_hand() -> None:
    broken = [[], ["a"], ["a", "b"], ["b", "a"], ["c", "c"]]
    assert rule_effects(broken) == {"a": (3 / 5, 1 / 5), "b": (2 / 5, 0.0), "c": (1 / 5, 1 / 5)}


def test_nothing_broken() -> None:
    assert rule_effects([]) == rule_effects([[], []]) == {}
