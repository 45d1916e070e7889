"""Whole crawls of a little web: who is asked, what is kept, and that the books balance."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from little_web import LittleWeb, Reply, Site, page, redirect, serve

from pipeline.crawl import discover, visit
from pipeline.crawl.crawler import CrawlProgress, CrawlSummary, crawl
from pipeline.crawl.discover import PageFindings
from pipeline.crawl.settings import CrawlSettings
from pipeline.errors import ConfigError

HOME = "http://a.example/"


def run(web: LittleWeb, directory: Path, *seeds: str, resume: bool = False, **settings: Any) -> CrawlSummary:
    quick = {"delay_seconds": 0.0, "backoff_seconds": 0.01, "guessed_sitemaps": (), "proxy": web.proxy}
    return crawl(seeds or [HOME], directory, CrawlSettings(**(quick | settings)), resume=resume)


def lines(directory: Path) -> dict[str, dict[str, Any]]:
    """The log by URL; fails when a URL has two lines."""
    rows = [json.loads(line) for line in (directory / "fetch-log.jsonl").read_text().splitlines()]
    assert len({row["url"] for row in rows}) == len(rows)
    return {row["url"]: row for row in rows}


def fates(directory: Path) -> dict[str, tuple[str, str | None]]:
    return {url: (row["outcome"], row.get("reason")) for url, row in lines(directory).items()}


def total(summary: CrawlSummary) -> int:
    return sum(count for outcomes in summary.outcomes.values() for count in outcomes.values())


def crawled(tmp_path: Path, replies: Site, *seeds: str, **settings: Any) -> tuple[LittleWeb, dict[str, Any]]:
    with serve(replies) as web:
        summary = run(web, tmp_path, *seeds, **settings)
    assert summary.pending == 0
    assert summary.discovered == total(summary)
    return web, fates(tmp_path)


def test_pages_are_found_through_links_and_through_gzip_sitemaps_in_an_index(tmp_path: Path) -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    index = f"<sitemapindex {space}><sitemap><loc>{HOME}map?part=1</loc></sitemap></sitemapindex>"
    urls = f"<urlset {space}><url><loc>\n {HOME}hidden?a=1&amp;b=2 </loc></url></urlset>"
    web, fate = crawled(
        tmp_path,
        {
            f"{HOME}robots.txt": Reply(b"Sitemap: /index.xml\nSitemap: http://a.example/index.xml"),
            f"{HOME}index.xml": Reply(index.encode()),
            f"{HOME}map?part=1": Reply(gzip.compress(urls.encode())),
            HOME: page("/linked"),
            f"{HOME}linked": page(HOME, "#here", "mailto:a@a.example", "/linked"),
            f"{HOME}hidden?a=1&b=2": page(),
        },
    )
    assert {url for url, (outcome, _) in fate.items() if outcome == "fetched"} == {
        HOME, f"{HOME}robots.txt", f"{HOME}index.xml", f"{HOME}map?part=1", f"{HOME}linked", f"{HOME}hidden?a=1&b=2"
    }  # fmt: skip
    assert sorted(web.urls()) == sorted(set(web.urls()))
    assert web.urls()[0] == f"{HOME}robots.txt"


def test_what_robots_forbids_is_never_requested(tmp_path: Path) -> None:
    web, fate = crawled(
        tmp_path,
        {
            f"{HOME}robots.txt": Reply(b"User-agent: *\nDisallow: /private\nAllow: /private/open"),
            HOME: page("/private/secret", "/private/open", "http://broken.example/", "http://none.example/"),
            f"{HOME}private/open": page(),
            "http://broken.example/robots.txt": Reply(status=503),
            "http://broken.example/": page(),
            "http://none.example/": page(),
        },
    )
    assert fate[f"{HOME}private/secret"] == ("refused_by_robots", "disallowed")
    assert fate["http://broken.example/"] == ("refused_by_robots", "unreachable")
    assert {f"{HOME}private/secret", "http://broken.example/"}.isdisjoint(web.urls())
    assert fate[f"{HOME}private/open"][0] == fate["http://none.example/"][0] == "fetched"
    assert web.asked("http://broken.example/robots.txt") == 3


def test_too_many_requests_for_robots_txt_are_waited_out_and_are_at_last_no_robots_txt(tmp_path: Path) -> None:
    busy, patient, stubborn = Reply(status=429), "http://patient.example/", "http://stubborn.example/"
    later = Reply(status=429, headers={"Retry-After": "1"})
    web, fate = crawled(
        tmp_path,
        {
            f"{patient}robots.txt": [later, Reply(b"User-agent: *\nDisallow: /private")],
            patient: page("/private"),
            f"{stubborn}robots.txt": busy,
            stubborn: page(),
        },
        patient,
        stubborn,
        max_attempts=3,
    )
    assert fate[f"{patient}private"] == ("refused_by_robots", "disallowed")
    first, second = (began for url, began, _ in web.requests if url == f"{patient}robots.txt")
    assert second - first >= 1.0
    assert web.asked(f"{stubborn}robots.txt") == 3
    assert fate[f"{stubborn}robots.txt"] == ("http_error", "429")
    assert fate[stubborn] == ("fetched", None)


def test_a_redirect_is_no_way_around_robots(tmp_path: Path) -> None:
    web, fate = crawled(
        tmp_path,
        {
            HOME: page("/go"),
            f"{HOME}go": redirect("http://b.example/private"),
            "http://b.example/robots.txt": Reply(b"User-agent: *\nDisallow: /private"),
            "http://b.example/private": page(),
        },
    )
    assert fate[f"{HOME}go"] == ("redirected", None)
    assert fate["http://b.example/private"] == ("refused_by_robots", "disallowed")
    assert web.asked("http://b.example/private") == 0


@pytest.mark.parametrize(("hops", "reached"), [(3, True), (4, False)])
def test_a_chain_of_redirects_is_followed_up_to_its_limit(tmp_path: Path, hops: int, reached: bool) -> None:
    replies: Site = {f"{HOME}{hop}": redirect(f"/{hop + 1}") for hop in range(hops)}
    replies[f"{HOME}{hops}"] = page()
    _, fate = crawled(tmp_path, replies, f"{HOME}0", max_redirects=3)
    assert (f"{HOME}{hops}" in fate) is reached
    if not reached:
        assert fate[f"{HOME}3"] == ("redirect_limit", "max_redirects")


def test_redirect_loops_end(tmp_path: Path) -> None:
    web, fate = crawled(
        tmp_path,
        {HOME: page("/1", "/self"), f"{HOME}1": redirect("/2"), f"{HOME}2": redirect("/1"),
         f"{HOME}self": redirect("/self", 302)},
    )  # fmt: skip
    assert fate[f"{HOME}2"] == fate[f"{HOME}self"] == ("redirect_loop", None)
    assert [web.asked(f"{HOME}{path}") for path in ("1", "2", "self")] == [1, 1, 1]


def test_faults_are_outcomes(tmp_path: Path) -> None:
    html = {"Content-Type": "text/html"}
    web, fate = crawled(
        tmp_path,
        {
            HOME: page("/gone", "/busy", "/cut", "/big", "/bomb", "/pdf", "/slow", "/drip", "/nowhere", "/code"),
            f"{HOME}gone": Reply(status=410),
            f"{HOME}busy": Reply(status=503),
            f"{HOME}cut": Reply(b"x" * 900, cut=1, headers=html),
            f"{HOME}big": Reply(b"x" * 20_001, headers=html),
            f"{HOME}bomb": Reply(gzip.compress(b"\0" * 50_000_000), headers=html | {"Content-Encoding": "gzip"}),
            f"{HOME}pdf": Reply(b"%PDF", headers={"Content-Type": "Application/PDF; version=1"}),
            f"{HOME}slow": Reply(b"x", wait=0.6, headers=html),
            f"{HOME}drip": Reply(b"x" * 100, drip=0.05, headers=html),
            f"{HOME}nowhere": redirect("ftp://a.example/"),
            f"{HOME}code": Reply(b"no gzip", headers=html | {"Content-Encoding": "gzip"}),
        },
        max_body_bytes=20_000, max_attempts=2, read_timeout_seconds=0.3, total_timeout_seconds=0.8,
    )  # fmt: skip
    assert {url.removeprefix(HOME): fate[url] for url in fate if url != f"{HOME}robots.txt"} == {
        "": ("fetched", None),
        "gone": ("http_error", "410"),
        "busy": ("http_error", "503"),
        "cut": ("failed", "truncated"),
        "big": ("too_large", "max_body_bytes"),
        "bomb": ("too_large", "max_body_bytes"),
        "pdf": ("wrong_content_type", "application/pdf"),
        "slow": ("failed", "read_timeout"),
        "drip": ("failed", "total_timeout"),
        "nowhere": ("failed", "bad_redirect"),
        "code": ("failed", "bad_content_encoding"),
    }
    assert [web.asked(f"{HOME}{path}") for path in ("gone", "busy", "cut", "big")] == [1, 2, 2, 1]


def test_a_page_that_breaks_the_reader_is_an_outcome_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_page(body: bytes, url: str, **options: Any) -> PageFindings:
        if b"hostile" in body:
            raise RecursionError
        return discover.read_page(body, url, **options)

    monkeypatch.setattr(visit, "read_page", read_page)
    replies: Site = {HOME: page("/bad", "/good"), f"{HOME}bad": page(text="hostile"), f"{HOME}good": page()}
    _, fate = crawled(tmp_path, replies)
    assert fate[f"{HOME}bad"] == ("failed", "unreadable: RecursionError")
    assert fate[f"{HOME}good"] == ("fetched", None)


def test_a_body_of_exactly_the_limit_is_kept(tmp_path: Path) -> None:
    _, fate = crawled(
        tmp_path, {HOME: Reply(b"x" * 20_000, headers={"Content-Type": "text/html"})}, max_body_bytes=20_000
    )
    assert fate[HOME] == ("fetched", None)


def test_retry_after_is_obeyed_by_the_whole_host(tmp_path: Path) -> None:
    web, fate = crawled(
        tmp_path,
        {HOME: page("/a", "/b"),
         f"{HOME}a": [Reply(status=429, headers={"Retry-After": "1"}), page()],
         f"{HOME}b": page()},
    )  # fmt: skip
    begins = [(url.removeprefix(HOME), began) for url, began, _ in web.requests if url != f"{HOME}robots.txt"]
    assert [url for url, _ in begins[:2]] == ["", "a"]
    assert sorted(url for url, _ in begins[2:]) == ["a", "b"]
    assert min(began for _, began in begins[2:]) - begins[1][1] >= 1.0
    assert fate[f"{HOME}a"] == ("fetched", None)


def test_noindex_pages_lead_on_but_are_not_stored_and_nofollow_pages_are_stored_but_lead_nowhere(
    tmp_path: Path,
) -> None:
    _, fate = crawled(
        tmp_path,
        {
            HOME: page("/index", "/follow", "/header"),
            f"{HOME}index": page("/from-noindex", head='<meta name="robots" content="noindex">'),
            f"{HOME}follow": page("/from-nofollow", head='<meta name="robots" content="nofollow">'),
            f"{HOME}header": Reply(b"<p>x", headers={"Content-Type": "text/html", "X-Robots-Tag": "noindex"}),
            f"{HOME}from-noindex": page(),
        },
    )
    assert fate[f"{HOME}index"] == fate[f"{HOME}header"] == ("noindex", None)
    assert fate[f"{HOME}from-noindex"] == fate[f"{HOME}follow"] == ("fetched", None)
    assert f"{HOME}from-nofollow" not in fate
    assert "warc" not in lines(tmp_path)[f"{HOME}index"]


def calendar(url: str) -> Reply:
    month = int(url.rpartition("=")[2])
    return page(f"/calendar?month={month + 1}", f"/calendar?month={month + 2}")


def test_endless_calendars_are_left_at_the_depth_limit(tmp_path: Path) -> None:
    replies: Site = {"*a.example": lambda url: calendar(url) if "month" in url else Reply(status=404)}
    replies[HOME] = page("/calendar?month=0")
    web, fate = crawled(tmp_path, replies, max_depth=4)
    assert {url for url in web.urls() if "month" in url} == {f"{HOME}calendar?month={m}" for m in range(7)}
    assert {fate[f"{HOME}calendar?month={m}"] for m in (7, 8)} == {("trapped", "max_depth")}


def test_urls_of_one_shape_are_limited(tmp_path: Path) -> None:
    web, fate = crawled(
        tmp_path, {HOME: page(*(f"/item/{n}" for n in range(6))), **{f"{HOME}item/{n}": page() for n in range(6)}},
        max_pages_per_shape=4,
    )  # fmt: skip
    assert [web.asked(f"{HOME}item/{n}") for n in range(6)] == [1, 1, 1, 1, 0, 0]
    assert fate[f"{HOME}item/5"] == ("trapped", "max_pages_per_shape")


def test_budgets_hold_and_a_resumed_crawl_with_a_larger_one_goes_on(tmp_path: Path) -> None:
    replies: Site = {
        HOME: page("/1", "/2", "/3", "http://b.example/"),
        "http://b.example/": page("/4"),
        "http://b.example/4": page(),
    }
    replies |= {f"{HOME}{n}": page() for n in (1, 2, 3)}
    with serve(replies) as web:
        summary = run(web, tmp_path, max_pages_per_host=2, max_pages=3)
        assert summary.outcomes["page"] == {"fetched": 3, "over_budget": 3}
        asked = set(web.urls())
        summary = run(web, tmp_path, resume=True)
    assert summary.outcomes["page"] == {"fetched": 6}
    assert len(web.urls()) == len(set(web.urls())) == 8
    assert asked < set(web.urls())
    lines(tmp_path)


def test_when_the_budget_is_spent_nothing_new_is_requested_not_even_a_robots_txt(tmp_path: Path) -> None:
    web, fate = crawled(tmp_path, {HOME: page("/1", "http://b.example/", "http://c.example/")}, max_pages=1)
    assert web.urls() == [f"{HOME}robots.txt", HOME]
    over = ("over_budget", "max_pages")
    assert {url for url in fate if fate[url] == over} == {
        f"{HOME}1", "http://b.example/", "http://b.example/robots.txt", "http://c.example/",
        "http://c.example/robots.txt",
    }  # fmt: skip


def test_a_page_begun_within_the_budget_is_tried_again_after_it_is_spent(tmp_path: Path) -> None:
    other = "http://b.example/"
    replies: Site = {
        HOME: [Reply(status=503), page()],
        f"{other}robots.txt": Reply(status=404, wait=0.2),
        other: page(),
    }
    web, fate = crawled(tmp_path, replies, HOME, other, max_pages=2, backoff_seconds=0.6)
    assert web.asked(HOME) == 2
    assert fate[HOME] == fate[other] == ("fetched", None)


def test_shapes_are_counted_across_runs(tmp_path: Path) -> None:
    items = [f"{HOME}item/{n}" for n in range(3)]
    with serve({item: page() for item in items}) as web:
        run(web, tmp_path, *items[:2], max_pages_per_shape=2)
        run(web, tmp_path, items[2], max_pages_per_shape=2, resume=True)
    assert fates(tmp_path)[items[2]] == ("trapped", "max_pages_per_shape")


def test_a_sitemap_that_was_first_seen_as_a_link_is_read_as_a_sitemap(tmp_path: Path) -> None:
    _, fate = crawled(
        tmp_path,
        {
            "http://b.example/": page(f"{HOME}map.xml"),
            f"{HOME}robots.txt": Reply(b"Sitemap: /map.xml"),
            f"{HOME}map.xml": Reply(f"{HOME}hidden".encode(), headers={"Content-Type": "text/xml"}),
            f"{HOME}hidden": page(),
        },
        "http://b.example/",
    )
    assert fate[f"{HOME}map.xml"] == fate[f"{HOME}hidden"] == ("fetched", None)


def test_a_page_that_turns_out_to_be_nearer_leads_further(tmp_path: Path) -> None:
    slow, late = "http://slow.example/", "http://late.example/"
    replies: Site = {
        HOME: page("/1"),
        f"{HOME}1": page(slow),  # depth 2, found first, but its robots.txt takes long
        f"{slow}robots.txt": Reply(status=404, wait=0.9),
        slow: page("/further"),
        f"{slow}further": page(),
        late: page(slow),  # depth 1, found later
        f"{late}robots.txt": Reply(status=404, wait=0.3),
    }
    _, fate = crawled(tmp_path, replies, HOME, late, max_depth=2)
    assert lines(tmp_path)[slow]["depth"] == 1
    assert fate[f"{slow}further"] == ("fetched", None)


def test_without_leave_the_hosts_of_the_seeds_are_not_left(tmp_path: Path) -> None:
    web, fate = crawled(tmp_path, {HOME: page("http://b.example/")}, follow_other_hosts=False)
    assert fate["http://b.example/"] == ("out_of_scope", None)
    assert not [url for url in web.urls() if "b.example" in url]


def test_robots_txt_may_redirect_to_another_host_and_holds_where_it_was_asked_for(tmp_path: Path) -> None:
    _, fate = crawled(
        tmp_path,
        {
            f"{HOME}robots.txt": redirect("http://b.example/rules"),
            "http://b.example/rules": Reply(b"User-agent: *\nDisallow: /no"),
            HOME: page("/no", "http://b.example/no"),
            "http://b.example/no": page(),
        },
    )
    assert fate[f"{HOME}no"] == ("refused_by_robots", "disallowed")
    assert fate["http://b.example/no"] == ("fetched", None)
    with gzip.open(tmp_path / "sites-00000.warc.gz") as file:
        stored = file.read()
    assert stored.count(b"WARC-Target-URI: http://b.example/rules\r\n") == 3


def test_every_hop_of_a_robots_txt_has_its_own_attempts(tmp_path: Path) -> None:
    busy = Reply(status=503)
    web, fate = crawled(
        tmp_path,
        {
            f"{HOME}robots.txt": [busy, busy, redirect("/rules")],
            f"{HOME}rules": [busy, busy, Reply(b"User-agent: *\nDisallow: /no")],
            HOME: page("/no"),
        },
    )
    assert (web.asked(f"{HOME}robots.txt"), web.asked(f"{HOME}rules")) == (3, 3)
    assert (fate[HOME][0], fate[f"{HOME}no"][0]) == ("fetched", "refused_by_robots")


def test_a_robots_txt_beyond_the_limit_is_cut_at_the_last_whole_line(tmp_path: Path) -> None:
    rules = b"User-agent: *\nDisallow: /no\nDisallow: /yes\n"
    web, fate = crawled(
        tmp_path,
        {f"{HOME}robots.txt": Reply(rules), HOME: page("/no", "/yes"), f"{HOME}yes": page()},
        max_robots_bytes=rules.index(b"/yes") + 1,  # the half rule would be "Disallow: /"
    )
    assert fate[f"{HOME}robots.txt"] == ("fetched", "max_robots_bytes")
    assert fate[f"{HOME}no"] == ("refused_by_robots", "disallowed")
    assert fate[HOME] == fate[f"{HOME}yes"] == ("fetched", None)
    assert web.asked(f"{HOME}no") == 0


def test_six_redirects_of_robots_txt_are_taken_for_no_robots_txt(tmp_path: Path) -> None:
    replies: Site = {f"{HOME}{hop}": redirect(f"/{hop + 1}") for hop in range(10)}
    _, fate = crawled(tmp_path, {f"{HOME}robots.txt": redirect("/0"), HOME: page(), **replies})
    assert fate[f"{HOME}robots.txt"] == ("redirect_limit", "max_robots_redirects")
    assert fate[HOME] == ("fetched", None)


def test_private_addresses_are_refused_without_a_proxy(tmp_path: Path) -> None:
    with serve({}) as web:
        settings = CrawlSettings(guessed_sitemaps=())
        summary = crawl([web.proxy, "http://[::1]/", "http://2130706433/"], tmp_path, settings)
    assert summary.outcomes == {"page": {"private_address": 3}}
    assert web.urls() == []


def test_they_are_asked_when_that_is_allowed(tmp_path: Path) -> None:
    with serve({}) as web:
        web.replies[f"{web.proxy}/"] = page()
        settings = CrawlSettings(guessed_sitemaps=(), allow_private_addresses=True, delay_seconds=0)
        summary = crawl([web.proxy], tmp_path, settings)
    assert summary.outcomes["page"] == {"fetched": 1}


def test_one_host_is_asked_one_thing_at_a_time_with_its_delay_and_hosts_side_by_side(tmp_path: Path) -> None:
    hosts = [f"http://h{n}.example/" for n in range(4)]
    replies: Site = {}
    for host in hosts:
        replies[host] = page("/1", "/2", "/3")
        replies |= {f"{host}{n}": Reply(b"<p>x", wait=0.05, headers={"Content-Type": "text/html"}) for n in (1, 2, 3)}
    replies["http://h0.example/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 0.2")
    replies["http://h1.example/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 3600")
    with serve(replies) as web:
        summary = run(web, tmp_path, *hosts, delay_seconds=0.1, max_crawl_delay_seconds=0.3)
    for host, delay in zip(hosts, (0.2, 0.3, 0.1, 0.1), strict=True):
        times = sorted((began, ended) for url, began, ended in web.requests if url.startswith(host))
        assert len(times) == 5
        assert all(begin - end >= delay for (_, end), (begin, _) in pairwise(times))
    assert summary.seconds < 2.5  # one after the other: 4 * (0.3 + 3 * 0.05) + 1.2 + ... > 3.4


def test_progress_is_reported_and_ends_complete(tmp_path: Path) -> None:
    reports: list[CrawlProgress] = []
    with serve({HOME: page("/a"), f"{HOME}a": page()}) as web:
        settings = CrawlSettings(proxy=web.proxy, delay_seconds=0, guessed_sitemaps=())
        crawl([HOME], tmp_path, settings, progress=reports.append)
    assert [report.finished for report in reports] == [1, 2, 3]
    assert (reports[-1].discovered, reports[-1].fetched, reports[-1].in_flight) == (3, 2, 0)


def test_bad_arguments_are_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"not a web address: 'example\.org'"):
        crawl(["example.org"], tmp_path, CrawlSettings())
    (tmp_path / "discovered.jsonl").touch()
    with pytest.raises(ConfigError, match="has a crawl already"):
        crawl([HOME], tmp_path, CrawlSettings())
