"""What `lab look 05` shows: whole pages of a small web, menus and banners too, and what is cut or dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import lxml.html

from labs.cli.look import Looked
from labs.world.build import world
from pipeline.dedup.shingles import words

PAGES = 300
MIN_DOCUMENTS = 5
MIN_LINE_CHARACTERS = 10
MIN_WORDS_LEFT = 50


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """Every page with a text: its copy with the smallest URL, or what is left when the lines of its site are cut out.

    Survivors and repeated lines are found here as Spark would find them, without Spark.
    """
    web = world(seed, PAGES)
    pages = {page.url: visible_text(web.respond(page.url).body) for page in web.pages() if page.text}
    survivors: dict[str, str] = {}
    copy_of: dict[str, str] = {}
    for url, text in sorted(pages.items()):
        if (key := functions.document_hash(text)) is not None:
            copy_of[url] = survivors.setdefault(key, url)
    kept = {url: text for url, text in pages.items() if copy_of.get(url, url) == url}
    repeated = repeated_lines(functions, kept)
    for url, text in pages.items():
        if url not in kept:
            yield Looked(url, text, (f"exact.duplicate_document: of {copy_of[url]}",))
            continue
        left, lines, characters = functions.remove_lines(text, repeated.get(url, {}), MIN_LINE_CHARACTERS)
        count = len(words(left))
        reason = f"exact.min_words_left: {count} < {MIN_WORDS_LEFT}"
        told = f"[{lines} lines, {characters} characters cut out]\n{left}" if lines else left
        yield Looked(url, told, (reason,) if lines and count < MIN_WORDS_LEFT else ())


def repeated_lines(functions: Any, pages: dict[str, str]) -> dict[str, dict[int, int | None]]:
    """URL -> key of each line that `MIN_DOCUMENTS` pages of its host have -> number of the line that stays, or None."""
    found: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
    for url, text in pages.items():
        for number, key in functions.line_hashes(text, MIN_LINE_CHARACTERS):
            found[url.split("/")[2], key].append((url, number))
    repeated: dict[str, dict[int, int | None]] = defaultdict(dict)
    for (_, key), places in found.items():
        if len(places) >= MIN_DOCUMENTS:
            first, line = min(places)
            for url, _ in places:
                repeated[url][key] = line if url == first else None
    return repeated


def visible_text(body: bytes) -> str:
    """All text of a page, menus and banners too: what an extractor that takes everything would give."""
    page = lxml.html.fromstring(body)
    for hidden in page.xpath("//script | //style | //head"):
        hidden.drop_tree()
    lines = (" ".join(line.split()) for line in page.xpath("//body//text()"))
    return "\n".join(line for line in lines if line)
