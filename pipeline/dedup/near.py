"""Stage 7, near duplicates: MinHash and LSH propose, the exact Jaccard decides, a named policy says who survives.

sketches -> members -> edges -> components -> edges to each family's best -> clusters -> decision. Every step is a
table below the stage's directory; nothing that grows with the corpus is collected. Kept as evidence: ``edges``
(a, b, jaccard) and ``clusters`` (component, id, survivor, jaccard, near_duplicates). ``members``, which the decision is
joined with, stays too; the sketches, as large as the texts, are deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pyarrow as pa
import xxhash
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pyspark.sql import functions as f
from pyspark.sql import types as t

from pipeline import schema
from pipeline.dedup import lsh, survivors
from pipeline.dedup.components import components_in_one_task, connected_components, union_find
from pipeline.dedup.lsh import band_keys, candidate_pairs
from pipeline.dedup.minhash import signature, signatures
from pipeline.dedup.shingles import SHINGLE_WORDS, shingle_hash, shingle_hashes, shingles
from pipeline.dedup.survivors import Policy, choose_survivors
from pipeline.dedup.verify import jaccard, with_jaccard
from pipeline.engine import storage
from pipeline.engine.batches import Columns, map_batches
from pipeline.engine.stage import Context, Stage, measured_type
from pipeline.rule import RuleSet

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

RULE = "near.similar_document"


class NearSettings(BaseModel):
    """Settings of the stage ``near``."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    shingle_words: int = Field(default=SHINGLE_WORDS, ge=1, le=50, description="Words in a shingle.")
    bands: int = Field(default=lsh.BANDS, ge=1, le=1000, description="Bands of the LSH.")
    rows: int = Field(default=lsh.ROWS, ge=1, le=100, description="Rows in a band. Permutations: bands x rows.")
    seed: int = Field(default=1, ge=0, lt=1 << 32, description="Seed of the permutations, as datasketch's.")
    min_jaccard: float = Field(default=0.8, gt=0, le=1, description="Pairs at least this similar are near-duplicates.")
    min_recall: float = Field(
        default=0.9, ge=0, le=1, description="Recall at min_jaccard that bands and rows must reach; else an error."
    )
    survivor: Policy = Field(default="longest", description="Who survives: " + ", ".join(survivors.POLICIES) + ".")
    require_similarity_to_survivor: bool = Field(
        default=True,
        description="Drop a document only for a survivor at least min_jaccard similar to it; false: for the best of "
        "its connected component, however different.",
    )
    max_pairs_bucket: int = Field(
        default=16,
        ge=2,
        le=1000,
        description="A bucket of up to so many documents proposes all pairs, else a star.",
    )
    max_edges_in_one_task: int = Field(
        default=500_000, ge=0, description="Up to so many edges components are found in one task, above on the cluster."
    )

    @model_validator(mode="after")
    def _reaches_recall(self) -> NearSettings:
        reached = lsh.probability(self.min_jaccard, self.bands, self.rows)
        if reached < self.min_recall:
            raise ValueError(
                f"{self.bands} bands of {self.rows} rows find only {reached:.2f} of the pairs at Jaccard "
                f"{self.min_jaccard}, below min_recall={self.min_recall}: use more bands or fewer rows"
            )
        return self


class NearDuplicates(RuleSet):
    """Measured by the stage; the decision is not a limit on one document's value but a choice within its family."""

    rule_set: ClassVar[str] = "near"
    also_measured: ClassVar[tuple[str, ...]] = ("jaccard_to_survivor",)


SKETCH_FIELDS = (
    t.StructField("set", t.StringType()),  # hash of the shingle set; null when the document has no words
    t.StructField("size", t.IntegerType()),  # distinct shingles
    t.StructField("bands", t.ArrayType(t.LongType())),
    t.StructField("shingles", t.BinaryType()),  # their hashes, ascending uint64
)


def sketcher(context: Context[NearSettings]) -> Callable[[Columns], Columns]:
    """The function from texts to the columns of `SKETCH_FIELDS`, with the kernels in force.

    Where `shingles` and `signature` are the reference ones, the batch functions take their place: the same values,
    many documents at once.
    """
    settings = context.settings
    n, bands, rows, seed = settings.shingle_words, settings.bands, settings.rows, settings.seed
    to_shingles, to_signature, to_bands = context.kernel(shingles), context.kernel(signature), context.kernel(band_keys)
    in_batches = to_shingles is shingles and to_signature is signature
    num_perm = bands * rows

    def sketch(columns: Columns) -> Columns:
        texts = [text or "" for text in columns["text"]]
        if in_batches:
            sets = [shingle_hashes(text, n) for text in texts]
            signed: list[list[int]] = signatures(sets, num_perm, seed).tolist()
        else:
            strings = [list(to_shingles(text, n)) for text in texts]
            sets = [hash_set(found) for found in strings]
            signed = [list(to_signature(found, num_perm, seed)) for found in strings]
        data = [found.tobytes() for found in sets]
        return {
            "set": [xxhash.xxh3_128_hexdigest(one) if one else None for one in data],
            "size": [len(found) for found in sets],
            "bands": [list(to_bands(one, bands, rows)) for one in signed],
            "shingles": data,
        }

    return sketch


def hash_set(found: list[str]) -> NDArray[np.uint64]:
    """`shingle_hash` of each shingle, ascending, without repetition."""
    return np.unique(np.array([shingle_hash(shingle) for shingle in found], np.uint64))


def run(context: Context[NearSettings], documents: DataFrame) -> DataFrame:
    """Drop every document that is a near-duplicate of a better one; see `choose_survivors` for what that means.

    Raises `ConfigError` when the survivor policy reads a column that the documents do not have.
    """
    settings, table = context.settings, partial(_table, context)
    rank = survivors.rank(settings.survivor, documents.columns, "near").alias("rank")
    texts = documents.select("id", "text", rank)
    sketches = table("sketches", map_batches(texts, ["text"], SKETCH_FIELDS, sketcher(context)).drop("text"))
    members = table("members", _members(sketches))
    first_of_equals = members.where("id = representative")

    shingle_sets, similarity = sketches.select("id", "shingles"), context.kernel(jaccard)
    pairs = context.kernel(candidate_pairs)(first_of_equals, settings.max_pairs_bucket, settings.min_jaccard)
    found = table("edges_found", _similar(with_jaccard(pairs, shingle_sets, similarity), settings))
    if found.count() <= settings.max_edges_in_one_task:
        components = components_in_one_task(found, context.kernel(union_find))
    else:
        components = connected_components(found, storage.join(context.directory, "rounds"))
    components = table("components", components.join(members.select("id", "rank"), "id"))

    pairs = _with_the_best(components).join(found, ["a", "b"], "left_anti")
    to_best = with_jaccard(pairs, shingle_sets, similarity)
    if settings.require_similarity_to_survivor:
        to_best = _similar(to_best, settings)
    edges = table("edges", found.unionByName(to_best))
    clusters = table("clusters", _clusters(members, _resolved(context, edges, components)))
    for name in ("sketches", "edges_found", "components", "rounds"):
        storage.delete(context.spark, storage.join(context.directory, name))
    return _decided(settings, documents, clusters, members)


def _table(context: Context[NearSettings], name: str, rows: DataFrame) -> DataFrame:
    """Write the rows below the stage's directory and read them back: a short plan, and nothing is computed twice."""
    path = storage.join(context.directory, name)
    rows.write.mode("overwrite").parquet(path)
    return context.spark.read.schema(rows.schema).parquet(path)


def _similar(edges: DataFrame, settings: NearSettings) -> DataFrame:
    return edges.where(f.col("jaccard") >= settings.min_jaccard)


def _members(sketches: DataFrame) -> DataFrame:
    """Documents without their shingles, each with its representative: the best of those with the same shingle set.

    Only representatives are compared further; their equals share their fate. So 100,000 copies of one page cost an
    aggregation and no bucket at all. Documents without words have no representative.
    """
    best = sketches.groupBy("set").agg(f.min(f.struct("rank", "id")).alias("best"), f.count("*").alias("equals"))
    equals = best.where("set is not null").select("set", f.col("best.id").alias("representative"), "equals")
    bands = f.when(f.col("id") == f.col("representative"), f.col("bands")).alias("bands")
    return sketches.join(equals, "set", "left").select("id", "rank", "size", bands, "representative", "equals", "error")


def _with_the_best(components: DataFrame) -> DataFrame:
    """Pairs (a, b), a < b, of each member of a component with the component's best: the ones that decide most drops.

    LSH may have missed such a pair, or a large bucket had another centre.
    """
    best = components.groupBy("component").agg(f.min(f.struct("rank", "id")).alias("best"))
    pairs = components.join(best, "component").select("id", f.col("best.id").alias("best")).where("id != best")
    return pairs.select(f.least("id", "best").alias("a"), f.greatest("id", "best").alias("b"))


def _resolved(context: Context[NearSettings], edges: DataFrame, components: DataFrame) -> DataFrame:
    """`choose_survivors` for each component, whose edges (not texts) must fit one task's memory: a table of
    component (the id of its best member), id, survivor, jaccard."""
    choose, settings = context.kernel(choose_survivors), context.settings

    def resolve(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str, str, float]]:
        ranked, similar = {}, []
        for row in rows:
            for member, rank in ((row["a"], row["rank_a"]), (row["b"], row["rank_b"])):
                ranked[member] = (rank["number"], rank["text"], member)
            similar.append((row["a"], row["b"], row["jaccard"]))
        members = sorted(ranked, key=ranked.__getitem__)
        best, limit = members[0], settings.min_jaccard
        if not settings.require_similarity_to_survivor:
            limit, similar = 0.0, [edge for edge in similar if best in edge[:2]]
        for member, (survivor, value) in choose(members, sorted(similar), limit).items():
            yield best, member, survivor, value

    def on_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        rows = (row for batch in batches for row in batch.to_pylist())
        components = groupby(rows, key=itemgetter("component"))
        resolved = chain.from_iterable(resolve(component) for _, component in components)
        while some := list(islice(resolved, 10_000)):
            columns = [pa.array(column) for column in zip(*some, strict=True)]
            yield pa.RecordBatch.from_arrays(columns, names=["component", "id", "survivor", "jaccard"])

    a = components.select(f.col("id").alias("a"), f.col("rank").alias("rank_a"), "component")
    b = components.select(f.col("id").alias("b"), f.col("rank").alias("rank_b"))
    ranked_edges = edges.join(a, "a").join(b, "b")
    # Sorted and cut by hand: a call to Python for each component would cost far more than resolving it.
    by_component = ranked_edges.repartition("component").sortWithinPartitions("component")
    return by_component.mapInArrow(on_batches, "component string, id string, survivor string, jaccard double")


def _clusters(members: DataFrame, resolved: DataFrame) -> DataFrame:
    """The cluster table: every document of a family of two or more, equals of a representative with its fate.

    Columns: component (id of the family's best), id, survivor, jaccard to it, near_duplicates (of a survivor: the
    number of documents it stands for, itself included; else null).
    """
    fates = resolved.withColumnRenamed("id", "representative")
    first = f.col("representative")
    rows = (
        members.join(fates, "representative", "left")
        .where("component is not null or equals > 1")
        .select(
            f.coalesce("component", first).alias("component"),
            "id",
            f.coalesce("survivor", first).alias("survivor"),
            f.coalesce("jaccard", f.lit(1.0)).alias("jaccard"),
        )
    )
    families = rows.groupBy("survivor").agg(f.count("*").alias("near_duplicates")).withColumnRenamed("survivor", "id")
    return rows.join(families, "id", "left").select("component", "id", "survivor", "jaccard", "near_duplicates")


def _decided(settings: NearSettings, documents: DataFrame, clusters: DataFrame, members: DataFrame) -> DataFrame:
    """The documents with the columns of this stage."""
    failed = members.where("error is not null").select("id", "error")
    fates = clusters.select("id", "survivor", "jaccard", f.col("near_duplicates").alias("family"))
    known = fates.unionByName(failed, allowMissingColumns=True)
    dropped = f.col("survivor") != f.col("id")
    value = f.when(dropped, f.col("jaccard"))
    entry = f.struct(
        f.lit(RULE).alias("rule"),
        value.alias("value"),
        f.lit(settings.min_jaccard).alias("limit"),
        f.col("survivor").alias("evidence"),
    )
    broken = t.ArrayType(schema.BROKEN, containsNull=False)
    return documents.join(known, "id", "left").select(
        *documents.columns,
        f.when(f.col("error").isNotNull() | dropped, None).otherwise(f.coalesce("family", f.lit(1)))
        .cast("long").alias("near_duplicates"),
        f.struct(f.struct(value.alias("jaccard_to_survivor")).alias("near"))
        .cast(measured_type((NearDuplicates,))).alias(schema.MEASURED),
        f.when(dropped, f.array(entry)).otherwise(f.array()).cast(broken).alias(schema.BROKEN_RULES),
        f.col("error").alias(schema.ERROR),
    )  # fmt: skip


STAGE = Stage(name="near", run=run, requires=("id", "text", "characters"), rule_sets=(NearDuplicates,))
