"""Scores every stage of a run against planted truth (`pipeline.truth`): how much of what it did was right.

Pages are matched by URL. Every figure says over how many pages, pairs or values it was computed, because a stage is
scored on what reached it, not on what was planted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pyspark.sql import functions as f

from pipeline import schema
from pipeline.dedup.shingles import shingles
from pipeline.engine import storage
from pipeline.errors import ConfigError
from pipeline.extract.evaluate import multiset_f1
from pipeline.report.corpus_score import score_corpus
from pipeline.report.data import Score
from pipeline.report.finished_run import FinishedRun, FinishedStage, ledger, open_run, union
from pipeline.report.groups import DUPLICATE_STAGES, duplicate_links, rooted
from pipeline.truth import PAGES, PAIRS, PII_KINDS, UNREADABLE_KINDS
from pipeline.words import words

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, Row, SparkSession

CLUSTERS: Final = "clusters"
"""Side table of the near-duplicate stage: id and connected component of every document that has a duplicate."""
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
        counts = _decisions(spark, run, pages)
        found = _crawl(run.stages[0].documents(spark), pages)
        for stage in run.stages:
            mine = [row for row in counts if row["stage"] == stage.name]
            match stage.name:
                case "extract":
                    found += _extract(stage.documents(spark), pages)
                case "language":
                    found += _language(mine)
                case "domain":
                    found += _domain(mine)
                case "rules":
                    found += _rules(mine)
                case "near":
                    found += _near(spark, run, lines, pages, pairs)
                case "quality":
                    found += _quality(mine)
                case "pii":
                    found += _pii(spark, run, stage, pages)
                case "decontaminate":
                    found += _decontaminate(stage.documents(spark), pages)
        return found + _corpus(run.stages[-1].documents(spark), pages, pairs)
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
    return multiset_f1(words(found, language), words(planted, language))


def text_jaccard(a: str, b: str) -> float:
    """True Jaccard similarity of the sets of shingles of two texts, without hashes: what MinHash estimates."""
    one, other = set(shingles(a)), set(shingles(b))
    return len(one & other) / len(one | other) if one or other else 0.0


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


def _crawl(documents: DataFrame, pages: DataFrame) -> list[Score]:
    fetched = documents.select("url").distinct().withColumn("fetched", f.lit(True))
    wanted = f.col("allowed") & f.col("reachable") & ~f.col("trap") & (f.col("status") == 200)
    wanted &= ~f.col("kind").isin(*UNREADABLE_KINDS)
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
    f1 = f.udf(token_f1, "double", useArrow=True)
    planted = pages.where(f.col("text").isNotNull()).select("url", f.col("text").alias("planted"), "language")
    # An archive holds several records of a page (the request, a redirect, metadata): the one with most text counts.
    found = f.coalesce("text", f.lit(""))
    pages_found = documents.groupBy("url").agg(f.max_by(found, f.length(found)).alias("text"))
    row = _one(
        pages_found.join(planted, "url")
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
        Score("extract", "good_pages", _share(row["good"], row["over"]), row["over"],
              "pages whose own F1 is at least 0.90"),
    ]  # fmt: skip


_DECIDED = ("language", "domain", "rules", "quality")
"""Stages that are scored on one decision a page."""


def _decisions(spark: SparkSession, run: FinishedRun, pages: DataFrame) -> list[Row]:
    """How often each combination of planted and found classes occurs in the stages of `_DECIDED`.

    Scores are rounded to four digits, so the rows are bounded by the numbers of classes and ten thousand.
    """
    parts = []
    for stage in run.stages:
        if stage.name in _DECIDED:
            documents = stage.documents(spark)
            score = f.round("quality_score", 4) if stage.name == "quality" else f.lit(None)
            parts.append(
                documents.where(f.col(schema.OUTCOME) != schema.FAILED).select(
                    f.lit(stage.name).alias("stage"),
                    "url",
                    (f.col(schema.OUTCOME) == schema.DROPPED).alias("dropped"),
                    _or_null(documents, "language", stage.name == "language"),
                    _or_null(documents, "domain", stage.name == "domain"),
                    score.cast("double").alias("score"),
                )
            )
    if not parts:
        return []
    count_words = f.udf(_count_words, "int", useArrow=True)
    truth = pages.where(f.col("text").isNotNull()).select(
        "url",
        f.col("language").alias("planted_language"),
        f.col("domain").alias("planted_domain"),
        "quality",
        (count_words("text", "language") >= MIN_LANGUAGE_WORDS).alias("long"),
    )
    classes = ("planted_language", "planted_domain", "quality", "long", "dropped", "language", "domain", "score")
    return union(parts).join(truth, "url").groupBy("stage", *classes).count().collect()


def _or_null(documents: DataFrame, name: str, wanted: bool) -> Column:
    return (f.col(name) if wanted and name in documents.columns else f.lit(None).cast("string")).alias(name)


def _count_words(text: str, language: str | None) -> int:
    return len(words(text, language))


def _sum(rows: list[Row], condition: Callable[[Row], bool] = lambda row: True) -> int:
    return sum(row["count"] for row in rows if condition(row))


def _language(rows: list[Row]) -> list[Score]:
    scored = [row for row in rows if row["long"] and row["planted_language"]]
    right, over = _sum(scored, lambda row: row["language"] == row["planted_language"]), _sum(scored)
    return [
        Score("language", "accuracy", _share(right, over), over,
              f"pages with at least {MIN_LANGUAGE_WORDS} words whose language is the planted one",
              TARGETS["language.accuracy"]),
    ]  # fmt: skip


def _domain(rows: list[Row]) -> list[Score]:
    def share(name: str, meaning: str, scored: list[Row]) -> Score:
        over = _sum(scored)
        right = _sum(scored, lambda row: row["domain"] == row["planted_domain"])
        return Score("domain", name, _share(right, over), over, meaning)

    found = [share("accuracy", "pages whose domain is the planted one", rows)]
    for domain in sorted({row["planted_domain"] for row in rows if row["planted_domain"]}):
        planted = [row for row in rows if row["planted_domain"] == domain]
        found.append(share(f"recall_{domain}", f"pages planted as {domain} that were found to be so", planted))
    return found


def _rules(rows: list[Row]) -> list[Score]:
    scored = [row for row in rows if row["quality"]]
    garbage = [row for row in scored if row["quality"] == "garbage"]
    dropped = [row for row in scored if row["dropped"]]
    good = [row for row in scored if row["quality"] in ("high", "medium")]
    caught = _share(_sum(garbage, lambda row: row["dropped"]), _sum(garbage))
    rightly = _share(_sum(dropped, lambda row: row["quality"] in ("low", "garbage")), _sum(dropped))
    spared = _share(_sum(good, lambda row: not row["dropped"]), _sum(good))
    return [
        Score("rules", "garbage_recall", caught, _sum(garbage), "pages planted as garbage that the rules dropped"),
        Score("rules", "garbage_precision", rightly, _sum(dropped),
              "pages dropped by the rules that were planted as low quality or garbage"),
        Score("rules", "good_kept", spared, _sum(good),
              "pages planted as high or medium quality that the rules kept"),
    ]  # fmt: skip


def _quality(rows: list[Row]) -> list[Score]:
    scored = [row for row in rows if row["score"] is not None and row["quality"] in ("high", "low", "garbage")]
    steps: dict[float, list[int]] = {}
    for row in scored:
        steps.setdefault(row["score"], [0, 0])[row["quality"] != "high"] += row["count"]
    auc = area_under_roc([(step, good, bad) for step, (good, bad) in steps.items()])
    return [
        Score("quality", "auc", auc, _sum(scored),
              "chance that a page planted as high quality scores above one planted as low or garbage",
              TARGETS["quality.auc"]),
    ]  # fmt: skip


def _near(spark: SparkSession, run: FinishedRun, lines: DataFrame, pages: DataFrame, pairs: DataFrame) -> list[Score]:
    """Pairs are scored over both duplicate stages: an exact copy that the first one dropped was found as well.

    A pair is found when both are in one connected component, whichever of its documents were dropped in the end.
    """
    first = next(stage for stage in run.stages if stage.name in DUPLICATE_STAGES)
    links = duplicate_links(lines)
    exact = links.where(f.col("stage") == "exact").select("id", "kept_id")
    clusters = spark.read.parquet(run.by_name["near"].side(CLUSTERS)).select(f.col("id").alias("kept_id"), "component")
    families = (
        first.documents(spark)
        .select("id", "url", "text")
        .join(exact, "id", "left")
        .withColumn("kept_id", f.coalesce("kept_id", "id"))
        .join(clusters, "kept_id", "left")
        .select("url", "text", f.coalesce("component", "kept_id").alias("family"))
    )
    a = families.select(f.col("url").alias("url_a"), f.col("family").alias("family_a"), f.col("text").alias("text_a"))
    b = families.select(f.col("url").alias("url_b"), f.col("family").alias("family_b"), f.col("text").alias("text_b"))
    similarity = f.udf(text_jaccard, "double", useArrow=True)
    planted, came_in = f.col("jaccard") >= MIN_PAIR_JACCARD, f.col("jaccard_in") >= MIN_PAIR_JACCARD
    together = f.col("family_a") == f.col("family_b")
    pair = _one(
        pairs.join(a, "url_a")
        .join(b, "url_b")
        .withColumn("jaccard_in", similarity("text_a", "text_b"))
        .agg(
            f.count_if(came_in).alias("over"),
            f.count_if(came_in & together).alias("found"),
            f.count_if(planted).alias("over_planted"),
            f.count_if(planted & together).alias("found_planted"),
        )
    )
    urls = lines.select("id", "url")
    truth = pages.select("url", "family", "text")
    dropped = (
        rooted(links)
        .select("id", "root")
        .join(urls, "id")
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
              f"pairs of planted duplicates whose texts, as they came in, have a Jaccard similarity of at least "
              f"{MIN_PAIR_JACCARD}, that were found to belong together", TARGETS["near.pair_recall"]),
        Score("near", "planted_pair_recall", _share(pair["found_planted"], pair["over_planted"]), pair["over_planted"],
              f"the same over the pairs that were planted with at least {MIN_PAIR_JACCARD}: extraction leaves other "
              "text beside the one that was planted, which lowers the similarity of short pages"),
        Score("near", "precision", _share(row["right"], row["over"]), row["over"],
              "dropped duplicates that are of one planted family with the document kept for them",
              TARGETS["near.precision"]),
    ]  # fmt: skip


def _decontaminate(documents: DataFrame, pages: DataFrame) -> list[Score]:
    """Planted benchmark items of the pages that reached the stage, against the items it has found in them."""
    planted = pages.select("url", f.explode("benchmark_items").alias("item")).join(
        documents.select("url").distinct(), "url"
    )
    found = documents.select("url", f.explode("contamination.item").alias("item")).distinct()
    right = planted.distinct().join(found, ["url", "item"]).count()
    wanted, named = planted.distinct().count(), found.count()
    return [
        Score("decontaminate", "item_recall", _share(right, wanted), wanted,
              "benchmark items planted in these pages that were found"),
        Score("decontaminate", "item_precision", _share(right, named), named,
              "benchmark items found that had been planted there"),
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


def _corpus(documents: DataFrame, pages: DataFrame, pairs: DataFrame) -> list[Score]:
    found = score_corpus(documents.where(f.col(schema.OUTCOME) == schema.KEPT), pages, pairs)
    tokens = int(found["clean"] + found["dirt"] + found["duplicate"])
    return [
        Score("corpus", "clean_kept", found["kept"], int(found["obtainable"]),
              "tokens of good pages that a polite crawler can reach, copies counted once, that are in the corpus"),
        Score("corpus", "dirt_share", found["dirt_share"], tokens,
              "tokens of the corpus from pages that are not good, or beside the planted text of those that are"),
        Score("corpus", "duplicate_share", found["duplicate_share"], tokens,
              "tokens of the corpus from copies of what it holds already"),
    ]  # fmt: skip


def _masks(stage: FinishedStage) -> Column:
    """Number of masks the stage made in a document: the sum of its counts of all kinds."""
    kinds = [(group, name) for group, name in stage.measures if name in PII_KINDS]
    counts = [f.coalesce(f.col(f"measured.`{group}`.`{name}`"), f.lit(0.0)) for group, name in kinds]
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
