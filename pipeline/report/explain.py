"""The story of one document: every stage it went through, every measured value against its limit, the final word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as f
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline import schema
from pipeline.engine.stage import Stage
from pipeline.errors import ConfigError
from pipeline.report.data import NO_PAGE_RULE, BrokenRule
from pipeline.report.finished_run import FinishedRun, FinishedStage, ledger, open_run, union
from pipeline.report.groups import duplicate_links, rooted
from pipeline.report.samples import broken_of, changed_lines
from pipeline.report.wording import in_words, value, visible, whole
from pipeline.urls.captures import moment_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MAX_TEXT = 200_000
"""Characters of a text that are searched for edits."""
MAX_FAMILY = 50
"""Members of a duplicate family that are listed."""
MAX_SAME_URL = 20
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class LimitStory:
    """A limit on a measured value, as it held for this document."""

    rule: str
    bound: str
    limit: float | None
    """None = switched off for this document."""
    broken: bool


@dataclass(frozen=True)
class ValueStory:
    """One measured value of the document and its limits."""

    rule_set: str
    measure: str
    value: float | None
    limits: list[LimitStory]


@dataclass(frozen=True)
class StageStory:
    """What one stage did with the document."""

    stage: str
    outcome: str
    values: list[ValueStory]
    broken: list[BrokenRule]
    error: str | None
    characters_in: int
    characters: int
    tokens_in: int
    tokens: int
    edits: list[str]
    """Changed lines, as in a unified diff."""


@dataclass(frozen=True)
class FamilyStory:
    """The duplicate family of the document."""

    kept_id: str
    kept_url: str
    size: int
    members: list[dict[str, Any]]
    """id, url, stage and rule of dropped members, at most `MAX_FAMILY`."""


@dataclass(frozen=True)
class Explanation:
    """Everything a run knows of one document."""

    id: str
    url: str
    title: str | None
    language: str | None
    domain: str | None
    warc_file: str | None
    warc_offset: int | None
    same_url: list[str]
    """Identifiers of other records of the same URL, oldest first."""
    stages: list[StageStory]
    family: FamilyStory | None
    final: str
    """The final word, one sentence."""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield _heading(self.url, "bold")
        facts = {
            "id": self.id,
            "title": self.title,
            "language": self.language,
            "domain": self.domain,
            "record": f"{self.warc_file} at offset {self.warc_offset}" if self.warc_file else None,
            "other records of this URL": ", ".join(self.same_url) or None,
        }
        for name, fact in facts.items():
            if fact:
                yield Text(f"  {name}: {visible(fact)}")
        for story in self.stages:
            yield Text()
            yield from _stage_in_words(story)
        if self.family:
            yield Text()
            yield from _family_in_words(self.family)
        yield Text()
        kept = self.stages[-1].outcome == schema.KEPT
        yield _heading(self.final, "bold green" if kept else "bold red")


def explain(
    spark: SparkSession, run_directory: str, url_or_id: str, stages: Mapping[str, Stage] | None = None
) -> Explanation:
    """Tell the story of the document with that identifier, URL or canonical URL.

    Of several records of one URL the oldest is told and the others are named. Raises `ConfigError` when the run has
    no such document.
    """
    run = open_run(spark, run_directory, stages)
    ids = _find(spark, run, url_or_id)
    if not ids:
        raise ConfigError(
            f"{run_directory} has no document {url_or_id!r}: give the URL as it stands in the archive, or the id"
        )
    rows = _rows(spark, run, ids[0])
    last = rows[run.stages[-1].name] if run.stages[-1].name in rows else rows[list(rows)[-1]]
    stories, before = [], None
    for stage in run.stages:
        if stage.name in rows:
            stories.append(_story(stage, rows[stage.name], before, last))
            before = rows[stage.name]["text"]
    return Explanation(
        id=ids[0],
        url=last["url"] or "",
        title=last["title"],
        language=last["language"],
        domain=last["domain"],
        warc_file=last["warc_file"],
        warc_offset=last["warc_offset"],
        same_url=ids[1:],
        stages=stories,
        family=_family(spark, run, ids[0]),
        final=_final_word(stories[-1], run),
    )


def _find(spark: SparkSession, run: FinishedRun, url_or_id: str) -> list[str]:
    """Identifiers of the matching documents, the oldest record first.

    An archive holds the request beside the page, and notes of the crawler: they are named only where there is no page.
    """
    found = []
    for stage in run.stages:
        documents = stage.documents(spark)
        if stage is run.stages[0]:
            column = f.col("id") if _ID.fullmatch(url_or_id) else f.col("url")
        elif stage.name == "urls" and not _ID.fullmatch(url_or_id):
            column = f.col("canonical_url")
        else:
            continue
        page = ~f.exists(schema.BROKEN_RULES, lambda broken: broken["rule"] == NO_PAGE_RULE)
        found.append(documents.where(column == url_or_id).select("warc_date", "id", page.alias("page")))
    records = union(found).groupBy("warc_date", "id").agg(f.max("page").alias("page"))
    order = (f.desc("page"), moment_of(f.col("warc_date")), "id")
    rows = records.orderBy(*order).limit(MAX_SAME_URL).collect()
    return [row["id"] for row in rows if row["page"] == rows[0]["page"]]


_COLUMNS = (
    *("id", "url", "title", "language", "domain", "warc_file", "warc_offset", "error", "outcome"),
    *("characters_in", "characters", "tokens_in", "tokens"),
)


def _rows(spark: SparkSession, run: FinishedRun, identifier: str) -> dict[str, Any]:
    """Stage -> the document's row there, in the order of the stages."""
    parts = []
    for stage in run.stages:
        documents = stage.documents(spark).where(f.col("id") == identifier)
        measured = f.to_json(f.col(schema.MEASURED), {"ignoreNullFields": "false"}) if stage.measures else f.lit("{}")
        parts.append(
            documents.select(
                f.lit(stage.name).alias("stage"),
                *(_or_null(documents, name) for name in _COLUMNS),
                f.substring("text", 1, MAX_TEXT).alias("text"),
                measured.alias(schema.MEASURED),
                schema.BROKEN_RULES,
            )
        )
    found = {row["stage"]: row for row in union(parts).collect()}
    return {stage.name: found[stage.name] for stage in run.stages if stage.name in found}


def _or_null(documents: DataFrame, name: str) -> Any:
    return (f.col(name) if name in documents.columns else f.lit(None).cast("string")).alias(name)


def _story(stage: FinishedStage, row: Any, text_before: str | None, last: Any) -> StageStory:
    broken = broken_of(row)
    limits = {item.rule: item.limit for item in broken}
    values = [
        ValueStory(
            rule_set=group,
            measure=measure,
            value=number,
            limits=[
                LimitStory(rule.name, rule.bound, limits.get(rule.full_name, rule.limit), rule.full_name in limits)
                for rule in stage.rules_for(last["language"], last["domain"])
                if (rule.rule_set, rule.card.measure) == (group, measure)
            ],
        )
        for group, measures in json.loads(row[schema.MEASURED] or "{}").items()
        for measure, number in (measures or {}).items()
    ]
    return StageStory(
        stage=stage.name,
        outcome=row[schema.OUTCOME],
        values=values,
        broken=broken,
        error=row[schema.ERROR],
        characters_in=row["characters_in"],
        characters=row["characters"],
        tokens_in=row["tokens_in"],
        tokens=row["tokens"],
        edits=[] if text_before is None else changed_lines(text_before, row["text"] or ""),
    )


def _family(spark: SparkSession, run: FinishedRun, identifier: str) -> FamilyStory | None:
    lines = ledger(spark, run)
    links = rooted(duplicate_links(lines)).cache()
    try:
        mine = links.where(f.col("id") == identifier).select("root").collect()
        root = mine[0]["root"] if mine else identifier
        members = links.where(f.col("root") == root)
        some = members.orderBy("url", "id").limit(MAX_FAMILY).collect()
        if not some:
            return None
        size = 1 + (len(some) if len(some) < MAX_FAMILY else members.count())
        kept = lines.where(f.col("id") == root).select("url").collect()
    finally:
        links.unpersist()
    return FamilyStory(
        kept_id=root,
        kept_url=(kept[0]["url"] or "") if kept else "",
        size=size,
        members=[{name: row[name] for name in ("id", "url", "stage", "rule", "value")} for row in some],
    )


def _final_word(story: StageStory, run: FinishedRun) -> str:
    if story.outcome == schema.FAILED:
        return f"It failed in the stage {story.stage}: {visible(story.error or '')}"
    if story.outcome == schema.DROPPED:
        rules = ", ".join(item.rule for item in story.broken)
        return f"It was dropped by the stage {story.stage}, where it breaks {rules}."
    return (
        f"It was kept: it passed all {len(run.stages)} stages and is in the corpus with {whole(story.tokens)} tokens."
    )


_SIGNS = {schema.KEPT: ("✓", "green"), schema.DROPPED: ("✗", "red"), schema.FAILED: ("!", "red")}


def _heading(text: str, style: str) -> Text:
    return Text(visible(text), style=style, overflow="fold")


def _stage_in_words(story: StageStory) -> Iterator[Any]:
    sign, colour = _SIGNS[story.outcome]
    line = Text.assemble((f"{sign} {story.stage}", f"bold {colour}"), f"  {story.outcome}")
    line.append(f", {whole(story.characters)} characters, {whole(story.tokens)} tokens")
    if story.characters != story.characters_in:
        line.append(f" (came in with {whole(story.characters_in)} and {whole(story.tokens_in)})")
    yield line
    if story.error:
        yield Text(f"  {visible(story.error)}", style="red")
    shown = {f"{item.rule_set}.{limit.rule}" for item in story.values for limit in item.limits if limit.broken}
    for item in story.broken:
        if item.rule not in shown or item.evidence:
            measured = f": measured {value(item.value)}, limit {value(item.limit)}" if item.rule not in shown else ""
            evidence = f" ({visible(item.evidence)})" if item.evidence else ""
            yield Text(f"  breaks {item.rule}{measured}{evidence}", style="red")
    if story.values:
        yield Padding(_values_table(story.values), (0, 0, 0, 2))
    for edit in story.edits:
        yield Text(f"  {visible(edit)}", style={"-": "red", "+": "green"}.get(edit[:1], ""))


def _values_table(values: list[ValueStory]) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("", no_wrap=True)
    table.add_column("measured value", overflow="fold")
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("limit", overflow="fold")
    for item in values:
        is_broken = any(limit.broken for limit in item.limits)
        limits = ", ".join(
            f"{limit.bound} {value(limit.limit)}" if limit.limit is not None else f"{limit.bound} off"
            for limit in item.limits
        )
        table.add_row(
            Text("✗" if is_broken else "✓" if item.limits else " "),
            Text(f"{item.rule_set}: {in_words(item.measure)}"),
            Text(value(item.value)),
            Text(limits or "no limit"),
            style="red" if is_broken else "",
        )
    return table


def _family_in_words(family: FamilyStory) -> Iterator[Text]:
    yield Text(f"duplicate family of {whole(family.size)}, kept: {visible(family.kept_url)} ({family.kept_id})")
    for member in family.members:
        similarity = f", Jaccard {value(member['value'])}" if member["stage"] == "near" else ""
        yield Text(f"  dropped: {visible(member['url'])} ({member['id']}) by {member['rule']}{similarity}")
