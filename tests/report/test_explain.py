"""The story of single documents of the run in conftest.py."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from pipeline.errors import ConfigError
from pipeline.report.explain import Explanation, LimitStory, explain

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def in_words(explanation: Explanation) -> str:
    out = io.StringIO()
    Console(file=out, width=120).print(explanation)
    return out.getvalue()


def test_a_document_that_breaks_two_rules(spark: SparkSession, run_directory: str, stages):
    found = explain(spark, run_directory, "http://spam.example/8", stages)
    assert [(story.stage, story.outcome) for story in found.stages] == [
        ("extract", "kept"),
        ("urls", "kept"),
        ("language", "kept"),
        ("rules", "dropped"),
    ]
    values = {item.measure: item for item in found.stages[-1].values}
    assert values["words"].value == 10
    assert values["words"].limits == [
        LimitStory("min_words", "min", 50, True),
        LimitStory("max_words", "max", 100_000, False),
    ]
    assert values["mean_word_length"].value is None  # measured for no document of this run
    assert "dropped by the stage rules" in found.final
    assert "gopher_quality.min_words" in found.final and "gopher_quality.max_hash_word_ratio" in found.final
    text = in_words(found)
    assert "✗ rules" in text and "min 50" in text
    assert "\x1b" not in text  # no colours where there is no terminal
    json.dumps(found.as_dict())


def test_a_kept_document_with_its_family(spark: SparkSession, run_directory: str, stages):
    found = explain(spark, run_directory, f"{2:032x}", stages)
    assert found.final == "It was kept: it passed all 8 stages and is in the corpus with 60 tokens."
    assert found.family is not None
    assert (found.family.kept_id, found.family.size) == (f"{2:032x}", 3)
    assert {member["url"] for member in found.family.members} == {"http://a.example/3", "http://b.example/4"}


def test_a_duplicate_names_what_it_repeats(spark: SparkSession, run_directory: str, stages):
    found = explain(spark, run_directory, "http://b.example/4", stages)
    assert found.family is not None and found.family.kept_url == "http://a.example/2"
    assert "Jaccard 0.9" in in_words(found)


def test_edits_and_errors(spark: SparkSession, run_directory: str, stages):
    edited = explain(spark, run_directory, "http://a.example/9", stages)
    assert [line[0] for line in edited.stages[-1].edits] == ["-", "+"]
    assert edited.family is None
    failed = explain(spark, run_directory, "http://spam.example/10", stages)
    assert failed.final == "It failed in the stage extract: BadRecord: the gzip member ends early"


def test_hostile_text_cannot_act_on_the_terminal(spark: SparkSession, run_directory: str, stages):
    found = explain(spark, run_directory, "http://a.example/1", stages)
    assert found.title == "Title 1 <b>"
    text = in_words(found)
    assert "\x1b" not in text and "\u202e" not in text


def test_a_document_that_is_not_there(spark: SparkSession, run_directory: str, stages):
    with pytest.raises(ConfigError, match=r"has no document 'http://nowhere\.example/'"):
        explain(spark, run_directory, "http://nowhere.example/", stages)


def test_of_several_captures_the_earliest_is_told(spark: SparkSession, captured_thrice: str, stages):
    """As text "…05.5Z" comes before "…05Z", and is half a second later."""
    found = explain(spark, captured_thrice, "http://a.example/same", stages)
    assert [found.id, *found.same_url] == [f"{number:032x}" for number in (3, 1, 2)]


def test_of_a_capture_the_page_is_told_and_not_its_request(spark: SparkSession, captured_with_request: str, stages):
    found = explain(spark, captured_with_request, "http://a.example/same", stages)
    assert [found.id, *found.same_url] == [f"{2:032x}"]
    request = explain(spark, captured_with_request, f"{1:032x}", stages)
    assert request.final.startswith("It was dropped by the stage extract")
