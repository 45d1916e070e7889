"""The settings of the stage `extract`, and the limits it applies."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.rule import Card, Fraction, Limit, RuleSet

MediaType = Annotated[str, Field(pattern=r"^[a-z0-9.+-]+/[a-z0-9.+-]+$")]
_OURS = "this pipeline"


class ExtractRules(RuleSet):
    """Limits on what a record may be to become a document."""

    rule_set: ClassVar[str] = "extract"
    also_measured: ClassVar[tuple[str, ...]] = ("http_status", "kept_fraction", "truncated")

    max_body_bytes: Annotated[
        Limit,
        Card(
            measure="body_bytes",
            formula="bytes of the HTTP body without transfer and content encoding",
            source=f"{_OURS}; Common Crawl itself cuts bodies at 1 MiB (5 MiB since March 2025)",
            unit="bytes",
            why="Pages of many MB are dumps, logs and attacks, and cost as much time as a thousand articles.",
            trap="Measured after unpacking: a gzip bomb is small on the wire. When unpacking stops at the record "
            "limit, the value is that limit, a lower bound.",
        ),
    ] = 10_000_000
    max_replaced_fraction: Annotated[
        Fraction,
        Card(
            measure="replaced_fraction",
            formula="characters U+FFFD in the decoded body / characters of the decoded body",
            source=_OURS,
            numerator="characters U+FFFD, from undecodable bytes or already in the page",
            denominator="characters of the decoded body, markup included",
            unit="fraction of characters",
            why="Text in an unknown encoding, or binary data sent as text.",
            trap="Counted before extraction: markup is ASCII and dilutes the fraction.",
        ),
    ] = 0.05


class HtmlSettings(BaseModel):
    """How the main text is taken out of a page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # Mean token F1 on 23 news pages in ten languages with gold (test data of newspaper4k 0.9.6, trafilatura 2.3.1):
    # precision 0.965, recall 0.928, balanced 0.927. Documentation pages keep as much text with each of them.
    focus: Literal["precision", "balanced", "recall"] = Field(
        default="precision", description="What trafilatura prefers when in doubt: less boilerplate, or more text."
    )
    tables: bool = Field(default=True, description="Keep the text of tables.")
    fast: bool = Field(default=False, description="Skip trafilatura's comparison with other extractors.")
    mathematics: bool = Field(default=True, description="Turn images and scripts that hold LaTeX into $…$ first.")
    dates: bool = Field(default=True, description="Look for the date of publication.")


class ExtractSettings(BaseModel):
    """Settings of the stage `extract`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: ExtractRules = ExtractRules()
    html: HtmlSettings = HtmlSettings()
    http_statuses: tuple[Annotated[int, Field(ge=100, le=599)], ...] = Field(
        default=(200,), min_length=1, description="HTTP statuses of documents."
    )
    content_types: tuple[MediaType, ...] = Field(
        default=("text/html", "application/xhtml+xml", "text/plain"),
        min_length=1,
        description="Content types of documents, in lower case and without parameters.",
    )
    record_types: tuple[Literal["response", "resource", "conversion"], ...] = Field(
        default=("response", "resource", "conversion"),
        min_length=1,
        description="WARC record types that can be documents.",
    )
    max_record_bytes: int = Field(
        default=64_000_000, ge=1000, description="Bytes of a record, or of an unpacked body, held in memory."
    )
    max_seconds_per_page: float = Field(
        default=10, gt=0, description="Seconds of processor time for one page; six times that by the clock."
    )
    max_memory_bytes: int = Field(
        default=2_000_000_000, ge=500_000_000, description="Address space of the process that reads pages."
    )
    records_per_reset: int = Field(
        default=5_000, ge=1, description="Pages after which trafilatura's caches, each of a fixed size, are emptied."
    )
