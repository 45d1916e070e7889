"""What a report tells, as plain values: the page is drawn from nothing else, and all of it can be put out as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipeline.engine.books import Books


@dataclass(frozen=True)
class Reason:
    """A rule of one stage: what it dropped, and what it would drop if its limit stood elsewhere."""

    stage: str
    rule: str
    documents: int
    """Dropped documents that break it, alone or among others."""
    alone: int
    """Dropped documents that break nothing else in this stage."""
    tokens: int
    bound: str = ""
    limit: float | None = None
    """The limit that applies where no override does; None when the rule has no natural number."""
    other_limits: int = 0
    """Number of other limits that were used for some documents (overrides by language or domain)."""
    formula: str = ""
    source: str = ""
    why: str = ""
    trap: str = ""
    saved_by_looser: int | None = None
    """Documents that would be kept by this stage if the limit were 10 % more lenient; None where that says nothing."""
    saved_tokens: int = 0
    lost_by_stricter: int | None = None
    """Kept documents that would be dropped by this stage if the limit were 10 % stricter."""
    lost_tokens: int = 0


@dataclass(frozen=True)
class Bin:
    """One bar of a histogram: documents with a value between ``low`` and ``high``, by outcome in that stage."""

    low: float
    high: float
    kept: int
    dropped: int


@dataclass(frozen=True)
class Limit:
    """A line in a histogram."""

    rule: str
    bound: str
    value: float


@dataclass(frozen=True)
class Distribution:
    """The values of one measure over the documents that entered the stage."""

    stage: str
    rule_set: str
    measure: str
    unit: str
    count: int
    missing: int
    minimum: float
    median: float
    maximum: float
    limits: list[Limit]
    bins: list[Bin]
    logarithmic: bool
    """Whether the bars divide a logarithmic axis evenly."""


@dataclass(frozen=True)
class BrokenRule:
    """A rule that one document breaks."""

    rule: str
    value: float | None
    limit: float | None
    evidence: str | None


@dataclass(frozen=True)
class Sample:
    """The beginning of one document's text as it stood after a stage."""

    stage: str
    outcome: str
    id: str
    url: str
    language: str | None
    title: str | None
    text: str
    characters: int
    tokens: int
    broken: list[BrokenRule]


@dataclass(frozen=True)
class Edit:
    """What a stage changed in the text of a document that it kept: lines before and after."""

    stage: str
    id: str
    url: str
    removed_characters: int
    diff: list[str]
    """Lines that begin with ``-``, ``+`` or a blank, as in a unified diff; ``@@`` where lines are left out."""


@dataclass(frozen=True)
class FamilyMember:
    """A document that was dropped as a duplicate."""

    url: str
    stage: str
    rule: str
    value: float | None


@dataclass(frozen=True)
class Family:
    """A document that was kept and the duplicates that were dropped in its favour."""

    id: str
    url: str
    size: int
    """All members, the survivor included."""
    members: list[FamilyMember]
    """Some of the dropped ones."""


@dataclass(frozen=True)
class Group:
    """Documents with the same host, language or domain: how many there were, how many are left, where the rest went."""

    name: str
    documents: int
    tokens: int
    kept_documents: int
    kept_tokens: int
    left_at: dict[str, int]
    """Stage -> documents that left there (dropped or error)."""


@dataclass(frozen=True)
class LeakedItem:
    """An item of a benchmark that stood in a document."""

    item: str
    part: str
    """The part of the item that was found: its question, its answer."""
    url: str
    share: float
    """How much of the part's n-grams stood there."""
    start: int
    end: int
    """The longest piece of it, in code points of the text."""
    excerpt: str


@dataclass(frozen=True)
class Benchmark:
    """A benchmark of which items stood in the corpus."""

    name: str
    items: int
    dropped: int
    """Documents that were dropped for them."""
    cut: int
    """Documents they were cut out of."""
    examples: list[LeakedItem]


@dataclass(frozen=True)
class Bucket:
    """One bucket of the mixture, in tokens of the training vocabulary."""

    name: str
    held_tokens: int
    share: float
    wanted_tokens: int
    tokens: int
    epochs: float
    documents: int
    readings: int


@dataclass(frozen=True)
class ErrorGroup:
    """Errors of one kind in one stage."""

    stage: str
    kind: str
    documents: int
    example: str
    example_url: str


@dataclass(frozen=True)
class StageReport:
    """One stage: its books and all that is known of its decisions."""

    name: str
    order: int
    books: Books
    seconds: float
    reasons: list[Reason]
    distributions: list[Distribution]
    samples: list[Sample]
    edits: list[Edit]


@dataclass(frozen=True)
class Score:
    """One figure of a stage against planted truth."""

    stage: str
    name: str
    value: float | None
    """None when there was nothing to score."""
    over: int
    """Number of pages, pairs or values the figure is made of."""
    meaning: str
    target: float | None = None
    """What the project promises for it: at least this much, or exactly 0 where it counts mistakes."""

    @property
    def bound(self) -> str:
        """``≥`` or, for a count of mistakes that must be 0, ``=``."""
        return "=" if self.target == 0 else "≥"

    @property
    def met(self) -> bool:
        """Whether the promise is kept; True when there is none."""
        if self.target is None or self.value is None:
            return True
        return self.value == 0 if self.target == 0 else self.value >= self.target


NO_PAGE_RULE = "extract.record_type"
"""Broken by the records of an archive that carry no page: requests, metadata, notes of the crawler."""


@dataclass(frozen=True)
class ReportData:
    """Everything the page shows."""

    name: str
    directory: str
    config: str
    config_hashes: dict[str, str]
    versions: dict[str, str]
    stages: list[StageReport]
    languages: list[Group]
    domains: list[Group]
    hosts: list[Group]
    hosts_in_all: int
    families: list[Family]
    family_sizes: dict[int, int]
    """Size -> number of duplicate families of that size."""
    errors: list[ErrorGroup]
    evaluation: dict[str, Any] | None
    """What the quality stage wrote of its classifier on held-out pages."""
    benchmarks: list[Benchmark] | None = None
    """Benchmarks of which items were found; None when nobody has looked."""
    mixture: list[Bucket] = field(default_factory=list)
    """Empty when the corpus was not mixed."""
    scores: list[Score] = field(default_factory=list)
    """Empty when no truth was given."""
    truth_pages: int = 0

    @property
    def records_without_page(self) -> int:
        """Records that the first stage set aside because they carry no page; they are no loss."""
        return sum(reason.documents for reason in self.stages[0].reasons if reason.rule == NO_PAGE_RULE)

    @property
    def pages(self) -> int:
        """Records that came in and carry a page."""
        return self.stages[0].books.entered.documents - self.records_without_page
