"""Cuts out the lines that break C4's or RefinedWeb's line rules, and counts what each rule would cut.

All line rules look at the lines as they came in, so the result does not depend on the order of the rule sets. A
set that is switched off cuts nothing; its lines are counted all the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pipeline.rule import Rule
from pipeline.rules import c4, refinedweb_lines
from pipeline.rules.c4 import C4Lines, C4ProseLines
from pipeline.rules.kernels import Kernel, reference
from pipeline.rules.refinedweb_lines import RefinedWebLines
from pipeline.words import View


@dataclass(frozen=True)
class Cut:
    """What the line rules left, and what they counted."""

    view: View
    """The text that is left; the very view that came in when nothing was cut."""
    c4: dict[str, float | None]
    """The measured values of `C4` that are about lines."""
    refinedweb: dict[str, float | None]
    """The measured values of `RefinedWeb`."""


def c4_line_values(line: str, words: list[str], rules: C4Lines, kernel: Kernel = reference) -> dict[str, float]:
    """Measured values of `C4Lines` for one line."""
    return {
        "javascript_mentions": kernel(c4.javascript_mentions)(line),
        "policy_phrases": kernel(c4.policy_phrases)(line, list(rules.policy_phrases)),
        "longest_word": kernel(c4.longest_word)(words),
    }


def c4_prose_line_values(line: str, words: list[str], kernel: Kernel = reference) -> dict[str, float]:
    """Measured values of `C4ProseLines` for one line."""
    return {
        "terminal_punctuation": kernel(c4.terminal_punctuation)(line),
        "line_words": kernel(c4.line_word_count)(words),
    }


def refinedweb_line_values(
    line: str, words: list[str], rules: RefinedWebLines, kernel: Kernel = reference
) -> dict[str, float]:
    """Measured values of `RefinedWebLines` for one line."""
    return {
        "upper_case_fraction": kernel(refinedweb_lines.upper_case_fraction)(line),
        "numeric": kernel(refinedweb_lines.is_numeric)(line),
        "counter": kernel(refinedweb_lines.is_counter)(line),
        "line_words": kernel(c4.line_word_count)(words),
        "navigation": kernel(refinedweb_lines.is_navigation)(line, words, rules.navigation_words),
    }


def _broken(rules: list[Rule], values: dict[str, float]) -> list[str]:
    return [rule.name for rule in rules if rule.broken_by(values[rule.card.measure])]


def cut_lines(
    view: View, notices: C4Lines, prose: C4ProseLines, labels: RefinedWebLines, kernel: Kernel = reference
) -> Cut:
    """Cut every line that breaks a rule of an enabled set. Linear in the text."""
    counts: Counter[tuple[str, str]] = Counter()
    cut: dict[str, list[bool]] = {"c4": [], "refinedweb": []}
    limits = {rules.rule_set: list(rules.rules()) for rules in (notices, prose, labels)}
    for line, words in zip(view.lines, view.words_of_lines, strict=True):
        broken: dict[str, list[str]] = {
            notices.rule_set: _broken(limits[notices.rule_set], c4_line_values(line, words, notices, kernel)),
            prose.rule_set: _broken(limits[prose.rule_set], c4_prose_line_values(line, words, kernel)),
            labels.rule_set: _broken(limits[labels.rule_set], refinedweb_line_values(line, words, labels, kernel)),
        }
        counts.update((rule_set, name) for rule_set, names in broken.items() for name in names)
        cut["c4"].append(
            (notices.enabled and bool(broken[notices.rule_set])) or (prose.enabled and bool(broken[prose.rule_set]))
        )
        cut["refinedweb"].append(labels.enabled and bool(broken[labels.rule_set]))
    sizes = [len(words) for words in view.words_of_lines]
    removed_words = {name: sum(n for n, gone in zip(sizes, flags, strict=True) if gone) for name, flags in cut.items()}
    kept = [not (a or b) for a, b in zip(cut["c4"], cut["refinedweb"], strict=True)]
    total = sum(sizes)
    return Cut(
        view=view if all(kept) else view.keeping(kept),
        c4={
            "javascript_lines": float(counts[notices.rule_set, "max_javascript_mentions"]),
            "policy_lines": float(counts[notices.rule_set, "max_policy_phrases"]),
            "long_word_lines": float(counts[notices.rule_set, "max_word_characters"]),
            "unterminated_lines": float(counts[prose.rule_set, "min_terminal_punctuation"]),
            "few_word_lines": float(counts[prose.rule_set, "min_words"]),
            "removed_lines": float(sum(cut["c4"])),
            "removed_words": float(removed_words["c4"]),
        },
        refinedweb={
            "upper_case_lines": float(counts[labels.rule_set, "max_upper_case_fraction"]),
            "numeric_lines": float(counts[labels.rule_set, "max_numeric"]),
            "counter_lines": float(counts[labels.rule_set, "max_counter"]),
            "one_word_lines": float(counts[labels.rule_set, "min_words"]),
            "navigation_lines": float(counts[labels.rule_set, "max_navigation"]),
            "removed_lines": float(sum(cut["refinedweb"])),
            "removed_words": float(removed_words["refinedweb"]),
            "removed_word_fraction": removed_words["refinedweb"] / total if total else 0.0,
        },
    )
