"""Stage 8: scores every document and keeps the best part of the corpus."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xxhash
from pyspark import StorageLevel
from pyspark.sql import functions as f

from pipeline import schema
from pipeline.engine import storage, tables
from pipeline.engine.batches import Columns, map_batches
from pipeline.engine.manifest import Manifest
from pipeline.engine.shipping import ship
from pipeline.engine.stage import Context, Stage, decision, decision_columns, decision_fields
from pipeline.errors import ConfigError
from pipeline.quality import classifier
from pipeline.quality.evaluation import evaluate
from pipeline.quality.normalise import normalise
from pipeline.quality.passages import Passage, assign_folds, balanced, chance, cut
from pipeline.quality.scoring import OPEN_SHIPPED, score_documents
from pipeline.quality.settings import QualityRules, QualitySettings
from pipeline.quality.texts import read_texts
from pipeline.quality.threshold import threshold_at
from pipeline.quality.training import Trained, Trainer
from pipeline.resources import sample_uri

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

EVALUATION = "evaluation.json"


def run(context: Context[QualitySettings], documents: DataFrame) -> DataFrame:
    """Train (or take) a model, score all documents with it, derive the threshold, decide.

    Below the stage's folder stay the model and ``evaluation.json``: figures on held-out hosts, the threshold, and how
    many examples were learned from.
    """
    settings = context.settings
    trained = None
    if settings.model is None:
        model, trained = _train(context, documents)
    else:
        model = settings.model
        if not storage.exists(context.spark, model):
            raise ConfigError(f"quality.model: there is no file {model}")
    scored = _score(context, documents, ship(context.spark, model)).persist(StorageLevel.DISK_ONLY)
    rules = settings.rules
    if rules.min_score is None:
        rules = rules.model_copy(update={"min_score": _threshold(context, scored)})
    _write_evaluation(context, rules, model, trained)
    return _decide(scored, rules)


def _train(context: Context[QualitySettings], documents: DataFrame) -> tuple[str, Trained]:
    """Train on reference and crawl; returns the Hadoop path of the model, named by its content."""
    settings = context.settings
    clean = partial(_cleaned, context.kernel(normalise), settings.max_characters, settings.lower_case)
    reference = settings.reference or sample_uri("reference")
    texts = read_texts(context.spark, reference)
    good = [(text.id, text.text, text.source, text.language) for text in texts]
    if settings.negatives is None:
        bad = _sample_of_crawl(context, documents)
    else:
        bad = [
            (text.id, text.text, text.source, text.language) for text in read_texts(context.spark, settings.negatives)
        ]
    passages = [
        Passage(f"{'good' if is_good else 'bad'}/{key}/{number:06}", piece, is_good, host, language)
        for is_good, rows in ((True, good), (False, bad))
        for key, text, host, language in _bounded(rows, settings.max_training_documents, context.seed)
        for number, piece in enumerate(cut(clean(text), settings.passage_tokens))
    ]
    rows = [(passage.key, passage.text, passage.good, passage.host) for passage in passages]
    fold_of = context.kernel(assign_folds)(rows, settings.max_seen_fraction, settings.folds, context.seed)
    trainer = Trainer(settings, context.seed, context.kernel(balanced), context.kernel(classifier.train))
    trained = trainer.train_and_hold_out(passages, fold_of)
    path = storage.join(context.directory, f"model-{xxhash.xxh3_64_hexdigest(trained.model)}.bin")
    with tempfile.TemporaryDirectory(prefix="quality-") as folder:
        local = Path(folder, "model.bin")
        local.write_bytes(trained.model)
        storage.copy_from_local(context.spark, str(local), path)
    return path, trained


Row = tuple[str, str, str, str]


def _bounded(rows: list[Row], most: int, seed: int) -> list[Row]:
    return sorted(rows, key=lambda row: (chance(seed, row[0]), row))[:most]


def _sample_of_crawl(context: Context[QualitySettings], documents: DataFrame) -> list[Row]:
    """(id, text, host, language) of at most ``max_training_documents`` documents, chosen by hash of seed and id."""
    columns = ("id", "url", "text", "host", "language")
    crawled = documents.select(*columns)
    dropped = _dropped_by_rules(context) if context.settings.learn_from_dropped else None
    if dropped is not None:
        crawled = crawled.unionByName(dropped.select(*columns))
    drawn = crawled.where(f.length("text") > 0).orderBy(f.xxhash64(f.lit(context.seed), "id"), "id", "url")
    head = drawn.limit(context.settings.max_training_documents)
    rows = head.select("id", f.substring("text", 1, context.settings.max_characters), "host", "language").collect()
    return [(row[0], row[1], row[2] or "", row[3] or "") for row in rows]


def _dropped_by_rules(context: Context[QualitySettings]) -> DataFrame | None:
    """The documents that the stage "rules" of this run has dropped; None when it has not run."""
    run_directory = context.directory.rsplit(f"/{tables.STAGES}/", 1)[0]
    for order in range(1, len(schema.ADDED_BY) + 1):
        home = tables.stage_directory(run_directory, order, "rules")
        if (manifest := Manifest.read(context.spark, home)) is not None:
            return tables.read_documents(context.spark, home, manifest, schema.DROPPED)
    return None


def _score(context: Context[QualitySettings], documents: DataFrame, model_name: str) -> DataFrame:
    settings = context.settings
    clean = partial(_cleaned, context.kernel(normalise), settings.max_characters, settings.lower_case)
    score = context.kernel(score_documents)
    return score(documents, OPEN_SHIPPED, model_name, settings.passage_tokens, clean)


def _cleaned(to_normal: Callable[..., str], most: int, lower_case: bool, text: str) -> str:
    return to_normal(text[:most], lower_case=lower_case)


def _threshold(context: Context[QualitySettings], scored: DataFrame) -> float:
    """The limit that keeps the wanted part of the corpus.

    Scores lie on a grid, so their histogram is exact, has at most a million bars however large the corpus is, and does
    not depend on how the documents are spread over partitions.
    """
    weight = f.lit(1) if context.settings.percentile_by == "documents" else f.coalesce("tokens", f.lit(0))
    bars = (
        scored.where(f.col("quality_score").isNotNull())
        .groupBy("quality_score")
        .agg(f.sum(weight.cast("long")).alias("weight"))
        .collect()
    )
    if not sum(bar["weight"] for bar in bars):
        return 0.0  # nothing to keep or to drop
    scores, weights = [bar["quality_score"] for bar in bars], [bar["weight"] for bar in bars]
    return context.kernel(threshold_at)(scores, weights, context.settings.keep_fraction)


def _decide(scored: DataFrame, rules: QualityRules) -> DataFrame:
    def on_batch(columns: Columns) -> Columns:
        rows = [
            decision({rules.rule_set: {"score": value}}, rules.decide({"score": value}))
            for value in columns["quality_score"]
        ]
        return decision_columns(rows)

    return map_batches(scored, ["quality_score"], decision_fields((QualityRules,)), on_batch)


def _write_evaluation(
    context: Context[QualitySettings], rules: QualityRules, model: str, trained: Trained | None
) -> None:
    limit = rules.min_score if rules.min_score is not None else 0.0
    content: dict[str, Any] = {
        "min_score": limit,
        "keep_fraction": context.settings.keep_fraction,
        "percentile_by": context.settings.percentile_by,
        "model": model.rsplit("/", 1)[-1],
    }
    if trained is not None:
        passages = [passage for passage, _ in trained.held_out]
        content |= {
            "learned_from": trained.learned_from,
            "held_out": context.kernel(evaluate)(
                [passage.good for passage in passages],
                [score for _, score in trained.held_out],
                [passage.language for passage in passages],
                limit,
            ),
        }
    path = storage.join(context.directory, EVALUATION)
    storage.write_text(context.spark, path, json.dumps(content, indent=1, sort_keys=True) + "\n")


STAGE = Stage(
    name="quality",
    run=run,
    requires=("id", "url", "host", "text", "tokens", "language"),
    rule_sets=(QualityRules,),
    path_settings=("reference", "negatives", "model"),
)
