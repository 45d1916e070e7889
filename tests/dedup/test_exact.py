"""The exact stage: one survivor of equal documents, then lines that many pages of one host repeat."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from pipeline.dedup.exact import STAGE, ExactSettings
from pipeline.dedup.keys import document_hash
from pipeline.dedup.lines import line_hashes, remove_lines, repeated_lines
from pipeline.dedup.survivors import best_of_equals
from pipeline.engine.stage import Context
from pipeline.tokens import count_tokens

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import Row, SparkSession

COLUMNS = "id string, host string, domain string, text string, characters long, tokens long"


def exact(
    spark: SparkSession,
    directory: Path,
    rows: list[tuple[str, str, str]],
    partitions: int,
    substitutes: dict[str, Any] | None = None,
    **settings: Any,
) -> dict[str, Row]:
    full = [(key, host, host.split(".")[0], text, len(text), count_tokens([text])[0]) for key, host, text in rows]
    documents = spark.createDataFrame(full, COLUMNS).repartition(partitions)
    context = Context(spark, ExactSettings(**settings), seed=0, directory=str(directory), substitutes=substitutes or {})
    return {found["id"]: found for found in STAGE.run(context, documents).collect()}


BANNER = "We use cookies to improve your visit"


def prose(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(["river", "stone", "gather", "light", "under", "seven", "walk"]) for _ in range(words))


def corpus(rng: random.Random) -> list[tuple[str, str, str]]:
    rows = [(f"shop-{n:02d}", "shop.example", f"{prose(rng, 60)}\n{BANNER}\n{prose(rng, 9)}") for n in range(10)]
    rows += [(f"news-{n:02d}", "news.example", f"{BANNER}!\n{prose(rng, 60)}") for n in range(9)]
    rows += [("copy-1", "a.example", "The same text"), ("copy-0", "b.example", "the  SAME text")]
    rows += [(f"code-{n:02d}", "code.example", f"import sys, os\nprint({prose(rng, 60)!r})") for n in range(12)]
    rows += [("empty-0", "a.example", ""), ("empty-1", "a.example", " ")]
    rows += [("shop-99", "shop.example", f"Sold out today\n{BANNER}\nCome again tomorrow")]
    return rows


def test_documents_and_lines(spark: SparkSession, tmp_path: Path) -> None:
    rng = random.Random(1)
    rows = corpus(rng)
    before = {key: text for key, _, text in rows}
    found = exact(spark, tmp_path, rows, partitions=2)
    assert set(found) == set(before)

    (broken,) = found["copy-1"]["broken"]
    assert broken.asDict() == {"rule": "exact.duplicate_document", "value": 1.0, "limit": 0.0, "evidence": "copy-0"}
    for key in ("copy-0", "empty-0", "empty-1"):
        assert (found[key]["broken"], found[key]["text"]) == ([], before[key])

    # The banner stands in eleven documents of the shop: it stays in the first by id, and only there.
    assert found["shop-00"]["text"] == before["shop-00"]
    for n in range(1, 10):
        one = found[f"shop-{n:02d}"]
        first, _, last = before[one["id"]].split("\n")
        assert one["text"] == f"{first}\n{last}"
        assert one["characters"] == len(one["text"])
        assert one["tokens"] == count_tokens([one["text"]])[0]
        assert one["measured"]["exact"].asDict() == {
            "words_left": 69.0,
            "removed_line_fraction": 1 / 3,
            "removed_character_fraction": len(BANNER) / len(before[one["id"]]),
        }
        assert one["broken"] == []
    # Programs are spared.
    assert all(found[f"code-{n:02d}"]["text"] == before[f"code-{n:02d}"] for n in range(12))
    # Nine pages of the other host are one too few, and another host's pages do not count.
    assert all(found[f"news-{n:02d}"]["text"] == before[f"news-{n:02d}"] for n in range(9))
    # What is left of this page has too few words: it is dropped with the text it came with.
    (broken,) = found["shop-99"]["broken"]
    assert broken.asDict() == {"rule": "exact.min_words_left", "value": 6.0, "limit": 50.0, "evidence": None}
    assert found["shop-99"]["text"] == before["shop-99"]

    rng.shuffle(rows)
    again = exact(spark, tmp_path, rows, partitions=7)
    assert again == found


def test_lines_over_the_whole_corpus_and_the_longest_document(spark: SparkSession, tmp_path: Path) -> None:
    rows = corpus(random.Random(1))
    settings = {"line_scope": "corpus", "survivor": "longest", "spared_domains": [], "rules": {"min_words_left": None}}
    found = exact(spark, tmp_path, rows, partitions=1, **settings)
    assert [key for key in sorted(found) if BANNER in found[key]["text"]] == ["news-00"]
    assert [key for key in sorted(found) if "import sys, os" in found[key]["text"]] == ["code-00"]
    assert [one["evidence"] for one in found["copy-1"]["broken"]] == ["copy-0"]  # 14 characters beat 13
    assert found["shop-99"]["text"] == "Sold out today\nCome again tomorrow"


def test_functions_put_in_the_place_of_the_kernels_are_called(spark: SparkSession, tmp_path: Path) -> None:
    """Each of them says that nothing repeats, so nothing is dropped or cut."""
    rows = corpus(random.Random(1))
    before = {key: text for key, _, text in rows}
    nothing = {
        document_hash: lambda text: None,
        best_of_equals: lambda documents: best_of_equals(documents).where("false"),
        line_hashes: lambda text, min_line_characters: [],
        repeated_lines: lambda documents, min_documents: repeated_lines(documents, min_documents).where("false"),
        remove_lines: lambda text, repeated, min_line_characters: (text, 0, 0),
    }
    named = {f"{kernel.__module__}:{kernel.__qualname__}": function for kernel, function in nothing.items()}
    asked = set()

    class Asked(dict[str, Any]):
        def get(self, name: str, default: Any = None) -> Any:
            asked.add(name)
            return super().get(name, default)

    found = exact(spark, tmp_path, rows, 2, substitutes=Asked(named))
    assert asked == set(named)
    assert {key: one["text"] for key, one in found.items()} == before
    assert not any(one["broken"] for one in found.values())
