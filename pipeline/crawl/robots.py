"""Robots Exclusion Protocol (RFC 9309): may this crawler fetch this URL?

protego reads the rules. It was checked against the RFC: the longest matching rule wins and Allow wins a tie, ``*`` and
``$`` work, groups of one name are merged, escapes are normalised. In one point it differs: it takes a group whose name
is the beginning of ours for ours (``User-agent: lab`` for ``lab-crawler``), which can let the crawler in where
``User-agent: *`` keeps it out. Therefore the group is chosen here, by the whole product token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from protego import Protego

Verdict = Literal["allowed", "disallowed", "unreachable"]

_USER_AGENT_LINE: Final = re.compile(r"^[ \t]*user-?[ ]?agents?[ \t]*:[ \t]*([^#\r\n]*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Robots:
    """The rules of one origin for one crawler, as `read_robots` finds them."""

    access: Literal["by rules", "all", "none"]
    product_token: str
    rules: Protego | None = None

    def verdict(self, url: str) -> Verdict:
        """``allowed``, ``disallowed`` (by a rule) or ``unreachable`` (robots.txt could not be had: nothing may)."""
        if self.access == "none":
            return "unreachable"
        if self.rules is None or self.rules.can_fetch(url, self.product_token):
            return "allowed"
        return "disallowed"

    @property
    def crawl_delay(self) -> float | None:
        """Crawl-delay of the group, in seconds; None when it has none."""
        return self.rules.crawl_delay(self.product_token) if self.rules else None

    @property
    def sitemaps(self) -> list[str]:
        """Addresses of the Sitemap lines, as written; they belong to no group."""
        return list(self.rules.sitemaps) if self.rules else []


def read_robots(status: int | None, body: bytes, product_token: str, max_robots_bytes: int = 512_000) -> Robots:
    """What an answer to ``GET /robots.txt`` means (RFC 9309, section 2.3.1).

    ``status`` is the HTTP status after redirects, or None when no answer came (no connection, time-out).

    - 2xx: the rules in the first ``max_robots_bytes`` of the body hold.
    - 4xx: there is no robots.txt, everything is allowed. That holds for 429 too: the crawler has by then asked again
      as often as it asks for a page, and waited as long as Retry-After said.
    - 5xx, None and anything else: unreachable, nothing is allowed.
    """
    if status is not None and 200 <= status < 300:
        if len(body) > max_robots_bytes:  # half a rule would be another rule
            body = body[:max_robots_bytes].rpartition(b"\n")[0]
        text = body.decode("utf-8-sig", errors="replace")
        text, group = _choose_group(text, product_token)
        return Robots("by rules", group, Protego.parse(text))
    if status is not None and 400 <= status < 500:
        return Robots("all", product_token)
    return Robots("none", product_token)


def robots_verdict(status: int | None, body: bytes, url: str, product_token: str) -> Verdict:
    """Whether ``url`` may be fetched, given the answer to its host's robots.txt: see `read_robots`.

    >>> robots_verdict(200, b"User-agent: *\\nDisallow: /a\\nAllow: /a/b", "http://h.example/a/b/c", "lab")
    'allowed'
    """
    return read_robots(status, body, product_token).verdict(url)


def _choose_group(text: str, product_token: str) -> tuple[str, str]:
    """The text with versions cut from its user-agent lines, and the name of the group to obey."""
    token = product_token.lower()
    names = set()

    def without_version(match: re.Match[str]) -> str:
        name = re.split(r"[/\s]", match[1].strip(), maxsplit=1)[0].lower()
        names.add(name)
        return f"User-agent: {name}"

    text = _USER_AGENT_LINE.sub(without_version, text)
    return text, token if token in names else "*"
