"""Two runs side by side: what was set otherwise, the books, and the documents that only one of them has kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as f
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from pipeline import schema
from pipeline.engine.books import Books
from pipeline.engine.stage import Stage
from pipeline.report.finished_run import FinishedRun, ledger, open_run
from pipeline.report.wording import visible, whole

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MAX_DOCUMENTS = 20
"""Documents named for each run that only it has kept; chosen by hash, the counts are of all."""
MAX_REASONS = 30
NOT_THERE = "not among its records"


@dataclass(frozen=True)
class Difference:
    """A setting or a version that differs; None where one run does not have it."""

    stage: str
    key: str
    a: Any
    b: Any


@dataclass(frozen=True)
class StageBooks:
    """The books of a stage in both runs; None where a run has no such stage."""

    stage: str
    a: Books | None
    b: Books | None
    same_table: bool
    """Whether both tables have the same content."""


@dataclass(frozen=True)
class OnlyDocument:
    """A document that one run has kept, and why the other has not."""

    id: str
    url: str
    tokens: int
    stage: str
    """Where the other run lost it; empty when it never had it."""
    reason: str


@dataclass(frozen=True)
class OnlyOne:
    """The documents that only one of the runs has kept."""

    documents: int
    tokens: int
    reasons: dict[str, int]
    """``stage: rules`` by which the other run lost them -> documents, the most frequent first."""
    some: list[OnlyDocument]


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side."""

    a: str
    b: str
    settings: list[Difference]
    versions: list[Difference]
    books: list[StageBooks]
    kept_by_both: int
    only_a: OnlyOne
    only_b: OnlyOne

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(f"A = {visible(self.a)}\nB = {visible(self.b)}", style="bold")
        for title, differences in (("settings", self.settings), ("versions", self.versions)):
            yield Text(f"\n{title} that differ" if differences else f"\n{title}: the same")
            for item in differences:
                yield Text(f"  {item.stage}.{item.key}: {visible(item.a)} -> {visible(item.b)}")
        yield Text()
        yield _books_table(self.books)
        yield Text(f"\nkept by both: {whole(self.kept_by_both)} documents")
        yield from _only_in_words("A", "B", self.only_a)
        yield from _only_in_words("B", "A", self.only_b)


def compare(spark: SparkSession, run_a: str, run_b: str, stages: Mapping[str, Stage] | None = None) -> Comparison:
    """Compare two finished runs; documents are matched by identifier. Raises `ConfigError` when one is no run."""
    a, b = open_run(spark, run_a, stages), open_run(spark, run_b, stages)
    ends_a, ends_b = _ends(spark, a), _ends(spark, b)
    joined = ends_a.join(
        ends_b.select("id", *(f.col(n).alias(f"{n}_b") for n in ends_b.columns if n != "id")), "id", "full"
    )
    joined = joined.cache()
    try:
        return Comparison(
            a=run_a,
            b=run_b,
            settings=_settings(a, b),
            versions=_versions(a, b),
            books=_books(a, b),
            kept_by_both=joined.where("kept and kept_b").count(),
            only_a=_only(joined, "", "_b"),
            only_b=_only(joined, "_b", ""),
        )
    finally:
        joined.unpersist()


def flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings with dotted keys."""
    found: dict[str, Any] = {}
    for key, item in settings.items():
        found |= flat(item, f"{prefix}{key}.") if isinstance(item, Mapping) and item else {f"{prefix}{key}": item}
    return found


def _ends(spark: SparkSession, run: FinishedRun) -> DataFrame:
    """One row a document: id, url, tokens, kept, stage and reason with which it left."""
    rules = f.array_join(f.array_distinct(f.transform(schema.BROKEN_RULES, lambda item: item["rule"])), ", ")
    error = f.concat(f.lit("error: "), f.substring_index(schema.ERROR, ":", 1))
    end = f.struct("order", "url", "tokens", "stage", (f.col(schema.OUTCOME) == schema.KEPT).alias("kept"),
                   f.when(f.col(schema.OUTCOME) == schema.FAILED, error).otherwise(rules).alias("reason"))  # fmt: skip
    found = ledger(spark, run).groupBy("id").agg(f.max(end).alias("end"))
    return found.select("id", *(f"end.{name}" for name in ("url", "tokens", "stage", "kept", "reason")))


def _only(joined: DataFrame, mine: str, other: str) -> OnlyOne:
    missing = joined.where(f.col(f"kept{mine}") & ~f.coalesce(f"kept{other}", f.lit(False)))
    told = missing.select(
        "id",
        f.col(f"url{mine}").alias("url"),
        f.col(f"tokens{mine}").alias("tokens"),
        f.coalesce(f"stage{other}", f.lit("")).alias("stage"),
        f.coalesce(f"reason{other}", f.lit(NOT_THERE)).alias("reason"),
    )
    rows = (
        told.groupBy("stage", "reason")
        .agg(f.count(f.lit(1)).alias("documents"), f.sum("tokens").alias("tokens"))
        .orderBy(f.desc("documents"), "stage", "reason")
        .collect()
    )
    some = told.orderBy(f.xxhash64("id"), "id").limit(MAX_DOCUMENTS).collect()
    return OnlyOne(
        documents=sum(row["documents"] for row in rows),
        tokens=sum(row["tokens"] for row in rows),
        reasons={_told(row["stage"], row["reason"]): row["documents"] for row in rows[:MAX_REASONS]},
        some=[OnlyDocument(row["id"], row["url"] or "", row["tokens"], row["stage"], row["reason"]) for row in some],
    )


def _told(stage: str, reason: str) -> str:
    return f"{stage}: {reason}" if stage else reason


def _differences(stage: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> list[Difference]:
    keys = dict.fromkeys([*one, *other])
    return [Difference(stage, key, one.get(key), other.get(key)) for key in keys if one.get(key) != other.get(key)]


def _settings(a: FinishedRun, b: FinishedRun) -> list[Difference]:
    found = []
    for name in dict.fromkeys([*a.by_name, *b.by_name]):
        one, other = (flat(run.by_name[name].manifest.settings) if name in run.by_name else {} for run in (a, b))
        found += _differences(name, one, other)
    return found


def _versions(a: FinishedRun, b: FinishedRun) -> list[Difference]:
    return _differences("library", a.stages[-1].manifest.versions, b.stages[-1].manifest.versions)


def _books(a: FinishedRun, b: FinishedRun) -> list[StageBooks]:
    found = []
    for name in dict.fromkeys([*a.by_name, *b.by_name]):
        one, other = (run.by_name[name].manifest if name in run.by_name else None for run in (a, b))
        same = one is not None and other is not None and one.output_hash == other.output_hash
        found.append(StageBooks(name, one.books if one else None, other.books if other else None, same))
    return found


def _books_table(books: list[StageBooks]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("stage")
    for title in ("kept A", "kept B", "difference", "dropped A", "dropped B", "errors A", "errors B"):
        table.add_column(title, justify="right")
    table.add_column("tables")
    for item in books:
        kept = [None if one is None else one.kept.documents for one in (item.a, item.b)]
        difference = "" if None in kept else f"{kept[1] - kept[0]:+,}"  # type: ignore[operator]
        cells = [
            None if one is None else getattr(one, outcome).documents
            for outcome in ("kept", "dropped", "error")
            for one in (item.a, item.b)
        ]
        texts = ["no such stage" if cell is None else whole(cell) for cell in cells]
        table.add_row(item.stage, *texts[:2], difference, *texts[2:], "same" if item.same_table else "differ")
    return table


def _only_in_words(mine: str, other: str, only: OnlyOne) -> Iterator[Text]:
    yield Text(f"\nkept by {mine} only: {whole(only.documents)} documents, {whole(only.tokens)} tokens", style="bold")
    for reason, documents in only.reasons.items():
        yield Text(f"  {whole(documents)} x in {other}: {visible(reason)}")
    for document in only.some:
        yield Text(f"    {visible(document.url)} ({document.id}): {_told(document.stage, visible(document.reason))}")
