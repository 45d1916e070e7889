"""Chooses limits for a domain from its pages: as loose as needed, no looser."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

Values = Mapping[str, float]
"""Rule -> measured value of one page. A page breaks no rule that it has no value for."""


def choose_limits(
    good: Sequence[Values], garbage: Sequence[Values], published: Mapping[str, float], wanted_share: float
) -> dict[str, float | None]:
    """Rule -> limit, so that at least ``wanted_share`` of the ``good`` pages of a domain break no rule at all.

    ``published`` holds the limits to start from. A rule is a minimum or a maximum by its name (``min_words``,
    ``max_hash_word_ratio``; what stands before a point is left aside); the limit itself is allowed.

    Every good page has a price: loosen the published limits just so far that this one page is kept, and count (the
    ``garbage`` pages that are kept then, the rules that were loosened). The cheapest pages are bought until the wanted
    share is reached; pages of the same price are bought together, which may keep more than was asked, never less.
    The limits are the strictest ones that keep all bought pages, and never stricter than the published ones.

    None switches a rule off: one that was loosened and drops none of the garbage any more costs good pages and gives
    nothing. A larger ``wanted_share`` never gives a stricter limit. The order of pages has no influence. Exact: 0.55 of
    100 pages are 55. Raises ValueError without good pages or when ``wanted_share`` is not in (0, 1].
    """
    if not good:
        raise ValueError("there is no good page to choose limits by")
    if not 0 < wanted_share <= 1:
        raise ValueError(f"wanted_share must be above 0 and at most 1, not {wanted_share}")
    prices = [_price(page, garbage, published) for page in good]
    wanted = math.ceil(Fraction(str(wanted_share)) * len(good))
    highest = sorted(prices)[wanted - 1]
    limits = _loosened(published, [page for page, price in zip(good, prices, strict=True) if price <= highest])
    return {
        rule: limit
        if limit == published[rule] or any(breaks(rule, page.get(rule), limit) for page in garbage)
        else None
        for rule, limit in limits.items()
    }


def _price(page: Values, garbage: Sequence[Values], published: Mapping[str, float]) -> tuple[int, int]:
    limits = _loosened(published, [page])
    kept = sum(not any(breaks(rule, other.get(rule), limit) for rule, limit in limits.items()) for other in garbage)
    return kept, sum(limits[rule] != published[rule] for rule in limits)


def _loosened(limits: Mapping[str, float], pages: Sequence[Values]) -> dict[str, float]:
    """The strictest limits that keep all ``pages`` and are nowhere stricter than ``limits``."""
    return {
        rule: (min if is_minimum(rule) else max)([limit, *(page[rule] for page in pages if rule in page)])
        for rule, limit in limits.items()
    }


def is_minimum(rule: str) -> bool:
    """Whether the rule's limit is a lower bound."""
    return rule.rpartition(".")[2].startswith("min_")


def breaks(rule: str, value: float | None, limit: float | None) -> bool:
    """Whether a page with this value breaks the rule; never without a value or a limit."""
    if value is None or limit is None:
        return False
    return value < limit if is_minimum(rule) else value > limit
