"""Python functions over a DataFrame: every row comes back once, a failing document fails alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import types as t

from pipeline.engine.batches import MAX_ERROR_CHARACTERS, map_batches, map_documents, one_line

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DOUBLED = [t.StructField("number", t.LongType()), t.StructField("words", t.ArrayType(t.StringType()))]


def double(document: dict[str, Any]) -> dict[str, Any]:
    if document["number"] == 3:
        raise ValueError("three\nlines")
    return {"number": 2 * document["number"], "words": [str(document["number"])]}


def test_error_is_one_short_line() -> None:
    assert one_line(ValueError("a\n b")) == "ValueError: a b"
    assert len(one_line(ValueError("x" * 10_000))) == MAX_ERROR_CHARACTERS


def test_failing_document_keeps_its_values_and_spares_the_others(spark: SparkSession) -> None:
    numbers = spark.range(6).selectExpr("id AS number", "concat('page ', id) AS title")
    rows = {row["title"]: row for row in map_documents(numbers, ["number"], DOUBLED, double).collect()}
    assert len(rows) == 6
    assert rows["page 3"].asDict() == {
        "title": "page 3",
        "number": 3,
        "words": None,
        "error": "ValueError: three lines",
    }
    assert [rows[f"page {n}"]["number"] for n in (0, 1, 2, 4, 5)] == [0, 2, 4, 8, 10]
    assert all(rows[f"page {n}"]["error"] is None for n in (0, 1, 2, 4, 5))


def test_batch_function_sees_only_the_columns_it_reads(spark: SparkSession) -> None:
    def names(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
        return {"seen": [",".join(sorted(columns))] * len(columns["id"])}

    numbers = spark.range(2).selectExpr("id", "id AS other")
    found = map_batches(numbers, ["id"], [t.StructField("seen", t.StringType())], names).collect()
    assert [row["seen"] for row in found] == ["id", "id"]


def test_error_of_an_earlier_step_stays(spark: SparkSession) -> None:
    numbers = spark.range(5).selectExpr("id AS number", "if(id < 2, 'earlier', null) AS error")
    rows = {
        row["words"][0] if row["words"] else "failed": row["error"]
        for row in map_documents(numbers, ["number"], DOUBLED, double).collect()
    }
    assert rows == {"0": "earlier", "1": "earlier", "2": None, "failed": "ValueError: three lines", "4": None}
