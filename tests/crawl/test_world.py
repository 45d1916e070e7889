"""The crawler against a seeded web whose truth is known: everything allowed, nothing forbidden, and no haste."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from labs.world.build import world
from labs.world.page import Page
from labs.world.server import Request, serve
from pipeline.crawl.canonical import canonicalise
from pipeline.crawl.crawler import CrawlSummary, crawl
from pipeline.crawl.settings import CrawlSettings

DELAY, LONGEST_DELAY = 0.02, 0.1
TRAP_LIMIT = 30


@dataclass
class Crawled:
    truth: list[Page]
    requests: list[Request]
    summary: CrawlSummary
    log: dict[str, dict[str, Any]]

    @property
    def asked(self) -> set[str]:
        return {request.url for request in self.requests}


@pytest.fixture(scope="module", params=[1, 2, 3])
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """A small world of every kind of host; none of the checks below may depend on its seed."""
    directory: Path = tmp_path_factory.mktemp("crawl")
    web = world(request.param, 300)
    with serve(web) as served:
        settings = CrawlSettings(
            proxy=served.proxy_url,
            delay_seconds=DELAY,
            max_crawl_delay_seconds=LONGEST_DELAY,
            backoff_seconds=0.05,
            max_pages_per_shape=TRAP_LIMIT,
        )
        summary = crawl(web.seeds, directory, settings)
    lines = map(json.loads, summary.log.read_text().splitlines())
    yield Crawled(list(web.pages()), served.request_log, summary, {line["url"]: line for line in lines})


def test_no_allowed_and_reachable_page_is_missed(crawled: Crawled) -> None:
    wanted = {page.url for page in crawled.truth if page.allowed and page.reachable and not page.trap}
    assert len(wanted) > 300
    assert wanted - crawled.asked == set()


def test_no_forbidden_page_is_requested(crawled: Crawled) -> None:
    forbidden = {page.url for page in crawled.truth if not page.allowed}
    assert len(forbidden) > 10
    assert forbidden & crawled.asked == set()
    refused = {url for url, line in crawled.log.items() if line["outcome"] == "refused_by_robots"}
    assert len(refused & forbidden) > 5


def test_pages_behind_nofollow_are_not_requested(crawled: Crawled) -> None:
    behind = {page.url for page in crawled.truth if page.kind == "behind_nofollow"}
    assert behind
    assert behind & crawled.asked == set()


def test_good_pages_are_in_the_log_as_fetched_and_noindex_pages_as_noindex(crawled: Crawled) -> None:
    for page in crawled.truth:
        if page.status == 200 and page.url in crawled.asked and page.kind in ("article", "spam", "busy", "limited"):
            assert crawled.log[page.url]["outcome"] == "fetched", page
        if page.kind == "noindex":
            assert crawled.log[page.url]["outcome"] == "noindex"


def test_faults_have_their_outcomes(crawled: Crawled) -> None:
    outcomes = {
        "missing": ("http_error", "404"), "gone": ("http_error", "410"), "server_error": ("http_error", "500"),
        "truncated": ("failed", "truncated"), "oversized": ("too_large", "max_body_bytes"),
    }  # fmt: skip
    seen = set()
    for page in crawled.truth:
        if page.kind in outcomes and page.allowed:
            line = crawled.log[page.url]
            assert (line["outcome"], line["reason"]) == outcomes[page.kind]
            seen.add(page.kind)
    assert seen == set(outcomes)


def test_no_host_is_asked_sooner_than_its_delay(crawled: Crawled) -> None:
    arrivals = defaultdict(list)
    for request in crawled.requests:
        arrivals[request.host].append(request.time)
    assert len(arrivals) > 30
    for host, times in arrivals.items():
        delay = LONGEST_DELAY if host == "carnet.example" else DELAY  # the one with a Crawl-delay, of half a second
        pauses = [later - earlier for earlier, later in pairwise(sorted(times))]
        # an arrival is noted when the server gets round to it, so one may look late and the next one early
        assert sum(pauses) >= delay * len(pauses) - 0.1
        assert sum(pause < delay * 0.9 for pause in pauses) <= 0.02 * len(pauses)


def test_nothing_is_asked_twice_unless_it_was_refused_or_broke_off(crawled: Crawled) -> None:
    times = defaultdict(list)
    for request in crawled.requests:
        times[request.url].append(request.status)
    for url, statuses in times.items():
        if len(statuses) > 1:
            assert set(statuses[:-1]) <= {429, 500, 503} or crawled.log[url]["reason"] == "truncated"
            assert len(statuses) <= 3


def test_traps_are_left(crawled: Crawled) -> None:
    calendar = {url for url in crawled.asked if "/calendar/" in url}
    maze = {url for url in crawled.asked if "/maze/" in url}
    assert 3 <= len(calendar) <= TRAP_LIMIT
    # paths that begin with "deeper" and have at most 3 times "deeper" and 3 times "other":
    # the sum of C(d - 1 + o, o) for d = 1..3 and o = 0..3
    assert len(maze) == (1 + 1 + 1 + 1) + (1 + 2 + 3 + 4) + (1 + 3 + 6 + 10)
    assert not any("PHPSESSID" in url or "utm_" in url for url in crawled.asked)


def test_every_request_is_canonical_and_the_books_balance(crawled: Crawled) -> None:
    assert all(canonicalise(url) == url for url in crawled.asked)
    total = sum(count for outcomes in crawled.summary.outcomes.values() for count in outcomes.values())
    assert crawled.summary.pending == 0
    assert crawled.summary.discovered == total == len(crawled.log)
    assert crawled.summary.requests == len(crawled.requests)
