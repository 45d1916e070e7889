"""Scores every stage of a run against planted truth (`pipeline.truth`): how much of what it did was right.

Pages are matched by URL. Every figure says over how many pages, pairs or values it was computed, because a stage is
scored on what reached it, not on what was planted.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from pyspark.sql import functions as f

from pipeline import schema
from pipeline.engine import storage
from pipeline.errors import ConfigError
from pipeline.report.data import Score
from pipeline.report.finished_run import FinishedRun, FinishedStage, ledger, open_run
from pipeline.report.groups import DUPLICATE_STAGES, duplicate_links, rooted
from pipeline.truth import PAGES, PAIRS
from pipeline.words import words

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

MIN_LANGUAGE_WORDS: Final = 50
"""Pages with fewer planted words are not counted in the accuracy of the language stage."""
MIN_PAIR_JACCARD: Final = 0.8
"""Planted pairs at least this similar should be found."""
TARGETS: Final = {
    "extract.token_f1": 0.90,
    "language.accuracy": 0.97,
    "near.pair_recall": 0.95,
    "near.precision": 0.99,
    "pii.recall": 0.95,
    "pii.precision": 0.95,
    "quality.auc": 0.95,
}
"""What the project promises on any seeded web."""


def score_run(spark: SparkSession, run_directory: str, truth_directory: str) -> dict[str, float]:
    """``stage.figure`` -> value, for every figure that could be computed. Raises `ConfigError` without run or truth."""
    found = score(spark, open_run(spark, run_directory), truth_directory)
    return {f"{item.stage}.{item.name}": item.value for item in found if item.value is not None}


def score(spark: SparkSession, run: FinishedRun, truth_directory: str) -> list[Score]:
    """All figures of all stages of ``run``, in the order of the stages. Raises `ConfigError` when there is no truth."""
    pages = read_truth(spark, truth_directory, PAGES).cache()
    pairs = read_truth(spark, truth_directory, PAIRS)
    lines = ledger(spark, run).cache()
    try:
        found = _crawl(run.stages[0].documents(spark), pages)
        for stage in run.stages:
            documents = stage.documents(spark)
            match stage.name:
                case "extract":
                    found += _extract(documents, pages)
                case "language":
                    found += _language(documents, pages)
                case "domain":
                    found += _domain(documents, pages)
                case "rules":
                    found += _rules(documents, pages)
                case "near":
                    found += _near(spark, run, lines, pages, pairs)
                case "quality":
                    found += _quality(documents, pages)
                case "pii":
                    found += _pii(spark, run, stage, pages)
        return found
    finally:
        pages.unpersist()
        lines.unpersist()


def count_truth_pages(spark: SparkSession, truth_directory: str) -> int:
    """Number of planted pages."""
    return read_truth(spark, truth_directory, PAGES).count()


def read_truth(spark: SparkSession, directory: str, name: str) -> DataFrame:
    """One table of the truth. Raises `ConfigError` when it is not there."""
    path = storage.join(directory, name)
    if not storage.exists(spark, path):
        raise ConfigError(f"{directory} holds no planted truth: {name} is missing")
    return spark.read.parquet(path)


def token_f1(planted: str, found: str, language: str | None = None) -> float:
    """Harmonic mean of precision and recall of the words of ``found`` against those of ``planted``, as multisets.

    1.0 when both are without words, 0.0 when only one is. Order does not count, repetition does.
    """
    want, have = Counter(words(planted, language)), Counter(words(found, language))
    if not want or not have:
        return float(want == have)
    common = sum((want & have).values())
    return 2 * common / (sum(want.values()) + sum(have.values()))


def area_under_roc(scores: list[tuple[float, int, int]]) -> float | None:
    """Area under the ROC curve from (score, positives, negatives) of each distinct score; ties count one half.

    None when there are no positives or no negatives.
    """
    positives, negatives = sum(item[1] for item in scores), sum(item[2] for item in scores)
    if not positives or not negatives:
        return None
    won, below = 0.0, 0
    for _, good, bad in sorted(scores):
        won += good * (below + bad / 2)
        below += bad
    return won / (positives * negatives)


def f_measure(precision: float | None, recall: float | None) -> float | None:
    """Harmonic mean of both; None when one is missing or both are zero."""
    if precision is None or recall is None or precision + recall == 0:
        return None
    return 2 * precision * recall / (precision + recall)


def _crawl(documents: DataFrame, pages: DataFrame) -> list[Score]:
    fetched = documents.select("url").distinct().withColumn("fetched", f.lit(True))
    wanted = f.col("allowed") & f.col("reachable") & ~f.col("trap") & (f.col("status") == 200)
    row = _one(
        pages.join(fetched, "url", "left").agg(
            f.count_if(wanted).alias("wanted"),
            f.count_if(wanted & f.col("fetched")).alias("found"),
            f.count_if(~f.col("allowed")).alias("forbidden"),
            f.count_if(~f.col("allowed") & f.col("fetched")).alias("trespassed"),
        )
    )
    return [
        Score("crawl", "recall", _share(row["found"], row["wanted"]), row["wanted"],
              "planted pages that a polite crawler can reach and that are among the records", 1.0),
        Score("crawl", "disallowed_fetched", float(row["trespassed"]), row["forbidden"],
              "pages forbidden by robots.txt that are among the records", 0.0),
    ]  # fmt: skip


def _extract(documents: DataFrame, pages: DataFrame) -> list[Score]:
    f1 = f.udf(token_f1, "double")
    planted = pages.where(f.col("text").isNotNull()).select("url", f.col("text").alias("planted"), "language")
    row = _one(
        documents.select("url", f.coalesce("text", f.lit("")).alias("text"))
        .join(planted, "url")
        .select(f1("planted", "text", "language").alias("f1"))
        .agg(
            f.count(f.lit(1)).alias("over"),
            f.avg("f1").alias("mean"),
            f.count_if(f.col("f1") >= TARGETS["extract.token_f1"]).alias("good"),
        )
    )
    return [
        Score("extract", "token_f1", row["mean"], row["over"],
              "mean F1 of the extracted words against the planted main text", TARGETS["extract.token_f1"]),
        Score("extract", "pages_above_0_90", _share(row["good"], row["over"]), row["over"],
              "pages whose own F1 is at least 0.90"),
    ]  # fmt: skip


def _language(documents: DataFrame, pages: DataFrame) -> list[Score]:
    count_words = f.udf(lambda text, language: len(words(text, language)), "int")
    truth = (
        pages.where(f.col("text").isNotNull() & f.col("language").isNotNull())
        .where(count_words("text", "language") >= MIN_LANGUAGE_WORDS)
        .select("url", f.col("language").alias("planted"))
    )
    row = _one(
        documents.where(f.col(schema.OUTCOME) != schema.FAILED)
        .select("url", "language")
        .join(truth, "url")
        .agg(f.count(f.lit(1)).alias("over"), f.count_if(f.col("language") == f.col("planted")).alias("right"))
    )
    return [
        Score("language", "accuracy", _share(row["right"], row["over"]), row["over"],
              f"pages with at least {MIN_LANGUAGE_WORDS} words whose language is the planted one",
              TARGETS["language.accuracy"]),
    ]  # fmt: skip


def _domain(documents: DataFrame, pages: DataFrame) -> list[Score]:
    rows = (
        documents.where(f.col(schema.OUTCOME) != schema.FAILED)
        .select("url", "domain")
        .join(pages.where(f.col("text").isNotNull()).select("url", f.col("domain").alias("planted")), "url")
        .groupBy("planted", "domain")
        .count()
        .collect()
    )
    table = Counter({(row["planted"], row["domain"]): row["count"] for row in rows})
    right, over = sum(n for (planted, found), n in table.items() if planted == found), sum(table.values())
    scores = [Score("domain", "accuracy", _share(right, over), over, "pages whose domain is the planted one")]
    for domain in sorted({planted for planted, _ in table if planted}):
        planted = sum(n for (name, _), n in table.items() if name == domain)
        scores.append(
            Score("domain", f"recall_{domain}", _share(table[domain, domain], planted), planted,
                  f"pages planted as {domain} that were found to be so")
        )  # fmt: skip
    return scores


def _rules(documents: DataFrame, pages: DataFrame) -> list[Score]:
    dropped = f.col(schema.OUTCOME) == schema.DROPPED
    garbage, good = f.col("quality") == "garbage", f.col("quality").isin("high", "medium")
    row = _one(
        documents.where(f.col(schema.OUTCOME) != schema.FAILED)
        .select("url", schema.OUTCOME)
        .join(pages.where(f.col("quality").isNotNull()).select("url", "quality"), "url")
        .agg(
            f.count_if(garbage).alias("garbage"),
            f.count_if(garbage & dropped).alias("caught"),
            f.count_if(dropped).alias("dropped"),
            f.count_if(dropped & ~good).alias("dropped_bad"),
            f.count_if(good).alias("good"),
            f.count_if(good & ~dropped).alias("good_kept"),
        )
    )
    return [
        Score("rules", "garbage_recall", _share(row["caught"], row["garbage"]), row["garbage"],
              "pages planted as garbage that the rules dropped"),
        Score("rules", "garbage_precision", _share(row["dropped_bad"], row["dropped"]), row["dropped"],
              "pages dropped by the rules that were planted as low quality or garbage"),
        Score("rules", "good_kept", _share(row["good_kept"], row["good"]), row["good"],
              "pages planted as high or medium quality that the rules kept"),
    ]  # fmt: skip


def _near(spark: SparkSession, run: FinishedRun, lines: DataFrame, pages: DataFrame, pairs: DataFrame) -> list[Score]:
    """Pairs are scored over both duplicate stages: an exact copy that the first one dropped was found as well."""
    first = next(stage for stage in run.stages if stage.name in DUPLICATE_STAGES)
    links = rooted(duplicate_links(lines)).select("id", "root")
    families = (
        first.documents(spark)
        .select("id", "url")
        .join(links, "id", "left")
        .select("url", f.coalesce("root", "id").alias("root"))
    )
    a = families.select(f.col("url").alias("url_a"), f.col("root").alias("root_a"))
    b = families.select(f.col("url").alias("url_b"), f.col("root").alias("root_b"))
    pair = _one(
        pairs.where(f.col("jaccard") >= MIN_PAIR_JACCARD)
        .join(a, "url_a")
        .join(b, "url_b")
        .agg(f.count(f.lit(1)).alias("over"), f.count_if(f.col("root_a") == f.col("root_b")).alias("found"))
    )
    urls = lines.select("id", "url")
    truth = pages.select("url", "family", "text")
    dropped = (
        links.join(urls, "id")
        .join(truth, "url")
        .join(
            urls.join(truth, "url").select(
                f.col("id").alias("root"), f.col("family").alias("kept_family"), f.col("text").alias("kept_text")
            ),
            "root",
        )
        .agg(
            f.count(f.lit(1)).alias("over"),
            f.count_if((f.col("family") == f.col("kept_family")) | (f.col("text") == f.col("kept_text"))).alias(
                "right"
            ),
        )
    )
    row = _one(dropped)
    return [
        Score("near", "pair_recall", _share(pair["found"], pair["over"]), pair["over"],
              f"planted pairs with a Jaccard similarity of at least {MIN_PAIR_JACCARD}, both pages having come this "
              "far, that ended in one family", TARGETS["near.pair_recall"]),
        Score("near", "precision", _share(row["right"], row["over"]), row["over"],
              "dropped duplicates that are of one planted family with the document kept for them",
              TARGETS["near.precision"]),
    ]  # fmt: skip


def _quality(documents: DataFrame, pages: DataFrame) -> list[Score]:
    # Ten thousand steps of the score: bounded for any number of pages, and ties stay ties.
    rows = (
        documents.where(f.col("quality_score").isNotNull())
        .select("url", f.round("quality_score", 4).alias("score"))
        .join(pages.where(f.col("quality").isin("high", "low", "garbage")).select("url", "quality"), "url")
        .groupBy("score")
        .agg(
            f.count_if(f.col("quality") == "high").alias("positives"),
            f.count_if(f.col("quality") != "high").alias("negatives"),
        )
        .collect()
    )
    scores = [(row["score"], row["positives"], row["negatives"]) for row in rows]
    return [
        Score("quality", "auc", area_under_roc(scores), sum(good + bad for _, good, bad in scores),
              "chance that a page planted as high quality scores above one planted as low or garbage",
              TARGETS["quality.auc"]),
    ]  # fmt: skip


def _pii(spark: SparkSession, run: FinishedRun, stage: FinishedStage, pages: DataFrame) -> list[Score]:
    """A planted value counts when it stands in the text that came in; it is masked when it is not in what went out."""
    place = run.stages.index(stage)
    if place == 0:
        return []
    before = run.stages[place - 1].documents(spark).where(f.col(schema.OUTCOME) == schema.KEPT)
    masks = _masks(stage)
    after = stage.documents(spark).where(f.col(schema.OUTCOME) == schema.KEPT)
    joined = (
        after.select("id", f.col("text").alias("after"), masks.alias("masks"))
        .join(before.select("id", "url", f.col("text").alias("before")), "id")
        .join(pages.select("url", "pii"), "url")
    )
    present = f.filter(
        f.array_distinct(f.coalesce(f.transform("pii", lambda item: item["value"]), f.array().cast("array<string>"))),
        lambda value: f.col("before").contains(value),
    )
    row = _one(
        joined.withColumn("present", present)
        .withColumn("masked", f.filter("present", lambda value: ~f.col("after").contains(value)))
        .withColumn(
            "occurrences", f.aggregate("masked", f.lit(0), lambda total, value: total + _count("before", value))
        )
        .agg(
            f.coalesce(f.sum(f.size("present")), f.lit(0)).alias("planted"),
            f.coalesce(f.sum(f.size("masked")), f.lit(0)).alias("masked"),
            f.coalesce(f.sum(f.least("occurrences", "masks")), f.lit(0)).alias("right"),
            f.coalesce(f.sum("masks"), f.lit(0)).alias("masks"),
        )
    )
    masks_made = int(row["masks"])
    return [
        Score("pii", "recall", _share(row["masked"], row["planted"]), row["planted"],
              "planted personal data in the incoming texts that is gone from the outgoing ones", TARGETS["pii.recall"]),
        Score("pii", "precision", _share(row["right"], masks_made), masks_made,
              "masks that hide planted personal data", TARGETS["pii.precision"]),
    ]  # fmt: skip


def _masks(stage: FinishedStage) -> Column:
    """Number of masks the stage made in a document: the sum of all its measured counts."""
    counts = [f.coalesce(f.col(f"measured.`{group}`.`{name}`"), f.lit(0.0)) for group, name in stage.measures]
    total = f.lit(0.0)
    for count in counts:
        total = total + count
    return total


def _count(column: str, value: Column) -> Column:
    """How often ``value`` stands in the text of ``column``."""
    text = f.col(column)
    without = f.length(text) - f.length(f.replace(text, value, f.lit("")))
    return (without / f.greatest(f.length(value), f.lit(1))).cast("int")


def _one(frame: DataFrame) -> Any:
    return frame.collect()[0]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
