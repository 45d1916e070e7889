"""Settings of the quality stage, and its one rule."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.rule import Card, Fraction, RuleSet


class QualityRules(RuleSet):
    """The quality score's limit. Unless a number is set it is derived from ``keep_fraction`` of the settings."""

    rule_set: ClassVar[str] = "quality"

    min_score: Annotated[
        Fraction,
        Card(
            measure="score",
            formula="P(high) by the bigram fastText classifier x min(1, words / passage_tokens), on a grid of 0.000001",
            source="Li et al. 2024, DataComp-LM, sec. 4.4 (fastText, bigrams, best tenth of the documents)",
            unit="probability",
            why="Pages that pass every rule and still say nothing: keyword spam, machine babble, link lists.",
            trap="A score is a rank, not a degree of quality: a fixed number means another share of the crawl for each "
            "model, so the limit is a percentile; by documents and by tokens are two different ones.",
        ),
    ] = None


class FastTextSettings(BaseModel):
    """How the fastText classifier is trained. One thread, always: with two the same seed gives two models."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dimensions: int = Field(default=8, ge=1, le=1000)
    word_ngrams: int = Field(default=2, ge=1, le=5)
    buckets: int = Field(
        default=1 << 17,
        ge=1,
        le=20_000_000,
        description="Hash buckets of the word n-grams. The model's size is 4 x dimensions x (words + buckets) bytes; "
        "fastText's own default of 2,000,000 at 100 dimensions is 800 MB.",
    )
    learning_rate: float = Field(default=0.5, gt=0, le=5)
    epochs: int = Field(default=10, ge=1, le=1000)
    min_word_count: int = Field(default=2, ge=1)


class QualitySettings(BaseModel):
    """What is good, what it is held against, and how much of the crawl is kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: QualityRules = QualityRules()
    reference: str | None = Field(
        default=None,
        description="File or folder (Hadoop path) of reference text: .jsonl with `text` or `paragraphs`, and "
        "`language`. None = data/samples/reference.",
    )
    negatives: str | None = Field(default=None, description="The same for bad text. None = a sample of the crawl.")
    learn_from_dropped: bool = Field(
        default=True,
        description="The sample of the crawl includes documents that the rules of this run have dropped. What reaches "
        "this stage is mostly good, and a classifier that has seen no rubbish cannot tell it.",
    )
    model: str | None = Field(
        default=None, description="A fastText model (Hadoop path) to use instead of training one."
    )
    keep_fraction: float = Field(default=0.1, gt=0, le=1, description="Part of the corpus to keep, the best first.")
    percentile_by: Literal["documents", "tokens"] = "documents"
    lower_case: bool = True
    passage_tokens: int = Field(
        default=256, ge=16, description="Training texts are cut into passages of so many words."
    )
    max_training_documents: int = Field(
        default=10_000, ge=10, le=1_000_000, description="Most documents of either class; they are held by the driver."
    )
    max_seen_fraction: float = Field(
        default=0.5, ge=0, le=1, description="A passage with more of its shingles seen before is a duplicate."
    )
    max_repeats: int = Field(default=4, ge=1, description="How often a passage of the smaller class may be repeated.")
    scrambled_negatives: bool = Field(
        default=True, description="Learn also that reference text with its words in wild order is bad."
    )
    folds: int = Field(default=3, ge=2, le=20, description="Hosts are dealt into so many folds for held-out scores.")
    max_characters: int = Field(default=100_000, ge=1000, description="Only so much of a text is scored.")
    fasttext: FastTextSettings = FastTextSettings()
