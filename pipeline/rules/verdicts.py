"""What sets of rules say of one text, without a pipeline around it: to try a text by hand, or to teach.

Units, stop words and limits are those that ship for the language of the text; the limits of domains are left aside.
"""

from __future__ import annotations

from typing import TypeVar

from pipeline.rule import Broken, RuleSet
from pipeline.rules import c4, fineweb, gopher_quality
from pipeline.rules.c4 import C4, C4Lines, C4ProseLines
from pipeline.rules.fineweb import FineWeb
from pipeline.rules.gopher_quality import GopherQuality
from pipeline.rules.lines import cut_lines
from pipeline.rules.overrides import LANGUAGES
from pipeline.rules.refinedweb_lines import RefinedWebLines
from pipeline.words import View

Rules = TypeVar("Rules", bound=RuleSet)


def broken_gopher_quality_rules(text: str, language: str) -> list[str]:
    """Names of the rules of `GopherQuality` that ``text`` breaks, in the order of the set.

    ``language``: ISO 639 code. Lines are not cut first, as the stage does.
    """
    return _names(_rules_for(GopherQuality, language).decide(gopher_quality.measure(View(text, language))))


def cut_and_judge(text: str, language: str) -> tuple[str, list[str]]:
    """``text`` without the lines that break `C4Lines`, and the names of the rules that what is left breaks.

    The rules are those of `C4` for pages, then those of `FineWeb`, in the order of the sets. Bad words are left
    aside: a list of them is a matter of configuration. ``language``: ISO 639 code. A text without such a line comes
    back as it is; otherwise new lines at its ends go too.
    """
    notices, page = _rules_for(C4Lines, language), _rules_for(C4, language)
    left = cut_lines(View(text, language), notices, C4ProseLines(enabled=False), RefinedWebLines(enabled=False)).view
    broken = page.model_copy(update={"max_bad_words": None}).decide(c4.measure(left, page))
    shape = _rules_for(FineWeb, language)
    return left.text, _names(broken + shape.decide(fineweb.measure(left, shape)))


def _rules_for(rule_set: type[Rules], language: str) -> Rules:
    """The set with the limits that ship for the language."""
    return rule_set(**LANGUAGES.get(language, {}).get(rule_set.rule_set, {}))


def _names(broken: list[Broken]) -> list[str]:
    """Names of the rules without their set's."""
    return [item.rule.rpartition(".")[2] for item in broken]
