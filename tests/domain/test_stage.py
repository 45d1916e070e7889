"""The domain stage on Spark: every row once, hosts decide for their general pages, profiles for the report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.domain.settings import DomainSettings
from pipeline.domain.stage import EVALUATION, PROFILES, STAGE
from pipeline.engine.stage import Context
from pipeline.resources import sample
from pipeline.truth import DOMAINS

COLUMNS = "id string, host string, text string"


def texts(source: str, count: int) -> list[str]:
    lines = sample(f"prose/{source}/en.jsonl").read_text("utf-8").splitlines()[:count]
    return ["\n".join(json.loads(line)["paragraphs"]) for line in lines]


def pages() -> list[tuple[str, str, str]]:
    law = [("law.example", text) for text in texts("law", 6)]
    general = [("news.example", text) for text in texts("jargon-file", 6)]
    short = [("law.example", "Contents of this site."), ("", "Contents of this site."), ("empty.example", "")]
    return [(f"{n:032x}", host, text) for n, (host, text) in enumerate(law + general + short)]


def run(spark: Any, folder: Path, settings: DomainSettings, rows: list[tuple[str, str, str]], partitions: int) -> Any:
    folder.mkdir()
    documents = spark.createDataFrame(rows, COLUMNS).repartition(partitions)
    found = STAGE.run(Context(spark, settings, 7, str(folder)), documents)
    profiles = spark.read.parquet(str(folder / PROFILES)).collect()
    table = {row["id"]: row.asDict(recursive=True) for row in found.collect()}
    return table, {(row["kind"], row["name"]): row.asDict() for row in profiles}


def test_host_decides_for_its_general_pages_whatever_the_partitioning(spark: Any, tmp_path: Path) -> None:
    rows = pages()
    table, profiles = run(spark, tmp_path / "one", DomainSettings(evaluation_folds=0), rows, 1)
    again, same = run(spark, tmp_path / "three", DomainSettings(evaluation_folds=2, keep=("law",)), rows[::-1], 3)

    assert len(table) == len(again) == len(rows)
    law, general, short, homeless, empty = rows[:6], rows[6:12], *(row[0] for row in rows[12:])
    assert all(
        table[id_]["domain"] == "law"
        for id_, _, _ in law[:1] + law[2:]
        if not table[id_]["measured"]["domain"]["promoted"]
    )
    assert table[short]["domain"] == "law" and table[short]["measured"]["domain"]["promoted"] == 1.0
    assert table[short]["measured"]["domain"]["host_domain_fraction"] >= 0.5
    for id_ in (homeless, empty):
        assert table[id_]["domain"] == "general" and table[id_]["measured"]["domain"]["promoted"] == 0.0
    assert sum(table[id_]["domain"] == "general" for id_, _, _ in general) >= 5

    for id_, row in table.items():
        assert row["error"] is None and row["broken"] == []
        assert again[id_]["measured"] == row["measured"] and again[id_]["domain"] == row["domain"]
        unwanted = [{"rule": "domain.keep", "value": 1.0, "limit": 0.0, "evidence": row["domain"]}]
        assert again[id_]["broken"] == ([] if row["domain"] == "law" else unwanted)

    figures = json.loads((tmp_path / "three" / EVALUATION).read_text("utf-8"))
    assert set(figures) == set(DOMAINS) and figures["general"]["recall"] > 0.8

    assert profiles == same
    assert profiles["host", "law.example"]["documents"] == 7
    assert profiles["host", "empty.example"]["mean_sentence_words"] == 0.0
