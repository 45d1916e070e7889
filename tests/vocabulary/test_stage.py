"""The stage "tokens" on Spark: a vocabulary of the corpus, exact counts, and every text back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.engine.stage import Context
from pipeline.errors import ConfigError
from pipeline.vocabulary.settings import TokensSettings
from pipeline.vocabulary.stage import STAGE, TOKENIZER, training_texts
from pipeline.vocabulary.tokenizer import load_tokenizer, train_tokenizer

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

TEXTS = {f"{number:02}": f"Number {number} of the pages about rivers and their towns.\n" * 3 for number in range(30)}
TEXTS |= {"ja": "\u5ddd\u3068\u753a\u306b\u3064\u3044\u3066\u3002" * 5, "empty": "", "trick": "end <|endoftext|> begin"}


def table(spark: SparkSession, partitions: int = 2) -> DataFrame:
    rows = [(name, text, len(text)) for name, text in TEXTS.items()]
    return spark.createDataFrame(rows, "id string, text string, characters long").repartition(partitions)


def run(spark: SparkSession, folder: Path, partitions: int = 2, **settings: Any) -> dict[str, Any]:
    context = Context(spark, TokensSettings(**settings), 0, str(folder))
    return {row["id"]: row for row in STAGE.run(context, table(spark, partitions)).collect()}


def test_trains_on_the_corpus_and_gives_every_text_back(spark: SparkSession, tmp_path: Path) -> None:
    found = run(spark, tmp_path, vocabulary_size=400)
    tokenizer = load_tokenizer((tmp_path / TOKENIZER).read_text())
    for name, text in TEXTS.items():
        ids = found[name]["token_ids"]
        assert tokenizer.decode(ids[:-1], skip_special_tokens=False) == text
        assert ids.count(0) == 1  # the separator, at the end and nowhere else
        assert found[name]["training_tokens"] == len(ids)
        assert found[name]["measured"]["tokens"]["characters_per_token"] == len(text) / len(ids)
        assert (found[name]["broken"], found[name]["error"]) == ([], None)


def test_partitions_do_not_matter(spark: SparkSession, tmp_path: Path) -> None:
    one, seven = (run(spark, tmp_path / str(partitions), partitions, vocabulary_size=400) for partitions in (1, 7))
    assert {name: row["token_ids"] for name, row in one.items()} == {
        name: row["token_ids"] for name, row in seven.items()
    }


def test_takes_a_vocabulary(spark: SparkSession, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(train_tokenizer(["only these words"], 300, separator="</s>"))
    found = run(spark, tmp_path / "run", tokenizer=str(path), separator="</s>")
    end = json.loads(path.read_text())["model"]["vocab"]["</s>"]
    assert all(row["token_ids"][-1] == end for row in found.values())
    assert (tmp_path / "run" / TOKENIZER).read_text() == path.read_text()


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "there is no file"), (b"\xff", "is not UTF-8"), (b"{}", "not a tokenizer.json")],
)
def test_no_vocabulary(spark: SparkSession, tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "mine.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=f"tokens.tokenizer: .*{message}"):
        run(spark, tmp_path / "run", tokenizer=str(path))


def test_what_is_learned_from_is_bounded(spark: SparkSession, tmp_path: Path) -> None:
    held = sum(map(len, TEXTS.values()))

    def read(most: int) -> list[str]:
        context = Context(spark, TokensSettings(max_training_characters=most), 3, str(tmp_path))
        return sorted(training_texts(context, table(spark)))

    assert read(held) == sorted(TEXTS.values())
    half = read(held // 2)
    assert 0.2 * held < sum(map(len, half)) < 0.8 * held
    assert read(held // 2) == half
    assert all(len(text) <= 100 for text in read(100))
