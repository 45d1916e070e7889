"""The stage's decisions: limits, languages that are wanted, and texts too short to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from pipeline.engine.stage import Context
from pipeline.errors import ConfigError
from pipeline.language.identify import SHIPPED_MODEL
from pipeline.language.settings import LanguageRules, LanguageSettings
from pipeline.language.stage import check_languages, judge, run
from pipeline.language.verdict import LanguageVerdict, language_verdict
from pipeline.resources import sample

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ENGLISH = "The committee met on Tuesday to discuss the plans for a new public library in the old town.\n" * 5
GERMAN = "Der Ausschuss traf sich am Dienstag, um die Pläne für eine neue Bibliothek zu besprechen.\n" * 5


def broken_rules(settings: LanguageSettings, *arguments: Any) -> list[str]:
    return [broken["rule"] for broken in judge(settings, *arguments)["broken"]]


@pytest.mark.parametrize(("score", "broken"), [(0.66, []), (0.65, []), (0.64, ["language.min_score"])])
def test_the_limit_itself_is_allowed(score: float, broken: list[str]) -> None:
    assert broken_rules(LanguageSettings(), "en", score, ["en"], [100]) == broken


def test_a_language_may_have_its_own_limit() -> None:
    settings = LanguageSettings(languages={"zh": 0.5})
    assert broken_rules(settings, "zh", 0.5, ["zh"], [100]) == []
    assert broken_rules(settings, "zh", 0.49, ["zh"], [100]) == ["language.min_score"]
    assert broken_rules(settings, "en", 0.64, ["en"], [100]) == ["language.min_score"]


def test_its_own_limit_holds_also_where_the_common_one_is_off() -> None:
    settings = LanguageSettings(rules=LanguageRules(min_score=None), languages={"zh": 0.5})
    assert broken_rules(settings, "zh", 0.49, ["zh"], [100]) == ["language.min_score"]
    assert broken_rules(settings, "en", 0.1, ["en"], [100]) == []


def test_a_set_that_is_switched_off_measures_and_judges_nothing() -> None:
    settings = LanguageSettings(rules=LanguageRules(enabled=False), languages={"zh": 0.5})
    assert broken_rules(settings, "zh", 0.1, ["en"], [100]) == []
    assert judge(settings, "zh", 0.1, ["en"], [100])["measured"]["language"]["main_language_fraction"] == 0.0


def test_a_page_of_two_languages_is_mostly_in_one() -> None:
    settings = LanguageSettings(rules=LanguageRules(min_main_language_fraction=0.6))
    assert broken_rules(settings, "en", 0.9, ["en", "de"], [60, 40]) == []
    assert broken_rules(settings, "en", 0.9, ["en", "de"], [59, 41]) == ["language.min_main_language_fraction"]


def test_few_letters_are_no_language() -> None:
    settings = LanguageSettings(min_letters=20)
    short = judge(settings, "en", 0.1, ["en"], [19])
    assert (short["language"], short["language_score"], short["broken"]) == ("und", None, [])
    assert judge(settings, "en", 0.9, ["en"], [20])["language"] == "en"


def test_only_wanted_languages_are_kept() -> None:
    settings = LanguageSettings(allowed=("de",))
    assert broken_rules(settings, "de", 0.9, ["de"], [100]) == []
    assert broken_rules(settings, "en", 0.9, ["en"], [100]) == ["language.not_allowed"]
    assert broken_rules(settings, "en", 0.9, ["en"], [1]) == ["language.not_allowed"]
    assert broken_rules(LanguageSettings(allowed=("de", "und")), "en", 0.9, ["en"], [1]) == []


def test_all_broken_rules_are_named() -> None:
    settings = LanguageSettings(allowed=("de",))
    assert broken_rules(settings, "en", 0.1, ["fr"], [100]) == [
        "language.min_score",
        "language.min_main_language_fraction",
        "language.not_allowed",
    ]


def test_a_language_the_model_does_not_know_is_an_error() -> None:
    with pytest.raises(ConfigError, match="english"):
        check_languages(LanguageSettings(allowed=("english",)))
    with pytest.raises(ConfigError, match="zh-cn"):
        check_languages(LanguageSettings(languages={"zh-cn": 0.5}))
    with pytest.raises(ConfigError, match="und"):
        check_languages(LanguageSettings(languages={"und": 0.5}))
    with pytest.raises(ValidationError):
        LanguageSettings(languages={"zh": 1.5})
    check_languages(LanguageSettings(allowed=("zh", "und"), languages={"en": 0.1}))


def test_the_model_may_be_named_by_a_hadoop_path(spark: SparkSession) -> None:
    settings = LanguageSettings(model=f"file://{sample(SHIPPED_MODEL)}")
    documents = spark.createDataFrame([("a", GERMAN)], "id string, text string")
    row = run(Context(spark=spark, settings=settings, seed=0, directory=""), documents).collect()[0]
    assert (row["language"], row["error"]) == ("de", None)


def test_the_stage_gives_every_document_a_language(spark: SparkSession) -> None:
    texts = [("a", ENGLISH), ("b", GERMAN), ("c", "Hi"), ("d", None), ("e", ENGLISH + GERMAN * 3), ("f", "")]
    context = Context(spark=spark, settings=LanguageSettings(), seed=0, directory="")
    documents = spark.createDataFrame(texts, "id string, text string")
    rows = {row["id"]: row for row in run(context, documents.repartition(3)).collect()}
    languages = {key: row["language"] for key, row in rows.items()}
    assert languages == {"a": "en", "b": "de", "c": "und", "d": "und", "e": "de", "f": "und"}
    assert rows["a"]["measured"]["language"]["main_language_fraction"] == 1.0
    # Three letters of four, give or take the one passage in which the languages meet.
    assert 0.6 < rows["e"]["measured"]["language"]["main_language_fraction"] < 0.9
    assert all(row["error"] is None for row in rows.values())


def test_a_substitute_decides(spark: SparkSession) -> None:
    def never_sure(*_: Any) -> LanguageVerdict:
        return LanguageVerdict(language="und", score=None, main_language_fraction=None, broken=["not_allowed"])

    name = f"{language_verdict.__module__}:{language_verdict.__qualname__}"
    context = Context(spark=spark, settings=LanguageSettings(), seed=0, directory="", substitutes={name: never_sure})
    [row] = run(context, spark.createDataFrame([("a", ENGLISH)], "id string, text string")).collect()
    assert row["language"] == "und"
    assert [broken["rule"] for broken in row["broken"]] == ["language.not_allowed"]
