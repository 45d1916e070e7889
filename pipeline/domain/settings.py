"""Settings of the domain stage."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipeline.domain.profile import MEASURES
from pipeline.rule import RuleSet
from pipeline.truth import DOMAINS


class DomainMeasures(RuleSet):
    """What the stage measures. It has no limits of its own: whether to keep a domain is a choice, not a measurement."""

    rule_set: ClassVar[str] = "domain"
    also_measured: ClassVar[tuple[str, ...]] = ("host_domain_fraction", "promoted", *MEASURES)


class DomainSettings(BaseModel):
    """How domains are learned, when a page has one, and when its host decides."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seeds: str | None = Field(
        default=None,
        description="File or folder (Hadoop path) of texts with a known domain: .jsonl with `text` or `paragraphs`, "
        "`language` and `domain`. None = data/samples/reference.",
    )
    words_per_domain: int = Field(default=300, ge=1, le=100_000, description="Typical words that the classifier knows.")
    min_word_z_score: float = Field(default=2.0, ge=0, description="Log-odds z-score from which a word is typical.")
    regularisation: float = Field(default=0.3, gt=0, description="C of the logistic regression; smaller is simpler.")
    evaluation_folds: int = Field(
        default=3, ge=0, le=20, description="Sources are dealt into so many folds for held-out figures; 0 = none."
    )
    min_score: float = Field(default=0.6, ge=0, le=1, description="Below it a page is `general`.")
    min_domain_fraction_per_host: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="A host with such a share of pages of one domain gives it to its `general` pages too. "
        "1 with a large min_documents_per_host switches that off.",
    )
    min_documents_per_host: int = Field(default=5, ge=1, description="Fewer pages say nothing about their host.")
    keep: tuple[str, ...] | None = Field(default=None, description="Keep only these domains. None = keep all.")

    @field_validator("keep")
    @classmethod
    def _known_domains(cls, keep: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for domain in keep or ():
            if domain not in DOMAINS:
                raise ValueError(f"there is no domain {domain!r}; there are {', '.join(DOMAINS)}")
        if keep == ():
            raise ValueError("name at least one domain, or leave the key out to keep all")
        return keep
