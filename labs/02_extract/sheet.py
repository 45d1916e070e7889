"""What `lab label 02` asks about: all lines of a page, and which of them somebody's extractor has kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from labs.grading.sheet import Planted
from labs.world.draws import Draw
from labs.world.render import Dress, Link, page, small_talk
from labs.world.sources import pools
from labs.world.writing import Paragraph, article, joined

COUNTS: Final = {"right": 6, "more": 6, "less": 5, "both": 5}
LAYOUTS: Final = 4
PARAGRAPHS: Final = 4
TAG: Final = re.compile(r"<[^>]*>")
SHOWN_CHARACTERS: Final = 74
"""Of one line; the beginning of a paragraph tells that it is one."""


def documents(seed: int) -> Iterator[Planted]:
    """So many pages of each label, in all layouts."""
    for label, count in COUNTS.items():
        for number in range(count):
            draw = Draw(seed, "lab 02", "sheet", label, number)
            paragraphs = some_paragraphs(draw)
            dress = dressed(draw, number % LAYOUTS)
            lines = [line for line in visible_lines(page(dress, paragraphs, draw)) if line != dress.title]
            kept = kept_lines(draw, label, lines, {joined(paragraph) for paragraph in paragraphs})
            marked = (f"{'+' if place in kept else '-'} {cut(line)}" for place, line in enumerate(lines))
            yield Planted("\n".join(marked), label)


def some_paragraphs(draw: Draw) -> tuple[Paragraph, ...]:
    """The first paragraphs of an article, without code."""
    prose: list[Paragraph] = []
    while len(prose) < PARAGRAPHS:
        prose += [paragraph for paragraph in article(draw, "en", "general").paragraphs if "\n" not in paragraph[0]]
    return tuple(prose[:PARAGRAPHS])


def dressed(draw: Draw, layout: int) -> Dress:
    """What stands around an article: menu, advertisement, related links, comments, cookie banner.

    No date and author: whether they and the heading belong to the text is a question of taste.
    """
    titles = [" ".join(draw.choice(draw.choice(pools("en", "general")).sentences).split()[:7]) for _ in range(3)]
    return Dress(
        host="news.example",
        language="en",
        layout=layout,
        title=titles[0].rstrip(".,;:"),
        related=tuple(Link("/", title.rstrip(".,;:")) for title in titles[1:]),
        comments=small_talk(draw, "en")[:2],
    )


def visible_lines(document: str) -> list[str]:
    """What a reader sees on a page, from top to bottom."""
    _, _, body = document.partition("<body>")
    return [" ".join(unescape(text).split()) for text in TAG.split(body) if text.strip()]


def kept_lines(draw: Draw, label: str, lines: list[str], article_lines: set[str]) -> set[int]:
    """The places of the lines that an extractor with this mistake keeps."""
    main = [place for place, line in enumerate(lines) if line in article_lines]
    rest = [place for place, line in enumerate(lines) if line not in article_lines]
    kept = set(main)
    if label in ("less", "both"):
        kept -= set(draw.sample(main, draw.between(1, 2)))
    if label in ("more", "both"):
        kept |= set(draw.sample(rest, draw.between(1, 3)))
    return kept


def cut(line: str) -> str:
    """The beginning of a line that is long."""
    return line if len(line) <= SHOWN_CHARACTERS else line[:SHOWN_CHARACTERS].rpartition(" ")[0] + " …"
