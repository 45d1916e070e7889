"""The near-duplicate stage on small corpora with planted families."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from pipeline.dedup.near import STAGE, NearSettings
from pipeline.dedup.shingles import shingles
from pipeline.engine.stage import Context
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import Row, SparkSession

COLUMNS = "id string, text string, characters long, date string, warc_date string, quality_score double"


def sequence(rng: random.Random, words: int) -> list[str]:
    return [f"w{rng.choice('abcdefghij')}{rng.choice('abcdefghij')}{rng.getrandbits(20):x}q" for _ in range(words)]


def row(key: str, text: str, date: str | None = None, quality: float | None = None) -> tuple[Any, ...]:
    return (key, text, len(text), date, "2024-01-01T00:00:00Z", quality)


def true_jaccard(a: str, b: str) -> float:
    """Independent of the stage: plain sets of 5-tuples of the blank-separated words."""
    one, other = ({tuple(text.split()[i : i + 5]) for i in range(len(text.split()) - 4)} for text in (a, b))
    return len(one & other) / len(one | other)


def replaced(rng: random.Random, text: str, words: int) -> str:
    """``text`` with ``words`` neighbouring words replaced: Jaccard (n - k) / (n + k), k = words + 4, n its shingles."""
    parts = text.split()
    start = rng.randrange(4, len(parts) - words - 4)
    parts[start : start + words] = sequence(rng, words)
    return " ".join(parts)


def near(
    spark: SparkSession, directory: Path, rows: list[tuple[Any, ...]], partitions: int = 2, **settings: Any
) -> dict[str, Row]:
    documents = spark.createDataFrame(rows, COLUMNS).repartition(partitions)
    context = Context(spark, NearSettings(**settings), seed=0, directory=str(directory))
    return {found["id"]: found for found in STAGE.run(context, documents).collect()}


def survivor(found: Row) -> str:
    return found["broken"][0]["evidence"] if found["broken"] else found["id"]


def test_planted_pairs_around_the_threshold(spark: SparkSession, tmp_path: Path) -> None:
    """Every planted pair at or above 0.8 but a few is found, none below it is dropped, unique documents stay."""
    rng = random.Random(7)
    rows, pairs = [], []
    for number in range(240):
        text = " ".join(sequence(rng, 204))  # 200 shingles
        copy = replaced(rng, text, rng.choice([2, 6, 12, 18, 19, 25, 40]))
        rows += [row(f"{number:04d}a", text), row(f"{number:04d}b", copy)]
        pairs.append((f"{number:04d}a", f"{number:04d}b", true_jaccard(text, copy)))
    rng.shuffle(rows)
    found = near(spark, tmp_path, rows, survivor="first_key")

    assert len(found) == len(rows)
    similar = [pair for pair in pairs if pair[2] >= 0.8]
    hit = [pair for pair in similar if survivor(found[pair[1]]) == pair[0]]
    assert len(similar) > 100
    assert len(pairs) - len(similar) > 60
    assert len(hit) / len(similar) >= 0.95
    for a, b, jaccard in pairs:
        assert survivor(found[a]) == a
        if jaccard < 0.8:
            assert survivor(found[b]) == b
            assert found[b]["near_duplicates"] == 1
        elif found[b]["broken"]:
            (broken,) = found[b]["broken"]
            assert (broken["rule"], broken["limit"]) == ("near.similar_document", 0.8)
            assert broken["value"] == pytest.approx(jaccard)
            assert found[b]["measured"]["near"]["jaccard_to_survivor"] == broken["value"]
            assert (found[a]["near_duplicates"], found[b]["near_duplicates"]) == (2, None)


def chain(rng: random.Random) -> list[str]:
    """Three texts: A~B and B~C above 0.8, A and C below."""
    middle = sequence(rng, 204)
    first, last = list(middle), list(middle)
    first[10:24] = sequence(rng, 14)  # 18 of 200 shingles: 182 / 218 = 0.83
    last[150:164] = sequence(rng, 14)
    return [" ".join(words) for words in (first, middle, last)]


def test_families(spark: SparkSession, tmp_path: Path) -> None:
    """A chain, hundreds of equal documents, a hot bucket of similar ones, short and empty documents: one run."""
    rng = random.Random(3)
    a, b, c = chain(rng)
    assert min(true_jaccard(a, b), true_jaccard(b, c)) > 0.8 > true_jaccard(a, c)
    rows = [row("chain-a", a), row("chain-b", b), row("chain-c", c)]

    equal = " ".join(sequence(rng, 60))
    rows += [row(f"equal-{number:04d}", equal + f", page {number}.") for number in range(1000)]  # numbers fold to 0
    long = " ".join(sequence(rng, 400))
    rows += [row(f"hot-{number:03d}", replaced(rng, long, 1)) for number in range(200)]
    rows += [row("hot-best", long + " and the end of it")]
    rows += [row("empty-1", ""), row("empty-2", " \n"), row("marks-1", "?!"), row("marks-2", "?!")]
    rows += [row("short-1", "Terms of use"), row("short-2", "terms of use."), row("short-3", "terms of")]
    found = near(spark, tmp_path, rows)

    assert len(found) == len(rows)
    assert survivor(found["chain-a"]) == "chain-a" or survivor(found["chain-c"]) == "chain-c"
    for name, text in (("chain-a", a), ("chain-b", b), ("chain-c", c)):
        kept = survivor(found[name])
        assert true_jaccard(text, {"chain-a": a, "chain-b": b, "chain-c": c}[kept]) >= 0.8
    equals = [found[key] for key in found if key.startswith("equal")]
    assert {survivor(one) for one in equals} == {"equal-0100"}  # the longest with the smallest id: three digits first
    assert {one["broken"][0]["value"] for one in equals if one["broken"]} == {1.0}
    assert found["equal-0100"]["near_duplicates"] == 1000
    assert {survivor(found[key]) for key in found if key.startswith("hot")} == {"hot-best"}
    assert found["hot-best"]["near_duplicates"] == 201
    for name in ("empty-1", "empty-2", "marks-1", "marks-2", "short-3"):
        assert (survivor(found[name]), found[name]["near_duplicates"]) == (name, 1)
    assert survivor(found["short-1"]) == survivor(found["short-2"]) == "short-2"

    clusters = {one["id"]: one for one in spark.read.parquet(str(tmp_path / "clusters")).collect()}
    assert set(clusters) == {key for key in found if key[:5] in ("chain", "equal", "hot-0", "hot-1", "hot-b")} | {
        "short-1",
        "short-2",
    }
    assert {key: one["survivor"] for key, one in clusters.items()} == {key: survivor(found[key]) for key in clusters}
    assert len({clusters[name]["component"] for name in ("chain-a", "chain-b", "chain-c")}) == 1


def test_same_for_any_partitioning_order_and_way_to_find_components(spark: SparkSession, tmp_path: Path) -> None:
    rng = random.Random(5)
    rows = []
    for family in range(8):
        text = " ".join(sequence(rng, 120))
        rows += [row(f"{family}-{number}", replaced(rng, text, rng.randint(1, 8))) for number in range(6)]

    def decided(partitions: int, **settings: Any) -> list[tuple[Any, ...]]:
        rng.shuffle(rows)
        found = near(spark, tmp_path / f"{partitions}", rows, partitions, **settings)
        return sorted((key, one["near_duplicates"], str(one["broken"]), one["measured"]) for key, one in found.items())

    one = decided(1)
    assert any("evidence" in text for _, _, text, _ in one)
    assert decided(2, max_edges_in_one_task=0) == one
    assert decided(7) == one


def test_without_the_requirement_a_component_leaves_one_document(spark: SparkSession, tmp_path: Path) -> None:
    a, b, c = chain(random.Random(3))
    rows = [row("a", a, "2020-01-01"), row("b", b, "2021-01-01"), row("c", c, "2022-01-01")]
    settings = {"survivor": "earliest", "require_similarity_to_survivor": False}
    found = near(spark, tmp_path, rows, **settings)
    assert [survivor(found[key]) for key in "abc"] == ["a", "a", "a"]
    assert found["c"]["broken"][0]["value"] == pytest.approx(true_jaccard(a, c))  # the evidence says how little


def test_a_policy_without_its_column_is_an_error(spark: SparkSession, tmp_path: Path) -> None:
    documents = spark.createDataFrame([("a", "text", 4)], "id string, text string, characters long")
    context = Context(spark, NearSettings(survivor="best_quality"), seed=0, directory=str(tmp_path))
    with pytest.raises(ConfigError, match="best_quality needs the column quality_score"):
        STAGE.run(context, documents)


def test_substitutes_run_in_place_of_the_reference(spark: SparkSession, tmp_path: Path) -> None:
    """A shingle function that sees single words, and fails on one document: that document alone is an error."""

    def words(text: str, n: int) -> list[str]:
        if text == "poison":
            raise ValueError("no")
        return sorted(set(text.split()))

    documents = spark.createDataFrame(
        [row("a", "one two three four five six"), row("b", "six five four three two one"), row("c", "poison")], COLUMNS
    )
    context = Context(
        spark, NearSettings(), 0, str(tmp_path), {f"{shingles.__module__}:{shingles.__qualname__}": words}
    )
    found = {one["id"]: one for one in STAGE.run(context, documents).collect()}
    assert survivor(found["b"]) == "a"
    assert (found["c"]["error"], found["c"]["broken"], found["c"]["near_duplicates"]) == ("ValueError: no", [], None)
    assert found["a"]["error"] is None


def test_bands_that_miss_too_much_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"find only 0\.40 of the pairs at Jaccard 0\.8"):
        NearSettings(bands=9, rows=13)
    assert NearSettings().bands * NearSettings().rows == 112
