"""What ``lab look 08`` shows: mathematics and garbage of the seeded web under limits that your functions choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from labs.cli.look import Looked
from labs.world.draws import Draw
from labs.world.writing import Draft, article, machine_babble, product_page, repetitive, spam
from pipeline.rules.limits import breaks, is_minimum
from pipeline.rules.settings import RulesSettings
from pipeline.rules.survey import published_limits, rule_values

PAGES = 40
"""Pages of mathematics, and of garbage of all kinds together; on the first half of each the limits are chosen."""
WANTED_SHARE = 0.9


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """The pages that no limit was chosen by. The first line of each says what the general rules did to it."""
    settings = RulesSettings()
    published = by_name(published_limits("en", settings))
    makers = (spam, repetitive, machine_babble, product_page)
    good = [article(Draw(seed, "look 08", number), "en", "mathematics") for number in range(PAGES)]
    bad = [makers[number % 4](Draw(seed, "look 08", "bad", number), "en") for number in range(PAGES)]
    values = {id(draft): by_name(rule_values(draft.text, "en", settings)) for draft in [*good, *bad]}
    half = PAGES // 2
    seen_good, seen_bad = ([values[id(draft)] for draft in drafts[:half]] for drafts in (good, bad))
    limits = functions.choose_limits(seen_good, seen_bad, published, WANTED_SHARE)
    effects = functions.rule_effects([broken(page, published) for page in seen_good])
    for number, draft in enumerate([*good[half:], *bad[half:]]):
        page = values[id(draft)]
        general = [f"{rule} (alone {effects.get(rule, (0, 0))[1]:.0%})" for rule in broken(page, published)]
        formulas = len(functions.formulas(draft.text))
        told = f"[{kind(draft)}; {formulas} formulas; general rules: {', '.join(general) or 'kept'}]"
        reasons = tuple(
            f"{rule}: {page[rule]:.3g} {'<' if is_minimum(rule) else '>'} {limits[rule]:.3g}"
            for rule in broken(page, limits)
        )
        yield Looked(f"{kind(draft)} {number}", f"{told}\n{draft.text}", reasons)


def by_name(values: Mapping[str, float]) -> dict[str, float]:
    """``gopher_quality.min_words`` becomes ``min_words (gopher_quality)``: here names begin with min or max."""
    parts = {rule: rule.split(".") for rule in values}
    return {f"{parts[rule][1]} ({parts[rule][0]})": value for rule, value in values.items()}


def kind(draft: Draft) -> str:
    return draft.domain if draft.kind == "article" else draft.kind


def broken(page: Mapping[str, float], limits: Mapping[str, float | None]) -> list[str]:
    """The rules that the page breaks."""
    return [rule for rule, limit in limits.items() if breaks(rule, page.get(rule), limit)]
