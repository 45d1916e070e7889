"""Limits that ship for languages and domains: the repair of what general rules, made for English prose, destroy.

``{language or domain: {rule set: {limit: value}}}``. None switches a rule off.
"""

from __future__ import annotations

from typing import Any, Final

Overrides = dict[str, dict[str, dict[str, Any]]]

# Scripts in which one character says what four or five Latin letters say: words and lines are shorter.
_DENSE: Final[dict[str, dict[str, Any]]] = {
    "gopher_quality": {"min_mean_word_length": 1.2, "max_mean_word_length": 8},
    "fineweb": {"short_line_characters": 12},
}

LANGUAGES: Final[Overrides] = {
    "zh": _DENSE,
    "zh-hant": _DENSE,
    "yue": _DENSE,
    "wuu": _DENSE,
    "ja": _DENSE,
    "ko": {"gopher_quality": {"min_mean_word_length": 1.8}, "fineweb": {"short_line_characters": 16}},
    # Thai ends sentences with a blank, not with a sign.
    "th": {
        "gopher_quality": {"min_mean_word_length": 2},
        "c4_prose_lines": {"min_terminal_punctuation": None},
        "c4": {"min_sentences": None},
        "fineweb": {"min_punctuated_line_fraction": None},
    },
    # Cut into clusters of letters, for want of a model.
    **{
        language: {
            "gopher_quality": {"min_mean_word_length": 1.1, "max_mean_word_length": 10},
            "c4_prose_lines": {"min_terminal_punctuation": None},
            "c4": {"min_sentences": None},
            "fineweb": {"min_punctuated_line_fraction": None},
        }
        for language in ("lo", "bo", "dz", "my", "km")
    },
}


def _duplicate_ngrams(*limits: float) -> dict[str, Any]:
    """Limits for repeated 5-grams to 10-grams, in this order."""
    return {f"max_duplicate_{n}_gram_character_fraction": limit for n, limit in enumerate(limits, start=5)}


# Measured on reference pages of each domain (documentation of SymPy and mpmath; of Python and PostgreSQL; legal codes
# and constitutions; articles of medicine): with the published limits 25 % of the pages of mathematics, 69 % of those on
# programming and 66 % of those of law survive, with these 77, 88 and 89 % (`pipeline limits` shows the pages' rules).
# The limits on repetition stand near the highest twentieth of those pages, which is still far below what is stuffed
# with keywords.
DOMAINS: Final[Overrides] = {
    # Formulas: words without letters, braces of LaTeX, lines of one symbol, the same terms again and again.
    "mathematics": {
        "gopher_quality": {"min_mean_word_length": 2, "min_alphabetic_word_fraction": 0.5},
        "gopher_repetition": _duplicate_ngrams(0.55, 0.50, 0.48, 0.46, 0.44, 0.42),
        "c4": {"min_sentences": 1, "max_curly_brackets": None},
        "fineweb": {
            "min_punctuated_line_fraction": None,
            "max_short_line_fraction": 0.8,
            "max_duplicate_line_character_fraction": 0.2,
        },
        "refinedweb_lines": {"enabled": False},
    },
    # Programs: braces, comments after '#', brackets alone on a line, no sentences; and pages on JavaScript.
    "code": {
        "gopher_quality": {"min_alphabetic_word_fraction": 0.6, "max_hash_word_ratio": None},
        "gopher_repetition": _duplicate_ngrams(0.45, 0.42, 0.39, 0.37, 0.35, 0.33),
        "c4_lines": {"max_javascript_mentions": None},
        "c4": {"min_sentences": 1, "max_curly_brackets": None},
        "fineweb": {
            "min_punctuated_line_fraction": None,
            "max_short_line_fraction": 0.8,
            "max_duplicate_line_character_fraction": 0.2,
        },
        "refinedweb_lines": {"enabled": False},
    },
    # Statutes and contracts: set phrases, long sentences, clauses in capitals, and terms of use as their subject.
    "law": {
        "gopher_repetition": _duplicate_ngrams(0.25, 0.20, 0.18, 0.16, 0.15, 0.14),
        "c4_lines": {"max_policy_phrases": None},
        "c4": {"min_sentences": 1},
        "fineweb": {"min_punctuated_line_fraction": None},
        "refinedweb_lines": {"max_upper_case_fraction": None},
    },
    # Medicine calls the body's parts by their names.
    "medicine": {"c4": {"max_bad_words": 3}},
}
