"""One capture of each canonical URL survives: the earliest, whatever the order of the input."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from pyspark.sql import types as t

from pipeline.engine.stage import Context
from pipeline.schema import BROKEN
from pipeline.urls.captures import Capture, surviving_captures
from pipeline.urls.domain_lists import read_domain_list
from pipeline.urls.settings import UrlSettings
from pipeline.urls.stage import drop_later_captures, run

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

CAPTURE_FIELDS = [
    *(t.StructField(name, t.StringType()) for name in ("id", "canonical_url", "warc_date", "warc_file")),
    t.StructField("warc_offset", t.LongType()),
]
COLUMNS = "id string, url string, warc_date string, warc_file string, warc_offset long"
DOCUMENTS = [
    ("b", "http://site.example/page", "2024-01-02T00:00:00Z", "one", 0),
    ("a", "http://SITE.example:80/page#top", "2024-01-02T00:00:00Z", "one", 9),
    ("c", "http://site.example/page", "2024-01-03T00:00:00Z", "one", 99),
    ("d", "http://site.example/other", "2024-01-01T00:00:00Z", "one", 999),
    ("e", "http://copy.example/", "2024-01-01T00:00:00Z", "one", 5),
    ("e", "http://copy.example/", "2024-01-01T00:00:00Z", "two", 5),
    ("e", "http://copy.example/", "2024-01-01T00:00:00Z", "two", 6),
    ("f", "urn:uuid:1", "2024-01-01T00:00:00Z", "two", 7),
    ("g", None, "2024-01-01T00:00:00Z", "two", 8),
    ("h", "http://www.blocked.example/cheap-pills", "2024-01-01T00:00:00Z", "two", 9),
    ("i", "http://site.example/moment", "2024-01-01T00:00:05.5Z", "two", 10),
    ("j", "http://site.example/moment", "2024-01-01T00:00:05Z", "two", 11),
]


def decisions(spark: SparkSession, documents: list[tuple[Any, ...]], partitions: int) -> list[tuple[Any, ...]]:
    context = Context(spark=spark, settings=UrlSettings(), seed=0, directory="")
    table = run(context, spark.createDataFrame(documents, COLUMNS).repartition(partitions))
    return sorted(
        (row["warc_file"], row["warc_offset"], row["id"], [(b["rule"], b["evidence"]) for b in row["broken"]])
        for row in table.collect()
    )


def test_a_list_may_be_named_by_a_hadoop_path(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "domains.txt").write_text("site.example\n")
    settings = UrlSettings(blocked_domains=f"file://{tmp_path}/domains.txt")
    documents = spark.createDataFrame(DOCUMENTS[3:5], COLUMNS)
    table = run(Context(spark=spark, settings=settings, seed=0, directory=""), documents)
    assert {row["id"]: [b["rule"] for b in row["broken"]] for row in table.collect()} == {
        "d": ["urls.blocked_domain"],
        "e": [],
    }


def test_the_first_capture_by_key_survives(spark: SparkSession) -> None:
    found = decisions(spark, DOCUMENTS, 1)
    duplicate = "urls.duplicate"
    assert found == [
        ("one", 0, "b", [(duplicate, "a")]),
        ("one", 5, "e", []),
        ("one", 9, "a", []),
        ("one", 99, "c", [(duplicate, "a")]),
        ("one", 999, "d", []),
        ("two", 5, "e", [(duplicate, "e")]),
        ("two", 6, "e", [(duplicate, "e")]),
        ("two", 7, "f", [("urls.invalid", "not an http address: urn:uuid:1")]),
        ("two", 8, "g", [("urls.invalid", "not an http address: None")]),
        ("two", 9, "h", [("urls.max_soft_words", "cheap pills"), ("urls.blocked_domain", "blocked.example")]),
        ("two", 10, "i", [(duplicate, "j")]),
        ("two", 11, "j", []),
    ]
    assert decisions(spark, DOCUMENTS[::-1], 3) == found


def test_the_window_does_as_the_plain_function(spark: SparkSession) -> None:
    draw = Random(3)
    dates = ("2024-01-02T00:00:00Z", "2024-01-02T00:00:00.25Z", "2024-01-02T00:00:00.5Z", "2024-01-01T00:00:00Z")
    captures = [
        Capture(
            id=draw.choice("abcd"),
            canonical_url=draw.choice(("http://a.example/", "http://b.example/", None)),
            warc_date=draw.choice(dates),
            warc_file=draw.choice(("one", "two")),
            warc_offset=number,
        )
        for number in range(60)
    ]
    table = spark.createDataFrame(
        [(*capture.values(), []) for capture in captures],
        t.StructType([*CAPTURE_FIELDS, t.StructField("broken", t.ArrayType(BROKEN))]),
    )
    rows = drop_later_captures(table.repartition(3)).collect()
    found = {row["warc_offset"]: next((broken["evidence"] for broken in row["broken"]), None) for row in rows}
    assert found == dict(enumerate(surviving_captures(captures)))


@pytest.mark.parametrize(("navigation", "rules"), [(False, []), (True, ["urls.navigation"])])
def test_navigation_pages_go_only_when_asked(spark: SparkSession, navigation: bool, rules: list[str]) -> None:
    context = Context(spark=spark, settings=UrlSettings(navigation=navigation), seed=0, directory="")
    documents = [("a", "http://site.example/tag/news/", "2024", "one", 0)]
    [row] = run(context, spark.createDataFrame(documents, COLUMNS)).collect()
    assert [broken["rule"] for broken in row["broken"]] == rules


def test_a_substitute_reads_the_list_of_domains(spark: SparkSession) -> None:
    name = f"{read_domain_list.__module__}:{read_domain_list.__qualname__}"
    substitutes = {name: lambda _: (["site.example"], [])}
    context = Context(spark=spark, settings=UrlSettings(), seed=0, directory="", substitutes=substitutes)
    documents = [("a", "http://www.site.example/", "2024", "one", 0)]
    [row] = run(context, spark.createDataFrame(documents, COLUMNS)).collect()
    assert [broken["rule"] for broken in row["broken"]] == ["urls.blocked_domain"]
