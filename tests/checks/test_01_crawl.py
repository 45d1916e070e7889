"""Graded checks of lab 01: the decisions of a polite crawler, and the archive it leaves behind."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import random
import re
import time
import zlib
from collections.abc import Iterator
from functools import lru_cache
from itertools import permutations
from typing import Any

from labs.grading.check import CheckFailure, check, credit, expect, expect_each
from labs.grading.submission import SubmissionError
from labs.world.build import Site, World, world
from labs.world.hosts import is_allowed

WORLD_PAGES = 600
TOKEN = "pretraining-data-lab"
"""The name that a robots.txt calls the crawler by."""


@lru_cache(maxsize=1)
def web(seed: int) -> World:
    """The small web that the checks with planted truth share."""
    return world(seed, WORLD_PAGES)


# --- canonicalise


@check("canonicalise", points=2)
def test_canonical_spelling(submission: Any) -> None:
    """Scheme and host in lower case; no blanks around, no user, no default port, no fragment."""
    cases = [
        ("HTTP://News.EXAMPLE/a", "http://news.example/a"),
        ("http://h.example./a", "http://h.example/a"),
        ("http://h.example:80/a", "http://h.example/a"),
        ("https://h.example:443/a", "https://h.example/a"),
        ("http://h.example:/a", "http://h.example/a"),
        ("http://user:secret@h.example/a", "http://h.example/a"),
        ("http://h.example/a#top", "http://h.example/a"),
        ("http://h.example/a?b=1#top", "http://h.example/a?b=1"),
        ("http://h.example/a?b=1?c#d?e=1", "http://h.example/a?b=1?c"),
        ("http://h.example/a?", "http://h.example/a"),
        (" \thttp://h.example/a\n", "http://h.example/a"),
        ("http://h.example/a\n\tb", "http://h.example/ab"),
    ]
    think = "Which part of this address is never sent to the server, or means the same to every server?"
    expect_each(cases, submission.canonicalise, think=think)


@check("canonicalise", points=2)
def test_dot_segments(submission: Any) -> None:
    """`.` and `..` are resolved as a browser does, and a path is never empty."""
    cases = [
        ("http://h.example", "http://h.example/"),
        ("http://h.example?a=1", "http://h.example/?a=1"),
        ("http://h.example/a/./b", "http://h.example/a/b"),
        ("http://h.example/a/../b", "http://h.example/b"),
        ("http://h.example/../../b", "http://h.example/b"),
        ("http://h.example/a/b/..", "http://h.example/a/"),
        ("http://h.example/a/.", "http://h.example/a/"),
        ("http://h.example/..", "http://h.example/"),
        ("http://h.example/a//../b", "http://h.example/a/b"),
        ("http://h.example/a/%2e%2E/b", "http://h.example/b"),
    ]
    think = "Go through the parts from the left. What does each of them do to those before, and what stands at the end?"
    expect_each(cases, submission.canonicalise, think=think)


@check("canonicalise", points=3)
def test_keeps_what_names_another_page(submission: Any) -> None:
    """What may name another page stays: case of the path, www., scheme, other ports, slashes, blank values."""
    same = [
        "http://h.example/Wiki/Data",
        "http://www.h.example/",
        "https://h.example/",
        "http://h.example:8080/",
        "http://h.example:443/",
        "https://h.example:80/",
        "http://h.example/a/",
        "http://h.example/a//b",
        "http://h.example/index.html",
        "http://h.example/a?b=",
        "http://h.example/a?b",
        "http://h.example/a?B=C",
        "http://h.example/a?id=17",
        "http://h.example/a...b",
        "http://h.example/a/..b",
    ]
    expect_each(
        [(url, url) for url in same],
        submission.canonicalise,
        think="This address was canonical already. Might two servers answer the two forms with two pages?",
    )


@check("canonicalise", points=2)
def test_escapes_have_one_spelling(submission: Any) -> None:
    """Escapes of unreserved characters are decoded, all others are written in upper case, the rest is escaped."""
    cases = [
        ("http://h.example/%7euser", "http://h.example/~user"),
        ("http://h.example/%41%2d%5F%2e%30", "http://h.example/A-_.0"),
        ("http://h.example/a%2fb", "http://h.example/a%2Fb"),
        ("http://h.example/a%3fb", "http://h.example/a%3Fb"),
        ("http://h.example/a%20b", "http://h.example/a%20b"),
        ("http://h.example/a b", "http://h.example/a%20b"),
        ("http://h.example/a+b?c+d=e+f", "http://h.example/a+b?c+d=e+f"),
        ("http://h.example/caf\u00e9", "http://h.example/caf%C3%A9"),
        ("http://h.example/caf%c3%a9?q=\u6570", "http://h.example/caf%C3%A9?q=%E6%95%B0"),
        ("http://h.example/100%", "http://h.example/100%25"),
        ("http://h.example/a%2", "http://h.example/a%252"),
        ("http://h.example/a%2520b", "http://h.example/a%2520b"),
        ("http://h.example/a?b=%26c", "http://h.example/a?b=%26c"),
        ("http://h.example/a?b=x/../y", "http://h.example/a?b=x/../y"),
        ("http://h.example/(a),b;c=d:e@f!$&'*", "http://h.example/(a),b;c=d:e@f!$&'*"),
    ]
    think = "Is the escaped character unreserved (letters, digits, - . _ ~)? Only then is the escape the same as it."
    expect_each(cases, submission.canonicalise, think=think)


@check("canonicalise", points=3)
def test_noise_goes_by_exact_name(submission: Any) -> None:
    """Tracking and session parameters go, by their exact name or prefix and in any case; look-alikes stay."""
    page = "http://h.example/a"
    cases = [
        (f"{page}?utm_source=x", page),
        (f"{page}?UTM_Campaign=x&b=1", f"{page}?b=1"),
        (f"{page}?b=1&fbclid=x", f"{page}?b=1"),
        (f"{page}?gclid", page),
        (f"{page}?PHPSESSID=0123456789abcdef", page),
        (f"{page}?sessionid=7", page),
        (f"{page};jsessionid=1A2B?b=1", f"{page}?b=1"),
        (f"{page};JSESSIONID=1A2B/c", f"{page}/c"),
        (f"{page}?u%74m_source=x", page),
        *[
            (f"{page}?{kept}", f"{page}?{kept}")
            for kept in (
                "gallery=1",
                "reference=1",
                "source=utm_source",
                "utmost=1",
                "my_utm_source=1",
                "gclids=1",
                "session=2",
                "fb=1",
                "campaign=1",
                "clid=1",
                "id=fbclid",
                "ref=home",
            )
        ],
        (f"{page};v=1/c", f"{page};v=1/c"),
    ]
    think = "Is this name in the given lists exactly, or does it begin with a given prefix? A part of it is not enough."
    expect_each(cases, submission.canonicalise, think=think)


@check("canonicalise", points=2)
def test_order_of_parameters(submission: Any, world_seed: int) -> None:
    """Every order of the parameters gives one address, sorted by name; several values of one name keep theirs."""
    chance = random.Random(world_seed)
    names = chance.sample(["colour", "page", "size", "b", "sort", "Z", "lang"], 3)
    parts = [f"{name}={chance.randrange(100)}" for name in names]
    expected = "http://shop.example/list?" + "&".join(sorted(parts, key=lambda part: part.split("=")[0]))
    cases = [("http://shop.example/list?" + "&".join(order), expected) for order in permutations(parts)]
    cases += [
        ("http://h.example/?b=2&a=2&b=1", "http://h.example/?a=2&b=2&b=1"),
        ("http://h.example/?a=2&a=10&a=1", "http://h.example/?a=2&a=10&a=1"),
        ("http://h.example/?a=2&a", "http://h.example/?a=2&a"),
        ("http://h.example/?ab=1&a=2", "http://h.example/?a=2&ab=1"),
        ("http://h.example/?a%21=1&a=2", "http://h.example/?a=2&a%21=1"),
        ("http://h.example/?&b=1&&a=2&", "http://h.example/?a=2&b=1"),
    ]
    think = "Sort by what stands before the first '=' only, with a sort that leaves equal names in their order."
    expect_each(cases, submission.canonicalise, think=think)


@check("canonicalise", points=2)
def test_none_for_what_cannot_be_fetched(submission: Any) -> None:
    """Other schemes, missing hosts and impossible ports give None; a name in Unicode becomes its IDNA form."""
    nothing = [
        "mailto:a@h.example", "ftp://h.example/", "javascript:void(0)", "/relative/path", "h.example/a", "", "http://",
        "http:///", "https://:80/", "http://h.example:0/", "http://h.example:65536/", "http://h.example:eighty/",
        "http://[::1/", "http://a b.example/", "http://-\u00df-\u0378/", "httpx://h.example/",
    ]  # fmt: skip
    cases: list[tuple[str, str | None]] = [(url, None) for url in nothing]
    cases += [
        ("http://h.example:65535/", "http://h.example:65535/"),
        ("http://h.example:1/", "http://h.example:1/"),
        ("http://b\u00fccher.example/", "http://xn--bcher-kva.example/"),
        ("http://B\u00dcCHER.example/", "http://xn--bcher-kva.example/"),
        ("http://xn--bcher-kva.example/", "http://xn--bcher-kva.example/"),
    ]
    expect_each(cases, submission.canonicalise, think="Could an HTTP client connect to this host and port?")


@check("canonicalise", points=1, needs=("canonical_spelling",))
def test_canonical_twice_is_canonical_once(submission: Any, world_seed: int) -> None:
    """A canonical address is its own canonical address, whatever it was made of."""
    chance = random.Random(world_seed)
    pieces = ["a", "B", "%7e", "%257e", "%252e", "%2f", "%", "..", ".", "", "caf\u00e9", "+", " ", ";sid=7", "&", "="]
    odd = ["http://h.example/a/%252e%252e/b", "http://h.example/%25%37%65", "http://h.example/;jse;sid=1ssionid=2"]
    for _ in range(60):
        path = "/".join(chance.choices(pieces, k=4))
        query = "&".join("".join(chance.choices(pieces, k=3)) for _ in range(2))
        odd.append(f"http://H.example/{path}?{query}#{chance.choice(pieces)}")
    wrong = []
    for url in odd:
        once = submission.canonicalise(url)
        if not isinstance(once, str):
            raise CheckFailure(url, "an address", once, "This address can be fetched: it has a host and a path.")
        twice = submission.canonicalise(once)
        if twice != once:
            think = f"Your canonical form of this address is {once!r}. Which step undoes or repeats another's work?"
            wrong.append(CheckFailure(url, once, twice, think))
    if wrong:
        raise min(wrong, key=lambda failure: len(failure.given))


@check("canonicalise", points=2)
def test_one_address_a_page_of_the_world(submission: Any, world_seed: int) -> None:
    """Of the world's pages in many spellings: how many become one address each, and nothing else."""
    chance = random.Random(world_seed)
    urls = [site.url(site.article_path(position)) for site in web(world_seed).sites for position in range(3)]
    urls = chance.sample(sorted(set(urls)), 60)
    right, wrong = 0, []
    for url in urls:
        answers = [(spelling, submission.canonicalise(spelling)) for spelling in spellings_of(url, chance)]
        differ = [f"{spelling} became {answer!r}" for spelling, answer in answers if answer != url]
        right += not differ
        wrong += differ
    what = f"share of the world's pages with exactly one address{example(wrong)}"
    credit(right / len(urls), zero=0.4, full=1.0, what=what)


def example(wrong: list[str]) -> str:
    """The shortest thing that went wrong, in brackets; nothing when nothing did."""
    return f" ({min(wrong, key=lambda text: (len(text), text))})" if wrong else ""


def spellings_of(url: str, chance: random.Random) -> list[str]:
    """Other ways to write a canonical address of the world, as links on real pages do."""
    joint = "&" if "?" in url else "?"
    host, rest = url.removeprefix("http://").split("/", 1)
    return [
        url,
        f"{url}#comment-{chance.randrange(99)}",
        f"{url}{joint}utm_source=partner&utm_medium=mail",
        f"{url}{joint}PHPSESSID={chance.randrange(1 << 60):016x}",
        url.replace(host, host.upper()),
        url.replace(host, f"{host}:80"),
        url.replace(f"{host}/", f"{host}/old/../"),
        f"http://{host}/" + rest.replace("-", "%2d"),
        f"http://{host}/" + rest.replace("e", "%65"),
    ]


# --- robots_verdict

RULES = b"User-agent: *\nDisallow: /private/\n"
OPEN, SHUT = "http://h.example/open.html", "http://h.example/private/a.html"


@check("robots_verdict", points=3)
def test_status_decides(submission: Any) -> None:
    """2xx: the rules hold. 4xx: all is allowed. 5xx, redirects left over and no answer: nothing may be fetched."""
    cases: list[tuple[tuple[Any, ...], str]] = []
    for status in (200, 204, 299):
        cases += [((status, RULES, SHUT, TOKEN), "disallowed"), ((status, RULES, OPEN, TOKEN), "allowed")]
    cases += [((status, RULES, SHUT, TOKEN), "allowed") for status in (400, 401, 403, 404, 410, 429, 451, 499)]
    cases += [((status, RULES, OPEN, TOKEN), "unreachable") for status in (None, 199, 300, 301, 500, 503, 599)]
    expect_each(
        cases, submission.robots_verdict, think="Has the host said that it has no rules, or said nothing?", spread=True
    )


@check("robots_verdict", points=4)
def test_longest_match_wins(submission: Any, world_seed: int) -> None:
    """The longest matching rule decides, Allow wins a tie, and the order of the rules means nothing."""
    cases = []
    rules = ["Disallow: /a", "Allow: /a/b", "Disallow: /a/b/c"]
    for order in permutations(rules):
        text = "\n".join(["User-agent: *", *order]).encode()
        cases += [
            ((200, text, "http://h.example/a", TOKEN), "disallowed"),
            ((200, text, "http://h.example/a/b", TOKEN), "allowed"),
            ((200, text, "http://h.example/a/b/c.html", TOKEN), "disallowed"),
            ((200, text, "http://h.example/b", TOKEN), "allowed"),
        ]
    for tie in permutations(["Allow: /t", "Disallow: /t"]):
        text = "\n".join(["User-agent: *", *tie]).encode()
        cases.append(((200, text, "http://h.example/t", TOKEN), "allowed"))
    whole = b"User-agent: *\nDisallow: /\nAllow: /$\n"
    cases += [
        ((200, whole, "http://h.example/", TOKEN), "allowed"),
        ((200, whole, "http://h.example/x", TOKEN), "disallowed"),
    ]
    cases += rules_by_lot(random.Random(world_seed))
    think = "Compare the lengths of all the rules that match. The first one in the file is not special."
    expect_each(cases, submission.robots_verdict, think=think, spread=True)


def rules_by_lot(chance: random.Random, count: int = 30) -> list[tuple[tuple[Any, ...], str]]:
    """Rules without wildcards in random order, and what the longest of those that match says."""
    cases = []
    for _ in range(count):
        rules = [
            (chance.random() < 0.5, "/" + "/".join(chance.choices("abc", k=chance.randint(1, 3)))) for _ in range(6)
        ]
        path = "/" + "/".join(chance.choices("abc", k=4))
        text = "".join(f"{'Allow' if allow else 'Disallow'}: {prefix}\n" for allow, prefix in rules)
        matching = [(len(prefix), allow) for allow, prefix in rules if path.startswith(prefix)]
        verdict = "allowed" if max(matching, default=(0, True))[1] else "disallowed"
        cases.append(((200, f"User-agent: *\n{text}".encode(), f"http://h.example{path}", TOKEN), verdict))
    return cases


@check("robots_verdict", points=2)
def test_wildcards_and_ends(submission: Any) -> None:
    """`*` stands for any characters, `$` for the end; the query belongs to what is matched; case matters."""
    text = b"User-agent: *\nDisallow: /*.cgi$\nDisallow: /*?sort=\nDisallow: /p*/secret\nDisallow: /Upper\n"
    verdicts = {
        "/a.cgi": "disallowed", "/a.cgi?x=1": "allowed", "/dir/a.cgi": "disallowed", "/acgi": "allowed",
        "/list?sort=date": "disallowed", "/list?page=2&sort=date": "allowed", "/list/sort=": "allowed",
        "/public/x/secret/y": "disallowed", "/secret": "allowed", "/Upper/a": "disallowed", "/upper/a": "allowed",
    }  # fmt: skip
    cases = [((200, text, f"http://h.example{path}", TOKEN), verdict) for path, verdict in verdicts.items()]
    think = "A rule is matched from the first character of the path, and the query is part of the path here."
    expect_each(cases, submission.robots_verdict, think=think, spread=True)


@check("robots_verdict", points=1, needs=("wildcards_and_ends",))
def test_wildcards_in_time(submission: Any) -> None:
    """A rule with many `*` is compared with a long path within half a second."""
    path = "/" + "a" * 90
    for rule, verdict in (("/*a*a*a*a*a*b", "allowed"), ("/*a*a*a*a*a*a", "disallowed")):
        given = (200, f"User-agent: *\nDisallow: {rule}\n".encode(), f"http://h.example{path}", TOKEN)
        started = time.perf_counter()
        answer = submission.robots_verdict(*given)
        needed = time.perf_counter() - started
        expect(answer, verdict, given=given, think="`*` stands for any characters, also for none.")
        if needed > 0.5:
            think = "Does `.*` try all ways to share out the path? The first place where the next piece fits is enough."
            raise CheckFailure(given, "an answer within 0.5 s", f"an answer after {needed:.1f} s", think)


@check("robots_verdict", points=4)
def test_the_group_is_ours(submission: Any) -> None:
    """The group with our whole name decides, in any case; groups of one name are one; `*` only when there is none."""
    named = b"User-agent: *\nDisallow: /\n\nUser-agent: Data-Lab\nDisallow: /x\n"
    cases = [
        ((200, named, "http://h.example/a", "data-lab"), "allowed"),
        ((200, named, "http://h.example/a", "DATA-LAB"), "allowed"),
        ((200, named, "http://h.example/x", "data-lab"), "disallowed"),
        ((200, named, "http://h.example/a", "data"), "disallowed"),
        ((200, named, "http://h.example/a", "data-lab-crawler"), "disallowed"),
        ((200, named, "http://h.example/a", "other-data-lab"), "disallowed"),
    ]
    twice = b"User-agent: lab\nDisallow: /a\n\nUser-agent: other\nDisallow: /\n\nUser-agent: lab\nDisallow: /b\n"
    cases += [
        ((200, twice, "http://h.example/a", "lab"), "disallowed"),
        ((200, twice, "http://h.example/b", "lab"), "disallowed"),
        ((200, twice, "http://h.example/c", "lab"), "allowed"),
        ((200, twice, "http://h.example/c", "third"), "allowed"),
    ]
    versions = b"User-agent: *\nDisallow: /\n\nUser-agent: lab/1.0 (a comment)\nDisallow: /x\n"
    cases += [
        ((200, versions, "http://h.example/a", "lab"), "allowed"),
        ((200, versions, "http://h.example/x", "lab"), "disallowed"),
        ((200, versions, "http://h.example/a", "la"), "disallowed"),
    ]
    shared = b"User-agent: one\nUser-agent: lab\nDisallow: /a\n"
    cases += [
        ((200, shared, "http://h.example/a", "lab"), "disallowed"),
        ((200, shared, "http://h.example/a", "one"), "disallowed"),
        ((200, shared, "http://h.example/a", "two"), "allowed"),
    ]
    think = "Which group's name is the product token itself, letter by letter? One that begins like it is another's."
    expect_each(cases, submission.robots_verdict, think=think, spread=True)


@check("robots_verdict", points=3)
def test_robots_files_as_they_are(submission: Any) -> None:
    """Comments, odd case, byte order marks, bad bytes and empty rules do not confuse it; /robots.txt is allowed."""
    cases = []
    for text in (
        b"user-agent:*\ndisallow:/private/",
        b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /private/\r\n",
        b"User-agent: * # all\n# a comment\nDisallow: /private/ # keep out\n",
        b"  User-Agent :  *  \n  DISALLOW :  /private/  \n",
        b"Sitemap: http://h.example/s.xml\nUser-agent: *\nCrawl-delay: 2\nUnknown: x\nDisallow: /private/\n",
        b"User-agent: *\nDisallow: /\xff\xfe\nDisallow: /private/\n",
    ):
        cases += [((200, text, SHUT, TOKEN), "disallowed"), ((200, text, OPEN, TOKEN), "allowed")]
    for text in (b"", b"User-agent: *\nDisallow:\n", b"Disallow: /\n", b"<html><body>Welcome</body></html>"):
        cases.append(((200, text, OPEN, TOKEN), "allowed"))
    for path in ("/caf%C3%A9", "/caf%c3%a9", "/caf\u00e9"):
        text = f"User-agent: *\nDisallow: {path}\n".encode()
        cases.append(((200, text, "http://h.example/caf%C3%A9/x", TOKEN), "disallowed"))
    for text in (b"User-agent: *\nDisallow: /\n", b"User-agent: *\nDisallow: /robots.txt\n"):
        cases.append(((200, text, "http://h.example/robots.txt", TOKEN), "allowed"))
    cases.append(((200, b"User-agent: *\nDisallow: /\n", "http://h.example/robots.txt.html", TOKEN), "disallowed"))
    think = "RFC 9309 wants parsers to take what they can read and to pass over the rest."
    expect_each(cases, submission.robots_verdict, think=think, spread=True)


@check("robots_verdict", points=1)
def test_large_robots_files(submission: Any) -> None:
    """The first 512,000 bytes are read, all of them, and no half line."""
    start, rule = b"User-agent: *\n", b"Disallow: /private/"
    think = "Which is the last whole line within the limit? Half a rule is another rule."
    for given, length, url, verdict in (
        ("a rule that ends at byte 512,000", 512_000 - len(rule), SHUT, "disallowed"),
        ("a rule that ends at byte 512,001", 512_001 - len(rule), SHUT, "allowed"),
        (
            "'Disallow: /private/', cut behind the first slash by the limit",
            512_000 - len(b"Disallow: /"),
            OPEN,
            "allowed",
        ),
        ("a rule that begins at byte 600,000", 600_000, SHUT, "allowed"),
    ):
        lines = (b"#" * 99 + b"\n") * (length // 100 + 1)
        body = start + lines[: length - len(start) - 1] + b"\n" + rule
        try:
            actual = submission.robots_verdict(200, body, url, TOKEN)
        except SubmissionError as error:
            error.given = given
            raise
        expect(actual, verdict, given=(given, url), think=think)


@check("robots_verdict", points=2)
def test_verdicts_of_the_world(submission: Any, world_seed: int) -> None:
    """Of the world's pages: how many are fetched where the truth allows it, and left alone where it does not."""
    told: dict[bool, list[bool]] = {True: [], False: []}
    wrong = []
    for site in web(world_seed).sites:
        answer = site.respond("/robots.txt")
        for path in robots_paths(site):
            verdict = submission.robots_verdict(answer.status, answer.body, site.url(path), TOKEN)
            allowed = is_allowed(site.spec, path)
            told[allowed].append((verdict == "allowed") is allowed)
            if not told[allowed][-1]:
                wrong.append(f"{site.url(path)} is {verdict!r} by {answer.status} {answer.body!r}")
    shares = {allowed: sum(right) / len(right) for allowed, right in told.items()}
    what = f"the worse of {shares[True]:.2f} (allowed pages) and {shares[False]:.2f} (forbidden pages){example(wrong)}"
    credit(min(shares.values()), zero=0.5, full=1.0, what=what)


def robots_paths(site: Site) -> Iterator[str]:
    """Paths of a host on both sides of its rules."""
    yield "/"
    yield "/list/1.html"
    if site.spec.robots in ("wildcards", "groups"):
        yield from (
            "/list/1.html?sort=date",
            "/search.cgi",
            "/search.cgi?q=1",
            "/private/",
            "/internal/",
            "/private/open/",
        )
    for position in range(min(8, site.articles)):
        yield site.article_path(position)


# --- retry_delay

NOW = 1_767_225_600.0
"""Thursday, 1 January 2026, 00:00:00 UTC: 20,454 days of 86,400 seconds since 1970."""
BACKOFF = {"backoff_seconds": 2.0, "max_backoff_seconds": 60.0, "max_retry_after_seconds": 300.0}
ASK_THE_SERVER = {**BACKOFF, "max_retry_after_seconds": 1e6}
"""With these, no answer of a server is cut, and the wait without an answer is 8 seconds after the third attempt."""


def ask_for_delay(
    submission: Any, cases: list[tuple[tuple[Any, ...], float]], limits: dict[str, float], think: str
) -> None:
    """``cases``: (attempt, Retry-After, now) and the seconds to wait."""
    for arguments, expected in cases:
        actual = submission.retry_delay(*arguments, **limits)
        expect(actual, expected, given=(*arguments, limits), think=think)


@check("retry_delay", points=2)
def test_seconds_or_nothing(submission: Any) -> None:
    """A whole number is seconds; a missing or unreadable header says nothing, which is not the same as 0."""
    said = [("0", 0.0), ("1", 1.0), ("120", 120.0), (" 30 ", 30.0), ("86400", 86_400.0)]
    not_said = (
        None, "", "soon", "-5", "1.5", "12 seconds", "1e3", "+5", "nan", "inf", "Thu, 32 Jan 2026 00:00:00 GMT",
    )  # fmt: skip
    cases = [((3, value, NOW), seconds) for value, seconds in said]
    cases += [((3, value, NOW), 8.0) for value in not_said]
    think = "RFC 9110 allows digits or a date, nothing else. How long do you wait when the server has said nothing?"
    ask_for_delay(submission, cases, ASK_THE_SERVER, think)


@check("retry_delay", points=3)
def test_the_three_forms_of_a_date(submission: Any, world_seed: int) -> None:
    """An HTTP-date in any of its three forms means the seconds from now until then, in UTC."""
    wait = 60 * random.Random(world_seed).randint(1, 59)
    minute = wait // 60
    dates = (
        f"Thu, 01 Jan 2026 00:{minute:02}:00 GMT",
        f"Thursday, 01-Jan-26 00:{minute:02}:00 GMT",
        f"Thu Jan  1 00:{minute:02}:00 2026",
    )
    cases = [((3, date, NOW), float(wait)) for date in dates]
    cases += [((3, date, NOW + 0.5), wait - 0.5) for date in dates[:1]]
    cases += [((3, "Fri, 02 Jan 2026 00:00:00 GMT", NOW), 86_400.0)]
    think = "The standard library reads the three forms. What does it return for the one that names no time zone?"
    ask_for_delay(submission, cases, ASK_THE_SERVER, think)


@check("retry_delay", points=1, needs=("the_three_forms_of_a_date",))
def test_the_past_is_now(submission: Any) -> None:
    """A date that has passed means 0 seconds: neither a negative wait nor the back-off."""
    dates = [
        ("Thu, 01 Jan 2026 00:00:00 GMT", 0.0),
        ("Thu, 01 Jan 2026 00:00:01 GMT", 1.0),
        ("Wed, 31 Dec 2025 23:59:59 GMT", 0.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
    ]
    cases = [((3, date, NOW), seconds) for date, seconds in dates]
    ask_for_delay(submission, cases, ASK_THE_SERVER, "The server named a moment. It is over: may you ask now?")


@check("retry_delay", points=3)
def test_doubles_up_to_a_limit(submission: Any) -> None:
    """After the first failure the back-off itself, then twice as long each time, and never more than the limit."""
    think = "The first failed attempt has the number 1. Which of the two limits is meant here?"
    waits = [(1, 2.0), (2, 4.0), (3, 8.0), (4, 16.0), (5, 32.0), (6, 60.0), (7, 60.0), (50, 60.0)]
    ask_for_delay(submission, [((attempt, None, NOW), wait) for attempt, wait in waits], BACKOFF, think)
    exact = {**BACKOFF, "max_backoff_seconds": 64.0}
    waits = [(6, 64.0), (7, 64.0), (5, 32.0)]
    ask_for_delay(submission, [((attempt, None, NOW), wait) for attempt, wait in waits], exact, think)


@check("retry_delay", points=3)
def test_the_server_is_obeyed_within_reason(submission: Any) -> None:
    """Retry-After replaces the back-off, shorter or longer, up to its own limit; 0 is an answer too."""
    answers = [("0", 0.0), ("1", 1.0), ("61", 61.0), ("299", 299.0), ("300", 300.0), ("301", 300.0), ("86400", 300.0)]
    answers += [("Thu, 01 Jan 2026 00:05:00 GMT", 300.0), ("Thu, 01 Jan 2026 00:05:01 GMT", 300.0)]
    cases = [((attempt, asked, NOW), wait) for attempt in (1, 4, 9) for asked, wait in answers]
    think = "The server has said how long. Which of the two limits is meant here?"
    ask_for_delay(submission, cases, BACKOFF, think)


@check("retry_delay", points=1)
def test_waits_never_shrink(submission: Any, world_seed: int) -> None:
    """More failures never mean a shorter wait, up to the limit, even after thousands of them."""
    chance = random.Random(world_seed)
    base = round(chance.uniform(0.1, 5.0), 2)
    limits = {"backoff_seconds": base, "max_backoff_seconds": 40 * base, "max_retry_after_seconds": 1.0}
    last = 0.0
    for attempt in (1, 2, 3, 4, 5, 6, 7, 8, 63, 64, 65, 66, 1023, 1024, 1025, 5000):
        wait = submission.retry_delay(attempt, None, NOW, **limits)
        if not isinstance(wait, int | float) or not last <= wait <= 40 * base * (1 + 1e-9):
            think = "Powers grow fast: is this number still a float, and is it still under the limit?"
            raise CheckFailure((attempt, None, NOW, limits), f"{last:g} to {40 * base:g}", wait, think)
        last = wait
    expect(last, 40 * base, given=(5000, None, NOW, limits), think="After many failures the wait is the limit.")


# --- url_trap

LIMITS = {"max_url_characters": 60, "max_path_parts": 5, "max_repeated_path_parts": 2, "max_query_parameters": 3}


@check("url_trap", points=3)
def test_both_sides_of_each_limit(submission: Any) -> None:
    """A value equal to its limit is allowed, one more is a trap with the name of the limit."""
    base = "http://h.example/"
    ask_for_trap(
        submission,
        [
            (base, None),
            (base + "x" * (60 - len(base)), None),
            (base + "x" * (61 - len(base)), "max_url_characters"),
            (base + "?" + "x" * (59 - len(base)), None),
            (base + "?" + "x" * (60 - len(base)), "max_url_characters"),
            (base + "a/b/c/d/e", None),
            (base + "a/b/c/d/e/", None),
            (base + "a/b/c/d/e/f", "max_path_parts"),
            (base + "a/b/c/d/e//", "max_path_parts"),
            (base + "a/b?c/d/e/f/g/h", None),
            (base + "?a=1&b=2&c=3", None),
            (base + "?a=1&b=2&c=3&d=4", "max_query_parameters"),
            (base + "?a&b&c&d", "max_query_parameters"),
        ],
        "Count by hand. Is the value over its limit, or at it?",
    )


@check("url_trap", points=3)
def test_parts_that_repeat(submission: Any) -> None:
    """Counted is the most frequent part of the path, anywhere in it, in its exact spelling."""
    base = "http://h.example/"
    ask_for_trap(
        submission,
        [
            (base + "a/a", None),
            (base + "a/a/a", "max_repeated_path_parts"),
            (base + "a/b/a/b/a", "max_repeated_path_parts"),
            (base + "b/a/b/c/b/", "max_repeated_path_parts"),
            (base + "a/b/a/b", None),
            (base + "a/A/a/A", None),
            (base + "a/aa/aaa/aa", None),
            (base + "a//b//c", None),
            (base + "///", "max_repeated_path_parts"),
            (base + "a/a?a/a/a=a", None),
        ],
        "How often does the most frequent part stand between slashes? Part by part, letter by letter.",
    )


@check("url_trap", points=2)
def test_the_first_limit_is_named(submission: Any) -> None:
    """An address over several limits gets the name of the first in the order of the handout."""
    base = "http://h.example/"
    ask_for_trap(
        submission,
        [
            (base + "x/" * 30, "max_url_characters"),
            (base + "x/" * 6 + "?a&b&c&d", "max_path_parts"),
            (base + "x/x/x?a&b&c&d", "max_repeated_path_parts"),
        ],
        "Ask for the limits one after the other and return at the first that is exceeded.",
    )


def ask_for_trap(submission: Any, cases: list[tuple[str, str | None]], think: str) -> None:
    expect_each(cases, lambda url: submission.url_trap(url, **LIMITS), think=think)


@check("url_trap", points=2)
def test_traps_of_the_world(submission: Any, world_seed: int) -> None:
    """The world's maze ends at the limit, and no page of the world is taken for a trap."""
    limits = {
        "max_url_characters": 2_000,
        "max_path_parts": 20,
        "max_repeated_path_parts": 3,
        "max_query_parameters": 10,
    }
    chance = random.Random(world_seed)
    maze = [
        "http://shop.example/maze/" + "".join(chance.choices(("deeper/", "other/"), k=deep)) for deep in range(1, 25)
    ]
    pages = [
        site.url(site.article_path(place)) for site in web(world_seed).sites for place in range(min(3, site.articles))
    ]
    truth = dict.fromkeys(chance.sample(pages, 60), False)
    for url in maze:
        parts = url.split("/")[3:-1]
        truth[url] = len(parts) > 20 or max(parts.count(part) for part in parts) > 3
    answers = {url: submission.url_trap(url, **limits) for url in truth}
    right = {url: (answers[url] is not None) is truth[url] for url in truth}
    shares = [sum(right[url] for url in some) / len(some) for some in (maze, truth.keys() - set(maze))]
    wrong = [f"{url} is {answers[url]!r}" for url in truth if not right[url]]
    what = f"the worse of {shares[0]:.2f} (addresses of the maze) and {shares[1]:.2f} (other pages){example(wrong)}"
    credit(min(shares), zero=0.5, full=1.0, what=what)


# --- discover

PAGE = "http://h.example/dir/page.html"
SITEMAP = "http://h.example/sitemap.xml"
NAMESPACE = ' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def ask_for_links(submission: Any, cases: list[tuple[str, list[str]]], think: str) -> None:
    """``cases``: the text of a page, and the pages that it leads to."""

    def ask(page: str) -> Any:
        return submission.discover(page.encode(), PAGE, max_bytes=100_000)

    expect_each([(page, (links, [])) for page, links in cases], ask, think=think)


def urlset(*urls: str, namespace: str = NAMESPACE) -> bytes:
    rows = "".join(f"<url><loc>{url}</loc><lastmod>2026-01-01</lastmod></url>" for url in urls)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset{namespace}>{rows}</urlset>'.encode()


def index(*urls: str) -> bytes:
    rows = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex{NAMESPACE}>{rows}</sitemapindex>".encode()


def ask_for_addresses(submission: Any, cases: list[tuple[bytes, Any]], think: str, **limits: int) -> None:
    """``cases``: what came from `SITEMAP`, and (pages, sitemaps)."""
    limits = {"max_bytes": 100_000, **limits}
    expect_each(cases, lambda body: submission.discover(body, SITEMAP, **limits), think=think)


def ask_for_large_file(submission: Any, given: str, body: bytes, expected: Any, think: str) -> None:
    """As `ask_for_addresses` with a limit of 50,000 bytes, for a body that nobody wants to see."""
    try:
        actual = submission.discover(body, SITEMAP, max_bytes=50_000)
    except SubmissionError as error:
        error.given = given
        raise
    expect(actual, expected, given=given, think=think)


@check("discover", points=3, needs=("canonical_spelling",))
def test_kinds_of_links(submission: Any) -> None:
    """Links are in a, area, iframe, frame, refresh and four kinds of `<link>`; pictures, scripts, styles are none."""
    one = ["http://h.example/x"]
    head = "<html><head>{}</head><body>text</body></html>"
    cases = [
        ('<p><a href="/x">x</a></p>', one),
        ('<map><area href="/x"></map>', one),
        ('<p>text</p><iframe src="/x"></iframe>', one),
        ('<html><frameset><frame src="/x"></frameset></html>', one),
        (head.format('<meta http-equiv="Refresh" content="5; URL=/x">'), one),
        (head.format("""<meta http-equiv="refresh" content="0;url='/x'">"""), one),
        *((head.format(f'<link rel="{rel}" href="/x">'), one) for rel in ("canonical", "next", "prev", "Alternate")),
        *((head.format(f'<link rel="{rel}" href="/x">'), []) for rel in ("stylesheet", "icon", "preload", "nextday")),
        (head.format('<link href="/x">'), []),
        (head.format('<meta http-equiv="refresh" content="300">'), []),
        (head.format('<meta name="refresh" content="0; url=/x">'), []),
        ('<p><img src="/x.png"><script src="/x.js"></script><a name="x">x</a></p>', []),
        ('<form action="/x"><a>x</a></form>', []),
        ("<p>http://h.example/x</p>", []),
    ]
    think = "Which elements lead a reader to another page, and which only bring in a file for this one?"
    ask_for_links(submission, cases, think)


@check("discover", points=3, needs=("canonical_spelling",))
def test_relative_addresses(submission: Any) -> None:
    """Relative links start at the page, or at the first `<base href>`, which may be relative itself."""
    base = '<html><head>{}</head><body><a href="x">x</a><a href="../y?a=1">y</a></body></html>'
    cases = [
        (base.format(""), ["http://h.example/dir/x", "http://h.example/y?a=1"]),
        (base.format('<base href="http://o.example/a/b/">'), ["http://o.example/a/b/x", "http://o.example/a/y?a=1"]),
        (base.format('<base href="/r/s">'), ["http://h.example/r/x", "http://h.example/y?a=1"]),
        (
            base.format('<base target="_top"><base href="/one/"><base href="/two/">'),
            ["http://h.example/one/x", "http://h.example/y?a=1"],
        ),
        ('<a href="//o.example/x">x</a>', ["http://o.example/x"]),
        ('<a href="?page=2">x</a>', ["http://h.example/dir/page.html?page=2"]),
    ]
    ask_for_links(submission, cases, "What does a browser show in its address bar after a click?")


@check("discover", points=3, needs=("canonical_spelling",))
def test_links_left_out(submission: Any) -> None:
    """Left out: rel nofollow as a word of its own, other schemes, comments, and links to the page itself."""
    one = ["http://h.example/x"]
    cases = [
        ('<a rel="nofollow" href="/x">x</a>', []),
        ('<a rel="sponsored NoFollow" href="/x">x</a>', []),
        ('<area rel="nofollow" href="/x">', []),
        ('<a rel="nofollower" href="/x">x</a>', one),
        ('<a title="nofollow" href="/x">x</a>', one),
        ('<a rel="noopener" href="/x">x</a>', one),
        ('<a href="mailto:a@h.example">x</a><a href="javascript:go()">x</a><a href="tel:1">x</a>', []),
        ('<p>a<!-- <a href="/x">x</a> -->b</p>', []),
        ('<a href="#top">x</a><a href="">x</a><a href="page.html#s">x</a>', []),
        ('<a href="http://[broken/">x</a><a href="/x">x</a>', one),
        ("<script>document.write('<a href=\"/x\">x</a>')</script><p>text</p>", []),
    ]
    think = "Did the author ask robots to follow this? Is there a page behind it that is not this one?"
    ask_for_links(submission, cases, think)


@check("discover", points=2, needs=("canonical_spelling",))
def test_each_once_in_order(submission: Any) -> None:
    """Addresses are canonical, in the order of the file, each once: two spellings of one address are one."""
    a, b = "http://h.example/a", "http://h.example/b"
    cases = [
        ('<a href="/c">1</a><iframe src="/b"></iframe><a href="/a">2</a><a href="/c">3</a>',
         ["http://h.example/c", b, a]),
        ('<a href="/x?utm_source=a">1</a><a href="/x#s">2</a><a href="/X">3</a>',
         ["http://h.example/x", "http://h.example/X"]),
        ('<a href="HTTP://O.example:80/x#top">x</a>', ["http://o.example/x"]),
    ]  # fmt: skip
    think = "When is an address the same as one that was seen before: as it is written, or as it is canonical?"
    ask_for_links(submission, cases, think)
    ask_for_addresses(submission, [(urlset(b, a, f"{b}#x"), ([b, a], [])), (index(b, a, b), ([], [b, a]))], think)


@check("discover", points=2, needs=("canonical_spelling",))
def test_html_as_it_is(submission: Any) -> None:
    """Broken and empty pages, capitals, bare attributes, escaped ampersands and Chinese letters are all read."""
    one = ["http://h.example/x"]
    cases = [
        ("", []),
        ("   ", []),
        ("<!-- nothing -->", []),
        ("no markup at all", []),
        ("\0\1 no text at all", []),
        ("<A HREF=/x>x", one),
        ('Not a tag in front. <a href="/x">x</a>', one),
        ("<div><a href='/x'><b>x</div></a></i>", one),
        ('<a href="/l?a=1&amp;b=2">x</a>', ["http://h.example/l?a=1&b=2"]),
        ('<a href=" /x\n">x</a>', one),
        ('<a href="/\u6570">x</a>', ["http://h.example/%E6%95%B0"]),
        ('\ufeff<?xml version="1.0" encoding="utf-8"?>\n<html><a href="/x">x</a></html>', one),
        ('<meta charset="windows-1251"><a href="/\u6570">x</a>', ["http://h.example/%E6%95%B0"]),
    ]
    think = "Is a real HTML parser at work, and does it know that the page is UTF-8, whatever stands in it?"
    ask_for_links(submission, cases, think)


@check("discover", points=2, needs=("canonical_spelling",))
def test_links_of_the_world(submission: Any, world_seed: int) -> None:
    """Of the links on the world's listing pages: precision and recall together (F1)."""
    found_right = found = there = 0
    wrong = []
    for site in web(world_seed).sites[::2]:
        url = site.url("/list/1.html")
        body = site.respond("/list/1.html").body.decode(site.spec.charset).encode()
        answer, truth = submission.discover(body, url, max_bytes=1_000_000), links_of_listing(site)
        links = answer[0] if isinstance(answer, list | tuple) and len(answer) == 2 else None
        if not isinstance(links, list) or not all(isinstance(link, str) for link in links):
            raise CheckFailure(url, "(a list of pages, a list of sitemaps)", answer, "A page names pages only.")
        wrong += [f"{link} is missing from {url}" for link in truth - set(links)]
        wrong += [f"{link} is too much on {url}" for link in set(links) - truth]
        found_right += len(truth & set(links))
        found += len(links)
        there += len(truth)
    what = f"F1 of the links on listing pages{example(wrong)}"
    credit(2 * found_right / (found + there), zero=0.8, full=1.0, what=what)


def links_of_listing(site: Site) -> set[str]:
    """What stands on the first listing page: the menu, articles that are not in the sitemap only, the next page."""
    paths = ["/", "/about.html", "/contact.html"]
    places = [place for place in range(min(12, site.articles)) if not site.in_sitemap_only(place)]
    paths += [site.article_path(place) for place in places]
    paths += ["/list/2.html"] if site.listings > 1 else []
    return {site.url(path) for path in paths}


@check("discover", points=3, needs=("canonical_spelling",))
def test_pages_or_sitemaps(submission: Any) -> None:
    """The root element says whether a file is a list of pages, of sitemaps, or a page itself; endings say nothing."""
    a, b = "http://h.example/a", "http://h.example/b"
    cases: list[tuple[bytes, Any]] = [
        (urlset(a, b), ([a, b], [])),
        (index(a, b), ([], [a, b])),
        (urlset("http://h.example/news.xml"), (["http://h.example/news.xml"], [])),
        (index("http://h.example/maps?n=1"), ([], ["http://h.example/maps?n=1"])),
        (urlset("http://h.example/l?a=1&amp;b=2"), (["http://h.example/l?a=1&b=2"], [])),
        (urlset("\n   http://h.example/a\n  "), ([a], [])),
        (urlset("ftp://h.example/a", "/relative", b, SITEMAP), ([b], [])),
        (urlset(a, namespace=""), ([a], [])),
        (urlset(a, namespace=' xmlns="http://www.google.com/schemas/sitemap/0.84"'), ([a], [])),
        (b"\xef\xbb\xbf \n" + index(a), ([], [a])),
        (urlset(), ([], [])),
        (
            b'<urlset xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>http://h.example/a</loc>'
            b"<image:image><image:loc>http://h.example/a.png</image:loc></image:image></url></urlset>",
            ([a], []),
        ),
        (b'<!DOCTYPE html><html><body>No urlset: <a href="/a">a</a></body></html>', ([a], [])),
        (b'<html><body><loc>http://h.example/x</loc><a href="/b">b</a></body></html>', ([b], [])),
    ]
    think = "What is the root element? What does it say the addresses in the file are?"
    ask_for_addresses(submission, cases, think)


@check("discover", points=2, needs=("canonical_spelling",))
def test_gzip_by_its_first_bytes(submission: Any) -> None:
    """A gzip file is known by its first two bytes, whatever is in it; a broken one gives what came before."""
    a, b = "http://h.example/a", "http://h.example/b"
    many = [f"http://h.example/{hashlib.sha256(str(number).encode()).hexdigest()}" for number in range(200)]
    packed = gzip.compress(urlset(*many), mtime=0)
    cases: list[tuple[bytes, Any]] = [
        (gzip.compress(urlset(a, b), mtime=0), ([a, b], [])),
        (gzip.compress(index(a), mtime=0), ([], [a])),
        (gzip.compress(b'<p><a href="/a">a</a></p>', mtime=0), ([a], [])),
        (b"\x1f\x8b\x08\x00 this is no gzip", ([], [])),
    ]
    think = "The name ends in .gz on some servers and not on others. What does every gzip file begin with?"
    ask_for_addresses(submission, cases, think)
    found = submission.discover(packed[: len(packed) // 2], SITEMAP, max_bytes=100_000)
    pages = found[0] if isinstance(found, list | tuple) and len(found) == 2 else None
    if not isinstance(pages, list) or len(pages) < 50 or pages[:50] != many[:50]:
        given = "a gzip file with 200 addresses that breaks off in the middle"
        think = "What did the decompressor give out before?"
        raise CheckFailure(given, "the addresses of its first half", found, think)


@check("discover", points=2, needs=("canonical_spelling",))
def test_hostile_files(submission: Any, world_seed: int) -> None:
    """No more than max_bytes opened and max_urls returned, of sitemaps and pages; entities stay closed."""
    first, last = f"http://h.example/first-{world_seed}", "http://h.example/last"
    opening, closing = urlset(first).split(b"</urlset>")[0], urlset(last).split(b">", 2)[2]
    bomb = gzip.compress(opening + b" " * 5_000_000 + closing, compresslevel=1, mtime=0)
    damaged = bomb[:-8] + b"\0" * 8  # the checksum at its end: whoever gets there reads too far
    think = "A few kilobytes can hold gigabytes. Can your decompressor be told to stop at a number of bytes?"
    large = "a gzip file that holds an address, 5,000,000 blanks and another address; max_bytes=50_000"
    ask_for_large_file(submission, large, bomb, ([first], []), think)
    given = f"{large}; the very last bytes of the file are damaged"
    ask_for_large_file(submission, given, damaged, ([first], []), think)
    think = "The limit holds for files that are not compressed too."
    large = "a sitemap with an address, 60,000 blanks and another address; max_bytes=50_000"
    ask_for_large_file(submission, large, opening + b" " * 60_000 + closing, ([first], []), think)
    page = f'<p><a href="{first}">a</a></p>{" " * 60_000}<p><a href="{last}">b</a></p>'.encode()
    large = "a page with a link, 60,000 blanks and another link; max_bytes=50_000"
    ask_for_large_file(submission, large, page, ([first], []), think)

    urls = [f"http://h.example/{number}" for number in range(5)]
    cases: list[tuple[bytes, Any]] = [
        (urlset(*urls), (urls[:3], [])),
        (index(*urls), ([], urls[:3])),
        ("".join(f"<a href={url}>" for url in urls).encode(), (urls[:3], [])),
        (urlset(*urls[:3]), (urls[:3], [])),
        (urlset(urls[0], urls[0], *urls[1:3]), (urls[:3], [])),
    ]
    think = "max_urls counts different addresses that are returned."
    ask_for_addresses(submission, cases, think, max_urls=3)

    entity = b'<!DOCTYPE urlset [<!ENTITY x "http://evil.example/">]>' + urlset("&x;", first).split(b"\n", 1)[1]
    think = "Whose text is in this address: the site's, or one that the file tells your parser to put in?"
    ask_for_addresses(submission, [(entity, ([first], []))], think)


# --- capture_records

URL = "http://h.example/a?b=1"
DATE = "2026-01-02T03:04:05.000006Z"
BODY = "<p>caf\u00e9 \u6570\u636e</p>\r\n\r\nWARC/1.1\r\n".encode()
REQUEST = [("Host", "h.example"), ("User-Agent", "pretraining-data-lab/0.1")]
RESPONSE = [("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]


def capture(
    submission: Any,
    body: bytes = BODY,
    headers: list[tuple[str, str]] = RESPONSE,
    reason: str = "OK",
    truncated: str | None = None,
) -> list[bytes]:
    """The members that the submission makes of one answer."""
    metadata = {"depth": "3", "via": "http://h.example/caf\u00e9"}
    members = submission.capture_records(URL, DATE, REQUEST, 200, reason, headers, body, metadata, truncated)
    good = isinstance(members, list) and len(members) == 3 and all(isinstance(member, bytes) for member in members)
    if not good:
        raise CheckFailure(URL, "a list of three bytes objects", members, "One gzip member for each of three records.")
    return members


class RawRecord:
    """A record taken apart with nothing but the rules of ISO 28500: head, blank line, block, two line ends."""

    def __init__(self, member: bytes) -> None:
        inflate = zlib.decompressobj(wbits=31)
        try:
            raw = inflate.decompress(member)
        except zlib.error as error:
            raise CheckFailure(
                member[:20], "a gzip member", str(error), "Is the record compressed with gzip?"
            ) from None
        if not inflate.eof or inflate.unused_data:
            raise CheckFailure(member[:20], "exactly one whole gzip member", "more, or less", "One member, one record.")
        head, _, rest = raw.partition(b"\r\n\r\n")
        version, *lines = head.decode("utf-8", "replace").split("\r\n")
        self.version = version
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = self.headers.get("content-length", "")
        cut = int(length) if re.fullmatch(r"[0-9]{1,9}", length) else 0
        self.block, self.end = rest[:cut], rest[cut:]


def base32_sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


@check("capture_records", points=3)
def test_three_records(submission: Any) -> None:
    """Three gzip members: request, response and metadata, each a whole WARC/1.1 record with its type, URL and date."""
    request, response, metadata = records = [RawRecord(member) for member in capture(submission)]
    kinds = {
        "request": "application/http; msgtype=request",
        "response": "application/http; msgtype=response",
        "metadata": "application/warc-fields",
    }
    for record, (kind, content_type) in zip(records, kinds.items(), strict=True):
        shown = {
            "first line": record.version,
            "WARC-Type": record.headers.get("warc-type"),
            "WARC-Target-URI": record.headers.get("warc-target-uri", "").strip("<>"),
            "WARC-Date": record.headers.get("warc-date"),
            "Content-Type": re.sub(r";\s*", "; ", record.headers.get("content-type", "")),
        }
        expected = dict(zip(shown, ("WARC/1.1", kind, URL, DATE, content_type), strict=True))
        expect(shown, expected, given=f"head of the {kind} record", think="Compare with the example of the handout.")
    sent = b"GET /a?b=1 HTTP/1.1\r\nHost: h.example\r\nUser-Agent: pretraining-data-lab/0.1\r\n\r\n"
    expect(request.block, sent, given="block of the request record", think="What was sent to the server, line by line?")
    fields = "depth: 3\r\nvia: http://h.example/caf\u00e9\r\n".encode()
    think = "application/warc-fields: `name: value` in UTF-8, each line with CRLF."
    expect(metadata.block, fields, given="block of the metadata record", think=think)
    think = "A response is stored as it was sent: status line, headers, an empty line, body."
    expect(response.block.startswith(b"HTTP/1.1 200 OK\r\n"), True, given="begin of the response's block", think=think)


@check("capture_records", points=2)
def test_lengths_and_ends(submission: Any) -> None:
    """Content-Length counts bytes of the block, and two line ends close the record; the body's own are kept."""
    for body in (BODY, b"", "\u6570\u636e".encode(), b"\r\n\r\n", bytes(range(256))):
        for member in capture(submission, body):
            record = RawRecord(member)
            kind = record.headers.get("warc-type")
            think = "Content-Length is in bytes, of everything between the blank line and the closing line ends."
            given: Any = (f"what follows the block of the {kind} record, by its Content-Length", body)
            expect(record.end, b"\r\n\r\n", given=given, think=think)
            if kind == "response":
                http, _, kept = record.block.partition(b"\r\n\r\n")
                expect(
                    kept, body, given=("body of the response", body), think="The stored body is the body, byte by byte."
                )
                length, given = f"Content-Length: {len(body)}", ("last HTTP header of the response", body)
                expect(
                    http.decode("latin-1").split("\r\n")[-1],
                    length,
                    given=given,
                    think="A length of our own is put last, in bytes.",
                )


@check("capture_records", points=2, needs=("three_records",))
def test_digests(submission: Any) -> None:
    """WARC-Block-Digest of all three and WARC-Payload-Digest of the response are SHA-1 in Base32 of the right bytes."""
    for body in (BODY, b""):
        for member in capture(submission, body):
            record = RawRecord(member)
            kind = record.headers.get("warc-type")
            think = "A block has the HTTP head in it, a payload has not. `sha1:` and 32 letters of Base32."
            block, given = record.headers.get("warc-block-digest"), (f"WARC-Block-Digest of the {kind}", body)
            expect(block, base32_sha1(record.block), given=given, think=think)
            if kind == "response":
                payload, given = (
                    record.headers.get("warc-payload-digest"),
                    ("WARC-Payload-Digest of the response", body),
                )
                expect(payload, base32_sha1(body), given=given, think=think)


@check("capture_records", points=2, needs=("three_records",))
def test_records_name_each_other(submission: Any) -> None:
    """Every record has an identity of its own; request and metadata name the response in WARC-Concurrent-To."""
    request, response, metadata = (RawRecord(member).headers for member in capture(submission))
    again = RawRecord(capture(submission)[1]).headers
    names = [headers.get("warc-record-id", "") for headers in (request, response, metadata, again)]
    think = "A record id is <urn:uuid:...>, new for every record that is ever written."
    good = [bool(re.fullmatch(r"<urn:uuid:[0-9a-fA-F-]{36}>", name)) for name in names]
    expect(good, [True] * 4, given=names, think=think)
    expect(len(set(names)), 4, given=names, think=think)
    linked = [request.get("warc-concurrent-to"), metadata.get("warc-concurrent-to")]
    expect(linked, [names[1], names[1]], given=names, think="Which of the three do the other two belong to?")


@check("capture_records", points=2)
def test_headers_tell_the_truth(submission: Any) -> None:
    """Encodings that are undone and lengths that no longer hold are kept under X-Crawl-; a cut body says so."""
    sent = [("content-encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("Content-Length", "7"), *RESPONSE]
    stored = [f"X-Crawl-{name}: {value}" for name, value in sent[:3]] + [f"{name}: {value}" for name, value in RESPONSE]
    record = RawRecord(capture(submission, headers=sent)[1])
    status, *lines = record.block.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    think = "The stored body is not compressed and not chunked. What would a reader do who believes these headers?"
    expect(status, "HTTP/1.1 200 OK", given=sent, think=think)
    expect(lines, [*stored, f"Content-Length: {len(BODY)}"], given=sent, think=think)
    expect("warc-truncated" in record.headers, False, given="truncated=None", think="A whole body was not truncated.")
    members = [RawRecord(member) for member in capture(submission, truncated="length")]
    expect([one.headers.get("warc-truncated") for one in members], [None, "length", None], given="truncated='length'",
           think="Only the response was cut.")  # fmt: skip


@check("capture_records", points=2)
def test_servers_cannot_forge_records(submission: Any) -> None:
    """Line ends and bytes that are not printable ASCII in the answer's head are escaped as %XX, blanks are kept."""
    bad = [("X-Note", "caf\u00e9 a\r\nX-Forged: 1"), ("X-Ta\u00e9g", "b\x00c d")]
    record = RawRecord(capture(submission, headers=bad, reason="Tr\u00e8s\r\n\r\nbon")[1])
    lines = record.block.partition(b"\r\n\r\n")[0].split(b"\r\n")
    expected = [
        b"HTTP/1.1 200 Tr%E8s%0D%0A%0D%0Abon",
        b"X-Note: caf%E9 a%0D%0AX-Forged: 1",
        b"X-Ta%E9g: b%00c d",
        b"Content-Length: %d" % len(BODY),
    ]
    expect(lines, expected, given=bad, think="HTTP heads are Latin-1: one character, one byte, one %XX.")


@check("capture_records", points=3)
def test_others_can_read_it(submission: Any) -> None:
    """warcio and FastWARC both read all records of two answers in one file, with right digests and bodies."""
    from fastwarc.warc import ArchiveIterator as FastIterator
    from warcio.archiveiterator import ArchiveIterator

    second = bytes(range(256)) * 20
    file = b"".join(capture(submission) + capture(submission, second))
    think = "Read the joined members yourself with the reader that complains: it names the record."
    expected = [one for body in (BODY, second) for one in (("request", b""), ("response", body), ("metadata", b""))]
    try:
        by_warcio = []
        for record in ArchiveIterator(io.BytesIO(file), check_digests="raise"):
            content = record.content_stream().read()
            by_warcio.append((record.rec_type, content if record.rec_type == "response" else b""))
    except Exception as error:  # noqa: BLE001 - whatever the reader says of the file is the finding
        raise CheckFailure("two answers", "six records that warcio reads", f"{error}", think) from None
    expect(by_warcio, expected, given="two answers", think=think)
    try:
        by_fastwarc = []
        for record in FastIterator(io.BytesIO(file), verify_digests=True, parse_http=True):
            kind = str(record.record_type)
            by_fastwarc.append((kind, record.reader.read() if kind == "response" else b""))
    except Exception as error:  # noqa: BLE001
        raise CheckFailure("two answers", "six records that FastWARC reads", f"{error}", think) from None
    expect(by_fastwarc, expected, given="two answers", think=think)
