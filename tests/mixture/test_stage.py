"""The stage "mix" on Spark: the amounts of `allocate`, the documents of `draw`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.engine.stage import Context
from pipeline.errors import ConfigError
from pipeline.mixture.draw import draw
from pipeline.mixture.settings import MixSettings
from pipeline.mixture.stage import MIXTURE, STAGE

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SEED = 5
DOCUMENTS = [
    *((f"en{number:03}", "en", 20 + number % 7, 0.1) for number in range(200)),
    *((f"de{number:03}", "de", 30, 0.5) for number in range(40)),
    *((f"ja{number:03}", "ja", 11, 0.9) for number in range(5)),
    ("odd", None, 7, None),
]
HELD = {"en": sum(row[2] for row in DOCUMENTS[:200]), "de": 1200, "ja": 55, "unknown": 7}


def run(spark: SparkSession, folder: Path, partitions: int = 2, **settings: Any) -> dict[str, Any]:
    columns = "id string, language string, training_tokens long, quality_score double"
    documents = spark.createDataFrame(DOCUMENTS, columns).repartition(partitions)
    rows = STAGE.run(Context(spark, MixSettings(**settings), SEED, str(folder)), documents).collect()
    return {row["id"]: row for row in rows}


def epochs(found: dict[str, Any], bucket: str) -> dict[str, int]:
    return {name: row["epochs"] for name, row in found.items() if row["bucket"] == bucket}


def of_bucket(language: str) -> list[tuple[str, int]]:
    return [(name, tokens) for name, found, tokens, _ in DOCUMENTS if found == language]


def test_without_wishes_everything_is_read_once(spark: SparkSession, tmp_path: Path) -> None:
    found = run(spark, tmp_path)
    assert {row["epochs"] for row in found.values()} == {1}
    assert all(row["broken"] == [] and row["error"] is None for row in found.values())
    mixture = json.loads((tmp_path / MIXTURE).read_text())
    assert {bucket: row["tokens"] for bucket, row in mixture.items()} == HELD


@pytest.mark.parametrize("partitions", [1, 7])
def test_draws_the_documents_of_each_bucket(spark: SparkSession, tmp_path: Path, partitions: int) -> None:
    targets = {"en": 0.5, "de": 0.4, "ja": 0.1, "unknown": 0.0}
    found = run(spark, tmp_path, partitions, targets=targets, max_epochs=3, total_tokens=1650)
    assert epochs(found, "en") == draw(of_bucket("en"), 825, SEED)
    assert epochs(found, "de") == draw(of_bucket("de"), 660, SEED)
    assert epochs(found, "ja") == draw(of_bucket("ja"), 165, SEED) == dict.fromkeys(epochs(found, "ja"), 3)
    assert [(one["rule"], one["evidence"]) for one in found["odd"]["broken"]] == [("mix.not_drawn", "unknown")]
    mixture = json.loads((tmp_path / MIXTURE).read_text())
    for bucket, wanted in {"en": 825, "de": 660, "ja": 165, "unknown": 0}.items():
        times = epochs(found, bucket)
        row = mixture[bucket]
        assert row["wanted_tokens"] == wanted
        assert row["tokens"] == sum(tokens * times[name] for name, _, tokens, _ in DOCUMENTS if name in times)
        assert row["readings"] == sum(times.values())
        assert row["documents"] == sum(count > 0 for count in times.values())
        assert row["epochs"] == pytest.approx(wanted / HELD[bucket])


def test_buckets_by_quality_have_equal_tokens(spark: SparkSession, tmp_path: Path) -> None:
    found = run(spark, tmp_path, by=["language", "quality"], quality_buckets=2)
    # English pages are most of the tokens, and all have the lowest score: they are the lower half by themselves.
    assert {row["bucket"] for row in found.values()} == {"en/q1", "de/q2", "ja/q2", "unknown/unknown"}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"targets": {"fr": 0.1}},
            "mix: 'fr' should be 0.1 .* holds only de, en, ja, unknown",
        ),
        ({"targets": {"ja": 0.5}, "total_tokens": 1000}, "'ja' should give 500 tokens and has 55: 445 short"),
        ({"by": ["domain"]}, "mix.by: no stage before mix has added domain"),
    ],
)
def test_impossible_mixtures(spark: SparkSession, tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        run(spark, tmp_path, **settings)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"by": ["language", "language"]}, "named twice"),
        ({"targets": {"en": 1.5}}, "share of 'en' must be from 0 to 1"),
        ({"targets": {"en": -0.5}}, "share of 'en' must be from 0 to 1"),
        ({"temperature": 0.5}, "greater than or equal to 1"),
        ({"max_epochs": 0}, "greater than 0"),
    ],
)
def test_impossible_settings(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MixSettings(**settings)
