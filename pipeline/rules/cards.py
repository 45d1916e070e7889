"""Writes ``docs/rules.md``: a card for every rule, with its golden texts. ``python -m pipeline.rules.cards``"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any, Final

from pipeline.decontaminate.settings import Contamination
from pipeline.pii.settings import PersonalData
from pipeline.rule import Rule, RuleSet
from pipeline.rules.c4 import C4, C4Lines, C4ProseLines
from pipeline.rules.fineweb import FineWeb
from pipeline.rules.golden import GOLDEN, Case, Golden
from pipeline.rules.gopher_quality import GopherQuality
from pipeline.rules.gopher_repetition import GopherRepetition
from pipeline.rules.overrides import DOMAINS, LANGUAGES, Overrides
from pipeline.rules.refinedweb_lines import RefinedWeb, RefinedWebLines

ALL_RULE_SETS: Final[tuple[type[RuleSet], ...]] = (
    C4Lines,
    C4ProseLines,
    RefinedWebLines,
    GopherQuality,
    GopherRepetition,
    C4,
    FineWeb,
    RefinedWeb,
    PersonalData,
    Contamination,
)
PATH: Final = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
SHOWN_CHARACTERS: Final = 60

_HEAD: Final = """\
# The rules

*Written by `python -m pipeline.rules.cards` from the cards beside the limits: edit those, not this page.*

How a document is judged:

1. **Lines are cut first** (`c4_lines`, `c4_prose_lines`, `refinedweb_lines`). All line rules look at the lines as
   they came in, so the order of the sets does not matter. A set that is off cuts nothing and is counted all the same.
2. **The document rules then measure what is left**, because that is what would be trained on. Only
   `refinedweb.max_removed_word_fraction` compares with the page as it came in.
3. **All broken rules are recorded** with value and limit. The limit itself is allowed. A limit of `null` switches a
   rule off, `enabled: false` a set; it measures on.

By default everything is on except `c4_prose_lines`, which cuts every line that is no full sentence: it alone would
remove headings, lists, formulas and programs. A dropped document keeps the text it came in with.

Units, for all rules: **words** are runs without blanks, in Chinese, Japanese and Thai what a model cuts; punctuation
belongs to the word it touches. **Lines** are lines that are not blank, without blanks at their ends. **Paragraphs**
stand between blank lines. An **n-gram** is n words in a row as they stand, upper and lower case and punctuation
included. An empty text has 0 for every count, ratio and fraction.

**Beside the stage** stand two functions of one text, to try by hand and to teach, in `pipeline.rules.verdicts`:
`broken_gopher_quality_rules` names the Gopher quality rules that a text breaks; `cut_and_judge` cuts the lines that C4
cuts and names the rules of C4 and FineWeb that the rest breaks.
"""


def shown(text: str) -> str:
    """``text`` as it can stand in a table: on one line, cut, with its length."""
    line = text.replace("\n", "⏎").replace("|", "\\|")
    if len(line) <= SHOWN_CHARACTERS:
        return f"`{line}`"
    return f"`{line[:SHOWN_CHARACTERS]}`… ({len(text.split()):,} words, {len(text):,} characters)"


def _number(value: float | None) -> str:
    return "off" if value is None else f"{value:g}" if value < 1000 else f"{value:,.0f}"


def _golden_rows(rule: Rule, golden: Golden) -> list[str]:
    fate = "cut" if rule.rule_set.endswith("_lines") else "dropped"

    def row(name: str, case: Case | None, breaks: bool) -> str:
        if case is None:
            return f"| {name} | – | no such value | |"  # noqa: RUF001
        return f"| {name} | {_number(case.value)} | {shown(case.text)} | {fate if breaks else 'kept'} |"

    return [
        f"Golden texts: {golden.built}.",
        "",
        "| | value | text | |",
        "|---|---|---|---|",
        row("below", golden.below, rule.bound == "min"),
        row("at", golden.at, False),
        row("above", golden.above, rule.bound == "max"),
    ]


def card(rule: Rule) -> str:
    """The card of one rule as Markdown."""
    item = rule.card
    about = [
        ("Value", f"`{item.measure}` = {item.formula}"),
        ("Numerator", item.numerator),
        ("Denominator", item.denominator),
        ("Unit", item.unit),
        ("Limit", f"{'at least' if rule.bound == 'min' else 'at most'} {_number(rule.limit)}" if rule.limit is not None
            else "off"),
        ("Source", item.source),
        ("Why", item.why),
        ("Trap", item.trap),
    ]  # fmt: skip
    lines = [f"### `{rule.full_name}`", "", *(f"- **{name}:** {text}" for name, text in about if text), ""]
    return "\n".join([*lines, *_golden_rows(rule, GOLDEN[rule.full_name]), ""])


def _overrides(title: str, overrides: Overrides) -> str:
    def value(item: Any) -> str:
        return "off" if item is None else "on" if item is True else "off" if item is False else str(item)

    rows = [
        f"| {name} | `{rule_set}.{key}` | {value(limit)} |"
        for name, sets in overrides.items()
        for rule_set, limits in sets.items()
        for key, limit in limits.items()
    ]
    return "\n".join([f"## Other limits by {title}", "", f"| {title} | key | value |", "|---|---|---|", *rows, ""])


def page() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD]
    for rule_set in ALL_RULE_SETS:
        limits = rule_set()
        about = inspect.cleandoc(rule_set.__doc__ or "")
        parts += [f"## `{rule_set.rule_set}`{'' if limits.enabled else ' (off by default)'}\n\n{about}\n"]
        parts += [card(rule) for rule in limits.rules()]
    parts += [
        _overrides("domain", DOMAINS),
        "Where a document's language and its domain both name a limit, the looser one holds.\n",
        _overrides("language", LANGUAGES),
    ]
    return "\n".join(parts)


def main() -> None:
    """Write the page."""
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
