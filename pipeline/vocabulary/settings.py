"""Settings of the stage "tokens"."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from pipeline.rule import RuleSet
from pipeline.vocabulary.tokenizer import BYTES, MIN_FREQUENCY, SEPARATOR, VOCABULARY_SIZE


class TokenMeasures(RuleSet):
    """Measured by the stage; it drops nothing."""

    rule_set: ClassVar[str] = "tokens"
    also_measured: ClassVar[tuple[str, ...]] = ("characters_per_token",)


class TokensSettings(BaseModel):
    """Settings of the stage "tokens"."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    tokenizer: str | None = Field(
        default=None, description="A tokenizer.json to use; default: a byte-level BPE is trained on the corpus."
    )
    separator: str = Field(default=SEPARATOR, min_length=1, max_length=100, description="Token that ends a document.")
    vocabulary_size: int = Field(
        default=VOCABULARY_SIZE, gt=BYTES, le=1 << 20, description="Entries of a trained vocabulary, at most."
    )
    min_frequency: int = Field(default=MIN_FREQUENCY, ge=1, description="Rarer pairs are not merged in training.")
    max_training_characters: int = Field(
        default=50_000_000,
        ge=1,
        le=1_000_000_000,
        description="Characters that a vocabulary is trained on, about; documents are chosen by hash.",
    )
