"""What ``lab look 04`` shows: pages of the seeded web, and which of your rules they break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from labs.cli.look import Looked
from labs.world.build import World, world
from labs.world.draws import Draw
from labs.world.writing import mojibake
from pipeline import words as units
from pipeline.rules.gopher_repetition import GopherRepetition

PAGES = 1_200
PAGES_OF_A_HOST = 4
RICH_HOST = "attic.example"
"""The host with most of the garbage that no published rule finds: all its pages are shown."""
DAMAGED_LANGUAGES = ("ar", "de", "es", "fa", "fr", "ja", "pt", "ru", "zh")


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """Judge pages of every host by the rules of Gopher, C4 and FineWeb that you have written, and by your own rule.

    In a release a rule that is not written yet has no reference either. It judges nothing then; only for the rule of
    your own the planted truth is shown, so that there is something to find out.
    """
    limits = GopherRepetition()
    for name, text, language, is_damaged in pages(world(seed, PAGES)):
        words = units.words(text, language)
        values = {
            "max_duplicate_line_fraction": if_written(functions.duplicate_line_fraction, units.lines(text)),
            "max_top_2_gram_character_fraction": if_written(functions.top_ngram_character_fraction, words, 2),
            "max_top_4_gram_character_fraction": if_written(functions.top_ngram_character_fraction, words, 4),
        }
        reasons = [
            f"{name}: {value:.3g} > {getattr(limits, name):g}"
            for name, value in values.items()
            if value is not None and value > getattr(limits, name)
        ]
        if language is not None:  # nobody can say what language a damaged page is in
            reasons += if_written(functions.broken_gopher_quality_rules, text, language) or ()
            reasons += (if_written(functions.cut_and_judge, text, language) or ("", ()))[1]
        verdict = if_written(functions.is_garbage, text)
        if is_damaged if verdict is None else verdict:
            reasons.append("is_garbage")
        yield Looked(name, text, tuple(reasons))


def if_written(function: Callable[..., Any], *arguments: Any) -> Any:
    """What the function answers; None when it is a stub, the trainee's and the reference's in one."""
    try:
        return function(*arguments)
    except NotImplementedError:
        return None


def pages(web: World) -> Iterator[tuple[str, str, str | None, bool]]:
    """Address, text and language of the first articles of each host, and of what that garbage is in each language;
    and whether the page is that garbage.

    A small web has it in a few languages, by chance those with the strongest signs. A limit made for these fails in
    the others.
    """
    for site in web.sites:
        shown = site.articles if site.spec.name == RICH_HOST else min(site.articles, PAGES_OF_A_HOST)
        for position in range(shown):
            page = site.article_page(position)
            yield page.url, page.text or "", page.language, page.kind == "mojibake"
    for number, language in enumerate(DAMAGED_LANGUAGES):
        damaged = mojibake(Draw(web.seed, "lab 04", "look", language), language)
        yield f"http://{RICH_HOST}/more/{number}.html", damaged.text, damaged.language, True
