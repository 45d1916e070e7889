"""What is known of a host decides before anything is requested."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.crawl.frontier import Candidate
from pipeline.crawl.gate import Gate
from pipeline.crawl.settings import CrawlSettings


def delay_rules(seconds: int) -> bytes:
    return f"User-agent: *\nCrawl-delay: {seconds}".encode()


@pytest.mark.parametrize("order", [(3, 7), (7, 3)])
def test_the_longest_crawl_delay_of_a_host_holds_for_all_its_origins(order: tuple[int, int]) -> None:
    gate = Gate(CrawlSettings(delay_seconds=1))
    assert gate.delay("a.example") == 1
    for scheme, seconds in zip(("http", "https"), order, strict=True):
        gate.learn_robots(f"{scheme}://a.example/robots.txt", 200, delay_rules(seconds), datetime.now(UTC))
    assert gate.delay("a.example") == 7
    assert gate.delay("b.example") == 1


def test_rules_hold_for_their_origin_until_they_are_a_day_old() -> None:
    gate = Gate(CrawlSettings())
    now, day = datetime.now(UTC), timedelta(seconds=86_400)  # now: this file is read minutes before its tests run
    gate.learn_robots("http://a.example/robots.txt", 404, b"", now - day + timedelta(seconds=60))
    assert gate.robots_of("http://a.example/x") is not None
    assert gate.robots_of("https://a.example/x") is None
    assert gate.robots_of("http://a.example:8080/x") is None
    gate.learn_robots("http://a.example/robots.txt", 404, b"", now - day - timedelta(seconds=1))
    assert gate.robots_of("http://a.example/x") is None


@pytest.mark.parametrize(("depth", "fate"), [(2, None), (3, ("trapped", "max_depth"))])
def test_depth_of_pages(depth: int, fate: tuple[str, str] | None) -> None:
    assert Gate(CrawlSettings(max_depth=2)).refuses(Candidate("http://a.example/x", "page", depth)) == fate


@pytest.mark.parametrize(("depth", "fate"), [(1, None), (2, ("trapped", "max_sitemap_depth"))])
def test_depth_of_sitemaps(depth: int, fate: tuple[str, str] | None) -> None:
    gate = Gate(CrawlSettings(max_sitemap_depth=1, max_depth=0))
    assert gate.refuses(Candidate("http://a.example/x", "sitemap", depth)) == fate


def test_sitemaps_of_a_host_are_counted_and_so_are_urls_of_a_shape() -> None:
    gate = Gate(CrawlSettings(max_sitemaps_per_host=2, max_pages_per_shape=2))
    sitemaps = [gate.refuses(Candidate(f"http://a.example/{n}.xml", "sitemap", 0)) for n in range(3)]
    pages = [gate.refuses(Candidate(f"http://a.example/?n={n}", "page", 1)) for n in range(3)]
    assert sitemaps == [None, None, ("trapped", "max_sitemaps_per_host")]
    assert pages == [None, None, ("trapped", "max_pages_per_shape")]
    assert gate.refuses(Candidate("http://b.example/?n=1", "page", 1)) is None
    assert gate.refuses(Candidate("http://a.example/about", "page", 1)) is None
