"""What `lab label 04` asks about: the beginnings of texts that are worth keeping, and of four kinds that are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from labs.grading.sheet import Planted
from labs.world.draws import Draw
from labs.world.writing import Draft, article, forum_thread, machine_babble, mojibake, repetitive, spam

SHOWN_CHARACTERS: Final = 900

Writer = Callable[[Draw, str], Draft]

SOURCES: Final[tuple[tuple[str, Writer, tuple[str, ...]], ...]] = (
    ("keep", partial(article, domain="general"), ("en", "en", "en")),
    ("keep", partial(article, domain="code"), ("en",)),
    ("keep", partial(article, domain="mathematics"), ("en",)),
    ("keep", partial(article, domain="law"), ("en",)),
    ("keep", forum_thread, ("en", "en")),
    ("spam", spam, ("en", "en", "en", "en")),
    ("babble", machine_babble, ("en", "en", "en", "en")),
    ("repeats", repetitive, ("en", "en", "de")),
    ("other", mojibake, ("ru", "fr", "zh")),
)
"""True label, who writes such texts, and in which languages: English where only a reader can tell sense from none."""


def documents(seed: int) -> Iterator[Planted]:
    """One text for each language of each writer."""
    for place, (label, write, languages) in enumerate(SOURCES):
        for number, language in enumerate(languages):
            draft = write(Draw(seed, "lab 04", "sheet", place, number), language)
            yield Planted(beginning(draft.text), label)


def beginning(text: str) -> str:
    """At most `SHOWN_CHARACTERS` of the text, cut at a blank."""
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS].rpartition(" ")[0] + " …"
