"""What `lab look 09` shows: pages of the seeded web, and which benchmark items your `contamination` finds in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from labs.cli.look import Looked
from labs.world.build import world
from labs.world.writing import benchmark_problems

PAGES = 600


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """Every English page with a text; a dropped one names the problems of HumanEval that stand in it."""
    texts = {page.url: page.text for page in world(seed, PAGES).pages() if page.text and page.language == "en"}
    reasons: dict[str, list[str]] = defaultdict(list)
    for url, item, share in functions.contamination(texts, dict(benchmark_problems())):
        reasons[url].append(f"contamination: {share:.2f} >= 0.5 of {item}")
    for url, text in texts.items():
        yield Looked(url, text, tuple(reasons[url]))
