"""The decision about one document: both sides of each limit, and what is not measured."""

from __future__ import annotations

import pytest

from pipeline.language.verdict import LanguageLimits, language_verdict

LIMITS = LanguageLimits(
    min_score=0.65, min_scores={"hr": 0.3}, min_main_language_fraction=0.5, allowed=("en", "hr"), min_letters=20
)


@pytest.mark.parametrize(
    ("language", "score", "letters", "broken"),
    [
        ("en", 0.65, [50, 50], []),
        ("en", 0.6499, [50, 50], ["min_score"]),
        ("hr", 0.3, [50, 50], []),
        ("hr", 0.2999, [50, 50], ["min_score"]),
        ("en", 0.9, [50, 51], ["min_main_language_fraction"]),
        ("fr", 0.9, [50, 0], ["not_allowed"]),
        ("fr", 0.1, [1, 99], ["min_score", "min_main_language_fraction", "not_allowed"]),
    ],
)
def test_limits_are_inclusive(language: str, score: float, letters: list[int], broken: list[str]) -> None:
    verdict = language_verdict(language, score, [language, "de"], letters, LIMITS)
    assert verdict == {
        "language": language,
        "score": score,
        "main_language_fraction": letters[0] / sum(letters),
        "broken": broken,
    }


def test_too_few_letters_are_undetermined() -> None:
    undetermined = {"language": "und", "score": None, "main_language_fraction": None}
    assert language_verdict("en", 0.1, ["en"], [19], LIMITS) == {**undetermined, "broken": ["not_allowed"]}
    wanted = LanguageLimits(**{**LIMITS, "allowed": ("und",)})  # type: ignore[typeddict-item]
    assert language_verdict("en", 0.1, ["en"], [19], wanted) == {**undetermined, "broken": []}
    assert language_verdict("en", 0.9, ["en"], [20], LIMITS)["language"] == "en"


def test_none_switches_a_limit_off() -> None:
    off = LanguageLimits(min_score=None, min_scores={}, min_main_language_fraction=None, allowed=None, min_letters=1)
    assert language_verdict("xx", 0.0, ["en"], [100], off)["broken"] == []
