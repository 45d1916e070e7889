"""What ``lab look 04`` shows: pages of the seeded web, and which of your rules they break."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from labs.cli.look import Looked
from labs.world.build import World, world
from labs.world.page import Page
from pipeline import words as units
from pipeline.rules.gopher_repetition import GopherRepetition

PAGES = 1_200
PAGES_OF_A_HOST = 4
RICH_HOST = "attic.example"
"""The host with most of the garbage that no published rule finds: all its pages are shown."""


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """Judge pages of every host by Gopher's quality rules, three repetition rules, and your own rule."""
    limits = GopherRepetition()
    for page in pages(world(seed, PAGES)):
        text = page.text or ""
        words = units.words(text, page.language)
        values = {
            "max_duplicate_line_fraction": functions.duplicate_line_fraction(units.lines(text)),
            "max_top_2_gram_character_fraction": functions.top_ngram_character_fraction(words, 2),
            "max_duplicate_5_gram_character_fraction": functions.duplicate_ngram_character_fraction(words, 5),
        }
        reasons = [
            f"{name}: {value:.3g} > {getattr(limits, name):g}"
            for name, value in values.items()
            if value > getattr(limits, name)
        ]
        if page.language is not None:  # nobody can say what language a damaged page is in
            reasons += functions.broken_gopher_quality_rules(text, page.language)
        if functions.is_garbage(text):
            reasons.append("is_garbage")
        yield Looked(page.url, text, tuple(reasons))


def pages(web: World) -> Iterator[Page]:
    """The first articles of each host."""
    for site in web.sites:
        shown = site.articles if site.spec.name == RICH_HOST else min(site.articles, PAGES_OF_A_HOST)
        for position in range(shown):
            yield site.article_page(position)
