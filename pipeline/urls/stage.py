"""The stage `urls`: canonical addresses, the filter lists, and one capture for each canonical address."""

from __future__ import annotations

from courlan.filters import type_filter
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as f

from pipeline import schema
from pipeline.crawl.canonical import canonicalise
from pipeline.engine.batches import Document, map_documents
from pipeline.engine.shipping import located
from pipeline.engine.stage import Context, Stage, decision, decision_fields
from pipeline.rule import Broken
from pipeline.urls.captures import TIE_BREAKERS, moment_of
from pipeline.urls.domain_lists import read_domain_list
from pipeline.urls.filters import load_lists, match_url
from pipeline.urls.settings import UrlRules, UrlSettings

DUPLICATE = "urls.duplicate"


def run(context: Context[UrlSettings], documents: DataFrame) -> DataFrame:
    """Measure each document's URL by itself, then drop later captures of the same canonical URL."""
    settings = context.settings
    files = {name: located(context.spark, getattr(settings, name))() for name in STAGE.path_settings}
    loaded = load_lists(settings.model_copy(update=files), context.kernel(read_domain_list))
    lists = context.spark.sparkContext.broadcast(loaded)
    canonical, match = context.kernel(canonicalise), context.kernel(match_url)

    def measure(document: Document) -> Document:
        url = canonical(document["url"] or "")
        if url is None:
            invalid = Broken("urls.invalid", 1.0, 0.0, f"not an http address: {document['url']}"[:200])
            return {"canonical_url": None, **decision({UrlRules.rule_set: {"soft_words": None}}, [invalid])}
        found = match(url, lists.value)
        measured = {"soft_words": float(len(found["soft_words"]))}
        broken = [
            Broken(item.rule, item.value, item.limit, " ".join(found["soft_words"]))
            for item in settings.rules.decide(measured)
        ]
        navigation = [url] if settings.navigation and not type_filter(url) else []
        broken += [
            Broken(f"{UrlRules.rule_set}.{name}", 1.0, 0.0, " ".join(evidence))
            for name, evidence in (
                ("blocked_domain", found["blocked_domains"]),
                ("strict_word", found["strict_words"]),
                ("hard_word", found["hard_words"]),
                ("navigation", navigation),
            )
            if evidence
        ]
        return {"canonical_url": url, **decision({UrlRules.rule_set: measured}, broken)}

    fields = [*schema.ADDED_BY["urls"], *decision_fields((UrlRules,))]
    return drop_later_captures(map_documents(documents, ["url"], fields, measure))


def drop_later_captures(documents: DataFrame) -> DataFrame:
    """Add the broken rule ``urls.duplicate`` to every capture of a canonical URL but the first.

    First is the smallest (moment of warc_date, id, warc_file, warc_offset): a property of the captures, so neither
    the order of files nor partitioning matters; `surviving_captures` does the same for a list. ``evidence`` is the id
    of the capture that stays. Documents without canonical URL are duplicates of none but those with the same id.
    """
    key = f.coalesce(f.concat(f.lit("url "), "canonical_url"), f.concat(f.lit("id "), "id"))
    captures = Window.partitionBy(key).orderBy(moment_of(f.col("warc_date")), *TIE_BREAKERS)
    duplicate = f.struct(
        f.lit(DUPLICATE).alias("rule"),
        f.lit(1.0).alias("value"),
        f.lit(0.0).alias("limit"),
        f.first("id").over(captures).alias("evidence"),
    ).cast(schema.BROKEN)
    ranked = documents.withColumns({"_rank": f.row_number().over(captures), "_duplicate": duplicate})
    broken = f.when(f.col("_rank") > 1, f.concat(schema.BROKEN_RULES, f.array("_duplicate"))).otherwise(
        f.col(schema.BROKEN_RULES)
    )
    return ranked.withColumn(schema.BROKEN_RULES, broken).select(documents.columns)


STAGE = Stage(
    name="urls",
    run=run,
    requires=("id", "url", "warc_date", "warc_file", "warc_offset"),
    rule_sets=(UrlRules,),
    path_settings=("blocked_domains", "strict_words", "hard_words", "soft_words"),
)
