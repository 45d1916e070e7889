"""Cuts out the lines that break C4's or RefinedWeb's line rules, and counts what each rule would cut.

All line rules look at the lines as they came in, so the result does not depend on the order of the rule sets. A
set that is switched off cuts nothing; its lines are counted all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.rule import RuleSet
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


Values = dict[str, list[float]]
"""Measure -> its value for each line."""


def c4_line_values(view: View, rules: C4Lines, kernel: Kernel = reference) -> Values:
    """Measured values of `C4Lines`."""
    mentions, phrases, longest = kernel(c4.javascript_mentions), kernel(c4.policy_phrases), kernel(c4.longest_word)
    # Phrases that the page does not hold need not be looked for in every line.
    on_page = [phrase for phrase in rules.policy_phrases if phrase in view.lower_text]
    return {
        "javascript_mentions": [mentions(line) for line in view.lines],
        "policy_phrases": [phrases(line, on_page) for line in view.lines],
        "longest_word": [longest(words) for words in view.words_of_lines],
    }


def c4_prose_line_values(view: View, kernel: Kernel = reference) -> Values:
    """Measured values of `C4ProseLines`."""
    terminal, count = kernel(c4.terminal_punctuation), kernel(c4.line_word_count)
    return {
        "terminal_punctuation": [terminal(line) for line in view.lines],
        "line_words": [count(words) for words in view.words_of_lines],
    }


def refinedweb_line_values(view: View, rules: RefinedWebLines, kernel: Kernel = reference) -> Values:
    """Measured values of `RefinedWebLines`."""
    upper_case, numeric = kernel(refinedweb_lines.upper_case_fraction), kernel(refinedweb_lines.is_numeric)
    counter, navigation = kernel(refinedweb_lines.is_counter), kernel(refinedweb_lines.is_navigation)
    count = kernel(c4.line_word_count)
    return {
        "upper_case_fraction": [upper_case(line) for line in view.lines],
        "numeric": [numeric(line) for line in view.lines],
        "counter": [counter(line) for line in view.lines],
        "line_words": [count(words) for words in view.words_of_lines],
        "navigation": [
            navigation(line, words, rules.navigation_words)
            for line, words in zip(view.lines, view.words_of_lines, strict=True)
        ],
    }


def _breaking(rules: RuleSet, values: Values) -> dict[str, set[int]]:
    """Rule name -> numbers of the lines that break it."""
    found: dict[str, set[int]] = {}
    for rule in rules.rules():
        measured, limit = enumerate(values[rule.card.measure]), rule.limit
        if limit is None:
            found[rule.name] = set()
        elif rule.bound == "min":
            found[rule.name] = {index for index, value in measured if value < limit}
        else:
            found[rule.name] = {index for index, value in measured if value > limit}
    return found


def cut_lines(
    view: View, notices: C4Lines, prose: C4ProseLines, labels: RefinedWebLines, kernel: Kernel = reference
) -> Cut:
    """Cut every line that breaks a rule of an enabled set."""
    of_notices = _breaking(notices, c4_line_values(view, notices, kernel))
    of_prose = _breaking(prose, c4_prose_line_values(view, kernel))
    of_labels = _breaking(labels, refinedweb_line_values(view, labels, kernel))

    def removed(*sets: tuple[RuleSet, dict[str, set[int]]]) -> set[int]:
        return set().union(*(lines for rules, found in sets if rules.enabled for lines in found.values()))

    by_c4, by_refinedweb = removed((notices, of_notices), (prose, of_prose)), removed((labels, of_labels))
    gone = by_c4 | by_refinedweb
    sizes = [len(words) for words in view.words_of_lines]
    refinedweb_words = sum(sizes[index] for index in by_refinedweb)
    return Cut(
        view=view.keeping([index not in gone for index in range(len(sizes))]) if gone else view,
        c4={
            "javascript_lines": float(len(of_notices["max_javascript_mentions"])),
            "policy_lines": float(len(of_notices["max_policy_phrases"])),
            "long_word_lines": float(len(of_notices["max_word_characters"])),
            "unterminated_lines": float(len(of_prose["min_terminal_punctuation"])),
            "few_word_lines": float(len(of_prose["min_words"])),
            "removed_lines": float(len(by_c4)),
            "removed_words": float(sum(sizes[index] for index in by_c4)),
        },
        refinedweb={
            "upper_case_lines": float(len(of_labels["max_upper_case_fraction"])),
            "numeric_lines": float(len(of_labels["max_numeric"])),
            "counter_lines": float(len(of_labels["max_counter"])),
            "one_word_lines": float(len(of_labels["min_words"])),
            "navigation_lines": float(len(of_labels["max_navigation"])),
            "removed_lines": float(len(by_refinedweb)),
            "removed_words": float(refinedweb_words),
            "removed_word_fraction": refinedweb_words / sum(sizes) if refinedweb_words else 0.0,
        },
    )
