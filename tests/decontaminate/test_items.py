"""Benchmarks are read from JSON lines; what is wrong with one is said with its line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.decontaminate.items import Item, read_items
from pipeline.decontaminate.settings import DecontaminateSettings
from pipeline.errors import ConfigError
from pipeline.resources import sample

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FIELDS = DecontaminateSettings().item_fields


def write(path: Path, rows: list[Any]) -> None:
    text = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


def test_a_file_is_a_benchmark_and_a_line_an_item(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path / "quiz.jsonl", [{"id": "q1", "question": "Who?", "choices": ["Ann", "Bob"], "answer": 1}, ""])
    write(tmp_path / "code.jsonl.gz", [{"task_id": "c/0", "prompt": "def f():", "canonical_solution": "  pass"}])
    write(tmp_path / "plain.jsonl", [{"text": "One."}, {"text": "Two."}])
    assert read_items(spark, str(tmp_path), FIELDS) == [
        Item("code", "c/0", "canonical_solution", "  pass"),
        Item("code", "c/0", "prompt", "def f():"),
        Item("plain", "1", "text", "One."),
        Item("plain", "2", "text", "Two."),
        Item("quiz", "q1", "choices", "Ann\nBob"),
        Item("quiz", "q1", "question", "Who?"),
    ]
    assert read_items(spark, str(tmp_path / "plain.jsonl"), ["text"])[0].text == "One."


def test_the_shipped_benchmark(spark: SparkSession) -> None:
    items = read_items(spark, sample("benchmarks").as_uri(), FIELDS)
    assert len({item.name for item in items}) == 164
    assert {item.part for item in items} == {"prompt", "canonical_solution"}
    assert {item.benchmark for item in items} == {"HumanEval"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["{"], "quiz.jsonl, line 1: not JSON"),
        (["[1]"], "quiz.jsonl, line 1: not a JSON object"),
        ([{"text": "a"}, {"body": "b"}], "line 2: none of the fields text, question, .* name the right ones"),
        ([{"text": "  "}], "line 1: none of the fields"),
        ([{"id": 7, "text": "a"}, {"id": "7", "text": "b"}], "line 2: '7' is already an item of quiz"),
    ],
)
def test_wrong_lines(spark: SparkSession, tmp_path: Path, rows: list[Any], message: str) -> None:
    write(tmp_path / "quiz.jsonl", rows)
    with pytest.raises(ConfigError, match=message):
        read_items(spark, str(tmp_path), FIELDS)


def test_no_benchmark(spark: SparkSession, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(ConfigError, match=r"no benchmark: .* is no .jsonl or .jsonl.gz file"):
            read_items(spark, str(path), FIELDS)
    (tmp_path / "broken.jsonl.gz").write_bytes(b"plain text")
    with pytest.raises(ConfigError, match=r"broken.jsonl.gz: not a gzip file"):
        read_items(spark, str(tmp_path), FIELDS)
