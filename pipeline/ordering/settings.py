"""Settings of the stage "order"."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.ordering.place import MAX_PHASES
from pipeline.rule import RuleSet


class OrderMeasures(RuleSet):
    """Measured by the stage; it drops nothing."""

    rule_set: ClassVar[str] = "order"
    also_measured: ClassVar[tuple[str, ...]] = ("value", "phase")


class OrderSettings(BaseModel):
    """Settings of the stage "order". By default the documents are shuffled by hash."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    by: Literal["shuffle", "length", "difficulty", "quality"] = Field(
        default="shuffle", description="Shuffle all, or go from one end of a scale to the other."
    )
    direction: Literal["ascending", "descending"] = Field(
        default="ascending", description="Begin with short, easy or bad documents, or with the others."
    )
    phases: int = Field(
        default=10,
        ge=1,
        le=MAX_PHASES,
        description="Parts of a curriculum with equal tokens; within a part the documents are shuffled.",
    )
