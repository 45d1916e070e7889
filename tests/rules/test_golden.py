"""Every rule has golden texts just below, at and just above its limit, and the limit itself is allowed."""

from __future__ import annotations

import pytest

from pipeline.decontaminate.excise import excise
from pipeline.decontaminate.search import find_overlaps, index_items
from pipeline.pii.find import mask
from pipeline.rule import Rule
from pipeline.rules import c4, fineweb, gopher_quality, gopher_repetition
from pipeline.rules.c4 import C4, C4Lines, C4ProseLines
from pipeline.rules.cards import ALL_RULE_SETS
from pipeline.rules.fineweb import FineWeb
from pipeline.rules.golden import BENCHMARK_ITEM, GOLDEN, Case
from pipeline.rules.lines import Values, c4_line_values, c4_prose_line_values, cut_lines, refinedweb_line_values
from pipeline.rules.refinedweb_lines import RefinedWebLines
from pipeline.words import View

RULES = {rule.full_name: rule for rule_set in ALL_RULE_SETS for rule in rule_set().rules()}


def contamination(text: str) -> dict[str, float]:
    overlaps = find_overlaps(text, index_items({"item": BENCHMARK_ITEM}))
    pieces = excise(text, [span for overlap in overlaps for span in overlap.spans])
    return {"items": float(len(overlaps)), "pieces": float(len(pieces))}


def value(rule: Rule, text: str) -> float | None:
    """The rule's value for a text, measured by its rule set alone."""
    view = View(text, "en")

    def of_line(values: Values) -> dict[str, float]:
        return {measure: value for measure, (value,) in values.items()}

    measured = {
        "c4_lines": lambda: of_line(c4_line_values(view, C4Lines())),
        "c4_prose_lines": lambda: of_line(c4_prose_line_values(view)),
        "refinedweb_lines": lambda: of_line(refinedweb_line_values(view, RefinedWebLines())),
        "gopher_quality": lambda: gopher_quality.measure(view),
        "gopher_repetition": lambda: gopher_repetition.measure(view),
        "c4": lambda: c4.measure(view, C4()),
        "fineweb": lambda: fineweb.measure(view, FineWeb()),
        "refinedweb": lambda: cut_lines(view, C4Lines(), C4ProseLines(), RefinedWebLines()).refinedweb,
        "pii": lambda: {"found": float(sum(mask(text)[1].values()))},
        "decontaminate": lambda: contamination(text),
    }[rule.rule_set]()
    return measured[rule.card.measure]


def limit(name: str) -> float:
    found = RULES[name].limit if RULES[name].limit is not None else GOLDEN[name].limit
    assert found is not None
    return found


def test_every_card_has_golden_texts_and_nothing_else_has() -> None:
    assert set(GOLDEN) == set(RULES)


@pytest.mark.parametrize("name", sorted(RULES))
def test_golden_values_lie_on_both_sides_of_the_limit(name: str) -> None:
    golden = GOLDEN[name]
    assert golden.at.value == limit(name)
    assert golden.below is None or golden.below.value < limit(name)
    assert golden.above is None or golden.above.value > limit(name)
    # Only what no value can reach may be left out: counts below 0, and more than a whole.
    assert golden.below is not None or limit(name) == 0
    assert golden.above is not None or limit(name) == 1


@pytest.mark.parametrize(
    ("name", "place", "case"),
    [
        pytest.param(name, place, case, id=f"{name}-{place}")
        for name, golden in sorted(GOLDEN.items())
        for place, case in (("below", golden.below), ("at", golden.at), ("above", golden.above))
        if case is not None
    ],
)
def test_golden_texts_have_their_values_and_only_the_wrong_side_breaks_the_rule(
    name: str, place: str, case: Case
) -> None:
    rule = RULES[name]
    assert value(rule, case.text) == case.value
    in_force = Rule(rule.rule_set, rule.name, rule.bound, limit(name), rule.card)
    assert in_force.broken_by(value(rule, case.text)) == (place == {"min": "below", "max": "above"}[rule.bound])
