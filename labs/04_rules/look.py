"""What ``lab look 04`` shows: pages of the seeded web, and which of your rules they break."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from labs.cli.look import Looked
from labs.world.build import world
from pipeline import words as units
from pipeline.rules.gopher_repetition import GopherRepetition

PAGES = 300
MAX_CHARACTERS = 12_000


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """Judge every page that has a text by Gopher's quality rules, three repetition rules, and your own."""
    limits = GopherRepetition()
    seen: set[str] = set()
    for page in world(seed, PAGES).pages():
        text = (page.text or "")[:MAX_CHARACTERS]
        if not text or text in seen:
            continue
        seen.add(text)
        words = units.words(text, page.language)
        values = (
            ("max_duplicate_line_fraction", functions.duplicate_line_fraction(units.lines(text))),
            ("max_top_2_gram_character_fraction", functions.top_ngram_character_fraction(words, 2)),
            ("max_duplicate_5_gram_character_fraction", functions.duplicate_ngram_character_fraction(words, 5)),
        )
        reasons = [f"{name}: {value:.3g} > {getattr(limits, name):g}"
                   for name, value in values if value > getattr(limits, name)]  # fmt: skip
        if page.language is not None:
            reasons += functions.broken_gopher_quality_rules(text, page.language)
        if functions.is_garbage(text):
            reasons.append("is_garbage")
        yield Looked(page.url, text, tuple(reasons))
