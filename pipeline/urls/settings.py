"""The settings of the stage `urls`, and the limit it applies."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from pipeline.rule import Card, Limit, RuleSet


class UrlRules(RuleSet):
    """The rule of RefinedWeb's URL filter that counts; the others find a domain or a word, or do not."""

    rule_set: ClassVar[str] = "urls"

    max_soft_words: Annotated[
        Limit,
        Card(
            measure="soft_words",
            formula="number of different soft words among the words of the URL",
            source="RefinedWeb (Penedo et al. 2023), appendix G.1: two soft violations ban a URL",
            unit="words",
            why="Words that are harmless alone and telling together: pills, cheap.",
            trap="Whole words only: 'essex' must not be caught by a word inside it.",
        ),
    ] = 1


class UrlSettings(BaseModel):
    """Settings of the stage `urls`. Each list is a text file, one entry a line, `#` begins a comment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: UrlRules = UrlRules()
    blocked_domains: str | None = Field(
        default=None,
        description="File of domains that are dropped with all their subdomains, plain or in the form of a hosts file; "
        "none: the shipped list.",
    )
    strict_words: str | None = Field(
        default=None, description="File of strings that drop a URL wherever they stand in it; none: the shipped list."
    )
    hard_words: str | None = Field(
        default=None, description="File of words one of which drops a URL; none: the shipped list."
    )
    soft_words: str | None = Field(
        default=None, description="File of words of which more than max_soft_words drop a URL; none: the shipped list."
    )
    navigation: bool = Field(
        default=False, description="Also drop what courlan takes for feeds, media, tag and category pages."
    )
