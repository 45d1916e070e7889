"""What a page or a sitemap leads to, and what a page asks robots not to do."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.discover import (
    discover,
    gunzip,
    page_directives,
    page_links,
    read_page,
    read_sitemap,
)

URL = "http://a.example/x/y"
LIMIT = 1_000_000


def links(body: str) -> list[str]:
    return page_links(f"<html><body>{body}</body></html>", URL)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<a href="z">', ["http://a.example/x/z"]),
        ("<A HREF=z>", ["http://a.example/x/z"]),
        ("<a\n  class='b'\n href='z'>", ["http://a.example/x/z"]),
        ('<area href="/z">', ["http://a.example/z"]),
        ('<iframe src="/z"></iframe>', ["http://a.example/z"]),
        ('<a href="?a=1&amp;b=2">', ["http://a.example/x/y?a=1&b=2"]),
        ('<a href="/b"><a href="/a"><a href="/b#c">', ["http://a.example/b", "http://a.example/a"]),
        ('<a href="https://b.example">', ["https://b.example/"]),
        ('<a href="/rel=nofollow">', ["http://a.example/rel=nofollow"]),
        ('<a rel="noopener" href="/z">', ["http://a.example/z"]),
        ('<link rel="next" href="/2">', ["http://a.example/2"]),
        ('<link rel="canonical" href="/c">', ["http://a.example/c"]),
        ('<meta http-equiv="Refresh" content="0; URL=\'/moved\'">', ["http://a.example/moved"]),
        ('<base href="/deep/"><a href="z">', ["http://a.example/deep/z"]),
        ('<base target="_top"><base href="//b.example/"><a href="z">', ["http://b.example/z"]),
        # what is no link to follow
        ('<a rel="nofollow" href="/z">', []),
        ('<a rel="Sponsored NoFollow" href="/z">', []),
        ('<link rel="stylesheet" href="/z.css">', []),
        ('<img src="/z.png"><script src="/z.js"></script>', []),
        ('<!-- <a href="/z"> -->', []),
        ("<script>document.write('<a href=\"/z\">')</script>", []),
        ('<a href="mailto:a@a.example"><a href="javascript:x()"><a href="tel:1"><a href="">', []),
        ('<a href="#top">', []),
        ('<a name="z">', []),
        ('<meta http-equiv="refresh" content="30">', []),
        ("<p>http://a.example/z</p>", []),
    ],
)
def test_links(body: str, found: list[str]) -> None:
    assert links(body) == found


def test_links_in_the_charset_of_the_page() -> None:
    for charset in ("shift_jis", "gb18030", "utf-8"):
        page = f'<meta charset="{charset}"><a href="/日本">'.encode(charset)
        assert read_page(page, URL).links == ("http://a.example/%E6%97%A5%E6%9C%AC",)
        assert read_page(page[page.index(b"<a") :], URL, charset=charset).links == (
            "http://a.example/%E6%97%A5%E6%9C%AC",
        )


def test_an_unknown_charset_is_no_error() -> None:
    assert read_page(b'<a href="/z">', URL, charset="klingon").links == ("http://a.example/z",)


@pytest.mark.parametrize("body", [b"", b" ", b"<!-- -->", b"\0\0\0", b"\xff\xfe\xff", b"plain text"])
def test_what_is_no_html_has_no_links(body: bytes) -> None:
    assert read_page(body, URL).links == ()


def test_links_are_counted_up_to_the_limit() -> None:
    page = "".join(f'<a href="/{n}">' for n in range(10))
    assert len(read_page(page, URL, max_links=3).links) == 3


def test_pages_nested_without_end_are_read() -> None:
    read_page("<div>" * 100_000 + '<a href="/z">', URL)


@pytest.mark.parametrize(
    ("head", "tags", "expected"),
    [
        ("", [], set()),
        ('<meta name="robots" content="index, follow">', [], set()),
        ('<meta name="robots" content="noindex">', [], {"noindex"}),
        ('<META NAME="Robots" CONTENT="NOINDEX,NOFOLLOW">', [], {"noindex", "nofollow"}),
        ('<meta name="robots" content="none">', [], {"noindex", "nofollow"}),
        ('<meta name="lab" content="nofollow">', [], {"nofollow"}),
        ('<meta name="otherbot" content="noindex">', [], set()),
        ('<meta name="description" content="noindex">', [], set()),
        ('<meta property="robots">', [], set()),
        ("", ["noindex"], {"noindex"}),
        ("", ["NoIndex , nofollow"], {"noindex", "nofollow"}),
        ("", ["lab: noindex"], {"noindex"}),
        ("", ["otherbot: noindex"], set()),
        ("", ["otherbot: none", "nofollow"], {"nofollow"}),
        ("", ["noindex, unavailable_after: 25 Jun 2030 15:00:00 PST"], {"noindex"}),
        ("", ["unavailable_after: 25 Jun 2030 15:00:00 PST, noindex"], {"noindex"}),
        ('<meta name="robots" content="noindex">', ["nofollow"], {"noindex", "nofollow"}),
    ],
)
def test_directives(head: str, tags: list[str], expected: set[str]) -> None:
    assert page_directives(f"<head>{head}</head>", tags, "LAB") == expected


def test_a_page_that_says_nofollow_leads_nowhere() -> None:
    page = '<meta name="robots" content="nofollow"><a href="/z">'
    assert read_page(page, URL).links == ()
    assert page_links(page, URL) == ["http://a.example/z"]


SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(body: bytes, **limits: int) -> tuple[list[str], list[str]] | None:
    return read_sitemap(body, "http://a.example/sitemap.xml", **({"max_bytes": LIMIT} | limits))


def urlset(*urls: str, space: str = SPACE) -> bytes:
    return f"<urlset {space}>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>".encode()


def test_a_list_of_pages_and_an_index_of_sitemaps_are_told_apart_by_their_root() -> None:
    index = f"<sitemapindex {SPACE}><sitemap><loc>http://a.example/part</loc></sitemap></sitemapindex>".encode()
    assert sitemap(urlset("http://a.example/page.xml")) == (["http://a.example/page.xml"], [])
    assert sitemap(index) == ([], ["http://a.example/part"])


@pytest.mark.parametrize("space", ["", 'xmlns="http://www.google.com/schemas/sitemap/0.84"', SPACE])
def test_with_any_namespace_blanks_entities_and_repetitions(space: str) -> None:
    found = sitemap(urlset(
        " http://a.example/?a=1&amp;b=2\n", "HTTP://A.example/?b=2&amp;a=1", "ftp://a.example/", "", "/relative",
        space=space,
    ))  # fmt: skip
    assert found == (["http://a.example/?a=1&b=2"], [])


def test_a_byte_order_mark_and_blanks_before_the_xml_are_passed_over() -> None:
    found = sitemap(b"\xef\xbb\xbf \n" + b'<?xml version="1.0" encoding="UTF-8"?>' + urlset("http://a.example/p"))
    assert found == (["http://a.example/p"], [])


def test_pictures_and_translations_named_in_an_entry_are_no_pages_of_the_list() -> None:
    extra = (
        f'<urlset {SPACE} xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>'
        "<loc>http://a.example/p</loc><image:image><image:loc>http://a.example/i.png</image:loc></image:image>"
        "</url></urlset>"
    )
    assert sitemap(extra.encode()) == (["http://a.example/p"], [])


def test_gzip_is_known_by_its_bytes_and_may_have_members_or_break_off() -> None:
    whole = urlset(*(f"http://a.example/{n}" for n in range(1000)))
    assert sitemap(gzip.compress(whole)) == sitemap(whole)
    assert sitemap(gzip.compress(whole[:500]) + gzip.compress(whole[500:])) == sitemap(whole)
    broken = sitemap(gzip.compress(whole)[:-1000])
    assert broken is not None
    assert 0 < len(broken[0]) < 1000
    assert sitemap(b"\x1f\x8bnonsense") is None


def test_broken_xml_gives_what_stands_before_the_fault() -> None:
    found = sitemap(urlset("http://a.example/1", "http://a.example/2")[:-30] + b"<&")
    assert found is not None
    assert found[0][0] == "http://a.example/1"


def test_plain_text() -> None:
    text = b"http://a.example/1\r\nhttps://b.example/2\n\nnot a url\n"
    assert sitemap(text) == (["http://a.example/1", "https://b.example/2"], [])


@pytest.mark.parametrize(
    "body", [b"", b"no links at all", b"<html><body><a href='http://a.example/'>x</a></html>", b"<rss></rss>",
             b"<", b"\0\1\2http://a.example/\0", b"\x89PNG"],
)  # fmt: skip
def test_what_is_no_sitemap_is_none(body: bytes) -> None:
    assert sitemap(body) is None


@pytest.mark.parametrize(
    "whole", [urlset("http://a.example/1", "http://a.example/22"), b"http://a.example/1\nhttp://a.example/22\n"]
)
@pytest.mark.parametrize("wrapped", [bytes, gzip.compress])
def test_an_address_that_is_cut_is_no_address(whole: bytes, wrapped: Callable[[bytes], bytes]) -> None:
    for end in range(whole.index(b"/22") - 5, whole.index(b"/22") + 3):
        assert sitemap(wrapped(whole), max_bytes=end) == (["http://a.example/1"], [])
    assert sitemap(wrapped(whole), max_bytes=len(whole)) == (["http://a.example/1", "http://a.example/22"], [])


def test_limits_of_a_sitemap() -> None:
    many = urlset(*(f"http://a.example/{n}" for n in range(10)))
    for limit in (0, 3, 10, 11):
        found = sitemap(many, max_urls=limit)
        assert found is not None
        assert len(found[0]) == min(limit, 10)
    cut = sitemap(gzip.compress(many), max_bytes=len(many) // 2)
    assert cut is not None
    assert 0 < len(cut[0]) < 10


def test_entities_are_not_expanded_and_files_are_not_read() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    bomb = (laughs + "]>").encode() + urlset("http://a.example/&i;", "http://a.example/p")
    found = sitemap(bomb)
    assert found is None or all(len(url) < 1000 for url in found[0])
    file = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + urlset("http://a.example/&f;")
    found = sitemap(file)
    assert found is None or not any("root" in url for url in found[0])


@pytest.mark.parametrize("wrapped", [bytes, gzip.compress])
def test_a_file_of_unknown_kind_is_a_sitemap_by_its_root_and_otherwise_a_page(
    wrapped: Callable[[bytes], bytes],
) -> None:
    def found(body: bytes, **limits: int) -> tuple[list[str], list[str]]:
        return discover(wrapped(body), URL, **({"max_bytes": LIMIT} | limits))

    index = f"<sitemapindex {SPACE}><sitemap><loc>http://a.example/part</loc></sitemap></sitemapindex>".encode()
    assert found(urlset("http://a.example/p")) == (["http://a.example/p"], [])
    assert found(index) == ([], ["http://a.example/part"])
    page = '<p>urlset</p><a href="/日本">1</a><a href="z">2</a><a href="#top">3</a>'.encode()
    assert found(page) == (["http://a.example/%E6%97%A5%E6%9C%AC", "http://a.example/x/z"], [])
    assert found(page, max_urls=1)[0] == ["http://a.example/%E6%97%A5%E6%9C%AC"]
    assert found(page, max_bytes=page.index(b"z"))[0] == ["http://a.example/%E6%97%A5%E6%9C%AC"]
    # A list in plain text was asked for as a sitemap, or it is none.
    assert found(b"http://a.example/1\nhttp://a.example/2\n") == ([], [])


@pytest.mark.parametrize("body", [b"", b" ", b"<", b"<!-- -->", b"\0\1\2", b"\x89PNG", b"\x1f\x8bnonsense"])
def test_what_is_neither_names_nothing(body: bytes) -> None:
    assert discover(body, URL, max_bytes=LIMIT) == ([], [])


def test_a_gzip_bomb_is_opened_only_so_far() -> None:
    bomb = zlib.compressobj(9, wbits=31)
    small = b"".join(bomb.compress(b"\0" * 10_000_000) for _ in range(10)) + bomb.flush()
    assert len(small) < 200_000
    assert gunzip(small, 1000) == b"\0" * 1000
    assert gunzip(b"", 1000) is None


@given(st.binary(max_size=200), st.integers(1, 300))
def test_gunzip_gives_the_beginning_of_what_was_put_in(data: bytes, limit: int) -> None:
    assert gunzip(gzip.compress(data), limit) == (data[:limit] or None)


@given(st.text(max_size=200))
def test_no_text_is_an_error(text: str) -> None:
    named = sitemap(text.encode(errors="replace")) or ([], [])
    for found in (*links(text), *links(f'<a href="{text}">'), *named[0]):
        assert found.startswith(("http://", "https://"))


@given(st.binary(max_size=200))
def test_no_bytes_are_an_error(body: bytes) -> None:
    for page in (body, b"<a href='" + body + b"'>", b"<urlset><url><loc>" + body + b"</loc></url></urlset>"):
        for found in discover(page, URL, max_bytes=LIMIT):
            assert all(address.startswith(("http://", "https://")) for address in found)
