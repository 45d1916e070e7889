"""What a client meets when it asks the served world."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from protego import Protego

from labs.world.build import World
from labs.world.hosts import HOSTS
from labs.world.page import Page
from labs.world.server import ServedWorld, serve
from labs.world.special import LARGE_BYTES, REDIRECT_CHAIN, SLOW_SECONDS


@pytest.fixture(scope="module")
def served(small_world: World) -> Iterator[ServedWorld]:
    with serve(small_world) as running:
        yield running


class Client:
    """One connection to the proxy, without redirects, retries or kindness."""

    def __init__(self, served: ServedWorld) -> None:
        address = urlsplit(served.proxy_url)
        self.connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)

    def get(self, url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        self.connection.request("GET", url, headers={"User-Agent": "spec/1.0", **headers})
        answer = self.connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


@pytest.fixture
def client(served: ServedWorld) -> Iterator[Client]:
    client = Client(served)
    yield client
    client.connection.close()


def test_listens_on_loopback_only(served: ServedWorld) -> None:
    assert urlsplit(served.proxy_url).hostname == "127.0.0.1"


def test_the_port_is_free_again_afterwards(small_world: World) -> None:
    with serve(small_world) as running:
        address = urlsplit(running.proxy_url)
        Client(running).get("http://news.example/")
    with pytest.raises(ConnectionError), socket.create_connection((str(address.hostname), int(address.port or 0)), 2):
        pass


@pytest.mark.parametrize("path", ["/", "/slow.html"], ids=["idle connection", "answer on its way"])
def test_it_ends_silently_while_a_client_is_connected(
    small_world: World, path: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with serve(small_world) as running:
        client = Client(running)
        client.connection.request("GET", f"http://docs.example{path}")
        while not running.request_log:
            time.sleep(0.01)
    while client.connection.sock.recv(65_536):
        pass  # ends, because the connection was closed and not forgotten: else its time runs out
    client.connection.close()
    assert [record.getMessage() for record in caplog.records] == []
    assert capfd.readouterr().err == ""


def test_pages_served_hold_the_planted_text(client: Client, small_pages: list[Page]) -> None:
    """Every word of the truth is in the page, in the charset that the page itself names."""
    import lxml.html

    checked = 0
    for page in small_pages[::5]:
        if page.kind != "article" or page.text is None:
            continue
        _, _, body = client.get(page.url)
        charset = re.search(rb'<meta charset="([^"]+)"', body)
        assert charset is not None
        tree = lxml.html.fromstring(body.decode(charset[1].decode()))
        for image in tree.xpath("//img[@class='math']"):
            image.tail = f"${image.get('alt')}$" + (image.tail or "")
        shown = tree.text_content()
        for line in page.text.split("\n"):
            assert line in shown, page.url
        checked += 1
    assert checked >= 15


def test_status_in_truth_is_status_on_the_wire(client: Client, small_pages: list[Page]) -> None:
    tame = {"article", "forum_thread", "mirror", "product", "spam", "navigation", "boilerplate", "missing", "gone",
            "soft_404", "server_error", "noindex", "orphan", "calendar", "endless_path", "canonical_copy"}  # fmt: skip
    for page in small_pages[::3]:
        if page.kind in tame:
            assert client.get(page.url)[0] == page.status, page.url


def test_unknown_hosts_and_paths(client: Client) -> None:
    assert client.get("http://elsewhere.example/")[0] == 502
    assert client.get("http://news.example/no/such/page.html")[0] == 404
    assert client.get("http://news.example/2020/01/river-market-winter-99999.html")[0] == 404


def test_methods_that_change_things_are_refused(client: Client) -> None:
    client.connection.request("POST", "http://news.example/", body=b"x=1")
    assert client.connection.getresponse().status == 405


def test_every_request_is_logged(served: ServedWorld, client: Client) -> None:
    before = len(served.request_log)
    start = time.monotonic()
    client.get("http://blog.example/?utm_source=a", **{"User-Agent": "logged/2.0"})
    client.get("http://nobody.example/x")
    first, second = served.request_log[before:]
    assert (first.url, first.host, first.user_agent, first.status) == (
        "http://blog.example/?utm_source=a", "blog.example", "logged/2.0", 200,
    )  # fmt: skip
    assert (second.host, second.status) == ("nobody.example", 502)
    assert start <= first.time <= second.time <= time.monotonic()
    assert first in served.requests_to("blog.example")


# --- robots.txt and sitemaps


@pytest.mark.parametrize("spec", HOSTS, ids=lambda spec: f"{spec.name}-{spec.robots}")
def test_allowed_in_truth_is_what_a_parser_of_robots_says(client: Client, spec, small_pages: list[Page]) -> None:  # type: ignore[no-untyped-def]
    status, _, body = client.get(f"http://{spec.name}/robots.txt")
    assert status == {"missing": 404, "broken": 503}.get(spec.robots, 200)
    for page in small_pages:
        if page.host != spec.name:
            continue
        if status == 200:
            assert page.allowed == Protego.parse(body.decode()).can_fetch(page.url, "spec"), page.url
        else:
            assert page.allowed == (status == 404), page.url  # RFC 9309: 4xx allows all, 5xx nothing


def test_robots_variants_have_pages_on_both_sides(small_pages: list[Page]) -> None:
    for folder, allowed in (("/private/open/", True), ("/internal/", False)):
        assert any(folder in page.url and page.allowed is allowed for page in small_pages), folder
    assert any("/private/" in page.url and not page.allowed for page in small_pages)


def test_crawl_delay_is_announced(client: Client) -> None:
    assert Protego.parse(client.get("http://carnet.example/robots.txt")[2].decode()).crawl_delay("spec") == 0.5


def locations(body: bytes) -> list[str]:
    return re.findall(r"<loc>([^<]+)</loc>", body.decode())


def test_plain_sitemap_names_all_articles(client: Client, small_world: World) -> None:
    robots = client.get("http://news.example/robots.txt")[2].decode()
    assert list(Protego.parse(robots).sitemaps) == ["http://news.example/sitemap.xml"]
    site = next(site for site in small_world.sites if site.spec.name == "news.example")
    assert len(locations(client.get("http://news.example/sitemap.xml")[2])) == site.articles


def test_gzip_sitemaps_of_an_index_name_all_articles_once(client: Client, small_world: World) -> None:
    parts = locations(client.get("http://docs.example/sitemap-index.xml")[2])
    assert len(parts) == 2
    urls = [url for part in parts for url in locations(gzip.decompress(client.get(part)[2]))]
    site = next(site for site in small_world.sites if site.spec.name == "docs.example")
    assert len(urls) == len(set(urls)) == site.articles


# --- oddities


def test_redirect_chain_ends_at_an_article(client: Client) -> None:
    statuses, url = [], "http://news.example/old/1"
    for _ in range(3):
        status, headers, _ = client.get(url)
        statuses.append(status)
        url = f"http://news.example{headers['location']}"
    assert statuses == [301, 308, 302]
    assert client.get(url)[0] == 200


def test_redirect_loop_and_endless_chain(client: Client) -> None:
    assert client.get("http://news.example/loop/a")[1]["location"] == "/loop/b"
    assert client.get("http://news.example/loop/b")[1]["location"] == "/loop/a"
    hops, path = 0, "/far/0"
    while path.startswith("/far/"):
        path = client.get(f"http://news.example{path}")[1]["location"]
        hops += 1
    assert hops == REDIRECT_CHAIN > 20


@pytest.mark.parametrize(("path", "refusal", "times"), [("/busy.html", 503, 1), ("/limited.html", 429, 2)])
def test_busy_pages_ask_for_patience(small_world: World, path: str, refusal: int, times: int) -> None:
    with serve(small_world) as fresh:
        client = Client(fresh)
        for _ in range(times):
            status, headers, _ = client.get(f"http://code.example{path}")
            assert (status, headers["retry-after"]) == (refusal, "1")
        assert client.get(f"http://code.example{path}")[0] == 200


def test_slow_page_takes_its_time(client: Client) -> None:
    start = time.monotonic()
    assert client.get("http://docs.example/slow.html")[0] == 200
    assert time.monotonic() - start >= SLOW_SECONDS


def test_truncated_body_is_shorter_than_promised(client: Client) -> None:
    with pytest.raises(http.client.IncompleteRead) as broken:
        client.get("http://attic.example/truncated.html")
    assert broken.value.expected == 5_000


def test_oversized_body_really_is(client: Client) -> None:
    assert len(client.get("http://attic.example/large.html")[2]) > LARGE_BYTES


@pytest.mark.parametrize(
    ("path", "content_type", "start"),
    [
        ("/picture.html", "image/png", b"\x89PNG"),
        ("/paper.html", "text/html", b"%PDF"),
        ("/empty.html", "text/html", b""),
    ],
)
def test_content_types_that_do_not_fit(client: Client, path: str, content_type: str, start: bytes) -> None:
    _, headers, body = client.get(f"http://attic.example{path}")
    assert headers["content-type"] == content_type
    assert body.startswith(start)


@pytest.mark.parametrize(
    ("host", "charset", "sample"),
    [
        ("xinwen.example", "gb18030", "首页"),
        ("shimbun.example", "shift_jis", "ホーム"),
        ("novosti.example", "windows-1251", "Главная"),
    ],
)
def test_charset_is_told_in_meta_only(client: Client, host: str, charset: str, sample: str) -> None:
    _, headers, body = client.get(f"http://{host}/")
    assert headers["content-type"] == "text/html"
    assert f'<meta charset="{charset}">'.encode() in body
    assert sample in body.decode(charset)
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_session_ids_lead_to_the_same_page(client: Client) -> None:
    listing = client.get("http://forum.example/list/1.html")[2].decode()
    with_session = re.search(r'href="(/viewtopic\.php\?t=\d+&amp;PHPSESSID=[0-9a-f]{16})"', listing)
    assert with_session is not None
    path = with_session[1].replace("&amp;", "&")
    clean = path.partition("&")[0]
    first = client.get(f"http://forum.example{path}")[2]
    assert first == client.get(f"http://forum.example{clean}")[2]
    assert f'<link rel="canonical" href="http://forum.example{clean}">'.encode() in first


def test_print_version_names_its_canonical_page(client: Client, small_pages: list[Page]) -> None:
    copy = next(page for page in small_pages if page.kind == "canonical_copy")
    found = re.search(rb'<link rel="canonical" href="([^"]+)">', client.get(copy.url)[2])
    assert found is not None
    original = next(page for page in small_pages if page.url == found[1].decode())
    assert original.text == copy.text
    assert original.url != copy.url


@pytest.mark.parametrize(
    "start",
    ["http://blog.example/calendar/2024/1", "http://shop.example/maze/deeper/", "http://blog.example/calendar/1999/12"],
)
def test_traps_have_always_one_page_more(client: Client, start: str) -> None:
    from urllib.parse import urljoin

    seen, url = set(), start
    for _ in range(15):
        status, _, body = client.get(url)
        assert status == 200
        assert url not in seen
        seen.add(url)
        links = re.findall(r'<ul class="listing">.*?</ul>', body.decode(), re.DOTALL)[0]
        url = urljoin(url, re.findall(r'href="([^"]+)"', links)[-1 if "calendar" in start else 0])


def test_noindex_in_meta_and_in_header(client: Client) -> None:
    assert b'<meta name="robots" content="noindex">' in client.get("http://foro.example/draft.html")[2]
    assert client.get("http://foro.example/tagged.html")[1]["x-robots-tag"] == "noindex"


def test_nofollow_links(client: Client) -> None:
    assert b'<a href="/behind-nofollow.html" rel="nofollow">' in client.get("http://blog.example/")[2]
    members = client.get("http://blog.example/members.html")[2]
    assert b'<meta name="robots" content="nofollow">' in members
    assert b'<a href="/behind-meta-nofollow.html">' in members


def test_html_lang_can_lie(client: Client, small_pages: list[Page]) -> None:
    page = next(page for page in small_pages if page.host == "manual.example" and page.kind == "article")
    assert page.language == "pt"
    assert b'<html lang="da">' in client.get(page.url)[2]


# --- reachability, by an independent walk


def test_reachable_in_truth_is_what_a_polite_walk_finds(small_world: World, small_pages: list[Page]) -> None:
    """Follows links and sitemaps with robots obeyed and nofollow respected, straight from the world's answers."""
    from urllib.parse import urljoin

    truth = {page.url: page for page in small_pages}
    robots = {}
    for spec in HOSTS:
        answer = small_world.respond(f"http://{spec.name}/robots.txt")
        text = {404: "", 503: "User-agent: *\nDisallow: /"}.get(answer.status, answer.body.decode())
        robots[spec.name] = Protego.parse(text)
    waiting, seen = list(small_world.seeds), set(small_world.seeds)
    for rules in robots.values():
        for sitemap in rules.sitemaps:
            body = small_world.respond(sitemap).body
            if sitemap.endswith("index.xml"):
                body = b"".join(gzip.decompress(small_world.respond(part).body) for part in locations(body))
            seen.update(locations(body))
    waiting = list(seen)
    while waiting:
        url = waiting.pop()
        host = urlsplit(url).hostname or ""
        if url not in truth or truth[url].trap or not robots[host].can_fetch(url, "spec"):
            continue
        answer = small_world.respond(url)
        found = [value for name, value in answer.headers if name == "Location"]
        body = answer.body.decode("latin-1")
        if 'content="nofollow"' not in body:
            found += [match[1] for match in re.finditer(r'<a href="([^"]+)">', body)]
        for link in found:
            absolute = re.sub(r"[?&](?:PHPSESSID|utm_source)=\w+", "", urljoin(url, link.replace("&amp;", "&")))
            if absolute.startswith("http://") and absolute not in seen:
                seen.add(absolute)
                waiting.append(absolute)
    for page in small_pages:
        if not page.trap:
            assert page.reachable == (page.url in seen), (page.url, page.kind)
