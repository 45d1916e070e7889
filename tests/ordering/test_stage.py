"""The stage "order" on Spark: a place for every reading, shuffled or from one end of a scale to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipeline.engine.stage import Context
from pipeline.errors import ConfigError
from pipeline.ordering.place import SHUFFLE_BITS, place
from pipeline.ordering.settings import OrderSettings
from pipeline.ordering.stage import STAGE

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# id, ids of its tokens, how often it is read, quality. Both kinds have 60 tokens to read.
DOCUMENTS = [
    *((f"common{number}", [1, 1, 1, 1, 0], 1, 0.5) for number in range(12)),
    *((f"rare{number}", [2 + number, 1, 0], 2, 0.9 if number else None) for number in range(10)),
]


def run(spark: SparkSession, partitions: int = 2, *, quality: bool = True, **settings: Any) -> dict[str, Any]:
    rows = [(name, ids, len(ids), epochs, score) for name, ids, epochs, score in DOCUMENTS]
    columns = "id string, token_ids array<int>, training_tokens long, epochs long, quality_score double"
    documents = spark.createDataFrame(rows, columns).repartition(partitions)
    context = Context(spark, OrderSettings(**settings), 9, "unused")
    found = STAGE.run(context, documents if quality else documents.drop("quality_score")).collect()
    return {row["id"]: row for row in found}


def phases(found: dict[str, Any], kind: str) -> set[int]:
    return {place >> SHUFFLE_BITS for name, row in found.items() if name.startswith(kind) for place in row["places"]}


@pytest.mark.parametrize("partitions", [1, 5])
def test_shuffled_by_hash(spark: SparkSession, partitions: int) -> None:
    found = run(spark, partitions)
    for name, _, epochs, _ in DOCUMENTS:
        assert found[name]["places"] == [place(9, name, copy) for copy in range(epochs)]
        assert (found[name]["order_value"], found[name]["broken"], found[name]["error"]) == (None, [], None)


def test_short_documents_first(spark: SparkSession) -> None:
    found = run(spark, by="length", phases=2)
    assert (phases(found, "rare"), phases(found, "common")) == ({0}, {1})
    assert found["rare3"]["order_value"] == 3.0


def test_easy_documents_first_or_last(spark: SparkSession) -> None:
    easy_first = run(spark, by="difficulty", phases=2)
    assert (phases(easy_first, "common"), phases(easy_first, "rare")) == ({0}, {1})
    hard_first = run(spark, by="difficulty", direction="descending", phases=2)
    assert (phases(hard_first, "rare"), phases(hard_first, "common")) == ({0}, {1})


def test_one_phase_is_a_shuffle(spark: SparkSession) -> None:
    shuffled, one_phase = run(spark), run(spark, by="length", phases=1)
    assert {name: row["places"] for name, row in one_phase.items()} == {
        name: row["places"] for name, row in shuffled.items()
    }


def test_a_document_without_a_value_comes_first(spark: SparkSession) -> None:
    found = run(spark, by="quality", phases=2)
    assert (phases(found, "common"), phases(found, "rare1"), phases(found, "rare0")) == ({0}, {1}, {0})


def test_a_scale_that_no_stage_has_added(spark: SparkSession) -> None:
    with pytest.raises(ConfigError, match=r"order.by: no stage before order has added quality_score"):
        run(spark, by="quality", quality=False)
