"""Rules: a limit is allowed itself, every broken rule is told, None switches one off."""

from __future__ import annotations

from typing import Annotated, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.rule import Broken, Card, Fraction, Limit, RuleSet


class Sizes(RuleSet):
    rule_set: ClassVar[str] = "sizes"
    also_measured: ClassVar[tuple[str, ...]] = ("colour",)

    min_size: Annotated[Limit, Card("size", "s", "here")] = 10
    max_size: Annotated[Limit, Card("size", "s", "here")] = 20
    max_share: Annotated[Fraction, Card("share", "a / b", "here")] = 0.5


def test_measures_are_named_once_in_order() -> None:
    assert Sizes.measures() == ("size", "share", "colour")


@pytest.mark.parametrize(
    ("size", "broken"), [(9, ["min_size"]), (10, []), (20, []), (20.000001, ["max_size"]), (None, [])]
)
def test_limits_are_inclusive(size: float | None, broken: list[str]) -> None:
    found = Sizes().decide({"size": size, "share": 0.5})
    assert [item.rule for item in found] == [f"sizes.{name}" for name in broken]


def test_all_broken_rules_are_told_with_value_and_limit() -> None:
    assert Sizes().decide({"size": 30, "share": 0.6}) == [
        Broken("sizes.max_size", 30, 20),
        Broken("sizes.max_share", 0.6, 0.5),
    ]


def test_a_rule_and_a_set_can_be_switched_off() -> None:
    measured = {"size": 30, "share": 0.6}
    assert [item.rule for item in Sizes(max_size=None).decide(measured)] == ["sizes.max_share"]
    assert Sizes(enabled=False).decide(measured) == []


def test_a_measure_that_is_missing_is_a_defect() -> None:
    with pytest.raises(KeyError):
        Sizes().decide({"size": 15})


@pytest.mark.parametrize("limits", [{"max_share": 1.5}, {"min_size": -1}, {"max_size": float("inf")}, {"mx": 1}])
def test_impossible_limits_are_refused(limits: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Sizes(**limits)  # type: ignore[arg-type]


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_a_stricter_limit_never_keeps_more(value: float, one: float, other: float) -> None:
    loose, strict = max(one, other), min(one, other)
    measured = {"size": value, "share": 0.0}
    if not Sizes(min_size=None, max_size=strict).decide(measured):
        assert not Sizes(min_size=None, max_size=loose).decide(measured)
