"""Links in pages and addresses in sitemaps.

lxml reads the HTML: courlan's `extract_links` (1.4) works on the text with patterns, so it finds links in comments,
loses ``<area>`` and ``<base>``, takes any tag with ``rel`` and ``nofollow`` somewhere in it for a nofollow link, and
returns either internal or external links. trafilatura's `SitemapObject` (2.3) tells an index from a list by the
ending of the addresses in it and cleans them with courlan; here the root element decides, and its pattern for
plain-text sitemaps is used as it is.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree, html
from trafilatura.sitemaps import DETECT_LINKS

from pipeline.crawl.canonical import canonicalise, join

_LINK_RELATIONS: Final = frozenset({"canonical", "next", "prev", "alternate"})
_REFRESH: Final = re.compile(r"\s*[\d.]*\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"]+)", re.IGNORECASE)


@dataclass(frozen=True)
class PageFindings:
    """What the crawler learns from a page."""

    directives: frozenset[str]
    """What the page asks robots not to do with it: a subset of ``noindex`` and ``nofollow``."""
    links: tuple[str, ...]
    """Canonical addresses to follow, each once, in order of appearance; empty when the page says nofollow."""


def read_page(
    body: bytes | str,
    url: str,
    *,
    charset: str | None = None,
    x_robots_tags: Iterable[str] = (),
    product_token: str = "*",
    max_links: int | None = None,
) -> PageFindings:
    """Directives and links of an HTML page, parsed once: see `page_directives` and `page_links`."""
    tree = _parse(body, charset)
    directives = _directives(tree, x_robots_tags, product_token)
    links = () if tree is None or "nofollow" in directives else tuple(islice(_links(tree, url), max_links))
    return PageFindings(frozenset(directives), links)


def page_links(page: str, url: str) -> list[str]:
    """Canonical addresses that the HTML text ``page``, fetched from ``url``, links to, each once, in order.

    Counted as links: ``<a href>``, ``<area href>``, ``<iframe src>``, ``<frame src>``, a refresh in ``<meta>``, and
    ``<link href>`` with rel ``canonical``, ``next``, ``prev`` or ``alternate``. ``<base href>`` is honoured. Left out:
    links with rel ``nofollow``, other schemes than http and https, links to the page itself, everything in comments.
    The robots ``<meta>`` is *not* looked at.
    """
    tree = _parse(page, None)
    return [] if tree is None else list(_links(tree, url))


def page_directives(page: str, x_robots_tags: Iterable[str] = (), product_token: str = "*") -> set[str]:
    """What a page asks robots not to do: a subset of ``{"noindex", "nofollow"}``.

    It may say so in ``<meta name="robots">``, in a ``<meta>`` with the crawler's own name, and in X-Robots-Tag
    headers, of which those with another crawler's name in front are not meant for us. ``none`` means both. Once said
    anywhere, it holds.

    >>> page_directives('<meta name="ROBOTS" content="NoIndex">', ["otherbot: nofollow"])
    {'noindex'}
    """
    return _directives(_parse(page, None), x_robots_tags, product_token)


Sitemap = tuple[list[str], list[str]]
"""Pages that a sitemap names, and further sitemaps that an index names: canonical, each once, in order."""


def read_sitemap(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Sitemap | None:
    """The pages and the sitemaps that a sitemap names (one of the two is empty); None when ``body`` is no sitemap.

    It may be XML as sitemaps.org describes it, with any name space or none, or plain text with an address a line.

    A gzip file is known by its first two bytes, whatever its name, and opened to ``max_bytes`` and no further (a
    longer one is cut, which loses the rest of its addresses and no more). XML may be broken at the end; entities are
    not resolved. An address that is cut is left out. At most ``max_urls`` addresses are returned.
    """
    opened, is_cut = _opened(body, max_bytes)
    if opened.startswith(b"<"):
        return _xml_sitemap(opened, url, max_urls)
    if b"\0" in opened[:1000]:
        return None
    if is_cut:
        opened = opened.rpartition(b"\n")[0]
    found = (match[0] for match in DETECT_LINKS.finditer(opened.decode("utf-8", errors="replace")))
    pages = _canonical(found, url, max_urls)
    return (pages, []) if pages else None


def discover(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Sitemap:
    """The pages and the further sitemaps that ``body``, which came from ``url``, names, whatever kind of file it is.

    An XML sitemap, by its root element, names one of the two: see `read_sitemap`. Everything else is taken for an HTML
    page in UTF-8 and names pages: see `page_links`. Either may be gzipped. Of what is in it, at most ``max_bytes``
    bytes are opened and at most ``max_urls`` addresses returned. What is neither names nothing.

    The crawler knows what it has asked for and calls the two by themselves. This is for files that nobody has asked
    for by their kind.
    """
    opened, _ = _opened(body, max_bytes)
    if opened.startswith(b"<") and (sitemap := _xml_sitemap(opened, url, max_urls)) is not None:
        return sitemap
    tree = _parse(opened, "utf-8")
    return ([] if tree is None else list(islice(_links(tree, url), max_urls))), []


def _opened(body: bytes, max_bytes: int) -> tuple[bytes, bool]:
    """At most ``max_bytes`` of what is in the file, without marks and blanks in front; whether there was more.

    Nothing of a gzip file that cannot be opened.
    """
    if body[:2] == b"\x1f\x8b":
        body = gunzip(body, max_bytes + 1) or b""
    return body[:max_bytes].lstrip(b"\xef\xbb\xbf \t\r\n"), len(body) > max_bytes


def _xml_sitemap(body: bytes, url: str, max_urls: int) -> Sitemap | None:
    """What an XML sitemap names; None when the root element says that it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, load_dtd=False, huge_tree=False)
    body = body[: body.rfind(b">") + 1]  # half an address would be another address
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or not isinstance(root.tag, str):
        return None
    name = etree.QName(root).localname
    if name not in ("urlset", "sitemapindex"):
        return None
    locations = (
        location.text or ""
        for entry in root.iterchildren("{*}url", "{*}sitemap")
        for location in islice(entry.iterchildren("{*}loc"), 1)
    )
    addresses = _canonical(locations, url, max_urls)
    return (addresses, []) if name == "urlset" else ([], addresses)


def gunzip(data: bytes, max_bytes: int) -> bytes | None:
    """At most ``max_bytes`` of what a gzip file of one or more members holds; None when it holds nothing readable.

    A file that breaks off gives what came before. No more than ``max_bytes`` are ever in memory, however small the
    file.
    """
    opened = bytearray()
    while data and len(opened) < max_bytes:
        member = zlib.decompressobj(wbits=31)
        try:
            opened += member.decompress(data, max_bytes - len(opened))
        except zlib.error:
            break
        data = member.unused_data
    return bytes(opened) or None


def _canonical(addresses: Iterable[str], url: str, max_urls: int) -> list[str]:
    found: dict[str, None] = {}
    for address in addresses:
        if len(found) >= max_urls:
            break
        canonical = canonicalise(address)
        if canonical is not None and canonical != url:
            found[canonical] = None
    return list(found)


def _parse(page: bytes | str, charset: str | None) -> html.HtmlElement | None:
    """The page's tree. Bytes are decoded by ``charset``, else by lxml as the page's ``<meta>`` says."""
    if isinstance(page, str):
        page, charset = page.encode("utf-8", errors="replace"), "utf-8"
    try:
        parser = html.HTMLParser(encoding=charset, remove_comments=True, remove_pis=True, no_network=True)
    except LookupError:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = html.document_fromstring(page, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):  # empty, or nothing but a comment
        return None
    return tree


def _links(tree: html.HtmlElement, url: str) -> Iterable[str]:
    base = url
    for element in tree.iter("base"):
        if element.get("href"):
            base = join(url, element.get("href")) or url
            break
    seen = {url}
    for element in tree.iter("a", "area", "link", "iframe", "frame", "meta"):
        link = _link_of(element)
        if link:
            address = join(base, link)
            if address is not None and address not in seen:
                seen.add(address)
                yield address


def _link_of(element: html.HtmlElement) -> str | None:
    relations = (element.get("rel") or "").lower().split()
    if "nofollow" in relations:
        return None
    match element.tag:
        case "a" | "area":
            return element.get("href")
        case "iframe" | "frame":
            return element.get("src")
        case "link":
            return element.get("href") if _LINK_RELATIONS.intersection(relations) else None
        case _ if (element.get("http-equiv") or "").lower() == "refresh":
            refresh = _REFRESH.match(element.get("content") or "")
            return refresh[1].strip() if refresh else None
    return None


def _directives(tree: html.HtmlElement | None, x_robots_tags: Iterable[str], product_token: str) -> set[str]:
    names = {"robots", product_token.lower()}
    said: set[str] = set()
    if tree is not None:
        for element in tree.iter("meta"):
            if (element.get("name") or "").strip().lower() in names:
                said.update(_words(element.get("content") or ""))
    for tag in x_robots_tags:
        name, colon, rest = tag.partition(":")
        if (
            not colon
            or "," in name
            or name.strip().lower() in ("unavailable_after", "max-snippet", "max-image-preview")
        ):
            said.update(_words(tag))
        elif name.strip().lower() in names:
            said.update(_words(rest))
    return {"noindex", "nofollow"} if "none" in said else said & {"noindex", "nofollow"}


def _words(content: str) -> list[str]:
    return [word.strip().lower() for word in content.split(",")]
