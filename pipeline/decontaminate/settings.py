"""Settings of the stage "decontaminate"."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.decontaminate.excise import MARGIN_CHARACTERS, MIN_PIECE_CHARACTERS
from pipeline.decontaminate.ngrams import NGRAM_WORDS, SHORT_NGRAM_WORDS
from pipeline.decontaminate.search import MIN_ITEM_SHARE
from pipeline.rule import Card, Limit, RuleSet


class Contamination(RuleSet):
    """What may stand in a document that belongs to a benchmark before the document is dropped as a whole."""

    rule_set: ClassVar[str] = "decontaminate"
    also_measured: ClassVar[tuple[str, ...]] = ("largest_item_share", "cut_characters")

    max_items: Annotated[
        Limit,
        Card(
            measure="items",
            formula="benchmark items of which some part (question, answer) stands in the text to `min_item_share`",
            numerator="items",
            unit="items in a document",
            source="own; Brown et al. 2020 (GPT-3), appendix C, cut the items out instead",
            why="A model that has read a test knows its answers.",
            trap="`null` drops nothing: what is found is cut out, and the rest of the document stays.",
        ),
    ] = 0
    max_pieces: Annotated[
        Limit,
        Card(
            measure="pieces",
            formula="pieces that are left of the text when the items are cut out",
            numerator="pieces of at least `min_piece_characters`",
            unit="pieces of a document",
            source="Brown et al. 2020 (GPT-3), appendix C",
            why="A page that is cut into many pieces is a collection of tests.",
            trap="A document of which nothing is left is dropped as well (`nothing_left`).",
        ),
    ] = 10


class DecontaminateSettings(BaseModel):
    """Settings of the stage "decontaminate"."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    benchmarks: str | None = Field(
        default=None, description="File or folder with .jsonl or .jsonl.gz benchmarks; default: the shipped ones."
    )
    item_fields: list[str] = Field(
        default=["text", "question", "prompt", "canonical_solution", "choices", "answer"],
        min_length=1,
        description="Fields of a line that hold the parts of an item; each is looked for by itself.",
    )
    ngram_words: int = Field(default=NGRAM_WORDS, ge=1, le=100, description="Words of an n-gram.")
    short_ngram_words: int = Field(
        default=SHORT_NGRAM_WORDS, ge=1, le=100, description="The same for items of fewer than 2 * ngram_words words."
    )
    min_item_share: float = Field(
        default=MIN_ITEM_SHARE, gt=0, le=1, description="Share of a part's n-grams that must stand in a text."
    )
    margin_characters: int = Field(
        default=MARGIN_CHARACTERS, ge=0, le=1 << 20, description="Characters cut on either side of what was found."
    )
    min_piece_characters: int = Field(
        default=MIN_PIECE_CHARACTERS, ge=0, le=1 << 20, description="Shorter pieces between cuts go as well."
    )
    limits: Contamination = Contamination()

    @model_validator(mode="after")
    def _short_is_shorter(self) -> Self:
        if self.short_ngram_words > self.ngram_words:
            raise ValueError(
                f"short_ngram_words ({self.short_ngram_words}) must not be above ngram_words ({self.ngram_words})"
            )
        return self
