"""The quality stage on Spark: every row once, a limit that keeps the wanted part, the same for any partitioning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.engine.stage import Context
from pipeline.errors import ConfigError
from pipeline.quality.settings import FastTextSettings, QualitySettings
from pipeline.quality.stage import EVALUATION, STAGE

GOOD = "The committee weighed the evidence carefully and published its reasons in a report of forty pages ."
BAD = "cheap pills buy now click here best price free bonus casino win prize cheap pills order today ."
COLUMNS = "id string, url string, host string, text string, tokens long, language string"


def words(seed: int, sentence: str, count: int = 60) -> str:
    """A text of the sentence's words in a fixed wild order that depends on ``seed``."""
    pool = sentence.split()
    return " ".join(pool[(seed * 7919 + position * (seed + 3)) % len(pool)] for position in range(count))


def reference_file(folder: Path) -> Path:
    rows = [{"id": f"book-{n}#0", "language": "en", "text": words(n, GOOD)} for n in range(12)]
    path = folder / "reference.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def crawl(count: int = 24) -> list[tuple[Any, ...]]:
    """Pages of six hosts, (id, url, host, text, tokens, language); every third is in the manner of the reference."""
    return [
        (f"{n:032x}", f"http://h{n % 6}.example/{n}", f"h{n % 6}.example", words(n + 100, sentence), 60 + n, "en")
        for n in range(count)
        for sentence in [BAD if n % 3 else GOOD]
    ]


def run(spark: Any, tmp_path: Path, settings: QualitySettings, rows: list[tuple[Any, ...]], partitions: int) -> Any:
    folder = tmp_path / f"stage-{partitions}"
    folder.mkdir()
    documents = spark.createDataFrame(rows, COLUMNS).repartition(partitions)
    found = STAGE.run(Context(spark, settings, 7, str(folder)), documents)
    table = {row["id"]: row.asDict(recursive=True) for row in found.collect()}
    return table, json.loads((folder / EVALUATION).read_text("utf-8"))


SMALL = FastTextSettings(dimensions=8, buckets=1000, epochs=20, min_word_count=1)


def test_keeps_the_wanted_part_and_does_not_depend_on_order_or_partitions(spark: Any, tmp_path: Path) -> None:
    settings = QualitySettings(folds=2, reference=str(reference_file(tmp_path)), keep_fraction=0.25, fasttext=SMALL)
    rows = crawl()
    table, evaluation = run(spark, tmp_path, settings, rows, 1)
    again, same = run(spark, tmp_path, settings, rows[::-1], 3)

    assert table == again and evaluation == same
    assert len(table) == len(rows)
    scores = sorted((row["quality_score"] for row in table.values()), reverse=True)
    limit = evaluation["min_score"]
    assert limit == scores[5]  # the sixth of 24 is the last one of the best quarter
    for row in table.values():
        assert row["error"] is None and row["measured"] == {"quality": {"score": row["quality_score"]}}
        expected = [{"rule": "quality.min_score", "value": row["quality_score"], "limit": limit, "evidence": None}]
        assert row["broken"] == ([] if row["quality_score"] >= limit else expected)
    kept = {number for number, row in enumerate(table[row[0]] for row in rows) if not row["broken"]}
    assert kept <= {number for number in range(24) if number % 3 == 0}  # only pages in the manner of the reference


def test_a_trained_model_can_be_named_and_a_fixed_limit_is_taken_as_it_is(spark: Any, tmp_path: Path) -> None:
    settings = QualitySettings(folds=2, reference=str(reference_file(tmp_path)), fasttext=SMALL)
    run(spark, tmp_path, settings, crawl(), 1)
    model = next((tmp_path / "stage-1").glob("model-*.bin"))
    named = QualitySettings.model_validate({"model": str(model), "rules": {"min_score": 0.5}})
    table, evaluation = run(spark, tmp_path, named, [*crawl(6), ("f" * 32, "u", "h", "", 0, "en")], 2)
    assert evaluation["min_score"] == 0.5 and "held_out" not in evaluation
    assert table["f" * 32]["quality_score"] == 0.0  # a document without words


def test_what_cannot_be_learned_from_is_a_clear_error(spark: Any, tmp_path: Path) -> None:
    settings = QualitySettings(folds=2, reference=str(reference_file(tmp_path)), fasttext=SMALL)
    one_host = [(*row[:2], "only.example", *row[3:]) for row in crawl()]
    with pytest.raises(ConfigError, match="1 hosts of crawled documents to learn from"):
        run(spark, tmp_path, settings, one_host, 1)
    with pytest.raises(ConfigError, match="no reference text"):
        run(spark, tmp_path, QualitySettings(folds=2, reference=str(tmp_path / "nothing")), crawl(), 2)
