"""What is decided about a document from the languages found in it: a plain function, without Spark and settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypedDict

from pipeline.language.identify import UNDETERMINED, main_language_fraction


class LanguageLimits(TypedDict):
    """The limits, all of them inclusive: the limit itself is allowed. None switches one off."""

    min_score: float | None
    """For languages that have no limit of their own."""
    min_scores: Mapping[str, float]
    """Language -> its own min_score, which replaces the common one."""
    min_main_language_fraction: float | None
    allowed: Collection[str] | None
    """Languages that are kept, `und` among them if named; None: all are."""
    min_letters: int
    """Texts with fewer letters are of undetermined language."""


class LanguageVerdict(TypedDict):
    """The language, what was measured (None: nothing could be), and the names of all broken rules in this order:
    ``min_score``, ``min_main_language_fraction``, ``not_allowed``.
    """

    language: str
    score: float | None
    main_language_fraction: float | None
    broken: list[str]


def min_score_of(language: str, limits: LanguageLimits) -> float | None:
    """The least score that is allowed for a language."""
    return limits["min_scores"].get(language, limits["min_score"])


def language_verdict(
    language: str, score: float, passage_languages: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """Judge one document.

    ``language`` and ``score`` are those of the whole text; ``passage_languages`` and ``letters`` have one entry for
    each of its passages. A text of fewer than ``min_letters`` letters is `und` and breaks no limit, since there is
    nothing to measure; it is dropped only when ``allowed`` does not name `und`.
    """
    measured: float | None = score
    fraction = main_language_fraction(language, passage_languages, letters)
    if sum(letters) < limits["min_letters"]:
        language, measured, fraction = UNDETERMINED, None, None
    broken = []
    if _below(measured, min_score_of(language, limits)):
        broken.append("min_score")
    if _below(fraction, limits["min_main_language_fraction"]):
        broken.append("min_main_language_fraction")
    if limits["allowed"] is not None and language not in limits["allowed"]:
        broken.append("not_allowed")
    return LanguageVerdict(language=language, score=measured, main_language_fraction=fraction, broken=broken)


def _below(value: float | None, limit: float | None) -> bool:
    return value is not None and limit is not None and value < limit
