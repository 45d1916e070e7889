"""The stage `language`: identification in batches, the limits, and the languages that are wanted."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from pyspark.sql import DataFrame

from pipeline import schema
from pipeline.engine.batches import Columns, Document, map_batches
from pipeline.engine.shipping import located
from pipeline.engine.stage import Context, Stage, decision, decision_fields
from pipeline.errors import ConfigError
from pipeline.language.identify import UNDETERMINED, count_letters, identify_languages, known_languages, passages
from pipeline.language.settings import LanguageRules, LanguageSettings
from pipeline.language.verdict import LanguageLimits, LanguageVerdict, language_verdict, min_score_of
from pipeline.rule import Broken


def run(context: Context[LanguageSettings], documents: DataFrame) -> DataFrame:
    """Add ``language`` and ``language_score``. Raises `ConfigError` for a language that the model does not know."""
    settings = context.settings
    model = located(context.spark, settings.model)
    check_languages(settings, model())
    identify, cut = context.kernel(identify_languages), context.kernel(passages)
    decide = context.kernel(language_verdict)
    fields = [*schema.ADDED_BY["language"], *decision_fields((LanguageRules,))]

    def measure(columns: Columns) -> Columns:
        texts: list[str] = [text or "" for text in columns["text"]]
        cuts = [cut(text) for text in texts]
        whole = identify(texts, model())
        parts = identify([passage for found in cuts for passage in found], model())
        ends = [0, *accumulate(len(found) for found in cuts)]
        rows = [
            judge(
                settings,
                language,
                score,
                [name for name, _ in parts[ends[index] : ends[index + 1]]],
                [count_letters(passage) for passage in cuts[index]],
                decide,
            )
            for index, (language, score) in enumerate(whole)
        ]
        return {field.name: [row[field.name] for row in rows] for field in fields}

    return map_batches(documents, ["text"], fields, measure)


def check_languages(settings: LanguageSettings, model: str | None = None) -> None:
    """Raise `ConfigError` when the settings name a language that the model cannot find: such a setting does nothing.

    ``model`` is the file of the model, None for the shipped one.
    """
    known = set(known_languages(model))
    # `und` may be allowed, but has no score that a limit could be put on.
    unknown = sorted({*settings.languages} - known | {*(settings.allowed or ())} - known - {UNDETERMINED})
    if unknown:
        raise ConfigError(f"language: the model does not know {', '.join(unknown)}; it knows {' '.join(sorted(known))}")


def limits_of(settings: LanguageSettings) -> LanguageLimits:
    """The limits in force."""
    rules = settings.rules
    return LanguageLimits(
        min_score=rules.min_score if rules.enabled else None,
        min_scores=settings.languages if rules.enabled else {},
        min_main_language_fraction=rules.min_main_language_fraction if rules.enabled else None,
        allowed=settings.allowed,
        min_letters=settings.min_letters,
    )


def judge(
    settings: LanguageSettings,
    language: str,
    score: float,
    passage_languages: list[str],
    letters: list[int],
    decide: Callable[..., LanguageVerdict] = language_verdict,
) -> Document:
    """The columns of one document, by `language_verdict` or a substitute for it."""
    limits = limits_of(settings)
    verdict = decide(language, score, passage_languages, letters, limits)
    language = verdict["language"]
    measured: dict[str, float | None] = {
        "letters": float(sum(letters)),
        "score": verdict["score"],
        "main_language_fraction": verdict["main_language_fraction"],
    }
    compared: dict[str, tuple[float | None, float | None]] = {
        "min_score": (verdict["score"], min_score_of(language, limits)),
        "min_main_language_fraction": (verdict["main_language_fraction"], limits["min_main_language_fraction"]),
        "not_allowed": (1.0, 0.0),
    }
    broken = [Broken(f"{LanguageRules.rule_set}.{name}", *compared[name], language) for name in verdict["broken"]]
    return {
        "language": language,
        "language_score": verdict["score"],
        **decision({LanguageRules.rule_set: measured}, broken),
    }


STAGE = Stage(name="language", run=run, requires=("text",), rule_sets=(LanguageRules,), path_settings=("model",))
