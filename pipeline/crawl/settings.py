"""Every limit of a crawl, called by what it limits."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(gt=0)]
Seconds = Annotated[float, Field(ge=0)]
PositiveSeconds = Annotated[float, Field(gt=0)]

KIBIBYTE = 1024
MEBIBYTE = 1024 * KIBIBYTE


class CrawlSettings(BaseModel):
    """Settings of `pipeline.crawl.crawler.crawl`. Times are in seconds, sizes in bytes after decompression."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    user_agent: str = Field(
        default="pretraining-data-lab/0.1",
        description="Sent with every request: product token, slash, version and, for a real crawl, an address "
        "in parentheses where site owners can complain. robots.txt is read for the product token.",
    )
    proxy: str | None = Field(default=None, description="Address of a forward proxy that all requests go through.")
    threads: Positive = Field(default=16, description="Hosts that are fetched from at the same time.")

    # politeness
    delay_seconds: Seconds = Field(default=1.0, description="Pause between two requests to one host.")
    max_crawl_delay_seconds: Seconds = Field(default=30.0, description="Longest Crawl-delay of a robots.txt obeyed.")
    robots_max_age_seconds: float = Field(
        default=86_400.0, ge=3_600.0, description="An older robots.txt is asked for again. RFC 9309, 2.4: 24 hours."
    )

    # scope and budgets
    follow_other_hosts: bool = Field(default=True, description="Whether to leave the hosts of the seeds.")
    allow_private_addresses: bool = Field(
        default=False, description="Whether loopback, private and link-local addresses may be contacted without proxy."
    )
    max_pages: Count = Field(default=10_000, description="Pages requested in the whole crawl.")
    max_pages_per_host: Count = Field(default=1_000, description="Pages requested from one host.")
    max_pages_per_shape: Count = Field(
        default=250, description="URLs of one host that differ only in digits or in the values of their parameters."
    )
    max_depth: Count = Field(default=32, description="Links between a seed and a page.")
    max_links_per_page: Count = 5_000

    # traps that show in the URL itself
    max_url_characters: Positive = 2_000
    max_path_parts: Positive = 20
    max_repeated_path_parts: Positive = Field(default=3, description="Occurrences of one part in a path.")
    max_query_parameters: Count = 10

    # sitemaps
    guessed_sitemaps: tuple[str, ...] = Field(
        default=("/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml"),
        description="Paths that are tried where robots.txt names no sitemap.",
    )
    max_sitemap_depth: Count = Field(default=3, description="Nested sitemap indexes.")
    max_sitemaps_per_host: Count = 50
    max_sitemap_urls: Count = Field(default=50_000, description="Addresses read from one sitemap (sitemaps.org).")
    max_sitemap_bytes: Positive = 50 * MEBIBYTE

    # one fetch
    max_redirects: Count = Field(default=20, description="Redirects in a row (Fetch standard, section 4.4: 20).")
    max_robots_redirects: Count = Field(default=5, description="The same for robots.txt (RFC 9309, 2.3.1.2: five).")
    max_body_bytes: Positive = 10 * MEBIBYTE
    max_robots_bytes: Positive = Field(default=500 * KIBIBYTE, description="RFC 9309, section 2.5; the rest is cut.")
    content_types: tuple[str, ...] = Field(
        default=("text/html", "application/xhtml+xml", "text/plain"), description="Media types that are pages."
    )
    connect_timeout_seconds: PositiveSeconds = 10.0
    read_timeout_seconds: PositiveSeconds = 15.0
    total_timeout_seconds: PositiveSeconds = 60.0

    # retries
    max_attempts: Positive = 3
    backoff_seconds: Seconds = Field(default=1.0, description="Wait before the second attempt; then it doubles.")
    max_backoff_seconds: Seconds = 60.0
    max_retry_after_seconds: Seconds = 300.0

    # archive
    max_warc_bytes: Positive = Field(default=1024 * MEBIBYTE, description="A WARC beyond this size is closed.")

    @field_validator("user_agent")
    @classmethod
    def _has_product_token(cls, value: str) -> str:
        if not value.isascii() or not value.isprintable() or not re.match(r"[A-Za-z_-]+(/|$| )", value):
            raise ValueError(
                "must be printable ASCII and begin with a product token of letters, '-' and '_' (RFC 9309), "
                "e.g. 'my-crawler/1.0 (+https://example.org/crawler)'"
            )
        return value

    @model_validator(mode="after")
    def _first_wait_is_within_the_longest(self) -> Self:
        if self.backoff_seconds > self.max_backoff_seconds:
            raise ValueError(
                f"backoff_seconds is {self.backoff_seconds:g}, above max_backoff_seconds, which is "
                f"{self.max_backoff_seconds:g}"
            )
        return self

    @property
    def product_token(self) -> str:
        """The name that robots.txt files call this crawler by."""
        return re.split(r"[/ ]", self.user_agent, maxsplit=1)[0]
