"""What `lab label 07` asks about: the beginnings of texts of three qualities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from labs.grading.sheet import Planted
from labs.world.draws import Draw
from labs.world.phrases import SMALL_TALK
from labs.world.writing import Draft, article, forum_thread, product_page, promotion, thin_page

SHOWN_CHARACTERS: Final = 900

SOURCES: Final[tuple[tuple[str, Callable[[Draw, str], Draft], int], ...]] = (
    ("high", partial(article, domain="general"), 4),
    ("high", partial(article, domain="medicine"), 2),
    ("high", partial(article, domain="law"), 1),
    ("medium", forum_thread, 7),
    ("low", promotion, 5),
    ("low", product_page, 2),
    ("low", thin_page, 1),
)
"""True label, who writes such texts, and how many."""


def documents(seed: int) -> Iterator[Planted]:
    """So many English texts of each writer."""
    for place, (label, write, count) in enumerate(SOURCES):
        found, tried = 0, 0
        while found < count:
            text = beginning(write(Draw(seed, "lab 07", "sheet", place, tried), "en").text)
            tried += 1
            if label != "medium" or sum(phrase in text for phrase in SMALL_TALK["en"]) >= 2:
                found += 1
                yield Planted(text, label)


def beginning(text: str) -> str:
    """At most `SHOWN_CHARACTERS` of the text, cut at a blank."""
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS].rpartition(" ")[0] + " …"
