"""Limits chosen by the price of pages: by hand, and what must hold for all pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.limits import breaks, choose_limits

PUBLISHED: dict[str, float] = {"set.max_braces": 0, "set.min_words": 50}


def page(braces: float, words: float) -> dict[str, float]:
    return {"set.max_braces": braces, "set.min_words": words}


def test_the_cheapest_pages_are_bought_first() -> None:
    good = [page(0, 60), page(9, 60), page(0, 20)]
    garbage = [page(0, 10), page(0, 30), page(3, 40)]
    # (9, 60) lets nothing in; (0, 20) lets (0, 30) in
    assert choose_limits(good, garbage, PUBLISHED, 0.3) == PUBLISHED
    assert choose_limits(good, garbage, PUBLISHED, 0.6) == {"set.max_braces": None, "set.min_words": 50}
    assert choose_limits(good, garbage, PUBLISHED, 1) == {"set.max_braces": None, "set.min_words": 20}


def test_a_loosened_rule_that_still_drops_garbage_stays() -> None:
    assert choose_limits([page(4, 60)], [page(5, 60)], PUBLISHED, 1) == {"set.max_braces": 4, "set.min_words": 50}
    assert choose_limits([page(5, 60)], [page(5, 60)], PUBLISHED, 1) == {"set.max_braces": None, "set.min_words": 50}


def test_fewer_rules_first_and_equal_prices_together() -> None:
    good = [page(1, 49), page(2, 60), page(3, 60), page(0, 60)]
    found = choose_limits(good, [page(9, 9)], PUBLISHED, 0.5)
    assert found == {"set.max_braces": 3, "set.min_words": 50}


def test_exact_share_and_wrong_arguments() -> None:
    good = [page(0, 60)] * 55 + [page(1, 60)] * 45
    assert choose_limits(good, [page(9, 9)], PUBLISHED, 0.55) == PUBLISHED  # 0.55 * 100 is more than 55 in floats
    assert choose_limits(good, [page(9, 9)], PUBLISHED, 0.551)["set.max_braces"] == 1
    for share in (0, -1, 1.01):
        with pytest.raises(ValueError, match="wanted_share"):
            choose_limits(good, [], PUBLISHED, share)
    with pytest.raises(ValueError, match="no good page"):
        choose_limits([], [], PUBLISHED, 0.5)


def test_a_page_without_a_value_breaks_nothing() -> None:
    assert choose_limits([{}, page(0, 60)], [{}], PUBLISHED, 1) == PUBLISHED


PAGES = st.lists(st.builds(page, st.integers(0, 5), st.integers(45, 55)), min_size=1, max_size=8)


@given(PAGES, PAGES, st.floats(0.01, 1), st.floats(0.01, 1))
def test_keeps_what_was_wanted_never_stricter_and_monotone(
    good: list[dict[str, float]], garbage: list[dict[str, float]], one: float, other: float
) -> None:
    less, more = (choose_limits(good, garbage, PUBLISHED, share) for share in sorted((one, other)))
    kept = sum(not any(breaks(rule, item[rule], limit) for rule, limit in more.items()) for item in good)
    assert kept >= max(one, other) * len(good) - 1e-9
    for rule, published in PUBLISHED.items():
        assert not breaks(rule, published, less[rule])
        if more[rule] is not None:
            assert less[rule] is not None
            assert not breaks(rule, less[rule], more[rule])
    assert choose_limits(good[::-1], garbage[::-1], PUBLISHED, one) == choose_limits(good, garbage, PUBLISHED, one)
