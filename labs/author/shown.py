"""Functions that are no exercise, but whose code shows how to solve one: they go from a release as well.

A helper that only solutions use goes by itself (`labs.author.removal`); these stay in use elsewhere in `pipeline/`.
No check needs them. Where the pipeline does, something else made of the trainee's functions runs instead
(`STANDS_IN`), or `lab run` chooses another way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

SHOWN_BY: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "pipeline.crawl.robots:robots_verdict": {"pipeline.crawl.robots": ["read_robots"]},
    "pipeline.crawl.discover:discover": {
        "pipeline.crawl.discover": ["read_page", "page_links", "read_sitemap", "gunzip"]
    },
    "pipeline.extract.evaluate:token_f1": {"pipeline.extract.evaluate": ["multiset_f1"]},
    "pipeline.rules.gopher_repetition:duplicate_line_fraction": {
        "pipeline.rules.gopher_repetition": [
            "duplicate_paragraph_fraction",
            "duplicate_line_character_fraction",
            "duplicate_paragraph_character_fraction",
        ]
    },
    "pipeline.rules.gopher_repetition:top_ngram_character_fraction": {
        "pipeline.rules.gopher_repetition": [
            "duplicate_ngram_character_fraction",
            "_repeated_ngrams",
            "_top_coverage",
            "_coverage",
        ]
    },
    "pipeline.rules.verdicts:broken_gopher_quality_rules": {
        "pipeline.rules.gopher_quality": [
            "word_count",
            "mean_word_length",
            "hash_word_ratio",
            "ellipsis_word_ratio",
            "bullet_line_fraction",
            "ellipsis_line_fraction",
            "alphabetic_word_fraction",
            "stop_word_count",
        ]
    },
    "pipeline.rules.verdicts:cut_and_judge": {
        "pipeline.rules.stage": ["judge"],
        "pipeline.rules.survey": ["rule_values"],
        "pipeline.rules.lines": ["c4_line_values", "cut_lines"],
        "pipeline.rules.c4": [
            "javascript_mentions",
            "policy_phrases",
            "longest_word",
            "sentence_count",
            "curly_bracket_count",
            "lorem_ipsum_count",
        ],
        "pipeline.rules.fineweb": [
            "ends_a_sentence",
            "punctuated_line_fraction",
            "short_line_fraction",
            "new_line_word_ratio",
        ],
    },
    "pipeline.pii.find:mask": {
        "pipeline.pii.addresses": ["find_ip_addresses"],
        "pipeline.pii.phones": ["find_phones"],
    },
    "pipeline.dedup.minhash:signature": {"pipeline.dedup.minhash": ["signatures"]},
    "pipeline.quality.passages:assign_folds": {"pipeline.quality.passages": ["fold_of_hosts"]},
    "pipeline.domain.vocabulary:characteristic_words": {"pipeline.domain.vocabulary": ["z_scores"]},
}
"""A solution, and by module the functions that show it."""

STANDS_IN: Final[Mapping[str, str]] = {
    "pipeline.extract.evaluate:multiset_f1": "multiset_f1",
    "pipeline.rules.stage:judge": "judge",
    "pipeline.rules.survey:rule_values": "rule_values",
}
"""What is called in a release instead of a function of `SHOWN_BY`: a function of `labs.stand_in`, by its name."""

TOLD_BY_NAME: Final = frozenset({"is_garbage"})
"""Exercises that ask for something which the module and the name of the reference tell already. A release has neither:
`labs.author.release` puts the stub, under the name of the exercise, into a module ``own`` of the same package."""
