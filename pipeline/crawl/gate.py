"""Whether a URL may be requested at all: scope, private addresses, trap guards, robots.txt. Makes no request itself."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from pipeline.crawl.canonical import host_of, is_private_host, origin_of
from pipeline.crawl.frontier import Candidate
from pipeline.crawl.politeness import host_delay
from pipeline.crawl.robots import Robots, read_robots
from pipeline.crawl.settings import CrawlSettings
from pipeline.crawl.traps import url_shape, url_trap

Fate = tuple[str, str | None]
"""An outcome of the fetch log and its reason."""


class Gate:
    """What is known of hosts: their robots.txt, and how much was let through."""

    def __init__(self, settings: CrawlSettings) -> None:
        self._settings = settings
        self.seed_hosts: set[str] = set()
        self._robots: dict[str, tuple[Robots, datetime]] = {}  # by origin
        self._crawl_delay: dict[str, float] = {}  # by host
        self._shapes: Counter[str] = Counter()
        self._sitemaps: Counter[str] = Counter()  # by host

    def refuses(self, candidate: Candidate) -> Fate | None:
        """The fate of a page or sitemap that is not even worth a robots.txt; None lets it on, and counts it."""
        settings, host = self._settings, host_of(candidate.url)
        if not settings.follow_other_hosts and host not in self.seed_hosts:
            return "out_of_scope", None
        if settings.proxy is None and not settings.allow_private_addresses and is_private_host(host):
            return "private_address", None
        trap = self._sitemap_trap(candidate) if candidate.kind == "sitemap" else self._page_trap(candidate)
        if trap is not None:
            return "trapped", trap
        self.count(candidate)
        return None

    def count(self, candidate: Candidate) -> None:
        """Counts what was let through, in this run or an earlier one, against the limits of its host."""
        if candidate.kind == "sitemap":
            self._sitemaps[host_of(candidate.url)] += 1
        elif shape := url_shape(candidate.url):
            self._shapes[shape] += 1

    def robots_of(self, url: str) -> Robots | None:
        """The rules for a URL's origin; None when they are not known, or too old to go by."""
        robots, fetched_at = self._robots.get(origin_of(url), (None, None))
        return None if fetched_at is None or self.is_stale(fetched_at) else robots

    def learn_robots(self, url: str, status: int | None, body: bytes, fetched_at: datetime) -> Robots:
        """Takes in the answer to a request for the robots.txt at ``url``: see `read_robots`."""
        robots = read_robots(status, body, self._settings.product_token, self._settings.max_robots_bytes)
        self._robots[origin_of(url)] = (robots, fetched_at)
        if robots.crawl_delay:
            host = host_of(url)
            self._crawl_delay[host] = max(robots.crawl_delay, self._crawl_delay.get(host, 0.0))
        return robots

    def is_stale(self, fetched_at: datetime) -> bool:
        """Whether a robots.txt is too old to go by."""
        return (datetime.now(UTC) - fetched_at).total_seconds() > self._settings.robots_max_age_seconds

    def delay(self, host: str) -> float:
        """Seconds between two requests to a host, as far as its robots.txt is known."""
        settings = self._settings
        return host_delay(settings.delay_seconds, self._crawl_delay.get(host), settings.max_crawl_delay_seconds)

    def _sitemap_trap(self, candidate: Candidate) -> str | None:
        if candidate.depth > self._settings.max_sitemap_depth:
            return "max_sitemap_depth"
        if self._sitemaps[host_of(candidate.url)] >= self._settings.max_sitemaps_per_host:
            return "max_sitemaps_per_host"
        return None

    def _page_trap(self, candidate: Candidate) -> str | None:
        settings = self._settings
        if candidate.depth > settings.max_depth:
            return "max_depth"
        trap = url_trap(
            candidate.url,
            max_url_characters=settings.max_url_characters,
            max_path_parts=settings.max_path_parts,
            max_repeated_path_parts=settings.max_repeated_path_parts,
            max_query_parameters=settings.max_query_parameters,
        )
        if trap is None and (shape := url_shape(candidate.url)) and self._shapes[shape] >= settings.max_pages_per_shape:
            return "max_pages_per_shape"
        return trap
