"""The stage "order": tells every document its place in the order of reading, once for each time that it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pyspark.sql import functions as f
from pyspark.sql import types as t

from pipeline import schema
from pipeline.engine.batches import Columns, map_batches
from pipeline.engine.stage import Context, Stage, decision, decision_columns, decision_fields
from pipeline.errors import ConfigError
from pipeline.ordering.place import phase_limits, phase_of, place
from pipeline.ordering.settings import OrderMeasures, OrderSettings
from pipeline.vocabulary.difficulty import difficulty, token_bits

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_COLUMNS: Final = {"length": "training_tokens", "difficulty": "token_ids", "quality": "quality_score"}


def run(context: Context[OrderSettings], documents: DataFrame) -> DataFrame:
    """Add ``order_value``, where the document stands on the scale, and ``places``; see `place`.

    For a curriculum the histogram of the scale comes to the driver: lengths, and scores and difficulties on a grid.
    """
    settings, seed = context.settings, context.seed
    placed = context.kernel(place)
    valued = _with_values(context, documents)
    limits: list[float] = []
    if settings.by != "shuffle":
        read = f.col("training_tokens") * f.col("epochs")
        bars = valued.where("order_value is not null").groupBy("order_value").agg(f.sum(read)).collect()
        limits = phase_limits({row[0]: row[1] for row in bars}, settings.phases)

    def on_batch(columns: Columns) -> Columns:
        places, rows = [], []
        for name, epochs, value in zip(columns["id"], columns["epochs"], columns["order_value"], strict=True):
            phase = 0 if value is None else phase_of(value, limits)
            places.append([placed(seed, name, copy, phase) for copy in range(epochs)])
            rows.append(decision({OrderMeasures.rule_set: {"value": value, "phase": float(phase)}}, []))
        return {"places": places, **decision_columns(rows)}

    fields = [schema.ADDED_BY["order"][1], *decision_fields((OrderMeasures,))]
    return map_batches(valued, ["id", "epochs", "order_value"], fields, on_batch)


def _with_values(context: Context[OrderSettings], documents: DataFrame) -> DataFrame:
    """The documents with ``order_value``, turned round for a descending order; null when they are shuffled."""
    settings = context.settings
    if settings.by == "shuffle":
        return documents.withColumn("order_value", f.lit(None).cast("double"))
    column = _COLUMNS[settings.by]
    if column not in documents.columns:
        raise ConfigError(f"order.by: no stage before order has added {column}")
    if settings.by == "difficulty":
        documents = _with_difficulty(context, documents)
    else:
        documents = documents.withColumn("order_value", f.col(column).cast("double"))
    turned = -f.col("order_value") if settings.direction == "descending" else f.col("order_value")
    return documents.withColumn("order_value", turned)


def _with_difficulty(context: Context[Any], documents: DataFrame) -> DataFrame:
    counted = documents.select(f.explode("token_ids").alias("token")).groupBy("token").count().collect()
    counts: dict[int, int] = {row["token"]: row["count"] for row in counted}
    shared = context.spark.sparkContext.broadcast(token_bits(counts, max(counts, default=0) + 1))
    measure = context.kernel(difficulty)

    def on_batch(columns: Columns) -> Columns:
        return {"order_value": [measure(ids, shared.value) for ids in columns["token_ids"]]}

    return map_batches(documents, ["token_ids"], [t.StructField("order_value", t.DoubleType())], on_batch)


STAGE = Stage(
    name="order", run=run, requires=("id", "training_tokens", "token_ids", "epochs"), rule_sets=(OrderMeasures,)
)
