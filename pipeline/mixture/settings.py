"""Settings of the stage "mix"."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipeline.rule import RuleSet

By = Literal["language", "domain", "quality"]
NOT_DRAWN: Final = "mix.not_drawn"
"""Broken by a document that the mixture does not need."""


class MixMeasures(RuleSet):
    """Measured by the stage; whether a document is read is a choice within its bucket, not a limit on its value."""

    rule_set: ClassVar[str] = "mix"
    also_measured: ClassVar[tuple[str, ...]] = ("epochs",)


class MixSettings(BaseModel):
    """Settings of the stage "mix". By default every document is read once."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    by: list[By] = Field(
        default=["language"],
        description="What makes a bucket; with several, names are joined by '/'; with none, the corpus is one: all.",
    )
    targets: dict[str, float] = Field(
        default={}, description="Bucket -> share of the mixture's tokens; the rest is split among the other buckets."
    )
    temperature: float = Field(
        default=1.0, ge=1, description="1 leaves the other buckets as the corpus has them; higher helps small ones."
    )
    max_epochs: float = Field(default=1.0, gt=0, le=1_000, description="How often a bucket may be read, at most.")
    total_tokens: int | None = Field(
        default=None, ge=1, description="Tokens of the mixture; default: as many as shares and max_epochs allow."
    )
    quality_buckets: int = Field(
        default=4, ge=2, le=100, description="Buckets by quality_score with equal tokens: q1, q2 ... the best last."
    )

    @field_validator("by")
    @classmethod
    def _named_once(cls, by: list[By]) -> list[By]:
        if len(set(by)) < len(by):
            raise ValueError("a column is named twice")
        return by

    @field_validator("targets")
    @classmethod
    def _shares(cls, targets: dict[str, float]) -> dict[str, float]:
        wrong = sorted(bucket for bucket, share in targets.items() if not 0 <= share <= 1)
        if wrong:
            raise ValueError(f"the share of {wrong[0]!r} must be from 0 to 1")
        return targets
