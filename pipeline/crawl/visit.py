"""What a thread of the crawler does: one request, and reading what came. Shares nothing, decides nothing."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from pipeline.crawl.canonical import join
from pipeline.crawl.discover import PageFindings, Sitemap, read_page, read_sitemap
from pipeline.crawl.fetch import Answer, Fetcher
from pipeline.crawl.frontier import Candidate
from pipeline.crawl.politeness import is_temporary
from pipeline.crawl.settings import CrawlSettings

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HTML = frozenset({"text/html", "application/xhtml+xml", ""})
_TEMPORARY_FAILURES = frozenset({"connect_timeout", "read_timeout", "no_connection", "connection_broken", "truncated"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Visit:
    """The result of one request."""

    candidate: Candidate
    answer: Answer
    finished: float
    """When it ended, in seconds of the monotonic clock."""
    redirect: str | None = None
    """Canonical target of a redirect; None when it is none, or leads to no web page."""
    page: PageFindings | None = None
    sitemap: Sitemap | None = None
    unreadable: str | None = None
    """The error that reading the page raised; the page is stored all the same."""


def visit(candidate: Candidate, fetcher: Fetcher, settings: CrawlSettings) -> Visit:
    """Requests the candidate's target and reads the links, or the sitemap, that came back."""

    def wanted(status: int, media_type: str) -> bool:
        return candidate.kind != "page" or status != 200 or media_type in ("", *settings.content_types)

    max_bytes = {
        "robots": settings.max_robots_bytes + 1,  # one more shows that there was more
        "sitemap": settings.max_sitemap_bytes,
        "page": settings.max_body_bytes,
    }[candidate.kind]
    answer = fetcher.get(candidate.target, max_bytes, wanted)
    finished = time.monotonic()
    if answer.status in _REDIRECTS:
        location = answer.header("location")
        return Visit(candidate, answer, finished, redirect=join(candidate.target, location) if location else None)
    try:
        page, sitemap = _read(candidate, answer, settings)
    except Exception as error:  # noqa: BLE001 - one hostile page must not end the crawl
        return Visit(candidate, answer, finished, unreadable=f"unreadable: {type(error).__name__}")
    return Visit(candidate, answer, finished, page=page, sitemap=sitemap)


def _read(candidate: Candidate, answer: Answer, settings: CrawlSettings) -> tuple[PageFindings | None, Sitemap | None]:
    if candidate.kind == "sitemap" and answer.status == 200 and answer.failure in (None, "too_large"):
        return None, read_sitemap(
            answer.body, candidate.url, max_bytes=settings.max_sitemap_bytes, max_urls=settings.max_sitemap_urls
        )
    if candidate.kind == "page" and outcome_of(answer)[0] == "fetched":
        charset = _CHARSET.search(answer.header("content-type") or "")
        page = read_page(
            answer.body if answer.content_type in _HTML else b"",
            candidate.url,
            charset=charset[1] if charset else None,
            x_robots_tags=answer.all_headers("x-robots-tag"),
            product_token=settings.product_token,
            max_links=settings.max_links_per_page,
        )
        return page, None
    return None, None


def outcome_of(answer: Answer) -> tuple[str, str | None]:
    """Outcome and reason, as the fetch log names them, that an answer has by itself, when nothing is tried again."""
    if answer.failure == "too_large":
        return "too_large", "max_body_bytes"
    if answer.failure == "private_address":
        return "private_address", None
    if answer.failure is not None:
        return "failed", answer.failure
    if answer.unread:
        return "wrong_content_type", answer.content_type
    if answer.status in _REDIRECTS:
        return "redirected", None
    if answer.status == 200:
        return "fetched", None
    return "http_error", str(answer.status)


def is_temporary_fault(answer: Answer) -> bool:
    """Whether it is worth asking again later."""
    if answer.failure is not None:
        return answer.failure in _TEMPORARY_FAILURES
    return answer.status is not None and is_temporary(answer.status)
