"""One page, one spelling; two pages, two spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.canonical import canonicalise, host_of, is_private_host, join, origin_of

SAME = [
    # scheme, host, port
    ("HTTP://EXAMPLE.org/", "http://example.org/"),
    ("http://example.org", "http://example.org/"),
    ("http://example.org?a=1", "http://example.org/?a=1"),
    ("http://example.org:80/", "http://example.org/"),
    ("https://example.org:443/", "https://example.org/"),
    ("http://example.org:443/", "http://example.org:443/"),
    ("http://example.org:0080/", "http://example.org/"),
    ("http://example.org:/", "http://example.org/"),
    ("http://example.org./", "http://example.org/"),
    ("http://user:secret@example.org/", "http://example.org/"),
    ("http://ex%61mple.org/", "http://example.org/"),
    ("http://Bücher.example/", "http://xn--bcher-kva.example/"),
    ("http://XN--BCHER-KVA.example/", "http://xn--bcher-kva.example/"),
    ("http://例え.テスト/", "http://xn--r8jz45g.xn--zckzah/"),
    ("http://faß.example/", "http://xn--fa-hia.example/"),  # UTS 46, not transitional: not fass
    ("http://127.1/", "http://127.0.0.1/"),
    ("http://2130706433/", "http://127.0.0.1/"),
    ("http://0x7f.0.0.1/", "http://127.0.0.1/"),
    ("http://[2001:DB8:0:0:0:0:0:1]:80/", "http://[2001:db8::1]/"),
    # blanks and slashes as browsers read them
    ("  http://example.org/a b\t", "http://example.org/a%20b"),
    ("http://example.org/a\nb", "http://example.org/ab"),
    ("http:\\\\example.org\\a\\b", "http://example.org/a/b"),
    ("http:/example.org/a", "http://example.org/a"),
    # path
    ("http://example.org/a/./b/../c", "http://example.org/a/c"),
    ("http://example.org/../../a", "http://example.org/a"),
    ("http://example.org/a/..", "http://example.org/"),
    ("http://example.org/a/b/..", "http://example.org/a/"),
    ("http://example.org/a/.", "http://example.org/a/"),
    ("http://example.org/%2e%2E/a", "http://example.org/a"),
    ("http://example.org/%7Euser/%61", "http://example.org/~user/a"),
    ("http://example.org/%c3%a9", "http://example.org/%C3%A9"),
    ("http://example.org/é", "http://example.org/%C3%A9"),
    ("http://example.org/100%", "http://example.org/100%25"),
    ("http://example.org/a%2fb", "http://example.org/a%2Fb"),
    ("http://example.org/%2541", "http://example.org/%2541"),
    # fragment
    ("http://example.org/a#b?c", "http://example.org/a"),
    # query
    ("http://example.org/?", "http://example.org/"),
    ("http://example.org/?b=2&a=1", "http://example.org/?a=1&b=2"),
    ("http://example.org/?b=2&a=2&b=1&a=1", "http://example.org/?a=2&a=1&b=2&b=1"),
    ("http://example.org/?a=1&&b=2&", "http://example.org/?a=1&b=2"),
    ("http://example.org/?a=1&amp;b=2", "http://example.org/?a=1&b=2"),
    ("http://example.org/?q=a/../b", "http://example.org/?q=a/../b"),
    ("http://example.org/?q=%e9+%41", "http://example.org/?q=%E9+A"),
    # sessions and trackers
    ("http://example.org/a;jsessionid=1A2B", "http://example.org/a"),
    ("http://example.org/a;jsessionid=1A2B/b;v=1?x=1", "http://example.org/a/b;v=1?x=1"),
    ("http://example.org/?PHPSESSID=1&t=9", "http://example.org/?t=9"),
    ("http://example.org/?sid=0123456789abcdef", "http://example.org/"),
    ("http://example.org/?utm_source=a&UTM_Medium=b&fbclid=c&id=1", "http://example.org/?id=1"),
]


@pytest.mark.parametrize(("url", "expected"), SAME)
def test_spellings_of_one_page_become_one(url: str, expected: str) -> None:
    assert canonicalise(url) == expected


APART = [
    ("http://example.org/", "https://example.org/"),
    ("http://example.org/", "http://www.example.org/"),
    ("http://example.org/a", "http://example.org/a/"),
    ("http://example.org/a", "http://example.org/A"),
    ("http://example.org/a", "http://example.org//a"),
    ("http://example.org/a/b", "http://example.org/a%2Fb"),
    ("http://example.org/", "http://example.org/index.html"),
    ("http://example.org/", "http://example.org:8080/"),
    ("http://example.org/?a", "http://example.org/?a="),
    ("http://example.org/?a=1&a=2", "http://example.org/?a=2&a=1"),
    ("http://example.org/?a=+", "http://example.org/?a=%20"),
    ("http://example.org/?a=x%26b", "http://example.org/?a=x&b"),
    # names that only look like trackers or sessions
    ("http://example.org/?gallery=3", "http://example.org/?gallery=4"),
    ("http://example.org/?reference=3", "http://example.org/?reference=4"),
    ("http://example.org/?source=3", "http://example.org/?source=4"),
    ("http://example.org/?sid=12345", "http://example.org/?sid=12346"),
    ("http://example.org/?jsessionids=1", "http://example.org/?jsessionids=2"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_pages_stay_apart(one: str, other: str) -> None:
    assert canonicalise(one) is not None
    assert canonicalise(one) != canonicalise(other)


@pytest.mark.parametrize(
    "url",
    [
        "", "/a", "a", "example.org", "//example.org/", "ftp://example.org/", "file:///etc/passwd", "mailto:a@b.c",
        "javascript:alert(1)", "data:text/html,x", "http://", "http:///", "https:?a", "http://exa mple.org/",
        "http://example.org:99999/", "http://example.org:0/", "http://example.org:x/", "http://[::1/", "http://[::g]/",
        "http://256.0.0.1/", "http://1.2.3.4.5/", "http://a..b/", "http://-a.example/", "http://xn--a/",
        "http://" + "a" * 64 + ".example/", "http://" + ".".join(["a" * 60] * 5) + "/", "http://a<b.example/",
        "http://%00.example/", "http://\ud800.example/", "http://example.org/\ud800",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert canonicalise(url) is None


HOSTS = st.sampled_from(["a.example", "B.Example", "bücher.example", "127.1", "[::1]", "a.example:80", "u@a.example:8"])
PIECES = st.sampled_from(
    [
        "/",
        ".",
        "..",
        "%2e",
        "%2F",
        "%",
        "%4",
        "%41",
        "%zz",
        ";jsessionid=1",
        ";sid=2",
        "a",
        "B",
        "é",
        "例",
        " ",
        "+",
        "\\",
    ]
)
QUERIES = st.sampled_from(
    ["a=1", "b", "=", "&", "&amp;", "utm_x=1", "sid=0123456789abcdef", "PHPSESSID=1", "?", "%26", "%3d", "é", "#", ";"]
)


@given(HOSTS, st.lists(PIECES, max_size=12), st.lists(QUERIES, max_size=8))
def test_idempotent_and_made_of_url_characters_only(host: str, pieces: list[str], queries: list[str]) -> None:
    url = canonicalise(f"http://{host}/{''.join(pieces)}?{''.join(queries)}")
    assert url is not None
    assert canonicalise(url) == url
    assert join("https://elsewhere.example/x/", url) == url
    assert url.isascii() and url.isprintable() and not set(url) & set(' #"<>\\^`{|}')
    assert "/./" not in url.partition("?")[0] and "/../" not in url.partition("?")[0]


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_none(text: str) -> None:
    for url in (canonicalise(text), canonicalise("http://" + text), join("http://a.example/b", text)):
        if url is not None:
            assert canonicalise(url) == url
            assert url.startswith(("http://", "https://"))
            assert host_of(url) and origin_of(url).count("/") == 2


@given(st.lists(st.sampled_from(["a=1", "b=2", "c=3", "d"]), unique=True), st.randoms())
def test_the_order_of_differently_named_parameters_does_not_count(parameters: list[str], random: object) -> None:
    shuffled = list(parameters)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert canonicalise("http://a.example/?" + "&".join(parameters)) == canonicalise(
        "http://a.example/?" + "&".join(shuffled)
    )


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("c", "http://a.example/x/c"),
        ("/c", "http://a.example/c"),
        ("../../c", "http://a.example/c"),
        ("?q=1", "http://a.example/x/y?q=1"),
        ("", "http://a.example/x/y?p=1"),
        ("#top", "http://a.example/x/y?p=1"),
        ("//b.example/c", "http://b.example/c"),
        ("https://b.example", "https://b.example/"),
        (" c d ", "http://a.example/x/c%20d"),
        ("\\c", "http://a.example/c"),
        ("mailto:me@a.example", None),
        ("javascript:void(0)", None),
        ("tel:112", None),
        ("http://[bad", None),
    ],
)
def test_links_are_resolved_against_their_page(link: str, expected: str | None) -> None:
    assert join("http://a.example/x/y?p=1", link) == expected


def test_host_and_origin() -> None:
    assert host_of("https://a.example:8443/x") == "a.example"
    assert origin_of("https://a.example:8443/x") == "https://a.example:8443"
    assert host_of("http://[::1]/x") == "[::1]"
    assert host_of("http://[::1]:81/x") == "[::1]"


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("127.0.0.1", True), ("10.1.2.3", True), ("192.168.0.1", True), ("172.16.0.1", True), ("172.32.0.1", False),
        ("169.254.169.254", True), ("0.0.0.0", True), ("[::1]", True), ("[fe80::1]", True), ("[fc00::1]", True),
        ("[::ffff:127.0.0.1]", True), ("8.8.8.8", False), ("[2606:4700::1111]", False), ("localhost", True),
        ("a.localhost", True), ("localhost.example", False), ("example.org", False),
    ],
)  # fmt: skip
def test_private_hosts(host: str, private: bool) -> None:
    assert is_private_host(host) is private
