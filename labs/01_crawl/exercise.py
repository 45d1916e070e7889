"""Lab 01: the decisions of a polite crawler, and the archive it leaves behind.

Write the six functions below. None of them opens a connection, sleeps or looks at the clock: what they need comes
as an argument, and so every decision can be tested. Begin with `README.md`; it has the rules and the reasons.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urljoin

# Given, for exercise 1: the names of parameters that never change a page.
from pipeline.crawl.canonical import SESSION_PARAMETERS, TRACKING_PARAMETERS, TRACKING_PREFIXES  # noqa: F401

MAX_ROBOTS_BYTES = 512_000
"""Exercise 2: how much of a robots.txt is read (RFC 9309, section 2.5)."""


def canonicalise(url: str) -> str | None:
    """The one spelling of an absolute http(s) address, or None when it is no address that can be fetched.

    Do the steps of the handout, in their order: blanks; scheme and host; user, port and fragment; escapes; session
    and tracking parameters (`SESSION_PARAMETERS`, `TRACKING_PARAMETERS`, `TRACKING_PREFIXES`); dot segments; sorted
    parameters. What may name another page stays. Never raises for a string.

    >>> canonicalise("HTTP://Example.ORG:80/a/./b/../c%7e?utm_source=x&b=2&a=1#top")
    'http://example.org/a/c~?a=1&b=2'
    """
    raise NotImplementedError


def join(base: str, link: str) -> str | None:
    """Given, for exercise 5: the canonical address that ``link``, as it stands in the file ``base``, leads to.

    None when it leads to no web page. It is as good as your `canonicalise`, so write that one first.
    """
    try:
        return canonicalise(urljoin(base, link.strip().replace("\\", "/")))
    except ValueError:  # a bracket that is no IPv6 address
        return None


def robots_verdict(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """``"allowed"``, ``"disallowed"`` (by a rule) or ``"unreachable"`` (no robots.txt could be had).

    ``status`` and ``body`` are the answer to ``GET /robots.txt`` after redirects; ``status`` is None when no answer
    came. ``url`` is canonical and of the same host. ``product_token`` is the crawler's name, for example
    ``pretraining-data-lab``. Only the first `MAX_ROBOTS_BYTES` of the body count, without a line that is cut there.
    A version behind a name in a group (``lab/1.0``) is no part of it, and no rule forbids ``/robots.txt`` itself.
    Rules and path are a stranger's: answer within half a second, however many ``*`` a rule has.

    >>> robots_verdict(200, b"User-agent: *\\nDisallow: /a\\nAllow: /a/b", "http://h.example/a/b/c", "lab")
    'allowed'
    """
    raise NotImplementedError


def retry_delay(
    attempt: int,
    retry_after: str | None,
    now: float,
    *,
    backoff_seconds: float,
    max_backoff_seconds: float,
    max_retry_after_seconds: float,
) -> float:
    """Seconds to wait after the failed attempt number ``attempt`` (1 is the first); never negative.

    ``retry_after`` is the value of the header Retry-After, None without one; ``now`` is seconds since 1970, UTC. When
    the header can be read (digits only, or an HTTP-date; RFC 9110, 10.2.3 and 5.6.7): what it asks for from ``now``
    on, up to ``max_retry_after_seconds``. Otherwise ``backoff_seconds``, doubled with every further attempt, up to
    ``max_backoff_seconds``. ``attempt`` may be large.

    >>> limits = dict(backoff_seconds=1.0, max_backoff_seconds=60.0, max_retry_after_seconds=300.0)
    >>> retry_delay(3, "120", 0.0, **limits), retry_delay(3, "soon", 0.0, **limits)
    (120.0, 4.0)
    >>> retry_delay(3, "Thu, 01 Jan 1970 00:01:00 GMT", 15.0, **limits)
    45.0
    """
    raise NotImplementedError


def url_trap(
    url: str,
    *,
    max_url_characters: int,
    max_path_parts: int,
    max_repeated_path_parts: int,
    max_query_parameters: int,
) -> str | None:
    """Name of the first of the four limits, in this order, that the canonical address exceeds; None without one.

    Parts of the path stand between slashes; one slash at the end opens no part, other empty parts count. A value
    equal to its limit is allowed.

    >>> limits = dict(max_url_characters=99, max_path_parts=9, max_repeated_path_parts=2, max_query_parameters=9)
    >>> url_trap("http://h.example/a/b/a/b/a", **limits)
    'max_repeated_path_parts'
    """
    raise NotImplementedError


def discover(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> tuple[list[str], list[str]]:
    """The pages and the further sitemaps that ``body``, which came from ``url``, names.

    ``body`` is an XML sitemap (``<urlset>`` names pages, ``<sitemapindex>`` sitemaps) or else an HTML page in UTF-8,
    which names the pages that it links to; either of them gzipped or not. The handout has the table of what counts as
    a link. Of what is in the file, at most ``max_bytes`` bytes are opened and at most ``max_urls`` addresses returned:
    canonical, each once, in order, without ``url`` itself. What is no such file names nothing; no bytes may raise.

    >>> discover(b'<a href="../b#s">b</a> <a rel="nofollow" href="/c">c</a>', "http://h.example/a/", max_bytes=1000)
    (['http://h.example/b'], [])
    """
    raise NotImplementedError


def capture_records(
    url: str,
    date: str,
    request_headers: Sequence[tuple[str, str]],
    status: int,
    reason: str,
    response_headers: Sequence[tuple[str, str]],
    body: bytes,
    metadata: Mapping[str, str],
    truncated: str | None = None,
) -> list[bytes]:
    """Three WARC 1.1 records of one answer, ``[request, response, metadata]``, each a gzip member of its own.

    ``date`` is the WARC-Date of all three. ``body`` (bytes) has no transfer or content encoding any more; headers that
    speak of them are renamed. ``metadata`` becomes lines of ``application/warc-fields``. ``truncated`` (such as
    ``"length"``) is the WARC-Truncated of the response. The handout shows the three records.
    """
    raise NotImplementedError
