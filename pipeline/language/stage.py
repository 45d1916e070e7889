"""The stage `language`: identification in batches, the limits, and the languages that are wanted."""

from __future__ import annotations

from itertools import accumulate

from pyspark.sql import DataFrame

from pipeline import schema
from pipeline.engine.batches import Columns, Document, map_batches
from pipeline.engine.stage import Context, Stage, decision, decision_fields
from pipeline.errors import ConfigError
from pipeline.language.identify import (
    UNDETERMINED,
    count_letters,
    identify_languages,
    known_languages,
    main_language_fraction,
    passages,
)
from pipeline.language.settings import LanguageRules, LanguageSettings
from pipeline.rule import Broken


def run(context: Context[LanguageSettings], documents: DataFrame) -> DataFrame:
    """Add ``language`` and ``language_score``. Raises `ConfigError` for a language that the model does not know."""
    settings = context.settings
    check_languages(settings)
    identify, cut = context.kernel(identify_languages), context.kernel(passages)
    fields = [*schema.ADDED_BY["language"], *decision_fields((LanguageRules,))]

    def measure(columns: Columns) -> Columns:
        texts: list[str] = [text or "" for text in columns["text"]]
        cuts = [cut(text) for text in texts]
        whole = identify(texts, settings.model)
        parts = identify([passage for found in cuts for passage in found], settings.model)
        ends = [0, *accumulate(len(found) for found in cuts)]
        rows = [
            judge(
                settings,
                language,
                score,
                [name for name, _ in parts[ends[index] : ends[index + 1]]],
                [count_letters(passage) for passage in cuts[index]],
            )
            for index, (language, score) in enumerate(whole)
        ]
        return {field.name: [row[field.name] for row in rows] for field in fields}

    return map_batches(documents, ["text"], fields, measure)


def check_languages(settings: LanguageSettings) -> None:
    """Raise `ConfigError` when the settings name a language that the model cannot find: such a setting does nothing."""
    known = set(known_languages(settings.model))
    # `und` may be allowed, but has no score that a limit could be put on.
    unknown = sorted({*settings.languages} - known | {*(settings.allowed or ())} - known - {UNDETERMINED})
    if unknown:
        raise ConfigError(f"language: the model does not know {', '.join(unknown)}; it knows {' '.join(sorted(known))}")


def judge(
    settings: LanguageSettings, language: str, score: float, passage_languages: list[str], letters: list[int]
) -> Document:
    """The columns of one document.

    A text of too few letters is `und` and breaks no limit (there is nothing to measure); it is dropped only when
    ``allowed`` does not name `und`.
    """
    measured: dict[str, float | None] = {"letters": float(sum(letters)), "score": None, "main_language_fraction": None}
    if sum(letters) < settings.min_letters:
        language = UNDETERMINED
    else:
        measured["score"] = score
        measured["main_language_fraction"] = main_language_fraction(language, passage_languages, letters)
    rules = settings.rules
    if language in settings.languages:
        rules = rules.model_copy(update={"min_score": settings.languages[language]})
    broken = [Broken(item.rule, item.value, item.limit, language) for item in rules.decide(measured)]
    if settings.allowed is not None and language not in settings.allowed:
        broken.append(Broken(f"{LanguageRules.rule_set}.not_allowed", 1.0, 0.0, language))
    return {
        "language": language,
        "language_score": measured["score"],
        **decision({LanguageRules.rule_set: measured}, broken),
    }


STAGE = Stage(name="language", run=run, requires=("text",), rule_sets=(LanguageRules,), path_settings=("model",))
