"""Every rule's card is complete, and the documentation is what the cards say."""

from __future__ import annotations

from pipeline.rules.cards import ALL_RULE_SETS, PATH, page


def test_the_documentation_is_up_to_date() -> None:
    assert PATH.read_text(encoding="utf-8") == page(), "run: python -m pipeline.rules.cards"


def test_every_card_says_how_from_where_why_and_what_goes_wrong() -> None:
    for rule_set in ALL_RULE_SETS:
        for rule in rule_set().rules():
            card = rule.card
            assert all((card.formula, card.numerator, card.unit, card.source, card.why, card.trap)), rule.full_name
            if "fraction" in rule.name or "ratio" in rule.name or "mean" in rule.name:
                assert card.denominator, rule.full_name
            assert rule.name.startswith(("min_", "max_"))


def test_the_limits_are_the_published_ones() -> None:
    limits = {rule.full_name: rule.limit for rule_set in ALL_RULE_SETS for rule in rule_set().rules()}
    published = {
        "gopher_quality": (50, 100_000, 3, 10, 0.1, 0.1, 0.9, 0.3, 0.8, 2),
        "gopher_repetition": (0.3, 0.3, 0.2, 0.2, 0.2, 0.18, 0.16, 0.15, 0.14, 0.13, 0.12, 0.11, 0.1),
        "c4_prose_lines": (1, 5),
        "c4": (3, 0, 0, 0),
        "fineweb": (0.12, 0.67, 0.01, 0.3),
        "refinedweb_lines": (0.5, 0, 0, 2, 0),
        "refinedweb": (0.05,),
    }
    for name, values in published.items():
        assert tuple(limit for rule, limit in limits.items() if rule.split(".")[0] == name) == values
