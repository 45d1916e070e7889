"""Distributions of the measured values, drops by rule, and the documents that would flip at a limit 10 % away."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as f

from pipeline import schema
from pipeline.report.data import Bin, Distribution, Limit, Reason
from pipeline.report.finished_run import FinishedRun, FinishedStage, union

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

BARS = 24
"""Bars of a histogram, besides one at each end for what lies outside."""
STEP = 0.1
"""How far a limit is moved to see what would flip."""
VARIANT = ("language", "domain")
_PERCENTILES = (0.02, 0.5, 0.98)
_LOGARITHMIC_FROM = 20
"""A distribution whose 98th percentile is this many times its median gets a logarithmic axis."""


def measured_values(spark: SparkSession, run: FinishedRun) -> DataFrame:
    """One row a document and measured value: stage, key (``rule set.measure``), outcome, tokens, value or null, and
    the language and domain for which limits of their own hold (empty when none do)."""
    parts = []
    for stage in run.stages:
        if not stage.measures:
            continue
        entries = [
            f.struct(f.lit(f"{group}.{measure}").alias("key"), f.col(f"measured.`{group}`.`{measure}`").alias("value"))
            for group, measure in stage.measures
        ]
        documents = stage.documents(spark)
        variant = [
            _one_of(documents, column, sorted({names[place] for names in stage.variants} - {""})).alias(column)
            for place, column in enumerate(VARIANT)
        ]
        parts.append(
            documents.where(f.col(schema.OUTCOME) != schema.FAILED)
            .select(
                f.lit(stage.name).alias("stage"),
                *variant,
                schema.OUTCOME,
                "tokens",
                f.explode(f.array(*entries)).alias("e"),
            )
            .select("stage", *VARIANT, schema.OUTCOME, "tokens", "e.key", "e.value")
        )
    return union(parts)


def _one_of(documents: DataFrame, column: str, names: list[str]) -> Column:
    """The value of ``column`` where it is one of ``names``, else the empty name."""
    if not names or column not in documents.columns:
        return f.lit("")
    return f.when(f.col(column).isin(names), f.col(column)).otherwise("")


def broken_rules(ledger: DataFrame) -> DataFrame:
    """One row a dropped document and rule: stage, rule, value, limit, tokens, whether it breaks no other rule."""
    rules = f.transform(schema.BROKEN_RULES, lambda item: item["rule"])
    return (
        ledger.where(f.col(schema.OUTCOME) == schema.DROPPED)
        .select(
            "stage", "tokens", (f.size(f.array_distinct(rules)) == 1).alias("alone"), f.explode("broken").alias("b")
        )
        .select("stage", "tokens", "alone", "b.rule", "b.value", "b.limit")
    )


def reasons(spark: SparkSession, run: FinishedRun, ledger: DataFrame, values: DataFrame) -> dict[str, list[Reason]]:
    """Stage -> its rules, those that drop most first; rules that drop nothing come last, in their own order."""
    in_force = [
        (stage.name, rule.full_name, rule)
        for stage in run.stages
        for rule in stage.rules
        if rule.rule_set not in stage.switched_off
    ]
    bounds = {(stage, name): rule for stage, name, rule in in_force}
    dropped = {(row["stage"], row["rule"]): row for row in _drops_by_rule(broken_rules(ledger), bounds)}
    lost = _lost_by_stricter(spark, run, values)
    found: dict[str, list[Reason]] = {stage.name: [] for stage in run.stages}
    for key in dict.fromkeys([*bounds, *dropped]):
        stage, name = key
        rule, row = bounds.get(key), dropped.get(key)
        moves = rule is not None and bool(rule.limit)
        limits = [] if row is None else [limit for limit in row["limits"] if rule is None or limit != rule.limit]
        found[stage].append(
            Reason(
                stage=stage,
                rule=name,
                documents=row["documents"] if row else 0,
                alone=row["alone"] if row else 0,
                tokens=row["tokens"] if row else 0,
                bound=rule.bound if rule else "",
                limit=rule.limit if rule else None,
                other_limits=len(limits) if rule else 0,
                formula=rule.card.formula if rule else "",
                source=rule.card.source if rule else "",
                why=rule.card.why if rule else "",
                trap=rule.card.trap if rule else "",
                saved_by_looser=(row["saved"] if row else 0) if moves else None,
                saved_tokens=row["saved_tokens"] if row and moves else 0,
                lost_by_stricter=lost.get(key, (0, 0))[0] if moves else None,
                lost_tokens=lost.get(key, (0, 0))[1],
            )
        )
    return {stage: sorted(rules, key=lambda reason: -reason.documents) for stage, rules in found.items()}


def _drops_by_rule(broken: DataFrame, bounds: dict[tuple[str, str], Any]) -> list[Any]:
    minimum_rules = [name for (_, name), rule in bounds.items() if rule.bound == "min"]
    is_minimum = f.col("rule").isin(minimum_rules) if minimum_rules else f.lit(False)
    # Against the limit that was used for this very document, so overrides by language or domain are right.
    within_looser = f.when(is_minimum, f.col("value") >= f.col("limit") * (1 - STEP)).otherwise(
        f.col("value") <= f.col("limit") * (1 + STEP)
    )
    saved = f.col("alone") & within_looser
    return (
        broken.groupBy("stage", "rule")
        .agg(
            f.count(f.lit(1)).alias("documents"),
            f.count_if("alone").alias("alone"),
            f.sum("tokens").alias("tokens"),
            f.sort_array(f.slice(f.collect_set("limit"), 1, 100)).alias("limits"),
            f.count_if(saved).alias("saved"),
            f.coalesce(f.sum(f.when(saved, f.col("tokens"))), f.lit(0)).alias("saved_tokens"),
        )
        .orderBy("stage", "rule")
        .collect()
    )


def _lost_by_stricter(
    spark: SparkSession, run: FinishedRun, values: DataFrame
) -> dict[tuple[str, str], tuple[int, int]]:
    """(stage, rule) -> documents and tokens kept now that a limit 10 % stricter would drop."""
    rows = [
        (stage.name, *names, rule.full_name, f"{rule.rule_set}.{rule.card.measure}", rule.bound, float(rule.limit))
        for stage in run.stages
        for names in stage.variants
        for rule in stage.rules_for(*names)
        if rule.limit and rule.rule_set not in stage.switched_off
    ]
    if not rows:
        return {}
    names = ("stage", *VARIANT, "rule", "key", "bound")
    limits = spark.createDataFrame(rows, ", ".join(f"{name} string" for name in names) + ", limit double")
    value, limit = f.col("value"), f.col("limit")
    flips = f.when(f.col("bound") == "min", value < limit * (1 + STEP)).otherwise(value > limit * (1 - STEP))
    found = (
        values.where(f.col(schema.OUTCOME) == schema.KEPT)
        .join(f.broadcast(limits), ["stage", *VARIANT, "key"])
        .where(flips)
        .groupBy("stage", "rule")
        .agg(f.count(f.lit(1)).alias("documents"), f.sum("tokens").alias("tokens"))
        .collect()
    )
    return {(row["stage"], row["rule"]): (row["documents"], row["tokens"]) for row in found}


def distributions(spark: SparkSession, run: FinishedRun, values: DataFrame) -> dict[str, list[Distribution]]:
    """Stage -> the distribution of each of its measured values, in the order in which they are measured."""
    summary = {
        (row["stage"], row["key"]): row
        for row in values.groupBy("stage", "key")
        .agg(
            f.count("value").alias("count"),
            f.count_if(f.col("value").isNull()).alias("missing"),
            f.min("value").alias("minimum"),
            f.max("value").alias("maximum"),
            f.percentile_approx("value", list(_PERCENTILES)).alias("percentiles"),
        )
        .collect()
    }
    found: dict[str, list[Distribution]] = {stage.name: [] for stage in run.stages}
    drawn: dict[tuple[str, str], tuple[list[float], bool]] = {}
    for stage in run.stages:
        for group, measure in stage.measures:
            key = (stage.name, f"{group}.{measure}")
            if key in summary and summary[key]["count"]:
                row = summary[key]
                lines = [limit.value for limit in _limits(stage, group, measure)]
                low, median, high = row["percentiles"]
                drawn[key] = bin_edges(row["minimum"], low, median, high, row["maximum"], lines)
    counts = _count_bins(spark, values, {key: edges for key, (edges, _) in drawn.items()}, _right_closed(run))
    for stage in run.stages:
        for group, measure in stage.measures:
            key = (stage.name, f"{group}.{measure}")
            if key not in drawn:
                continue
            row, (edges, logarithmic) = summary[key], drawn[key]
            units = [rule.card.unit for rule in stage.rules if (rule.rule_set, rule.card.measure) == (group, measure)]
            found[stage.name].append(
                Distribution(
                    stage=stage.name,
                    rule_set=group,
                    measure=measure,
                    unit=units[0] if units else "",
                    count=row["count"],
                    missing=row["missing"],
                    minimum=row["minimum"],
                    median=row["percentiles"][1],
                    maximum=row["maximum"],
                    limits=_limits(stage, group, measure),
                    bins=[
                        Bin(
                            low,
                            high,
                            counts.get((*key, schema.KEPT, place), 0),
                            counts.get((*key, schema.DROPPED, place), 0),
                        )
                        for place, (low, high) in enumerate(
                            zip([row["minimum"], *edges], [*edges, row["maximum"]], strict=True)
                        )
                    ],
                    logarithmic=logarithmic,
                )
            )
    return found


def _limits(stage: FinishedStage, group: str, measure: str) -> list[Limit]:
    return [
        Limit(rule.name, rule.bound, float(rule.limit))
        for rule in stage.rules
        if (rule.rule_set, rule.card.measure) == (group, measure) and rule.limit is not None
    ]


def _right_closed(run: FinishedRun) -> set[tuple[str, str]]:
    """The measures whose bars include their right edge, so that a value at a maximum stands on the allowed side."""
    return {
        (stage.name, f"{rule.rule_set}.{rule.card.measure}")
        for stage in run.stages
        for rule in stage.rules
        if rule.bound == "max"
    }


def bin_edges(
    minimum: float, low: float, median: float, high: float, maximum: float, limits: list[float]
) -> tuple[list[float], bool]:
    """Edges between the bars of a histogram, and whether they divide a logarithmic axis.

    The edges cover the bulk of the values (``low`` and ``high`` are its ends, say the 2nd and the 98th percentile)
    and every limit within three times its length; each limit is an edge, so that no bar stands on both of its sides.
    What lies beyond the outer edges belongs to one bar at each end.
    """
    if minimum == maximum:
        return sorted({*limits, minimum}) if limits else [minimum], False
    if low == high:
        low, high = minimum, maximum
    reach = high - low
    near = [limit for limit in limits if low - 3 * reach <= limit <= high + 3 * reach]
    start, end = min([low, *near]), max([high, *near])
    logarithmic = start >= 0 and median > 0 and end / median >= _LOGARITHMIC_FROM
    if logarithmic:
        lowest = max(start, median / 1000, 1e-6)
        first, last = math.log10(lowest), math.log10(end)
        edges = [10 ** (first + (last - first) * place / BARS) for place in range(BARS + 1)]
    else:
        edges = [start + (end - start) * place / BARS for place in range(BARS + 1)]
    # The edge next to a limit moves onto it.
    for limit in near:
        nearest = min(range(len(edges)), key=lambda place: abs(edges[place] - limit))
        edges[nearest] = limit
    return sorted({*edges, *near}), logarithmic


def _count_bins(
    spark: SparkSession,
    values: DataFrame,
    edges: dict[tuple[str, str], list[float]],
    right_closed: set[tuple[str, str]],
) -> dict[tuple[str, str, str, int], int]:
    """(stage, key, outcome, place of the bar) -> documents."""
    if not edges:
        return {}
    table = spark.createDataFrame(
        [(*key, places, key in right_closed) for key, places in edges.items()],
        "stage string, key string, edges array<double>, right_closed boolean",
    )

    def is_left_of_value(edge: Column) -> Column:
        return f.when(f.col("right_closed"), edge < f.col("value")).otherwise(edge <= f.col("value"))

    rows = (
        values.where(f.col("value").isNotNull())
        .join(f.broadcast(table), ["stage", "key"])
        .select("stage", "key", schema.OUTCOME, f.size(f.filter("edges", is_left_of_value)).alias("place"))
        .groupBy("stage", "key", schema.OUTCOME, "place")
        .agg(f.count(f.lit(1)).alias("documents"))
        .collect()
    )
    return {(row["stage"], row["key"], row[schema.OUTCOME], row["place"]): row["documents"] for row in rows}
