"""Limits that ship for languages and domains: the repair of what general rules, made for English prose, destroy.

``{language or domain: {rule set: {limit: value}}}``. None switches a rule off.
"""

from __future__ import annotations

from typing import Any, Final

Overrides = dict[str, dict[str, dict[str, Any]]]

# Scripts in which one character says what four or five Latin letters say: words and lines are shorter.
_DENSE: Final[dict[str, dict[str, Any]]] = {
    "gopher_quality": {"min_mean_word_length": 1.2, "max_mean_word_length": 6},
    "fineweb": {"short_line_characters": 12},
}

LANGUAGES: Final[Overrides] = {
    "zh": _DENSE,
    "zh-hant": _DENSE,
    "yue": _DENSE,
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

DOMAINS: Final[Overrides] = {
    # Formulas: short words, words without letters, braces of LaTeX, one-symbol lines, the same terms again and again.
    "mathematics": {
        "gopher_quality": {"min_mean_word_length": 2, "min_alphabetic_word_fraction": 0.5, "max_hash_word_ratio": None},
        "gopher_repetition": {
            "max_top_2_gram_character_fraction": 0.25,
            "max_duplicate_5_gram_character_fraction": 0.40,
            "max_duplicate_6_gram_character_fraction": 0.38,
            "max_duplicate_7_gram_character_fraction": 0.36,
            "max_duplicate_8_gram_character_fraction": 0.34,
            "max_duplicate_9_gram_character_fraction": 0.32,
            "max_duplicate_10_gram_character_fraction": 0.30,
        },
        "c4": {"max_curly_brackets": None},
        "fineweb": {"min_punctuated_line_fraction": None, "max_duplicate_line_character_fraction": 0.2},
        "refinedweb_lines": {"enabled": False},
    },
    "code": {},
    "law": {},
    "medicine": {},
}
