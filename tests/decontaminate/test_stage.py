"""The stage "decontaminate" on Spark: drops or cuts out, and tells what stood where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.decontaminate.settings import Contamination, DecontaminateSettings
from pipeline.decontaminate.stage import STAGE
from pipeline.engine.stage import Context
from pipeline.tokens import count_tokens

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ITEM = "What do you get when you multiply the number of sides of a triangle by the number of days in a week?"
OTHER = "Name the river on which the city stood that was built by the two brothers who were fed by a wolf."
BEFORE = " ".join(f"before{number}" for number in range(100))
AFTER = " ".join(f"after{number}" for number in range(100))


def rows(spark: SparkSession, folder: Path, texts: dict[str, str], **settings: Any) -> dict[str, Any]:
    (folder / "quiz.jsonl").write_text(
        f"{json.dumps({'id': 'a', 'text': ITEM})}\n{json.dumps({'id': 'b', 'text': OTHER})}"
    )
    documents = spark.createDataFrame(
        [(name, text, len(text), count_tokens([text])[0]) for name, text in texts.items()],
        "id string, text string, characters long, tokens long",
    )
    context = Context(spark, DecontaminateSettings(benchmarks=str(folder), **settings), 0, "unused")
    return {row["id"]: row for row in STAGE.run(context, documents).collect()}


def test_drops_by_default_and_says_what_stood_where(spark: SparkSession, tmp_path: Path) -> None:
    page = f"{BEFORE} {ITEM.upper()} {AFTER} {OTHER.replace(' ', chr(10))}"
    found = rows(spark, tmp_path, {"page": page, "clean": f"{BEFORE} {AFTER}", "empty": ""})
    assert [(one["rule"], one["value"], one["limit"]) for one in found["page"]["broken"]] == [
        ("decontaminate.max_items", 2, 0)
    ]
    assert found["page"]["broken"][0]["evidence"] in ("quiz: a: text", "quiz: b: text")
    assert found["page"]["text"] == page
    first, second = found["page"]["contamination"]
    assert (first["benchmark"], first["item"], first["share"]) == ("quiz", "a", 1.0)
    assert page[first["start"] : first["end"]] == ITEM.upper().rstrip("?") == first["excerpt"]
    assert second["item"] == "b"
    for name in ("clean", "empty"):
        assert found[name]["broken"] == found[name]["contamination"] == []
        assert found[name]["error"] is None


def test_cuts_out_when_nothing_is_dropped(spark: SparkSession, tmp_path: Path) -> None:
    page = f"{BEFORE} {ITEM} {AFTER}"
    off = Contamination(max_items=None)
    found = rows(
        spark, tmp_path, {"page": page, "alone": ITEM}, limits=off, margin_characters=0, min_piece_characters=10
    )
    kept = found["page"]
    assert kept["text"] == f"{BEFORE}\n\n? {AFTER}"
    assert kept["characters"] == len(kept["text"])
    assert kept["tokens"] == count_tokens([kept["text"]])[0]
    assert kept["broken"] == []
    assert [one["item"] for one in kept["contamination"]] == ["a"]
    assert kept["measured"]["decontaminate"]["cut_characters"] == len(page) - len(kept["text"])
    assert [one["rule"] for one in found["alone"]["broken"]] == ["decontaminate.nothing_left"]
    assert found["alone"]["text"] == ITEM


@pytest.mark.parametrize(("max_pieces", "dropped"), [(1, ["decontaminate.max_pieces"]), (2, [])])
def test_a_page_in_too_many_pieces_is_dropped(
    spark: SparkSession, tmp_path: Path, max_pieces: int, dropped: list[str]
) -> None:
    limits = Contamination(max_items=None, max_pieces=max_pieces)
    found = rows(spark, tmp_path, {"page": f"{BEFORE} {ITEM} {AFTER}"}, limits=limits)
    assert [one["rule"] for one in found["page"]["broken"]] == dropped


def test_short_ngrams_must_be_shorter() -> None:
    with pytest.raises(ValueError, match=r"short_ngram_words \(8\) must not be above ngram_words \(5\)"):
        DecontaminateSettings(ngram_words=5)


def test_an_answer_is_found_without_its_question(spark: SparkSession, tmp_path: Path) -> None:
    answer = "def sides(week): return 3 * week if week == 7 else sum(1 for _ in range(week))"
    item = {"id": "c", "prompt": f"{ITEM} {OTHER}", "canonical_solution": answer}
    (tmp_path / "code.jsonl").write_text(json.dumps(item))
    found = rows(spark, tmp_path, {"answer": f"{BEFORE} {answer}", "both": f"{ITEM} {OTHER} {answer}"})
    assert [(one["item"], one["part"]) for one in found["answer"]["contamination"]] == [("c", "canonical_solution")]
    both = [one for one in found["both"]["contamination"] if one["benchmark"] == "code"]
    assert {one["part"] for one in both} == {"prompt", "canonical_solution"}
    # Two items of "quiz" and one of "code", which counts once for its two parts.
    assert found["both"]["measured"]["decontaminate"]["items"] == 3
