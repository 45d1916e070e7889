"""What is known of a page (the truth) and what a server answers for it (the response)."""

from __future__ import annotations

from dataclasses import dataclass

from labs.world.personal import Personal


@dataclass(frozen=True)
class Page:
    """One URL with its truth; the fields are the columns of `pipeline.truth.PAGES_SCHEMA`."""

    url: str
    host: str
    status: int
    allowed: bool
    reachable: bool
    trap: bool
    kind: str
    language: str | None = None
    quality: str = "low"
    domain: str = "general"
    text: str | None = None
    source: str | None = None
    family: str | None = None
    pii: tuple[Personal, ...] = ()
    benchmark_items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Response:
    """One HTTP answer and how badly it is given.

    ``delay``: seconds before it. ``refusals``: how many first requests get ``refusal_status`` with ``Retry-After: 1``
    instead. ``missing_bytes``: bytes that Content-Length promises beyond the body. ``padding``: blanks after the body.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    delay: float = 0.0
    refusals: int = 0
    refusal_status: int = 503
    missing_bytes: int = 0
    padding: int = 0


def html_response(html: str, charset: str, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """An HTML page; a charset other than UTF-8 is left for the page's ``<meta>`` to tell."""
    content_type = "text/html; charset=utf-8" if charset == "utf-8" else "text/html"
    return Response(status, (("Content-Type", content_type), *headers), html.encode(charset, "xmlcharrefreplace"))
