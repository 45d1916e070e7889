"""The stage "rules" on Spark: every document once, edits counted, all broken rules with value and limit."""

from __future__ import annotations

from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

from pipeline.engine.stage import Context
from pipeline.rules import gopher_quality
from pipeline.rules.settings import RulesSettings
from pipeline.rules.stage import RULE_SETS, STAGE
from pipeline.tokens import count_tokens

PROSE = "\n".join(
    [
        "The harbour of the old town has been closed to ships since the great storm of the winter before last.",
        "Fishermen who used to land their catch at dawn now have to be content with the smaller bay to the north.",
        "Engineers have measured the damage and found that the outer wall must be built anew from its foundations.",
        "That work will take three years, and nobody in the council is ready to say with whose money it will be done.",
    ]
)
NOTICE = "Please enable JavaScript to see the comments of our readers."


def rows(spark: SparkSession, texts: list[str], substitutes: dict[str, Any] | None = None) -> dict[str, Any]:
    documents = spark.createDataFrame(
        [(str(n), text, len(text), count_tokens([text])[0], "en", "general") for n, text in enumerate(texts)],
        "id string, text string, characters long, tokens long, language string, domain string",
    )
    context = Context(spark, RulesSettings(), 0, "unused", substitutes or {})
    return {row["id"]: row for row in STAGE.run(context, documents).collect()}


def test_cuts_lines_of_what_it_keeps_and_records_all_broken_rules_of_what_it_drops(spark: SparkSession) -> None:
    lorem = f"Lorem ipsum {{ dolor.\n{NOTICE}"
    found = rows(spark, [PROSE, f"{PROSE}\n{NOTICE}", lorem, ""])
    assert set(found) == {"0", "1", "2", "3"}
    for key in ("0", "1"):
        assert found[key]["text"] == PROSE
        assert found[key]["broken"] == []
        assert found[key]["error"] is None
        assert found[key]["characters"] == len(PROSE)
        assert found[key]["tokens"] == count_tokens([PROSE])[0]
    assert found["1"]["measured"]["c4"]["javascript_lines"] == 1
    assert found["1"]["measured"]["c4"]["removed_words"] == 10
    # A dropped document keeps the text it came in with.
    assert found["2"]["text"] == lorem
    broken = {item["rule"]: (item["value"], item["limit"]) for item in found["2"]["broken"]}
    assert broken["c4.max_lorem_ipsum"] == (1, 0)
    assert broken["c4.max_curly_brackets"] == (1, 0)
    assert broken["gopher_quality.min_words"] == (4, 50)
    assert "gopher_quality.min_words" in {item["rule"] for item in found["3"]["broken"]}


def test_without_the_column_of_domains_every_document_is_a_general_one(spark: SparkSession) -> None:
    settings = RulesSettings().model_validate({"domains": {"medicine": {"gopher_quality": {"min_words": 1}}}})
    schema = "id string, text string, characters long, tokens long, language string"
    documents = spark.createDataFrame([("short", NOTICE[:22], 22, 3, "en")], schema)
    context = Context(spark, settings, 0, "unused")
    (general,) = STAGE.run(context, documents.withColumn("domain", f.lit("general"))).collect()
    (medicine,) = STAGE.run(context, documents.withColumn("domain", f.lit("medicine"))).collect()
    (without,) = STAGE.run(context, documents).collect()
    assert "gopher_quality.min_words" not in {item["rule"] for item in medicine["broken"]}
    assert "gopher_quality.min_words" in {item["rule"] for item in without["broken"]}
    assert without["broken"] == general["broken"]
    assert without["measured"] == general["measured"]


def test_measures_every_value_of_every_rule_set(spark: SparkSession) -> None:
    measured = rows(spark, [PROSE])["0"]["measured"].asDict(recursive=True)
    assert {name: set(values) for name, values in measured.items()} == {
        rule_set.rule_set: set(rule_set.measures()) for rule_set in RULE_SETS
    }
    assert all(value is not None for values in measured.values() for value in values.values())


def test_runs_the_function_that_stands_in_for_the_reference(spark: SparkSession) -> None:
    name = f"{gopher_quality.word_count.__module__}:{gopher_quality.word_count.__qualname__}"
    row = rows(spark, [PROSE], {name: lambda _: 7.0})["0"]
    assert row["measured"]["gopher_quality"]["words"] == 7
    assert [item["rule"] for item in row["broken"]] == ["gopher_quality.min_words"]
