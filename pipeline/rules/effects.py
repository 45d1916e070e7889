"""What each rule does to a set of pages, alone and together with the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def rule_effects(broken: Sequence[Sequence[str]]) -> dict[str, tuple[float, float]]:
    """Rule -> (share of the pages that break it, share of the pages that break it and no other rule).

    ``broken`` names for each page the rules that it breaks; an empty one is a page that is kept. The second share is
    the marginal effect: what switching off this one rule would save. It is never above the first, and the second
    shares add up to less than what is lost where rules hit the same pages. Both are shares of all pages. A rule that
    no page breaks is not named; a rule named twice for a page counts once. No pages: {}.
    """
    breaking, alone = Counter[str](), Counter[str]()
    for rules in map(set, broken):
        breaking.update(rules)
        if len(rules) == 1:
            alone.update(rules)
    return {rule: (breaking[rule] / len(broken), alone[rule] / len(broken)) for rule in sorted(breaking)}
