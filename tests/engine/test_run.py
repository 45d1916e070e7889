"""The runner on small stages of the test's own: books, resume, damaged checkpoints, failures."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pytest
from pydantic import BaseModel
from pyspark.sql import functions as f
from pyspark.sql import types as t

from pipeline import schema
from pipeline.engine import run as engine_run
from pipeline.engine import tables
from pipeline.engine.manifest import Manifest
from pipeline.engine.run import Plan, run_stages
from pipeline.engine.stage import Context, Stage, decision_fields
from pipeline.errors import BooksDoNotBalance, ConfigError, EnvironmentProblem, PipelineError
from pipeline.rule import Card, Limit, RuleSet

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

DOCUMENTS = 12


class Settings(BaseModel):
    max_number: int = 8


class Numbers(RuleSet):
    rule_set = "numbers"
    max_number: Annotated[Limit, Card("number", "the number", "here")] = 8


def nothing_broken() -> Column:
    return f.from_json(f.lit("[]"), t.ArrayType(schema.BROKEN))


def nothing_measured() -> Column:
    return f.struct(f.struct(f.lit(0.0).alias("number")).alias("numbers"))


def extract(context: Context[Settings], inputs: list[str]) -> DataFrame:
    """Twelve documents; text number n is the word repeated n times."""
    numbers = context.spark.range(DOCUMENTS).withColumn("text", f.expr("repeat('word ', int(id))"))
    columns: dict[str, Column] = {
        field.name: f.lit(None).cast(field.dataType) for field in schema.ADDED_BY["extract"] if field.name != "text"
    }
    columns |= {"characters": f.length("text").cast("long"), "tokens": f.col("id")}
    columns |= {"measured": nothing_measured(), "broken": nothing_broken(), "error": f.lit(None).cast("string")}
    columns["id"] = f.format_string("%032d", "id")
    return numbers.withColumns(columns)


def broken_when(condition: Column) -> Column:
    fields = [f.lit("numbers.max_number"), f.col("tokens").cast("double"), f.lit(8.0), f.lit(None).cast("string")]
    entry = f.struct(*(value.alias(name) for value, name in zip(fields, schema.BROKEN.fieldNames(), strict=True)))
    return f.when(condition, f.array(entry)).otherwise(nothing_broken())


def urls(context: Context[Settings], documents: DataFrame) -> DataFrame:
    """Drops what is over the limit, fails on 3, cuts the first five characters off the rest."""
    dropped = f.col("tokens") > context.settings.max_number
    failed = f.col("tokens") == 3
    cut = ~dropped & ~failed & (f.col("tokens") > 0)
    return documents.withColumns(
        {
            "canonical_url": f.lit("http://a.example/"),
            "text": f.when(cut, f.expr("substring(text, 6)")).otherwise(f.col("text")),
            "characters": f.when(cut, f.col("characters") - 5).otherwise(f.col("characters")),
            "tokens": f.when(cut, f.col("tokens") - 1).otherwise(f.col("tokens")),
            "measured": nothing_measured(),
            "broken": broken_when(dropped),
            "error": f.when(failed, f.lit("ValueError: three")).cast("string"),
        }
    )


def quiet_language(context: Context[Settings], documents: DataFrame) -> DataFrame:
    return documents.withColumns(
        {
            "language": f.lit("en"),
            "language_score": f.lit(1.0),
            "measured": nothing_measured(),
            "broken": nothing_broken(),
            "error": f.lit(None).cast("string"),
        }
    )


class Recorder:
    """A progress that remembers which stages ran and which were taken over."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.reused: list[str] = []

    @contextmanager
    def stage(self, order: int, of: int, name: str) -> Iterator[None]:
        yield

    def finished(self, manifest: Manifest, *, reused: bool) -> None:
        (self.reused if reused else self.ran).append(manifest.stage)


STAGES = {"extract": extract, "urls": urls, "language": quiet_language}


def plan(*, max_number: int = 8, **replaced: Any) -> Plan:
    return Plan(
        [Stage(name, run, rule_sets=(Numbers,)) for name, run in {**STAGES, **replaced}.items()],
        {name: Settings(max_number=max_number) if name == "urls" else Settings() for name in STAGES},
        seed=1,
        substitutes={},
    )


@pytest.fixture
def archive(tmp_path: Path) -> str:
    path = tmp_path / "in.warc"
    path.write_bytes(b"whatever")
    return str(path)


def run(spark: SparkSession, to_run: Plan, archive: str, out: Path, *, resume: bool = False) -> tuple[Any, Recorder]:
    recorder = Recorder()
    return run_stages(spark, to_run, [archive], str(out), recorder, resume=resume), recorder


def test_decision_fields_have_a_struct_per_rule_set() -> None:
    measured, broken = decision_fields((Numbers,))
    assert measured.dataType.simpleString() == "struct<numbers:struct<number:double>>"
    assert broken.name == "broken"


def test_books_balance_and_every_document_is_somewhere(spark: SparkSession, archive: str, tmp_path: Path) -> None:
    manifests, _ = run(spark, plan(), archive, tmp_path / "out")
    books = manifests[1].books
    assert (books.entered.documents, books.kept.documents, books.dropped.documents, books.error.documents) == (
        12,
        8,
        3,
        1,
    )
    # Documents 0-8 without 3 are kept, 9-11 dropped; a document of n words has 5 n characters and n tokens.
    assert books.entered.characters == 5 * 66
    assert (books.dropped.characters, books.dropped.tokens) == (5 * 30, 30)
    assert (books.error.characters, books.error.tokens) == (15, 3)
    assert (books.edited.characters, books.edited.tokens) == (5 * 7, 7)
    assert books.kept.characters == 5 * (66 - 30 - 3) - 5 * 7
    assert manifests[2].books.entered == books.kept
    corpus = spark.read.parquet(str(tmp_path / "out" / tables.CORPUS))
    assert corpus.count() == 8
    assert not set(schema.STAGE_COLUMNS) & set(corpus.columns)


def test_stage_that_loses_a_document_fails(spark: SparkSession, archive: str, tmp_path: Path) -> None:
    def losing(context: Context[Settings], documents: DataFrame) -> DataFrame:
        return urls(context, documents).where("tokens != 5")

    with pytest.raises(BooksDoNotBalance, match="documents: 12 came in, 11 are accounted for"):
        run(spark, plan(urls=losing), archive, tmp_path / "out")
    assert not (tmp_path / "out" / "stages" / "02_urls" / "manifest.json").exists()


def test_stage_that_drops_and_edits_the_same_document_fails(spark: SparkSession, archive: str, tmp_path: Path) -> None:
    def both(context: Context[Settings], documents: DataFrame) -> DataFrame:
        found = urls(context, documents)
        return found.withColumn("characters", f.when(f.size("broken") > 0, 0).otherwise(f.col("characters")))

    with pytest.raises(BooksDoNotBalance, match="3 documents were both edited and not kept"):
        run(spark, plan(urls=both), archive, tmp_path / "out")


def test_full_output_folder_is_never_overwritten_unasked(spark: SparkSession, archive: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    with pytest.raises(ConfigError, match="--resume"):
        run(spark, plan(), archive, tmp_path / "out")
    assert (tmp_path / "out" / "thesis.txt").read_text() == "years of work"


def test_full_disk_behind_the_last_stage_is_told_as_such(
    spark: SparkSession, archive: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(engine_run, "_write_corpus", full)
    with pytest.raises(EnvironmentProblem, match=r"^writing the corpus failed: the disk is full: free some space"):
        run(spark, plan(), archive, tmp_path / "out")


def test_resume_takes_over_finished_stages_and_gives_the_same_tables(
    spark: SparkSession, archive: str, tmp_path: Path
) -> None:
    def failing(context: Context[Settings], documents: DataFrame) -> DataFrame:
        raise RuntimeError("pulled the plug")

    whole, _ = run(spark, plan(), archive, tmp_path / "whole")
    with pytest.raises(PipelineError, match="stage language failed: pulled the plug"):
        run(spark, plan(language=failing), archive, tmp_path / "broken")
    resumed, recorder = run(spark, plan(), archive, tmp_path / "broken", resume=True)
    assert (recorder.reused, recorder.ran) == (["extract", "urls"], ["language"])
    assert [m.output_hash for m in resumed] == [m.output_hash for m in whole]


def test_resume_runs_again_from_the_first_stage_whose_settings_changed(
    spark: SparkSession, archive: str, tmp_path: Path
) -> None:
    run(spark, plan(), archive, tmp_path / "out")
    manifests, recorder = run(spark, plan(max_number=7), archive, tmp_path / "out", resume=True)
    assert (recorder.reused, recorder.ran) == (["extract"], ["urls", "language"])
    assert manifests[-1].books.kept.documents == 7


def test_books_that_were_changed_after_the_run_are_noticed(spark: SparkSession, archive: str, tmp_path: Path) -> None:
    run(spark, plan(), archive, tmp_path / "out")
    manifest = tmp_path / "out" / "stages" / "01_extract" / "manifest.json"
    content = json.loads(manifest.read_text())
    content["books"]["kept"]["documents"] -= 1
    manifest.write_text(json.dumps(content))
    manifest.with_name(".manifest.json.crc").unlink(missing_ok=True)  # whoever forges a file can forge its checksum
    with pytest.raises(BooksDoNotBalance, match=r"stage extract: sum is off by \+1 documents"):
        run(spark, plan(), archive, tmp_path / "out", resume=True)


@pytest.mark.parametrize("damage", ["missing", "garbled", "forged", "truncated", "manifest", "no manifest"])
def test_damaged_checkpoint_is_noticed_and_made_again(
    spark: SparkSession, archive: str, tmp_path: Path, damage: str
) -> None:
    before, _ = run(spark, plan(), archive, tmp_path / "out")
    stage = tmp_path / "out" / "stages" / "02_urls"
    part = sorted(stage.rglob("outcome=kept/*.parquet"))[0]
    if damage == "missing":
        part.unlink()
    elif damage == "garbled":
        content = bytearray(part.read_bytes())
        content[len(content) // 2] ^= 0xFF
        part.write_bytes(content)
    elif damage == "forged":
        content = bytearray(part.read_bytes())
        content[10] ^= 0xFF
        part.write_bytes(content)
        part.with_name(f".{part.name}.crc").unlink()  # as where the file system keeps no checksums
    elif damage == "truncated":
        part.write_bytes(part.read_bytes()[:-100])
        part.with_name(f".{part.name}.crc").unlink()
    elif damage == "no manifest":
        (stage / "manifest.json").unlink()
    else:
        (stage / "manifest.json").write_text("{")
    after, recorder = run(spark, plan(), archive, tmp_path / "out", resume=True)
    assert recorder.ran[0] == "urls"
    assert [m.output_hash for m in after] == [m.output_hash for m in before]


def test_manifest_says_what_made_the_table(spark: SparkSession, archive: str, tmp_path: Path) -> None:
    run(spark, plan(), archive, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "stages" / "02_urls" / "manifest.json").read_text())
    assert manifest["settings"] == {"max_number": 8}
    assert manifest["versions"]["pyspark"] == "4.3.0"
    assert manifest["books"]["in"]["documents"] == 12


def test_empty_corpus_runs_to_the_end(spark: SparkSession, archive: str, tmp_path: Path) -> None:
    def nothing(context: Context[Settings], inputs: list[str]) -> DataFrame:
        return extract(context, inputs).where("false")

    manifests, _ = run(spark, plan(extract=nothing), archive, tmp_path / "out")
    assert [m.books.entered.documents for m in manifests] == [0, 0, 0]
