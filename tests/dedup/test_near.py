"""The near-duplicate stage on small corpora with planted families."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from pipeline.dedup.components import union_find
from pipeline.dedup.lsh import candidate_pairs
from pipeline.dedup.near import STAGE, NearSettings
from pipeline.dedup.shingles import shingles
from pipeline.engine.stage import Context
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import DataFrame, Row, SparkSession

    Families = tuple[dict[str, Row], dict[str, Row]]

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
    spark: SparkSession,
    directory: Path,
    rows: list[tuple[Any, ...]],
    partitions: int = 2,
    substitutes: dict[str, Any] | None = None,
    **settings: Any,
) -> dict[str, Row]:
    documents = spark.createDataFrame(rows, COLUMNS).repartition(partitions)
    context = Context(spark, NearSettings(**settings), 0, str(directory), substitutes or {})
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


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """A chain, a thousand equal documents, a hot bucket of similar ones, short and empty documents."""
    rng = random.Random(3)
    found = dict(zip(("chain-a", "chain-b", "chain-c"), chain(rng), strict=True))
    equal = " ".join(sequence(rng, 60))
    found |= {f"equal-{number:04d}": f"{equal}, page {number}." for number in range(1000)}  # numbers fold to 0
    long = " ".join(sequence(rng, 400))
    found |= {f"hot-{number:03d}": replaced(rng, long, 1) for number in range(200)}
    found["hot-best"] = long + " and the end of it"
    found |= {"empty-1": "", "empty-2": " \n", "marks-1": "?!", "marks-2": "?!"}
    return found | {"short-1": "Terms of use", "short-2": "terms of use.", "short-3": "terms of"}


def rows_of(texts: dict[str, str], seed: int) -> list[tuple[Any, ...]]:
    rows = [row(key, text) for key, text in texts.items()]
    random.Random(seed).shuffle(rows)
    return rows


@pytest.fixture(scope="module")
def families(spark: SparkSession, texts: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Families:
    directory = tmp_path_factory.mktemp("near")
    found = near(spark, directory, rows_of(texts, 0), partitions=2)
    clusters = {one["id"]: one for one in spark.read.parquet(str(directory / "clusters")).collect()}
    return found, clusters


def test_every_document_comes_back_once(families: Families, texts: dict[str, str]) -> None:
    found, _ = families
    assert {key: one["text"] for key, one in found.items()} == texts


def test_no_link_of_a_chain_is_dropped_for_one_it_is_not_similar_to(families: Families, texts: dict[str, str]) -> None:
    found, clusters = families
    names = ("chain-a", "chain-b", "chain-c")
    a, b, c = (texts[name] for name in names)
    assert min(true_jaccard(a, b), true_jaccard(b, c)) > 0.8 > true_jaccard(a, c)
    assert len({clusters[name]["component"] for name in names}) == 1
    for name in names:
        assert true_jaccard(texts[name], texts[survivor(found[name])]) >= 0.8
    longest = max(names, key=lambda name: len(texts[name]))
    expected = {"chain-b"} if longest == "chain-b" else {"chain-a", "chain-c"}
    assert {name for name in names if not found[name]["broken"]} == expected


def test_equal_documents_leave_the_longest_with_the_smallest_id(families: Families) -> None:
    found, _ = families
    equals = [one for key, one in found.items() if key.startswith("equal")]
    assert {survivor(one) for one in equals} == {"equal-0100"}  # the first page number of three digits
    assert {one["broken"][0]["value"] for one in equals if one["broken"]} == {1.0}
    assert found["equal-0100"]["near_duplicates"] == 1000


def test_a_bucket_too_large_for_all_pairs_loses_nobody(families: Families) -> None:
    found, _ = families
    assert {survivor(one) for key, one in found.items() if key.startswith("hot")} == {"hot-best"}
    assert found["hot-best"]["near_duplicates"] == 201


def test_short_documents_equal_each_other_only_as_a_whole(families: Families) -> None:
    found, _ = families
    assert survivor(found["short-1"]) == survivor(found["short-2"]) == "short-2"
    for name in ("empty-1", "empty-2", "marks-1", "marks-2", "short-3"):
        assert (survivor(found[name]), found[name]["near_duplicates"]) == (name, 1)


def test_the_cluster_table_holds_every_family_and_its_evidence(families: Families) -> None:
    found, clusters = families
    lonely = {"empty-1", "empty-2", "marks-1", "marks-2", "short-3"}
    assert set(clusters) == set(found) - lonely
    for key, one in clusters.items():
        assert one["survivor"] == survivor(found[key])
        assert one["jaccard"] == (found[key]["broken"][0]["value"] if found[key]["broken"] else 1.0)
        assert one["near_duplicates"] == found[key]["near_duplicates"]


def comparable(found: dict[str, Row]) -> dict[str, Any]:
    return {key: (one["near_duplicates"], one["broken"], one["measured"], one["error"]) for key, one in found.items()}


def test_same_result_for_other_partitions_and_order(
    spark: SparkSession, texts: dict[str, str], families: Families, tmp_path: Path
) -> None:
    again = near(spark, tmp_path, rows_of(texts, 1), partitions=7)
    assert comparable(again) == comparable(families[0])


def test_a_substituted_kernel_runs_and_what_it_fails_on_is_an_error(
    spark: SparkSession, texts: dict[str, str], families: Families, tmp_path: Path
) -> None:
    """Shingles by a function of our own: the same families as with the batch functions, one document failing."""

    def own(text: str, n: int) -> list[str]:
        if text == "poison":
            raise ValueError("no")
        return sorted(shingles(text, n), reverse=True)

    rows = [*rows_of(texts, 2), row("poison", "poison")]
    substitutes = {f"{shingles.__module__}:{shingles.__qualname__}": own}
    found = near(spark, tmp_path, rows, partitions=1, substitutes=substitutes)
    poison = found.pop("poison")
    assert (poison["error"], poison["broken"], poison["near_duplicates"]) == ("ValueError: no", [], None)
    assert comparable(found) == comparable(families[0])


def test_the_join_and_the_components_can_be_substituted_too(spark: SparkSession, tmp_path: Path) -> None:
    """A join of our own is asked with the settings; components of our own that find none leave everybody."""
    rng, asked = random.Random(5), []
    text = " ".join(sequence(rng, 104))

    def join(members: DataFrame, max_pairs_bucket: int, min_size_ratio: float) -> DataFrame:
        asked.append((max_pairs_bucket, min_size_ratio))
        return candidate_pairs(members, max_pairs_bucket, min_size_ratio)

    def no_components(edges: list[tuple[str, str]]) -> dict[str, str]:
        assert edges == [("a", "b")]
        return {}

    own = {candidate_pairs: join, union_find: no_components}
    substitutes = {f"{old.__module__}:{old.__qualname__}": new for old, new in own.items()}
    found = near(spark, tmp_path, [row("a", text), row("b", replaced(rng, text, 2))], 1, substitutes)
    assert asked == [(16, 0.8)]
    assert [survivor(found[key]) for key in "ab"] == ["a", "b"]


def test_without_the_requirement_a_component_leaves_one_document(spark: SparkSession, tmp_path: Path) -> None:
    a, b, c = chain(random.Random(3))
    rows = [row("a", a, "2020-01-01"), row("b", b, "2021-01-01"), row("c", c, "2022-01-01")]
    settings = {"survivor": "earliest", "require_similarity_to_survivor": False, "max_edges_in_one_task": 0}
    found = near(spark, tmp_path, rows, **settings)
    assert [survivor(found[key]) for key in "abc"] == ["a", "a", "a"]
    assert found["c"]["broken"][0]["value"] == pytest.approx(true_jaccard(a, c))  # the evidence says how little


def test_a_policy_without_its_column_is_an_error(spark: SparkSession, tmp_path: Path) -> None:
    documents = spark.createDataFrame([("a", "text", 4)], "id string, text string, characters long")
    context = Context(spark, NearSettings(survivor="best_quality"), seed=0, directory=str(tmp_path))
    with pytest.raises(ConfigError, match="best_quality needs the column quality_score"):
        STAGE.run(context, documents)


def test_bands_that_miss_too_much_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"find only 0\.40 of the pairs at Jaccard 0\.8"):
        NearSettings(bands=9, rows=13)
    assert NearSettings().bands * NearSettings().rows == 112
