"""What ``lab look 02`` shows: pages of the seeded web, and what went wrong between their bytes and their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from labs.cli.look import Looked
from labs.world.build import world
from pipeline.extract.charset import charset_of_content_type

PAGES = 200
PAGES_OF_A_HOST = 2
MAX_BYTES = 1_000_000
MIN_F1 = 0.97
SHOWN = 3


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """Read pages of every host. A reason says what the extracted text has too much or too little."""
    for site in world(seed, PAGES).sites:
        for position in range(0 if site.closed else min(site.articles, PAGES_OF_A_HOST)):
            page = site.article_page(position)
            response = site.respond(site.article_path(position))
            headers = {name.lower(): value for name, value in response.headers}
            body, _ = functions.decode_body(
                response.body, headers.get("transfer-encoding"), headers.get("content-encoding"), MAX_BYTES
            )
            html, _, _ = functions.decode_html(body, charset_of_content_type(headers.get("content-type")))
            text = functions.extract_html(html, page.url)["text"]
            yield Looked(page.url, text, tuple(reasons(functions, without_heading(text, html), page.text or "")))


def without_heading(text: str, html: str) -> str:
    """The text without the page's heading, which the planted text does not have: to find it is no mistake."""
    found = re.search(r"<h1>(.*?)</h1>", html)
    heading = unescape(found[1]) if found else None
    return "\n".join(line for line in text.split("\n") if line != heading)


def reasons(functions: Any, text: str, gold: str) -> Iterator[str]:
    """What separates the extracted text from the planted one; nothing when they agree well."""
    f1 = functions.token_f1(text, gold)
    if f1 >= MIN_F1:
        return
    yield f"token_f1: {f1:.3f} < {MIN_F1}"
    for what, these, those in (("too much", text, gold), ("missing", gold, text)):
        present = set(those.split("\n"))
        lines = [line for line in these.split("\n") if line not in present]
        yield from (f"{what}: {line[:100]}" for line in lines[:SHOWN])
