"""What a rule is: a measured value, a bound, a limit and a card that says exactly how the value is computed.

A rule set is a pydantic model. Each field that carries a `Card` is one rule: the field's name is the rule's name
(`min_words`, `max_duplicate_line_fraction`), its default is the published limit, and this is the only place where
the limit stands; configuration, documentation, report and checks read it from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

Bound = Literal["min", "max"]
Measures = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Card:
    """How one measured value is computed, and where the limit comes from."""

    measure: str
    """Name of the measured value, unique in its rule set, e.g. ``duplicate_line_fraction``."""
    formula: str
    """The formula in one line, e.g. ``characters in repeated lines / characters of the text``."""
    source: str
    """Paper with section or table, or system with file, that the limit comes from."""
    numerator: str = ""
    denominator: str = ""
    unit: str = ""
    """Unit of the measured value: words, characters, fraction of lines …"""
    why: str = ""
    """What garbage the rule is after, in one sentence."""
    trap: str = ""
    """Where well-known systems differ, or what the rule destroys."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a document breaks, with the value that broke it."""

    rule: str
    value: float | None = None
    limit: float | None = None
    evidence: str | None = None

    def as_row(self) -> dict[str, Any]:
        return {"rule": self.rule, "value": self.value, "limit": self.limit, "evidence": self.evidence}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a rule set: its full name, its card, and the limit in force (None = switched off)."""

    rule_set: str
    name: str
    bound: Bound
    limit: float | None
    card: Card

    @property
    def full_name(self) -> str:
        return f"{self.rule_set}.{self.name}"

    def broken_by(self, value: float | None) -> bool:
        """True when ``value`` is outside the limit. The limit itself is allowed: ``min`` and ``max`` are inclusive."""
        if value is None or self.limit is None:
            return False
        return value < self.limit if self.bound == "min" else value > self.limit


class RuleSet(BaseModel):
    """Base of all rule sets. Fields with a `Card` are limits; their names begin with ``min_`` or ``max_``."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    rule_set: ClassVar[str]
    """Name of the set: the prefix of its rules' full names and the name of its struct inside ``measured``."""
    also_measured: ClassVar[tuple[str, ...]] = ()
    """Measured values that no rule limits but that a reader of the report wants to see."""

    enabled: bool = Field(default=True, description="Whether the set decides; it measures in either case.")

    @classmethod
    def cards(cls) -> dict[str, Card]:
        """Rule name -> card, in the order of the fields."""
        found = {}
        for name, field in cls.model_fields.items():
            for item in field.metadata:
                if isinstance(item, Card):
                    found[name] = item
        return found

    @classmethod
    def measures(cls) -> tuple[str, ...]:
        """Names of all measured values, each once, in the order of the cards."""
        return tuple(dict.fromkeys([*(card.measure for card in cls.cards().values()), *cls.also_measured]))

    def rules(self) -> Iterator[Rule]:
        """The rules of this set with the limits in force."""
        for name, card in self.cards().items():
            bound: Bound = "min" if name.startswith("min_") else "max"
            yield Rule(self.rule_set, name, bound, getattr(self, name), card)

    def decide(self, measured: Measures) -> list[Broken]:
        """Every rule that the measured values break, in the order of the fields; [] when the set is switched off.

        A value of None means "could not be measured" and breaks nothing. A missing key is a programming error and
        raises KeyError.
        """
        if not self.enabled:
            return []
        return [
            Broken(rule.full_name, measured[rule.card.measure], rule.limit)
            for rule in self.rules()
            if rule.broken_by(measured[rule.card.measure])
        ]


Limit = Annotated[float | None, Field(ge=0)]
"""Type of a limit that counts something: zero or more; None switches the rule off."""
Fraction = Annotated[float | None, Field(ge=0, le=1)]
"""Type of a limit that is a fraction between 0 and 1; None switches the rule off."""
