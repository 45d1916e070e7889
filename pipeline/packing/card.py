"""The data card: what is in the shards, where it comes from, what was done to it, and how to check all that.

Source of the form: Gebru et al. 2021, "Datasheets for Datasets", sections on composition, collection and preprocessing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jinja2
from pyspark.sql import functions as f

from pipeline import schema
from pipeline.engine import storage
from pipeline.mixture.stage import MIXTURE
from pipeline.report.finished_run import FinishedRun
from pipeline.report.training import benchmarks
from pipeline.report.wording import percent, whole

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MAX_SOURCES: Final = 50
"""Hosts and archives that are named; the rest is added up."""
NOT_STATED: Final = "not stated"
_TEMPLATES: Final = Path(__file__).with_name("templates")


def data_card(
    spark: SparkSession, run: FinishedRun, licences: Mapping[str, str], shards: Mapping[str, Any], tokenizer: str
) -> dict[str, Any]:
    """Everything the card tells, as plain values.

    ``shards`` is the list of what was written. Counting is done by Spark; what comes to the driver is bounded by the
    numbers of stages, languages, domains, buckets, benchmarks and `MAX_SOURCES`.
    """
    stages = run.by_name
    read = stages["order"].documents(spark).where(f.col(schema.OUTCOME) == schema.KEPT)
    tokenizer_settings = stages["tokens"].manifest.settings
    order = stages["order"].manifest.settings
    return {
        "documents": run.stages[-1].manifest.books.kept.documents,
        "readings": shards["documents"],
        "tokens": shards["tokens"],
        "hosts": _counted(read, "host", licences),
        "archives": _counted(read, "warc_file"),
        "languages": _counted(read, "language"),
        "domains": _counted(read, "domain"),
        "captured": list(read.agg(f.min("warc_date"), f.max("warc_date")).collect()[0]),
        "licences": _by_licence(read, licences),
        "funnel": [
            {"stage": stage.name, "books": stage.manifest.books.as_dict(), "table_hash": stage.manifest.output_hash}
            for stage in run.stages
        ],
        "mixture": json.loads(storage.read_text(spark, stages["mix"].side(MIXTURE))),
        "mixed_by": stages["mix"].manifest.settings["by"],
        "order": order,
        "contamination": _contamination(spark, run),
        "personal_data": _personal_data(spark, run),
        "tokenizer": {
            "from": tokenizer_settings["tokenizer"] or "trained on this corpus (byte-level BPE)",
            "entries": shards["vocabulary_size"],
            "separator": shards["separator"],
            "separator_id": shards["separator_id"],
            "id_type": shards["id_type"],
            "sha256": hashlib.sha256(tokenizer.encode("utf-8")).hexdigest(),
        },
        "shards": shards["shards"],
        "input_hash": run.stages[0].manifest.input_hash,
        "versions": run.stages[-1].manifest.versions,
    }


def licence_of(host: str, licences: Mapping[str, str]) -> str:
    """The licence stated for ``host`` or the longest end of its name (``example.org`` for ``www.example.org``)."""
    parts = host.split(".")
    ends = (".".join(parts[start:]) for start in range(len(parts)))
    return next((licences[end] for end in ends if end in licences), NOT_STATED)


def _readings() -> list[Any]:
    return [
        f.count(f.lit(1)).alias("documents"),
        f.sum("epochs").alias("readings"),
        f.sum(f.col("epochs") * f.col("training_tokens")).alias("tokens"),
    ]


def _counted(read: DataFrame, column: str, licences: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """The largest groups by tokens read, and one row for all others; nothing when no stage has added the column."""
    if column not in read.columns:
        return []
    named = f.coalesce(f.col(column), f.lit("unknown")).alias("name")
    groups = read.groupBy(named).agg(*_readings())
    totals = groups.agg(f.count(f.lit(1)), f.sum("documents"), f.sum("readings"), f.sum("tokens")).collect()[0]
    largest = groups.orderBy(f.desc("tokens"), "name").limit(MAX_SOURCES).collect()
    rows = [
        {name: row[name] for name in ("name", "documents", "readings", "tokens")}
        | ({} if licences is None else {"licence": licence_of(row["name"], licences)})
        for row in largest
    ]
    if totals[0] > len(rows):
        rest = {
            name: totals[place] - sum(row[name] for row in rows)
            for place, name in enumerate(("documents", "readings", "tokens"), start=1)
        }
        rows.append(
            {"name": f"{totals[0] - len(rows):,} others", **rest} | ({} if licences is None else {"licence": ""})
        )
    return rows


def _by_licence(read: DataFrame, licences: Mapping[str, str]) -> list[dict[str, Any]]:
    """Tokens by stated licence: every host is looked up, by its longest end that is named."""
    stated = f.lit(NOT_STATED)
    for end in sorted(licences, key=lambda name: (name.count("."), name)):  # a longer name, looked at later, wins
        here = (f.col("host") == end) | f.endswith(f.col("host"), f.lit(f".{end}"))
        stated = f.when(here, f.lit(licences[end])).otherwise(stated)
    return _counted(read.withColumn("licence", stated), "licence")


def _contamination(spark: SparkSession, run: FinishedRun) -> list[dict[str, Any]] | None:
    """What was found of each benchmark; None when no stage has looked."""
    found = benchmarks(spark, run)
    if found is None:
        return None
    return [{"benchmark": one.name, "items": one.items, "dropped": one.dropped, "cut": one.cut} for one in found]


def _personal_data(spark: SparkSession, run: FinishedRun) -> dict[str, int]:
    """Kind -> pieces masked in the documents that the stage kept."""
    stage = run.by_name.get("pii")
    if stage is None:
        return {}
    kept = stage.documents(spark).where(f.col(schema.OUTCOME) == schema.KEPT)
    kinds = [measure for rule_set, measure in stage.measures if rule_set == "pii" and measure != "found"]
    row = kept.agg(*(f.sum(f"{schema.MEASURED}.pii.{kind}").alias(kind) for kind in kinds)).collect()[0]
    return {kind: int(row[kind] or 0) for kind in kinds}


def in_markdown(card: Mapping[str, Any]) -> str:
    """The card as a page. What comes from the web stands in it as text: nothing of it is markup."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=False,  # not HTML: see `cell`
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"whole": whole, "cell": cell}
    environment.globals |= {"percent": percent}
    return environment.get_template("card.md.j2").render(card=card)


def cell(text: Any) -> str:
    """``text`` for a cell of a Markdown table: on one line, at most 200 characters, with nothing that means markup."""
    line = " ".join(str(text).split())[:200]
    return "".join(f"&#{ord(c)};" if c in "<>&|`*_[]()!\\#" else c for c in line if c.isprintable())
