"""RFC 9309, section by section."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.robots import read_robots, robots_verdict

ME = "lab-crawler"


def allowed(rules: str, path: str, product_token: str = ME) -> bool:
    verdict = robots_verdict(200, rules.encode(), f"http://h.example{path}", product_token)
    assert verdict in ("allowed", "disallowed")
    return verdict == "allowed"


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, "disallowed"), (204, "disallowed"), (400, "allowed"), (401, "allowed"), (403, "allowed"),
        (404, "allowed"), (410, "allowed"), (428, "allowed"), (429, "allowed"), (499, "allowed"),
        (500, "unreachable"), (503, "unreachable"), (599, "unreachable"), (304, "unreachable"), (None, "unreachable"),
    ],
)  # fmt: skip
def test_what_the_answer_means(status: int | None, verdict: str) -> None:
    assert robots_verdict(status, b"User-agent: *\nDisallow: /", "http://h.example/a", ME) == verdict


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        ("Allow: /a/b\nDisallow: /a", "/a/b/c", True),
        ("Disallow: /a\nAllow: /a/b", "/a/b/c", True),  # order does not count
        ("Disallow: /a/b\nAllow: /a", "/a/b/c", False),
        ("Disallow: /a\nAllow: /a", "/a", True),  # the less restrictive of two equally long ones
        ("Disallow: /a", "/ab", False),  # a prefix, not a folder
        ("Disallow: /a/", "/a", True),
        ("Disallow: /A", "/a", True),
        ("Disallow:", "/a", True),
        ("Disallow: /\nAllow: /$", "/", True),
        ("Disallow: /\nAllow: /$", "/a", False),
        ("Disallow: /*.pdf$", "/x/y.pdf", False),
        ("Disallow: /*.pdf$", "/x/y.pdf?z", True),
        ("Disallow: /*/secret", "/a/b/secret", False),
        ("Disallow: /*/secret", "/secret", True),
        ("Disallow: /a*b*c", "/aXbXc", False),
        ("Disallow: /a*b*c", "/aXcXb", True),
        ("Disallow: /*?sort=", "/list?sort=up", False),
        ("Disallow: /*?sort=", "/list?page=2", True),
        ("Disallow: /é", "/%C3%A9", False),
        ("Disallow: /%c3%a9", "/%C3%A9", False),
        ("Disallow: /%7Ea", "/~a", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow: / # everything", "/a", False),
        ("DISALLOW : /a", "/a", False),
    ],
)
def test_the_longest_match_decides(rules: str, path: str, expected: bool) -> None:
    assert allowed("User-agent: *\n" + rules, path) is expected


def test_robots_txt_itself_may_always_be_fetched() -> None:
    assert allowed("User-agent: *\nDisallow: /", "/robots.txt")


GROUPS = """\
User-agent: other
Disallow: /

User-agent: lab-crawler
Disallow: /mine
User-agent: Lab-Crawler/2.0
Disallow: /too

User-agent: *
Disallow: /all
"""


def test_the_own_group_replaces_that_of_everybody() -> None:
    assert not allowed(GROUPS, "/mine")
    assert allowed(GROUPS, "/all")
    assert not allowed(GROUPS, "/all", "somebody")
    assert allowed(GROUPS, "/mine", "somebody")


def test_groups_of_one_name_are_one_group_whatever_their_case_and_version() -> None:
    assert not allowed(GROUPS, "/too")
    assert not allowed(GROUPS, "/mine", "LAB-CRAWLER")


@pytest.mark.parametrize("name", ["lab", "crawler", "lab-crawler-images", "a lab-crawler"])
def test_a_part_of_the_name_is_not_the_name(name: str) -> None:
    rules = f"User-agent: {name}\nAllow: /\n\nUser-agent: *\nDisallow: /"
    assert not allowed(rules, "/a")


def test_several_names_may_share_a_group() -> None:
    rules = "User-agent: a\nUser-agent: lab-crawler\nDisallow: /x\n\nUser-agent: *\nDisallow: /"
    assert not allowed(rules, "/x")
    assert allowed(rules, "/y")


def test_rules_before_any_group_and_lines_that_are_nonsense_do_nothing() -> None:
    assert allowed("Disallow: /\nnonsense\n\x00\nUser-agent: *\nDisallow: /x", "/a")


def test_a_byte_order_mark_and_all_line_ends_are_read() -> None:
    for line_end in (b"\n", b"\r\n", b"\r"):
        body = b"\xef\xbb\xbfUser-agent: *" + line_end + b"Disallow: /a"
        assert robots_verdict(200, body, "http://h.example/a", ME) == "disallowed"


def test_bytes_beyond_the_limit_are_not_read_and_no_half_rule_is() -> None:
    body = b"User-agent: *\nDisallow: /a\nDisallow: /beyond\n"
    cut = body.index(b"/beyond") + 1
    assert read_robots(200, body, ME, len(body)).verdict("http://h.example/beyond") == "disallowed"
    for limit in (cut, len(body) - 2):
        robots = read_robots(200, body, ME, limit)
        assert robots.verdict("http://h.example/beyond") == "allowed"
        assert robots.verdict("http://h.example/a") == "disallowed"


def test_crawl_delay_is_that_of_the_own_group() -> None:
    rules = b"User-agent: *\nCrawl-delay: 5\n\nUser-agent: lab-crawler\nCrawl-delay: 1.5\n"
    assert read_robots(200, rules, ME).crawl_delay == 1.5
    assert read_robots(200, rules, "somebody").crawl_delay == 5
    assert read_robots(404, rules, ME).crawl_delay is None
    for nonsense in (b"soon", b"-1", b"nan", b"inf"):
        assert read_robots(200, b"User-agent: *\nCrawl-delay: " + nonsense, ME).crawl_delay is None


def test_sitemaps_belong_to_no_group() -> None:
    rules = b"Sitemap: http://h.example/1.xml\nUser-agent: other\nDisallow: /\nsitemap: /2.xml\n"
    assert read_robots(200, rules, ME).sitemaps == ["http://h.example/1.xml", "/2.xml"]
    assert read_robots(503, rules, ME).sitemaps == []


@given(st.binary(max_size=300))
def test_no_bytes_are_an_error(body: bytes) -> None:
    assert robots_verdict(200, body, "http://h.example/a", ME) in ("allowed", "disallowed")


@given(
    st.lists(st.tuples(st.booleans(), st.text("ab/", min_size=1, max_size=6)), max_size=6), st.text("ab/", max_size=8)
)
def test_without_wildcards_the_longest_prefix_decides(rules: list[tuple[bool, str]], path: str) -> None:
    path = "/x" + path
    lines = [(allow, "/x" + rule) for allow, rule in rules]
    text = "User-agent: *\n" + "".join(f"{'Allow' if allow else 'Disallow'}: {rule}\n" for allow, rule in lines)
    matching = [(len(rule), allow) for allow, rule in lines if path.startswith(rule)]
    assert allowed(text, path) is (max(matching)[1] if matching else True)
