"""The stage "pii" on Spark: masks, counts, and drops only when told to."""

from __future__ import annotations

from typing import Any

from pyspark.sql import SparkSession

from pipeline.engine.stage import Context
from pipeline.pii.settings import PersonalData, PiiSettings
from pipeline.pii.stage import STAGE
from pipeline.tokens import count_tokens

TEXT = "Write to ann@mail.example or to bob@mail.example."
MASKED = "Write to [EMAIL] or to [EMAIL]."


def rows(spark: SparkSession, texts: list[str], settings: PiiSettings) -> dict[str, Any]:
    documents = spark.createDataFrame(
        [(str(n), text, len(text), count_tokens([text])[0]) for n, text in enumerate(texts)],
        "id string, text string, characters long, tokens long",
    )
    return {row["id"]: row for row in STAGE.run(Context(spark, settings, 0, "unused"), documents).collect()}


def test_masks_and_counts(spark: SparkSession) -> None:
    found = rows(spark, [TEXT, "Nothing here.", ""], PiiSettings())
    assert [found[key]["text"] for key in "012"] == [MASKED, "Nothing here.", ""]
    assert [found[key]["characters"] for key in "012"] == [len(MASKED), 13, 0]
    assert found["0"]["tokens"] == count_tokens([MASKED])[0]
    assert found["0"]["measured"]["pii"]["email"] == 2
    assert found["0"]["measured"]["pii"]["found"] == 2
    assert all(found[key]["broken"] == [] and found[key]["error"] is None for key in "012")


def test_drops_above_a_limit_and_keeps_the_text_as_it_was(spark: SparkSession) -> None:
    found = rows(spark, [TEXT, "Only ann@mail.example."], PiiSettings(limits=PersonalData(max_found=1)))
    assert [(item["rule"], item["value"], item["limit"]) for item in found["0"]["broken"]] == [("pii.max_found", 2, 1)]
    assert found["0"]["text"] == TEXT
    assert found["1"]["broken"] == []
    assert found["1"]["text"] == "Only [EMAIL]."
