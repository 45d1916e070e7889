"""`pipeline pack`: from a finished run to shards, their tokenizer, a list of what was written, and a data card."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyspark.sql import functions as f

from pipeline import schema
from pipeline.engine import storage
from pipeline.engine.shipping import is_local, local_path
from pipeline.errors import BooksDoNotBalance, ConfigError, EnvironmentProblem
from pipeline.packing.card import data_card, in_markdown
from pipeline.packing.indexed import TYPE_CODES, read_index, type_code
from pipeline.packing.settings import PackSettings
from pipeline.packing.shards import ENDINGS, Shard, shard_starts, write_shards
from pipeline.report.finished_run import FinishedRun, open_run
from pipeline.vocabulary.stage import TOKENIZER
from pipeline.vocabulary.tokenizer import load_tokenizer, separator_id

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LIST: Final = "shards.json"
CARD: Final = "README.md"
CARD_DATA: Final = "data_card.json"


@dataclass(frozen=True)
class Packed:
    """What `pack` has left behind."""

    directory: str
    documents: int
    """Readings of documents: one that is read twice counts twice."""
    tokens: int
    shards: int

    def in_words(self) -> str:
        """One line: how much, and where."""
        return (
            f"packed {self.tokens:,} tokens of {self.documents:,} readings in {self.shards:,} "
            f"{'shard' if self.shards == 1 else 'shards'}: {self.directory} (data card: {Path(self.directory, CARD)})"
        )


def pack(spark: SparkSession, run_directory: str, directory: str, settings: PackSettings) -> Packed:
    """Write the corpus of the run in ``run_directory`` as shards into the new folder ``directory``.

    A trainer maps shards into memory, so the folder lies on a disk or a shared file system that driver and workers
    see under one path. It is written beside its place and renamed: it is whole or not there. Raises `ConfigError`
    for a folder that is not empty or not local, and for a run without the stage "order"; `BooksDoNotBalance` when
    shards and run do not have the same tokens; `EnvironmentProblem` when the workers' files are not seen here.
    """
    if not is_local(directory):
        raise ConfigError(
            f"--to {directory}: shards are mapped into memory, so name a folder of a (shared) file system"
        )
    target = local_path(directory).resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ConfigError(f"--to {directory} is not empty: name another folder")
    run = open_run(spark, run_directory)
    if missing := [name for name in ("tokens", "mix", "order") if name not in run.by_name]:
        raise ConfigError(f"{run_directory} cannot be packed: the run has no stage {' and no stage '.join(missing)}")
    aside = target.with_name(f".{target.name}.writing")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        packed = _write(spark, run, aside, directory, settings)
        if target.exists():
            target.rmdir()
        aside.rename(target)
    except OSError as error:
        raise EnvironmentProblem(f"cannot write {target}: {error}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return packed


def _write(spark: SparkSession, run: FinishedRun, aside: Path, named: str, settings: PackSettings) -> Packed:
    """Write everything into ``aside``; ``named`` is what the folder was called by who asked for it."""
    tokens_stage = run.by_name["tokens"]
    separator = tokens_stage.manifest.settings["separator"]
    content = storage.read_text(spark, tokens_stage.side(TOKENIZER))
    tokenizer = load_tokenizer(content, separator)
    code = type_code(tokenizer.get_vocab_size())
    documents = run.by_name["order"].documents(spark).where(f.col(schema.OUTCOME) == schema.KEPT)
    shards = write_shards(documents, shard_starts(documents, settings.shard_tokens), str(aside), code)
    _check(documents, shards, aside)
    (aside / TOKENIZER).write_text(content, encoding="utf-8")
    listed: dict[str, Any] = {
        "format": "Megatron indexed dataset, and offsets in tokens as .npy",
        "id_type": TYPE_CODES[code].name,
        "vocabulary_size": tokenizer.get_vocab_size(),
        "separator": separator,
        "separator_id": separator_id(tokenizer, separator),
        "documents": sum(shard.documents for shard in shards),
        "tokens": sum(shard.tokens for shard in shards),
        "shards": [shard._asdict() for shard in shards],
    }
    (aside / LIST).write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    card = data_card(spark, run, settings.licences, listed, content)
    (aside / CARD_DATA).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (aside / CARD).write_text(in_markdown(card), encoding="utf-8")
    return Packed(named, listed["documents"], listed["tokens"], len(shards))


def _check(documents: Any, shards: list[Shard], directory: Path) -> None:
    """The books of packing: every reading and every token of the run is in a shard, and every shard can be read."""
    readings = f.sum("epochs"), f.sum(f.col("epochs") * f.col("training_tokens"))
    expected = tuple(value or 0 for value in documents.agg(*readings).collect()[0])
    written = (sum(shard.documents for shard in shards), sum(shard.tokens for shard in shards))
    if written != expected:
        raise BooksDoNotBalance(
            f"packing lost or invented text: {expected[0]:,} readings of {expected[1]:,} tokens were to be written, "
            f"{written[0]:,} of {written[1]:,} are in the shards"
        )
    for shard in shards:
        files = [directory / f"{shard.name}.{ending}" for ending in ENDINGS]
        if missing := [file.name for file in files if not file.is_file()]:
            raise EnvironmentProblem(
                f"{', '.join(missing)} was written by a worker and is not in {directory}: the folder must be one that "
                "driver and workers share"
            )
        index = read_index(files[1].read_bytes())
        size = TYPE_CODES[index.type_code].itemsize * shard.tokens
        if (len(index.lengths), sum(index.lengths), files[0].stat().st_size) != (shard.documents, shard.tokens, size):
            raise BooksDoNotBalance(f"{files[1]} does not fit {files[0].name}")
