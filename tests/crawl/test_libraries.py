"""Why the crawler does not lean on some library functions that bear the right names: what they do, seen.

A failure here means that a library has changed, and that the decision in the module named by the test can be looked at
again. The functions that *are* used (protego, warcio, urllib3, lxml) are tested where they are used.
"""

from __future__ import annotations

import inspect

from courlan import UrlStore, clean_url, extract_links
from protego import Protego
from trafilatura import downloads
from trafilatura.sitemaps import SitemapObject


def test_canonical_clean_url_makes_one_page_of_two() -> None:
    assert clean_url("http://a.example/x?gallery=3") == clean_url("http://a.example/x?gallery=4")
    assert clean_url("http://a.example/x?reference=3") == "http://a.example/x"


def test_frontier_url_store_gives_back_other_urls_than_were_put_in() -> None:
    store = UrlStore()
    store.add_urls(["http://xn--bcher-kva.example/?b=&a=1"])
    assert store.dump_urls() == ["http://bücher.example/?a=1"]


def test_frontier_url_store_merges_pages_and_schemes() -> None:
    store = UrlStore()
    store.add_urls(["http://a.example/p"])
    store.add_urls(["http://a.example/p/"])
    store.add_urls(["https://a.example/q"])
    assert sorted(store.dump_urls()) == ["https://a.example/p", "https://a.example/q"]


def test_discover_extract_links_reads_html_as_text() -> None:
    page = """<!-- <a href="/comment">x</a> --><area href="/area"><a title="my relnofollow" href="/lost">x</a>"""
    found = extract_links(page, url="http://www.site.com/", no_filter=True)
    assert found == {"http://www.site.com/comment"}


def test_discover_sitemaps_are_told_by_the_ending_of_the_address() -> None:
    sitemap = SitemapObject("http://www.site.com", "site.com", [])
    sitemap.current_url = "http://www.site.com/sitemap_index.xml"
    sitemap.content = (
        '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<sitemap><loc>http://www.site.com/sitemap?page=2</loc></sitemap></sitemapindex>"
    )
    sitemap.process()
    assert sitemap.sitemap_urls == []
    assert sitemap.urls == ["http://www.site.com/sitemap?page=2"]


def test_robots_protego_takes_the_beginning_of_a_name_for_the_name() -> None:
    rules = Protego.parse("User-agent: lab\nAllow: /\n\nUser-agent: *\nDisallow: /")
    assert rules.can_fetch("http://a.example/", "lab-crawler")


def test_fetch_downloads_follow_redirects_and_retry_by_themselves() -> None:
    retry = downloads._get_retry_strategy(downloads.DEFAULT_CONFIG)
    assert retry.redirect > 0
    assert 503 in retry.status_forcelist
    assert "max_redirects" not in inspect.signature(downloads.fetch_response).parameters
