"""`pipeline pack` on a small finished run: shards, tokenizer, list and card agree with the run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.config import parse_config
from pipeline.errors import BooksDoNotBalance, ConfigError
from pipeline.main import run_configured
from pipeline.packing import pack as packing
from pipeline.packing.indexed import read_documents
from pipeline.packing.pack import CARD, CARD_DATA, LIST, pack
from pipeline.packing.settings import PackSettings
from pipeline.resources import sample
from pipeline.vocabulary.tokenizer import load_tokenizer
from tests.end_to_end.conftest import quiet

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

STAGES = ["extract", "tokens", "mix", "order"]


@pytest.fixture(scope="module")
def run(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The shipped pages, unfiltered; each is read twice or three times."""
    config = parse_config({"stages": STAGES, "mix": {"by": [], "max_epochs": 2.5}, "seed": 3})
    out = str(tmp_path_factory.mktemp("packing") / "run")
    run_configured(spark, config, [str(sample("warc"))], out, console=quiet())
    return out


@pytest.fixture(scope="module")
def packed(spark: SparkSession, run: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed") / "shards"
    pack(spark, run, str(folder), PackSettings(shard_tokens=5_000, licences={"sqlite.example": "public domain"}))
    return folder


def corpus(spark: SparkSession, run: str) -> dict[str, dict[str, Any]]:
    rows = spark.read.parquet(f"{run}/stages/04_order/documents").where("outcome = 'kept'").collect()
    return {row["id"]: row.asDict() for row in rows}


def test_the_texts_come_back_in_the_order_of_their_places(spark: SparkSession, run: str, packed: Path) -> None:
    documents = corpus(spark, run)
    readings = sorted(
        (place, name, copy, row["text"]) for name, row in documents.items() for copy, place in enumerate(row["places"])
    )
    assert {row["epochs"] for row in documents.values()} == {2, 3}
    tokenizer = load_tokenizer((packed / "tokenizer.json").read_text(encoding="utf-8"))
    listed = json.loads((packed / LIST).read_text())
    texts = [
        tokenizer.decode(ids[:-1], skip_special_tokens=False)
        for shard in listed["shards"]
        for ids in read_documents(
            (packed / f"{shard['name']}.idx").read_bytes(), (packed / f"{shard['name']}.bin").read_bytes()
        )
    ]
    assert texts == [text for _, _, _, text in readings]
    assert listed["documents"] == len(readings)
    assert len(listed["shards"]) > 3


def test_the_card_tells_what_was_read(spark: SparkSession, run: str, packed: Path) -> None:
    documents = corpus(spark, run).values()
    card = json.loads((packed / CARD_DATA).read_text(encoding="utf-8"))
    tokens = sum(row["training_tokens"] * row["epochs"] for row in documents)
    assert (card["documents"], card["readings"], card["tokens"]) == (
        len(documents), sum(row["epochs"] for row in documents), tokens,
    )  # fmt: skip
    sqlite = [row for row in documents if row["host"] == "sqlite.example"]
    hosts = {row["name"]: row for row in card["hosts"]}
    assert hosts["sqlite.example"] == {
        "name": "sqlite.example",
        "documents": len(sqlite),
        "readings": sum(row["epochs"] for row in sqlite),
        "tokens": sum(row["training_tokens"] * row["epochs"] for row in sqlite),
        "licence": "public domain",
    }
    licences = {row["name"]: row["tokens"] for row in card["licences"]}
    assert licences == {
        "public domain": hosts["sqlite.example"]["tokens"],
        "not stated": tokens - licences["public domain"],
    }
    assert [row["stage"] for row in card["funnel"]] == STAGES
    page = (packed / CARD).read_text(encoding="utf-8")
    assert f"{tokens:,} tokens" in page
    assert "| sqlite.example |" in page
    assert card["languages"] == card["domains"] == []
    assert "No stage has told the languages." in page
    assert all(shard["bin_sha256"] in page for shard in card["shards"])


def test_the_same_bytes_again(spark: SparkSession, run: str, packed: Path, tmp_path: Path) -> None:
    settings = PackSettings(shard_tokens=5_000, licences={"sqlite.example": "public domain"})
    pack(spark, run, str(tmp_path / "again"), settings)
    for file in packed.iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("hdfs://host/packed", "shards are mapped into memory"),
        ("{tmp}/full", "is not empty: name another folder"),
        ("{tmp}/full/file", "is not empty: name another folder"),
    ],
)
def test_where_shards_cannot_go(spark: SparkSession, run: str, tmp_path: Path, folder: str, message: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(ConfigError, match=message):
        pack(spark, run, folder.format(tmp=tmp_path), PackSettings())


def test_a_run_without_an_order(spark: SparkSession, run: str, tmp_path: Path) -> None:
    shutil.copytree(run, tmp_path / "run")
    for stage in ("03_mix", "04_order"):
        shutil.rmtree(tmp_path / "run" / "stages" / stage)
    with pytest.raises(ConfigError, match="cannot be packed: the run has no stage mix and no stage order"):
        pack(spark, str(tmp_path / "run"), str(tmp_path / "packed"), PackSettings())


def test_a_lost_shard_is_noticed_and_nothing_is_left(
    spark: SparkSession, run: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write: Callable[..., Any] = packing.write_shards
    monkeypatch.setattr(packing, "write_shards", lambda *arguments: write(*arguments)[1:])
    with pytest.raises(BooksDoNotBalance, match="packing lost or invented text"):
        pack(spark, run, str(tmp_path / "packed"), PackSettings(shard_tokens=5_000))
    assert list(tmp_path.iterdir()) == []
