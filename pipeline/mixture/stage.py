"""The stage "mix": gives every bucket its tokens, and says of every document how often it is read.

Beside the table stays ``mixture.json``: what each bucket has, what it should give, and what it gives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pyspark import StorageLevel
from pyspark.sql import functions as f
from pyspark.sql import types as t

from pipeline import schema
from pipeline.engine import storage
from pipeline.engine.batches import Columns, map_batches
from pipeline.engine.running_total import with_running_total
from pipeline.engine.stage import Context, Stage, decision, decision_columns, decision_fields
from pipeline.errors import ConfigError
from pipeline.mixture.draw import draw_key
from pipeline.mixture.settings import NOT_DRAWN, MixMeasures, MixSettings
from pipeline.mixture.shares import ImpossibleMixture, allocate, mixture_shares
from pipeline.ordering.place import phase_limits, phase_of
from pipeline.rule import Broken

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MIXTURE: Final = "mixture.json"
ALL: Final = "all"
"""The one bucket of a corpus that is not divided."""
UNKNOWN: Final = "unknown"
"""Part of a bucket's name where a document has no language, domain or score."""
_COLUMNS: Final = {"language": "language", "domain": "domain", "quality": "quality_score"}

Cut = tuple[int, str]
"""The key and id of the first document of a bucket that is not read once more."""
_NONE: Final[Cut] = (-1, "")
_ALL: Final[Cut] = (1 << 62, "")


def run(context: Context[MixSettings], documents: DataFrame) -> DataFrame:
    """Solve the mixture in tokens of the training vocabulary and draw each bucket's documents by hash.

    A bucket's documents are all read as often as whole passes fit into its tokens; the rest is drawn from the front
    of their order by `draw_key`, see `pipeline.mixture.draw.draw`, which does the same for one bucket in memory.
    """
    settings, seed = context.settings, context.seed
    wanted = [_COLUMNS[name] for name in settings.by]
    if missing := sorted(set(wanted) - set(documents.columns)):
        raise ConfigError(f"mix.by: no stage before mix has added {', '.join(missing)}")
    limits = _quality_limits(context, documents) if "quality" in settings.by else []

    def buckets_of(columns: Columns) -> list[str]:
        if not wanted:
            return [ALL] * len(columns["id"])
        rows = zip(*(columns[name] for name in wanted), strict=True)
        return ["/".join(map(_part_namer(limits), wanted, row)) for row in rows]

    def keyed(columns: Columns) -> Columns:
        return {"bucket": buckets_of(columns), "key": [draw_key(seed, name) for name in columns["id"]]}

    key_fields = [t.StructField("bucket", t.StringType()), t.StructField("key", t.LongType())]
    light = documents.select("id", "training_tokens", *wanted)
    keys = map_batches(light, ["id", *wanted], key_fields, keyed).persist(StorageLevel.DISK_ONLY)
    held = {row[0]: row[1] for row in keys.groupBy("bucket").agg(f.sum("training_tokens")).collect()}
    try:
        shares = context.kernel(mixture_shares)(held, settings.targets, settings.temperature)
        given = context.kernel(allocate)(held, shares, settings.max_epochs, settings.total_tokens)
    except (ImpossibleMixture, ValueError) as error:
        raise ConfigError(f"mix: {error}") from error
    passes = {bucket: divmod(given[bucket], tokens) if tokens else (0, 0) for bucket, tokens in held.items()}
    cuts = _cuts(context, keys, {bucket: rest for bucket, (_, rest) in passes.items()})

    def on_batch(columns: Columns) -> Columns:
        epochs, rows = [], []
        buckets = buckets_of(columns)
        for bucket, name in zip(buckets, columns["id"], strict=True):
            times = passes[bucket][0] + ((draw_key(seed, name), name) < cuts[bucket])
            broken = [] if times else [Broken(NOT_DRAWN, evidence=bucket)]
            epochs.append(times)
            rows.append(decision({MixMeasures.rule_set: {"epochs": float(times)}}, broken))
        return {"bucket": buckets, "epochs": epochs, **decision_columns(rows)}

    _write_mixture(context, keys, held, {bucket: float(share) for bucket, share in shares.items()}, given, passes, cuts)
    fields = [*schema.ADDED_BY["mix"], *decision_fields((MixMeasures,))]
    return map_batches(documents, ["id", *wanted], fields, on_batch)


def _part_namer(quality_limits: list[float]) -> Any:
    def name(column: str, value: Any) -> str:
        if value is None or value == "":
            return UNKNOWN
        return f"q{phase_of(value, quality_limits) + 1}" if column == "quality_score" else str(value)

    return name


def _quality_limits(context: Context[MixSettings], documents: DataFrame) -> list[float]:
    """Where the quality buckets begin. Scores lie on a grid, so that their histogram is small."""
    bars = documents.where("quality_score is not null").groupBy("quality_score").agg(f.sum("training_tokens")).collect()
    return phase_limits({row[0]: row[1] for row in bars}, context.settings.quality_buckets)


def _cuts(context: Context[MixSettings], keys: DataFrame, rest: Mapping[str, int]) -> dict[str, Cut]:
    """For each bucket the first document, in the order of keys, with which it would give more than ``rest`` tokens."""
    wanted = {bucket: tokens for bucket, tokens in rest.items() if tokens}
    if not wanted:
        return dict.fromkeys(rest, _NONE)
    some = keys.where(f.col("bucket").isin(list(wanted)))
    summed = context.kernel(with_running_total)(some, "key", "training_tokens", "before", ["bucket"], ["id"])
    allowed = keys.sparkSession.createDataFrame(list(wanted.items()), "bucket string, rest long")
    first = (
        summed.join(f.broadcast(allowed), on="bucket")
        .where(f.col("before") + f.col("training_tokens") > f.col("rest"))
        .groupBy("bucket")
        .agg(f.min(f.struct("key", "id")).alias("first"))
        .collect()
    )
    found = {row["bucket"]: (row["first"]["key"], row["first"]["id"]) for row in first}
    return {bucket: found.get(bucket, _ALL) if bucket in wanted else _NONE for bucket in rest}


def _write_mixture(
    context: Context[MixSettings],
    keys: DataFrame,
    held: Mapping[str, int],
    shares: Mapping[str, float],
    given: Mapping[str, int],
    passes: Mapping[str, tuple[int, int]],
    cuts: Mapping[str, Cut],
) -> None:
    """What was wanted beside what the draw gives: less by part of one document a bucket."""
    bounds = keys.sparkSession.createDataFrame(
        [(bucket, passes[bucket][0], *cuts[bucket]) for bucket in held],
        "bucket string, passes long, cut_key long, cut_id string",
    )
    once_more = (f.col("key") < f.col("cut_key")) | (
        (f.col("key") == f.col("cut_key")) & (f.col("id") < f.col("cut_id"))
    )
    times = f.col("passes") + once_more.cast("long")
    drawn = {
        row["bucket"]: row
        for row in keys.join(f.broadcast(bounds), on="bucket")
        .groupBy("bucket")
        .agg(
            f.count_if(times > 0).alias("documents"),
            f.sum(times).alias("readings"),
            f.sum(f.col("training_tokens") * times).alias("tokens"),
        )
        .collect()
    }
    content = {
        bucket: {
            "held_tokens": held[bucket],
            "share": shares[bucket],
            "wanted_tokens": given[bucket],
            "tokens": drawn[bucket]["tokens"],
            "epochs": given[bucket] / held[bucket] if held[bucket] else 0.0,
            "documents": drawn[bucket]["documents"],
            "readings": drawn[bucket]["readings"],
        }
        for bucket in sorted(held)
    }
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    storage.write_text(context.spark, storage.join(context.directory, MIXTURE), text)


STAGE = Stage(name="mix", run=run, requires=("id", "training_tokens"), rule_sets=(MixMeasures,))
