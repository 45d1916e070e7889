"""What Gopher's quality rules say of one text, without a pipeline around it: to try a text by hand, or to teach."""

from __future__ import annotations

from pipeline.rules.gopher_quality import GopherQuality, measure
from pipeline.rules.overrides import LANGUAGES
from pipeline.words import View


def broken_gopher_quality_rules(text: str, language: str) -> list[str]:
    """Names of the rules of `GopherQuality` that ``text`` breaks, in the order of the set.

    Units, stop words and limits are those that ship for ``language`` (ISO 639). Lines are not cut first, as the
    stage does, and the limits of domains are left aside.
    """
    rules = GopherQuality(**LANGUAGES.get(language, {}).get(GopherQuality.rule_set, {}))
    broken = rules.decide(measure(View(text, language)))
    return [item.rule.removeprefix(f"{GopherQuality.rule_set}.") for item in broken]
