"""What sets of rules say of one text, without a pipeline around it: to try a text by hand, or to teach.

Units, stop words and limits are those that ship for the language of the text; the limits of domains are left aside.
"""

from __future__ import annotations

from functools import cache

from pipeline.rule import Broken
from pipeline.rules import c4, fineweb, gopher_quality
from pipeline.rules.c4 import C4ProseLines
from pipeline.rules.lines import cut_lines
from pipeline.rules.refinedweb_lines import RefinedWebLines
from pipeline.rules.settings import RuleSets, RulesSettings
from pipeline.words import View


def broken_gopher_quality_rules(text: str, language: str) -> list[str]:
    """Names of the rules of `GopherQuality` that ``text`` breaks, in the order of the set.

    ``language``: ISO 639 code. Lines are not cut first, as the stage does.
    """
    rules = as_shipped(language).gopher_quality
    return _names(rules.decide(gopher_quality.measure(View(text, language))))


def cut_and_judge(text: str, language: str) -> tuple[str, list[str]]:
    """``text`` without the lines that break `C4Lines`, and the names of the rules that what is left breaks.

    The rules are those of `C4` for pages, then those of `FineWeb`, in the order of the sets. Bad words are left
    aside: a list of them is a matter of configuration. ``language``: ISO 639 code. A text without such a line comes
    back as it is; otherwise new lines at its ends go too.
    """
    rules = as_shipped(language)
    no_prose, no_counters = C4ProseLines(enabled=False), RefinedWebLines(enabled=False)
    left = cut_lines(View(text, language), rules.c4_lines, no_prose, no_counters).view
    broken = rules.c4.model_copy(update={"max_bad_words": None}).decide(c4.measure(left, rules.c4))
    return left.text, _names(broken + rules.fineweb.decide(fineweb.measure(left, rules.fineweb)))


def as_shipped(language: str | None) -> RuleSets:
    """The rule sets with the limits that ship for the language."""
    return _shipped().for_document(language, None)


@cache
def _shipped() -> RulesSettings:
    return RulesSettings()


def _names(broken: list[Broken]) -> list[str]:
    """Names of the rules without their set's."""
    return [item.rule.rpartition(".")[2] for item in broken]
