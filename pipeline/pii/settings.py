"""Settings of the stage "pii"."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict

from pipeline.rule import Card, Limit, RuleSet
from pipeline.truth import PII_KINDS


class PersonalData(RuleSet):
    """How much personal data a document may hold before it is dropped as a whole."""

    rule_set: ClassVar[str] = "pii"
    also_measured: ClassVar[tuple[str, ...]] = PII_KINDS

    max_found: Annotated[
        Limit,
        Card(
            measure="found",
            formula="pieces of personal data in the text, of all kinds",
            numerator="pieces that were masked",
            unit="pieces",
            source="own; off, because masking is enough for most pages",
            why="Directories and leaked lists are personal data and little else.",
            trap="Pages of contacts, mailing lists and logs of servers also hold many.",
        ),
    ] = None


class PiiSettings(BaseModel):
    """Settings of the stage "pii"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limits: PersonalData = PersonalData()
