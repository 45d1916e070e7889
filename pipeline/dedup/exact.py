"""Stage 6, exact duplicates: of documents with the same normalised text one survives; then lines that many pages of
one host repeat are cut out of all but the first page.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field
from pyspark.sql import functions as f
from pyspark.sql import types as t

from pipeline import schema
from pipeline.dedup import survivors
from pipeline.dedup.keys import document_hash
from pipeline.dedup.lines import line_hashes, remove_lines, repeated_lines
from pipeline.dedup.shingles import words
from pipeline.dedup.survivors import Policy, best_of_equals
from pipeline.editing import map_edits
from pipeline.engine import storage
from pipeline.engine.batches import Columns, Document, map_batches
from pipeline.engine.stage import Context, Stage
from pipeline.rule import Broken, Card, Limit, Measures, RuleSet

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

RULE = "exact.duplicate_document"


class ExactRules(RuleSet):
    """What must be left of a document that repeated lines were cut out of."""

    rule_set: ClassVar[str] = "exact"
    also_measured: ClassVar[tuple[str, ...]] = ("removed_line_fraction", "removed_character_fraction")

    min_words_left: Annotated[
        Limit,
        Card(
            measure="words_left",
            formula="words of the text after repeated lines were cut out; not measured when none was",
            source="Gopher quality (Rae et al. 2021, table A1), at least 50 words, asked again of what is left",
            unit="words (runs of letters and digits; characters in scripts without blanks)",
            why="A page that is all boiler-plate has nothing of its own to say.",
            trap="cc_net cuts lines but never asks what remains; single lines then stay in the corpus as documents.",
        ),
    ] = 50


class ExactSettings(BaseModel):
    """Settings of the stage ``exact``."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    survivor: Policy = Field(
        default="first_key", description="Which of equal documents survives: " + ", ".join(survivors.POLICIES) + "."
    )
    remove_repeated_lines: bool = Field(default=True, description="Whether lines are deduplicated after documents.")
    line_scope: Literal["host", "corpus"] = Field(
        default="host", description="Where a line must repeat: on pages of one host, or anywhere."
    )
    min_documents_per_line: int = Field(
        default=10, ge=2, description="A line in at least so many documents of the scope is repeated."
    )
    min_line_characters: int = Field(
        default=10, ge=1, description="Shorter lines (closing brackets, page numbers) are left alone."
    )
    spared_domains: tuple[str, ...] = Field(
        default=("code",),
        description="Documents of these domains keep all their lines (programs repeat lines for good reason) and do "
        "not count for others; it takes effect where the stage domain has run before.",
    )
    rules: ExactRules = ExactRules()


LINE = t.StructType([t.StructField("number", t.IntegerType()), t.StructField("hash", t.LongType())])
HASH_FIELDS = (
    t.StructField("hash", t.StringType()),
    t.StructField("lines", t.ArrayType(LINE)),
)


def run(context: Context[ExactSettings], documents: DataFrame) -> DataFrame:
    """Drop all but one of equal documents, then cut repeated lines out of those that remain.

    Raises `ConfigError` when the survivor policy reads a column that the documents do not have.
    """
    settings = context.settings
    rank = survivors.rank(settings.survivor, documents.columns, "exact").alias("rank")
    domain = f.col("domain") if "domain" in documents.columns else f.lit(None).cast("string")
    spared = f.coalesce(domain.isin(*settings.spared_domains), f.lit(False)).alias("spared")
    texts = documents.select("id", "host", "text", rank, spared)
    path = storage.join(context.directory, "hashes")
    hashed = map_batches(texts, ["text"], HASH_FIELDS, _hasher(context)).drop("text")
    hashed.write.mode("overwrite").parquet(path)
    hashes = context.spark.read.schema(hashed.schema).parquet(path)

    survivor = context.kernel(best_of_equals)(hashes)
    facts = hashes.join(survivor, "hash", "left").select("id", "survivor", schema.ERROR)
    if settings.remove_repeated_lines:
        first = hashes.join(survivor, "hash").where("id = survivor and not spared")
        facts = facts.join(_repeated(context, first), "id", "left")
    else:
        facts = facts.withColumn("repeated", f.lit(None).cast("array<struct<hash: bigint, number: int>>"))
    return _decided(context, documents.join(facts, "id", "left"))


def _hasher(context: Context[ExactSettings]) -> Any:
    to_hash, to_lines = context.kernel(document_hash), context.kernel(line_hashes)
    min_characters = context.settings.min_line_characters if context.settings.remove_repeated_lines else None

    def hashes(columns: Columns) -> Columns:
        texts = [text or "" for text in columns["text"]]
        lines = [[] if min_characters is None else to_lines(text, min_characters) for text in texts]
        return {
            "hash": [to_hash(text) for text in texts],
            "lines": [[{"number": number, "hash": value} for number, value in found] for found in lines],
        }

    return hashes


def _repeated(context: Context[ExactSettings], documents: DataFrame) -> DataFrame:
    """id -> repeated, an array of (hash, number of the line that stays in this document or null).

    Only repeated lines are joined back, and that join is split where it is skewed by Spark's adaptive execution.
    """
    settings = context.settings
    scope = f.col("host") if settings.line_scope == "host" else f.lit("")
    scoped = documents.select("id", scope.alias("scope"), "lines")
    repeated = context.kernel(repeated_lines)(scoped, settings.min_documents_per_line)
    first = repeated.select("scope", "hash", f.struct("id", "number").alias("first"))
    lines = scoped.select("id", "scope", f.explode("lines").alias("line")).select("id", "scope", "line.hash")
    stays = f.when(f.col("id") == f.col("first.id"), f.col("first.number"))
    found = lines.join(first, ["scope", "hash"]).select("id", f.struct("hash", stays.alias("number")).alias("line"))
    return found.groupBy("id").agg(f.collect_list("line").alias("repeated"))


def _decided(context: Context[ExactSettings], documents: DataFrame) -> DataFrame:
    """The documents with edited texts and decisions; the helper columns are gone."""
    rules, min_characters = context.settings.rules, context.settings.min_line_characters
    decide = partial(decide_document, rules, context.kernel(remove_lines), min_characters)

    reads = ["id", "survivor", "repeated"]
    return map_edits(documents, reads, (ExactRules,), decide).drop("survivor", "repeated")


def decide_document(
    rules: ExactRules, remove: Any, min_line_characters: int, document: Document
) -> tuple[str | None, dict[str, Measures], list[Broken]]:
    """One document's text without repeated lines, its measured values, and the rules it breaks; see `map_edits`."""
    text, survivor = document["text"] or "", document["survivor"]
    left: str | None = document["text"]
    broken = []
    measured: dict[str, float | None] = dict.fromkeys(ExactRules.measures())
    if survivor is not None and survivor != document["id"]:
        broken.append(Broken(RULE, 1.0, 0.0, survivor))
    else:
        repeated = {line["hash"]: line["number"] for line in document["repeated"] or []}
        remaining, lines, characters = remove(text, repeated, min_line_characters) if repeated else (text, 0, 0)
        measured["removed_line_fraction"] = lines / (text.count("\n") + 1)
        measured["removed_character_fraction"] = characters / len(text) if text else 0.0
        if lines:
            left = remaining
            measured["words_left"] = float(len(words(remaining)))
            broken = rules.decide(measured)
    return left, {"exact": measured}, broken


STAGE = Stage(name="exact", run=run, requires=("id", "host", "text", "characters", "tokens"), rule_sets=(ExactRules,))
