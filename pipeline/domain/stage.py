"""Stage "domain": says of every document what it is about, and keeps the chosen domains where some were chosen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import xxhash
from pyspark import StorageLevel
from pyspark.sql import functions as f
from pyspark.sql import types as t

from pipeline import schema
from pipeline.domain import classifier
from pipeline.domain.classifier import Model, Seed
from pipeline.domain.evaluation import evaluate_by_source
from pipeline.domain.hosts import GENERAL, domain_of_host
from pipeline.domain.profile import MEASURES, profile
from pipeline.domain.settings import DomainMeasures, DomainSettings
from pipeline.engine import storage
from pipeline.engine.batches import Document, map_documents
from pipeline.engine.shipping import ship, shipped
from pipeline.engine.stage import Context, Stage, decision, decision_fields
from pipeline.quality.texts import read_texts
from pipeline.resources import sample_uri
from pipeline.rule import Broken
from pipeline.truth import DOMAINS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

EVALUATION = "evaluation.json"
"""Side file: domain -> recall and precision on sources that were held out."""
PROFILES = "profiles"
"""Side table: one row a host and one a domain, with the number of documents and the mean of each measure."""

_MEASURED_PROFILE = t.StructField("_profile", t.StructType([t.StructField(name, t.DoubleType()) for name in MEASURES]))


def run(context: Context[DomainSettings], documents: DataFrame) -> DataFrame:
    """Train on the seeds, classify every document, let hosts decide for their general pages, write the profiles."""
    model = ship(context.spark, _train(context))
    classified = _classify(context, documents, model).persist(StorageLevel.DISK_ONLY)
    hosts = _hosts(context, classified)
    joined = classified.join(hosts, "host", "left")
    decided = _decide(context, joined)
    _write_profiles(context, classified)
    return decided.drop("_profile", "_host_domain", "_host_fraction")


def _train(context: Context[DomainSettings]) -> str:
    """Train from the seeds; returns the Hadoop path of the model, named by its content."""
    settings = context.settings
    texts = read_texts(context.spark, settings.seeds or sample_uri("reference"))
    seeds = [Seed(text.id, text.text, text.domain, text.source, text.language) for text in texts]
    options = (settings.words_per_domain, settings.min_word_z_score, settings.regularisation)
    model = classifier.train(seeds, *options)
    if settings.evaluation_folds:
        figures = evaluate_by_source(seeds, settings.min_score, settings.evaluation_folds, context.seed, *options)
        evaluation = storage.join(context.directory, EVALUATION)
        storage.write_text(context.spark, evaluation, json.dumps(figures, indent=1, sort_keys=True) + "\n")
    content = model.to_json()
    path = storage.join(context.directory, f"domains-{xxhash.xxh3_64_hexdigest(content.encode())}.json")
    storage.write_text(context.spark, path, content)
    return path


def _classify(context: Context[DomainSettings], documents: DataFrame, model_name: str) -> DataFrame:
    settings = context.settings
    measure, classify = context.kernel(profile), context.kernel(classifier.classify)
    profiled_once = measure is profile and classify is classifier.classify

    def on_document(document: Document) -> Document:
        model: Model = classifier.load(shipped(model_name))
        text = document["text"] or ""
        measured = measure(text)
        if profiled_once:
            domain, score = classifier.classify_profiled(text, measured, model, settings.min_score)
        else:
            domain, score = classify(text, model, settings.min_score)
        # On a grid, so that sums over many documents are exact in any order.
        return {
            "domain": domain,
            "domain_score": score,
            "_profile": {name: round(value, 6) for name, value in measured.items()},
        }

    fields = [*schema.ADDED_BY["domain"], _MEASURED_PROFILE]
    return map_documents(documents, ["text"], fields, on_document)


def _hosts(context: Context[DomainSettings], classified: DataFrame) -> DataFrame:
    """(host, _host_domain, _host_fraction) of the hosts that are given to a domain."""
    settings = context.settings
    decide = context.kernel(domain_of_host)
    counts = classified.where(f.col("host") != "").groupBy("host").pivot("domain", list(DOMAINS)).count()

    def on_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            rows = []
            for row in batch.to_pylist():
                found = decide(
                    {domain: row[domain] or 0 for domain in DOMAINS},
                    settings.min_domain_fraction_per_host,
                    settings.min_documents_per_host,
                )
                if found is not None:
                    rows.append({"host": row["host"], "_host_domain": found[0], "_host_fraction": found[1]})
            names = [("host", pa.string()), ("_host_domain", pa.string()), ("_host_fraction", pa.float64())]
            yield pa.RecordBatch.from_pylist(rows, schema=pa.schema(names))

    return counts.mapInArrow(on_batches, "host string, _host_domain string, _host_fraction double")


def _decide(context: Context[DomainSettings], joined: DataFrame) -> DataFrame:
    keep = context.settings.keep

    def on_document(document: Document) -> Document:
        own, of_host = document["domain"], document["_host_domain"]
        promoted = own == GENERAL and of_host is not None
        domain = of_host if promoted else own
        measured: dict[str, Any] = {
            "host_domain_fraction": document["_host_fraction"] or 0.0,
            "promoted": float(promoted),
            **(document["_profile"] or dict.fromkeys(MEASURES)),
        }
        unwanted = keep is not None and domain is not None and domain not in keep
        broken = [Broken("domain.keep", 1.0, 0.0, domain)] if unwanted else []
        return {"domain": domain, **decision({DomainMeasures.rule_set: measured}, broken)}

    reads = ["domain", "_host_domain", "_host_fraction", "_profile"]
    fields = [schema.ADDED_BY["domain"][0], *decision_fields((DomainMeasures,))]
    return map_documents(joined, reads, fields, on_document)


def _write_profiles(context: Context[DomainSettings], classified: DataFrame) -> None:
    means = [
        (f.sum(f.col(f"_profile.{name}").cast("decimal(28,6)")) / f.count("_profile")).cast("double").alias(name)
        for name in MEASURES
    ]
    tables = [
        classified.where(f.col(schema.ERROR).isNull())
        .groupBy(f.lit(kind).alias("kind"), f.col(kind).alias("name"))
        .agg(f.count("*").alias("documents"), *means)
        for kind in ("host", "domain")
    ]
    tables[0].unionByName(tables[1]).write.mode("overwrite").parquet(storage.join(context.directory, PROFILES))


STAGE = Stage(
    name="domain",
    run=run,
    requires=("host", "text"),
    rule_sets=(DomainMeasures,),
    path_settings=("seeds",),
)
