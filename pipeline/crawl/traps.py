"""Guards against sites that go on for ever: calendars, relative links that nest, filters of a shop.

Each guard is named by its limit in `CrawlSettings`; a URL that one of them refuses is logged as ``trapped`` with that
name. Depth and budgets need the crawl's own counts and are looked after by the crawler.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit


def url_trap(
    url: str,
    *,
    max_url_characters: int,
    max_path_parts: int,
    max_repeated_path_parts: int,
    max_query_parameters: int,
) -> str | None:
    """Name of the first limit that a canonical address exceeds, or None. A value equal to its limit is allowed.

    - ``max_url_characters``: length of the whole address.
    - ``max_path_parts``: parts of the path between slashes; empty parts count, a trailing slash does not open one.
    - ``max_repeated_path_parts``: occurrences of the most frequent part (``/a/b/a/b/a/b/a`` has ``a`` four times), as
      made by relative links on a server that answers every path.
    - ``max_query_parameters``: parameters in the query.

    The guards are those of Heritrix (PathologicalPathDecideRule, TooManyPathSegmentsDecideRule) and Nutch's filters.
    """
    if len(url) > max_url_characters:
        return "max_url_characters"
    parsed = urlsplit(url)
    parts = parsed.path[1:].removesuffix("/").split("/")
    if len(parts) > max_path_parts:
        return "max_path_parts"
    if max(Counter(parts).values()) > max_repeated_path_parts:
        return "max_repeated_path_parts"
    if parsed.query and parsed.query.count("&") + 1 > max_query_parameters:
        return "max_query_parameters"
    return None


def url_shape(url: str) -> str | None:
    """What is left of an address when its numbers and the values of its parameters are taken away.

    A trap makes URLs without end of few shapes. None when nothing was taken away: such an address is no repetition.

    >>> url_shape("http://shop.example/item/17?colour=red&size=9")
    'http://shop.example/item/0?colour&size'
    >>> url_shape("http://shop.example/about") is None
    True
    """
    base, _, query = url.partition("?")
    scheme, _, rest = base.partition("://")
    host, _, path = rest.partition("/")
    shape = f"{scheme}://{host}/{re.sub(r'[0-9]+', '0', path)}"
    if query:
        shape += "?" + "&".join(parameter.partition("=")[0] for parameter in query.split("&"))
    elif shape == base and not re.search(r"[0-9]", path):
        return None
    return shape
