"""Who was kept and who was not: hosts, languages and domains, duplicate families, and the errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as f

from pipeline import schema
from pipeline.report.data import ErrorGroup, Family, FamilyMember, Group
from pipeline.report.finished_run import FinishedRun

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, Row

GROUPED_BY = ("host", "language", "domain")
MAX_GROUPS = 40
"""Rows shown of a table of hosts, languages or domains."""
MAX_FAMILIES = 12
"""Duplicate families shown, the largest ones."""
MAX_MEMBERS = 6
"""Dropped members shown of a family."""
DUPLICATE_STAGES = ("exact", "near")
"""Stages whose broken rules name the kept duplicate in their evidence."""


def groups(ledger: DataFrame, run: FinishedRun) -> dict[str, tuple[list[Group], int]]:
    """Each of `GROUPED_BY` -> its largest groups, at most `MAX_GROUPS`, and how many groups there are in all.

    Documents that left before the column was known stand under the empty name.
    """
    kept = f.col(schema.OUTCOME) == schema.KEPT
    names = [stage.name for stage in run.stages]
    entries = [
        f.struct(f.lit(column).alias("column"), f.coalesce(f.col(column), f.lit("")).alias("name"))
        for column in GROUPED_BY
    ]
    counted = (
        ledger.select("*", f.explode(f.array(*entries)).alias("entry"))
        .groupBy("entry.column", "entry.name")
        .agg(
            f.count(f.lit(1)).alias("documents"),
            f.sum(schema.TOKENS_IN).alias("tokens_in_all"),
            f.count_if(kept).alias("kept_documents"),
            f.coalesce(f.sum(f.when(kept, f.col("tokens"))), f.lit(0)).alias("kept_tokens"),
            *(f.count_if((f.col("stage") == name) & ~kept).alias(f"left_{name}") for name in names),
        )
    )
    largest = Window.partitionBy("column").orderBy(f.desc("documents"), "name")
    rows = (
        counted.withColumn("place", f.row_number().over(largest))
        .withColumn("groups", f.count(f.lit(1)).over(Window.partitionBy("column")))
        .where(f.col("place") <= MAX_GROUPS)
        .orderBy("column", "place")
        .collect()
    )
    found: dict[str, tuple[list[Group], int]] = {column: ([], 0) for column in GROUPED_BY}
    for row in rows:
        group = Group(
            name=row["name"],
            documents=row["documents"],
            tokens=row["tokens_in_all"],
            kept_documents=row["kept_documents"],
            kept_tokens=row["kept_tokens"],
            left_at={name: row[f"left_{name}"] for name in names if row[f"left_{name}"]},
        )
        found[row["column"]] = ([*found[row["column"]][0], group], row["groups"])
    return found


def duplicate_links(ledger: DataFrame) -> DataFrame:
    """One row a document dropped as a duplicate: id, url, stage, rule, value, and kept_id, the one it repeats."""
    return (
        ledger.where(f.col("stage").isin(*DUPLICATE_STAGES) & (f.col(schema.OUTCOME) == schema.DROPPED))
        .select("id", "url", "stage", f.explode(schema.BROKEN_RULES).alias("b"))
        .where(f.col("b.evidence").rlike("^[0-9a-f]{32}$"))
        .select("id", "url", "stage", "b.rule", "b.value", f.col("b.evidence").alias("kept_id"))
        .dropDuplicates(["id"])
    )


def rooted(links: DataFrame) -> DataFrame:
    """``links`` with ``root``, the end of the chain: what was kept by one stage may have been dropped by the next."""
    later = links.select(f.col("id").alias("kept_id"), f.col("kept_id").alias("next"))
    found = links.join(later, "kept_id", "left")
    return found.withColumn("root", f.coalesce("next", "kept_id")).drop("next")


def families(ledger: DataFrame) -> tuple[list[Family], dict[int, int]]:
    """The largest duplicate families, and how many families there are of each size."""
    members = rooted(duplicate_links(ledger)).cache()
    try:
        sized = members.groupBy("root").agg((f.count(f.lit(1)) + 1).alias("size"))
        sizes = {row["size"]: row["families"] for row in _sizes(sized)}
        largest = sized.orderBy(f.desc("size"), "root").limit(MAX_FAMILIES).collect()
        roots = [row["root"] for row in largest]
        if not roots:
            return [], {}
        urls = {row["id"]: row["url"] for row in ledger.where(f.col("id").isin(roots)).select("id", "url").collect()}
        order = Window.partitionBy("root").orderBy("url", "id")
        some = (
            members.where(f.col("root").isin(roots))
            .withColumn("place", f.row_number().over(order))
            .where(f.col("place") <= MAX_MEMBERS)
            .orderBy("root", "place")
            .collect()
        )
    finally:
        members.unpersist()
    return [
        Family(
            id=root,
            url=urls.get(root) or "",
            size=size,
            members=[
                FamilyMember(row["url"], row["stage"], row["rule"], row["value"]) for row in some if row["root"] == root
            ],
        )
        for root, size in largest
    ], sizes


def _sizes(sized: DataFrame) -> list[Row]:
    return sized.groupBy("size").agg(f.count(f.lit(1)).alias("families")).orderBy("size").collect()


def errors(ledger: DataFrame) -> list[ErrorGroup]:
    """The errors by stage and kind (what stands before the first colon), most frequent first."""
    rows = (
        ledger.where(f.col(schema.OUTCOME) == schema.FAILED)
        .withColumn("kind", f.substring(f.substring_index(schema.ERROR, ":", 1), 1, 120))
        .groupBy("stage", "kind")
        .agg(
            f.count(f.lit(1)).alias("documents"),
            f.min(schema.ERROR).alias("example"),
            f.min_by("url", schema.ERROR).alias("example_url"),
        )
        .orderBy(f.desc("documents"), "stage", "kind")
        .limit(MAX_GROUPS)
        .collect()
    )
    return [
        ErrorGroup(row["stage"], row["kind"], row["documents"], row["example"], row["example_url"] or "")
        for row in rows
    ]
