"""Documents to look at: chosen by hash, the same ones in every run, few and cut to a bounded length."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pyspark.sql import Window
from pyspark.sql import functions as f

from pipeline import schema
from pipeline.report.data import BrokenRule, Edit, Sample
from pipeline.report.finished_run import FinishedRun, FinishedStage, union

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

PER_OUTCOME = 3
"""Documents shown for each stage and outcome."""
MAX_CHARACTERS = 1500
"""How much of a text is shown."""
MAX_DIFF_CHARACTERS = 20_000
"""How much of a text is searched for what a stage changed in it."""
MAX_DIFF_LINES = 14
_SPARE = 8
"""The table is first thinned to about this many times the documents wanted, so that no long sort of texts happens."""
_SEED = 20260117

_SHOWN = ("id", "url", "language", "title", "text", "characters", "tokens")


def samples(spark: SparkSession, run: FinishedRun) -> dict[str, list[Sample]]:
    """Stage -> some documents it dropped and some it kept, with the beginnings of their texts."""
    parts = []
    for stage in run.stages:
        books, documents = stage.manifest.books, stage.documents(spark)
        is_dropped = f.col(schema.OUTCOME) == schema.DROPPED
        chosen = thin(
            documents.where(f.col(schema.OUTCOME) != schema.FAILED),
            f.when(is_dropped, f.lit(_below(books.dropped.documents, PER_OUTCOME))).otherwise(
                f.lit(_below(books.kept.documents, PER_OUTCOME))
            ),
        )
        parts.append(
            chosen.select(
                f.lit(stage.name).alias("stage"),
                schema.OUTCOME,
                "choice",
                *(
                    (f.col(name) if name in documents.columns else f.lit(None).cast("string")).alias(name)
                    for name in _SHOWN
                    if name != "text"
                ),
                f.substring("text", 1, MAX_CHARACTERS).alias("text"),
                schema.BROKEN_RULES,
            )
        )
    found: dict[str, list[Sample]] = {stage.name: [] for stage in run.stages}
    for row in first_by_choice(union(parts), ["stage", schema.OUTCOME], PER_OUTCOME):
        found[row["stage"]].append(
            Sample(
                stage=row["stage"],
                outcome=row[schema.OUTCOME],
                **{name: row[name] for name in _SHOWN},
                broken=broken_of(row),
            )
        )
    return found


def edits(spark: SparkSession, run: FinishedRun) -> dict[str, list[Edit]]:
    """Stage -> what it changed in some of the documents that it kept."""
    parts = []
    for before, stage in zip(run.stages, run.stages[1:], strict=False):
        edited = stage.documents(spark).where(
            (f.col(schema.OUTCOME) == schema.KEPT)
            & ((f.col("characters") != f.col(schema.CHARACTERS_IN)) | (f.col("tokens") != f.col(schema.TOKENS_IN)))
        )
        if not stage.manifest.books.edited.characters and not stage.manifest.books.edited.tokens:
            continue
        chosen = thin(edited, f.lit(_below(stage.manifest.books.kept.documents, 20 * PER_OUTCOME)))
        old = before.documents(spark).where(f.col(schema.OUTCOME) == schema.KEPT)
        parts.append(
            chosen.select(
                f.lit(stage.name).alias("stage"),
                "choice", "id", "url",
                (f.col(schema.CHARACTERS_IN) - f.col("characters")).alias("removed"),
                f.substring("text", 1, MAX_DIFF_CHARACTERS).alias("after"),
            ).join(old.select("id", f.substring("text", 1, MAX_DIFF_CHARACTERS).alias("before")), "id")
        )  # fmt: skip
    found: dict[str, list[Edit]] = {stage.name: [] for stage in run.stages}
    if not parts:
        return found
    for row in first_by_choice(union(parts), ["stage"], PER_OUTCOME):
        diff = changed_lines(row["before"], row["after"])
        if diff:
            found[row["stage"]].append(Edit(row["stage"], row["id"], row["url"], row["removed"], diff))
    return found


def thin(documents: DataFrame, below: Column) -> DataFrame:
    """``documents`` with the column ``choice`` (a hash of the id, 63 bits), only where it is less than ``below``."""
    choice = f.shiftrightunsigned(f.xxhash64(f.lit(_SEED), "id"), 1)
    return documents.withColumn("choice", choice).where(f.col("choice") < below)


def _below(count: int, wanted: int) -> int:
    """The limit for `thin` that leaves about `_SPARE` times ``wanted`` of ``count`` documents."""
    highest = (1 << 63) - 1  # in whole numbers: as a float it would be rounded up, out of the range of a long
    return min(highest, highest * wanted * _SPARE // max(count, 1))


def first_by_choice(chosen: DataFrame, group: Sequence[str], wanted: int) -> list[Any]:
    """The ``wanted`` rows of each group with the smallest ``choice``, in that order."""
    order = Window.partitionBy(*group).orderBy("choice", "id")
    rows = chosen.withColumn("place", f.row_number().over(order)).where(f.col("place") <= wanted).collect()
    return sorted(rows, key=lambda row: ([row[name] for name in group], row["place"]))


def broken_of(row: Any) -> list[BrokenRule]:
    """The column ``broken`` of a row as plain values."""
    return [
        BrokenRule(item["rule"], item["value"], item["limit"], item["evidence"])
        for item in row[schema.BROKEN_RULES] or []
    ]


def changed_lines(before: str, after: str) -> list[str]:
    """Unified diff of two texts by lines, without context and without a heading, at most `MAX_DIFF_LINES` long.

    Long lines are cut around the first place where they differ, so that a masked word in a long paragraph is seen.
    """
    old, new = before.split("\n"), after.split("\n")
    found: list[str] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        removed, added = old[a:b], new[c:d]
        if len(removed) == len(added):
            for one, other in zip(removed, added, strict=True):
                cut_one, cut_other = _around_difference(one, other)
                found += [f"-{cut_one}", f"+{cut_other}"]
        else:
            found += [f"-{_cut(line)}" for line in removed] + [f"+{_cut(line)}" for line in added]
    return (
        found if len(found) <= MAX_DIFF_LINES else [*found[:MAX_DIFF_LINES], f"@@ {len(found) - MAX_DIFF_LINES} more"]
    )


def _around_difference(one: str, other: str, width: int = 160) -> tuple[str, str]:
    place = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, place - width // 3)
    lead = "…" if start else ""
    return lead + _cut(one[start:], width), lead + _cut(other[start:], width)


def _cut(line: str, width: int = 160) -> str:
    return line if len(line) <= width else line[: width - 1] + "…"


def stage_before(run: FinishedRun, stage: FinishedStage) -> FinishedStage | None:
    """The stage whose kept documents ``stage`` read; None for the first one."""
    place = run.stages.index(stage)
    return run.stages[place - 1] if place else None
