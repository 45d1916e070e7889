"""Runs the stages one after the other: each ends on disk with balanced books before the next one begins."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pyspark.sql import functions as f

from pipeline import schema
from pipeline.engine import storage, tables
from pipeline.engine.balance import balance_books, in_words
from pipeline.engine.books import audit, balance
from pipeline.engine.failures import SPARK_FAILURES, explained
from pipeline.engine.manifest import FILE_NAME, Manifest, code_hash, hash_of, library_versions, source_hash
from pipeline.engine.stage import Context, Stage
from pipeline.errors import BooksDoNotBalance, ConfigError, PipelineError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class Progress(Protocol):
    """What the runner tells while it works."""

    def stage(self, order: int, of: int, name: str) -> AbstractContextManager[None]:
        """Entered when a stage begins, left when it has ended or failed."""

    def finished(self, manifest: Manifest, *, reused: bool) -> None:
        """Called with the manifest of each stage; ``reused`` when an earlier run had already finished it."""


@dataclass(frozen=True)
class Plan:
    """What to run, apart from where."""

    stages: Sequence[Stage]
    settings: Mapping[str, Any]
    """Stage name -> its settings, a pydantic model."""
    seed: int
    substitutes: Mapping[str, Callable[..., Any]]
    """Functions to run instead of reference kernels; see `Context.kernel`."""


def run_stages(
    spark: SparkSession,
    plan: Plan,
    inputs: Sequence[str],
    directory: str,
    progress: Progress,
    *,
    resume: bool = False,
) -> list[Manifest]:
    """Run all stages of ``plan`` on the archives ``inputs`` into ``directory`` and return their manifests.

    With ``resume``, a stage is taken over from ``directory`` when it ended there with the same settings, code
    versions and input and its table still has the content it was written with; from the first one that did not,
    all run again. Without it ``directory`` must be empty. Raises `PipelineError` (or one of its kinds) when a stage
    fails; the stages before it stay and can be resumed.
    """
    archives = storage.list_archives(spark, inputs)
    if not resume and not storage.is_empty(spark, directory):
        raise ConfigError(f"--out {directory} is not empty: name another folder, or continue that run with --resume")
    storage.make_directory(spark, directory)
    input_hash = hash_of([(path.rsplit("/", 1)[-1], size) for path, size, _ in archives])
    versions = library_versions()
    manifests: list[Manifest] = []
    for order, stage in enumerate(plan.stages, start=1):
        home = tables.stage_directory(directory, order, stage.name)
        config_hash = hash_of(_identity(spark, plan, stage, archives if order == 1 else [], versions))
        previous = manifests[-1] if manifests else None
        context = Context(spark, plan.settings[stage.name], plan.seed, home, plan.substitutes)
        with progress.stage(order, len(plan.stages), stage.name):
            manifest = _finished_stage(spark, home, config_hash, input_hash) if resume else None
            reused = manifest is not None
            if manifest is None:
                source = [path for path, _, _ in archives]
                before = tables.stage_directory(directory, order - 1, previous.stage) if previous else ""
                documents = tables.read_documents(spark, before, previous, schema.KEPT) if previous else None
                with explained(f"stage {stage.name}"):
                    manifest = _run_stage(
                        context, stage, order, source if documents is None else documents, previous,
                        config_hash, input_hash, versions,
                    )  # fmt: skip
        manifests.append(manifest)
        _check_books(context, manifests[-2:])
        input_hash = manifest.next_input_hash
        progress.finished(manifest, reused=reused)
    with explained("writing the corpus"):
        _write_corpus(spark, directory, manifests[-1])
    return manifests


def _identity(
    spark: SparkSession, plan: Plan, stage: Stage, archives: Sequence[Any], versions: dict[str, str]
) -> dict[str, Any]:
    """All that decides what a stage puts out, besides the content of its input."""
    settings = plan.settings[stage.name]
    paths = [path for path in (getattr(settings, name) for name in stage.path_settings) if path is not None]
    return {
        "files": [storage.fingerprint(spark, path) for path in paths],
        "stage": stage.name,
        "settings": settings.model_dump(mode="json"),
        "seed": plan.seed,
        "archives": list(archives),
        "versions": versions,
        "code": code_hash(),
        "substitutes": {
            name: [function.__module__, function.__qualname__, source_hash(function)]
            for name, function in plan.substitutes.items()
        },
    }


def _finished_stage(spark: SparkSession, home: str, config_hash: str, input_hash: str) -> Manifest | None:
    """The manifest in ``home`` when that stage can be taken over as it is, else None."""
    manifest = Manifest.read(spark, home)
    if manifest is None or (manifest.config_hash, manifest.input_hash) != (config_hash, input_hash):
        return None
    try:
        found = audit(tables.read_documents(spark, home, manifest)).content_hash
    except SPARK_FAILURES:
        return None  # a file of the table is missing or damaged: the stage has to run again
    return manifest if found == manifest.output_hash else None


def _run_stage(
    context: Context[Any],
    stage: Stage,
    order: int,
    source: DataFrame | list[str],
    previous: Manifest | None,
    config_hash: str,
    input_hash: str,
    versions: dict[str, str],
) -> Manifest:
    began = time.monotonic()
    spark, home = context.spark, context.directory
    # The old manifest goes first: a table that is being written must never look finished.
    storage.delete(spark, storage.join(home, FILE_NAME))
    storage.delete(spark, home)
    storage.make_directory(spark, home)
    if isinstance(source, list):
        found = stage.run(context, source)  # type: ignore[arg-type]
        found = found.withColumns({schema.CHARACTERS_IN: f.col("characters"), schema.TOKENS_IN: f.col("tokens")})
    else:
        came_in = {schema.CHARACTERS_IN: f.col("characters"), schema.TOKENS_IN: f.col("tokens")}
        found = stage.run(context, tables.flowing(source).withColumns(came_in))
    outcome = (
        f.when(f.col(schema.ERROR).isNotNull(), schema.FAILED)
        .when(f.size(schema.BROKEN_RULES) > 0, schema.DROPPED)
        .otherwise(schema.KEPT)
    )
    _check_columns(stage, found)
    table = storage.join(home, tables.DOCUMENTS)
    # The only evaluation of the stage: from here on, only the written table is read.
    decided = found.withColumn(schema.OUTCOME, outcome)
    decided.write.partitionBy(schema.OUTCOME).mode("overwrite").parquet(table)
    written = spark.read.schema(decided.schema).parquet(table)
    audited = audit(written)
    manifest = Manifest(
        stage=stage.name,
        order=order,
        settings=context.settings.model_dump(mode="json"),
        config_hash=config_hash,
        input_hash=input_hash,
        output_hash=audited.content_hash,
        versions=versions,
        seconds=round(time.monotonic() - began, 3),
        books=balance(stage.name, audited, previous.books.kept if previous else None),
        columns=decided.schema.jsonValue(),
    )
    manifest.write(spark, home)
    spark.catalog.clearCache()  # what a stage has cached, it needed for its own table only
    return manifest


def _check_books(context: Context[Any], manifests: Sequence[Manifest]) -> None:
    """Raise `BooksDoNotBalance` when a stage's books do not fit, also of one that was taken over."""
    told = [{"stage": manifest.stage, "books": manifest.books.as_dict()} for manifest in manifests]
    if faults := context.kernel(balance_books)(told):
        raise BooksDoNotBalance(f"the books do not balance: {in_words(faults)}")


def _check_columns(stage: Stage, found: DataFrame) -> None:
    expected = {field.name for field in schema.ADDED_BY[stage.name]} | {
        schema.MEASURED, schema.BROKEN_RULES, schema.ERROR, schema.CHARACTERS_IN, schema.TOKENS_IN,
    }  # fmt: skip
    missing = sorted(expected - set(found.columns))
    if missing:
        raise PipelineError(f"stage {stage.name} does not put out the columns {', '.join(missing)}")


def _write_corpus(spark: SparkSession, directory: str, last: Manifest) -> None:
    """The clean corpus: the documents that the last stage has kept, without what the stages noted about them.

    Token ids stay out as well: they say again what the text says, and `pipeline pack` writes them for a trainer.
    """
    home = tables.stage_directory(directory, last.order, last.stage)
    documents = tables.flowing(tables.read_documents(spark, home, last, schema.KEPT)).drop(schema.TOKEN_IDS)
    documents.write.mode("overwrite").parquet(storage.join(directory, tables.CORPUS))
