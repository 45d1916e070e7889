"""The door of the world: ``world(seed, pages)`` and what can be asked of it."""

from __future__ import annotations

import gzip
import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import accumulate, combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from labs.world import special
from labs.world.draws import Draw
from labs.world.families import target_similarity, variant
from labs.world.hosts import HOSTS, ORIGINAL_KINDS, HostSpec, is_allowed, robots_text
from labs.world.page import Page, Response, html_response
from labs.world.phrases import APPEALS, FIRST_NAMES, SLUG_WORDS, SPAM_SLUG_WORDS
from labs.world.render import Dress, Link, page, small_talk
from labs.world.similarity import jaccard, shingles
from labs.world.sources import LANGUAGES, NO_BLANKS
from labs.world.writing import (
    Draft,
    article,
    choose_pool,
    forum_thread,
    machine_babble,
    mixed_language,
    mojibake,
    product_page,
    promotion,
    repetitive,
    spam,
    thin_page,
    toxic,
    with_benchmark_item,
    with_look_alike,
    with_personal_data,
)

if TYPE_CHECKING:
    import pyarrow as pa

DEFAULT_PAGES: Final = 1200
PAGES_A_ROUND: Final = 8_000  # a larger world has the same kinds of hosts again under numbered names
DRAFTS_KEPT: Final = 2_000  # texts kept in memory, of any number of pages
LISTING: Final = 12  # articles on one listing page
COPY_EVERY: Final = 9  # the last of so many articles of a host rewrites the one before
CANONICAL_COPIES: Final = 3
STEP: Final = 7_919  # a prime: mirrors walk through the originals in this stride
BOILERPLATE: Final = ("/about.html", "/contact.html")

_POSITION: Final = re.compile(r"(?:-|[?&]t=)(\d{1,7})(?:\.html)?$")
_SESSION: Final = re.compile(r"[?&](?:PHPSESSID|utm_[a-z]+)=[^&]*")
_TRAP: Final = re.compile(r"/calendar/(\d{1,4})/(\d{1,2})$|/maze/(?:(?:deeper|other)/){1,60}$")


class Site:
    """One host of a world: its articles, their addresses and what it answers."""

    def __init__(self, world: World, spec: HostSpec, round_number: int, articles: int) -> None:
        self.world, self.spec, self.round, self.articles = world, spec, round_number, articles

    @cached_property
    def specials(self) -> dict[str, special.Special]:
        """The odd pages of the host by their path."""
        paths = [self.article_path(0), self.article_path(1)]
        return {one.path: one for one in special.specials(self.world.seed, self.spec, paths)}

    # --- addresses

    def url(self, path: str) -> str:
        return f"http://{self.spec.name}{path}"

    def article_path(self, position: int) -> str:
        draw = Draw(self.world.seed, self.spec.name, position, "path")
        slug = f"{'-'.join(self._slug_words(draw))}-{position}.html"
        if self.spec.robots == "wildcards" and position % 10 in (3, 7):
            return f"/private/{slug}" if position % 10 == 3 else f"/private/open/{slug}"
        if self.spec.robots == "groups" and position % 10 == 3:
            return f"/internal/{slug}"
        kind = self.spec.kind
        if kind == "news":
            return f"/{draw.between(2015, 2024)}/{draw.between(1, 12):02}/{slug}"
        if kind == "forum":
            return f"/viewtopic.php?t={position}"
        folder = {"blog": "posts/", "documentation": "guide/", "article": "papers/", "shop": "product/"}.get(kind, "")
        return f"/{folder}{slug}"

    def _slug_words(self, draw: Draw) -> list[str]:
        """Three harmless words; spam boasts with two of its own every other time, shops with one now and then."""
        words = draw.sample(SLUG_WORDS, 3)
        boasts = draw.chance(0.5) * 2 if self.spec.kind == "spam" else draw.chance(0.2) * (self.spec.kind == "shop")
        return [*draw.sample(SPAM_SLUG_WORDS, boasts), *words[boasts:]]

    def position(self, path: str) -> int | None:
        """The article that stands at ``path``."""
        found = _POSITION.search(path)
        if found is None:
            return None
        position = int(found[1])
        return position if position < self.articles and self.article_path(position) == path else None

    @property
    def listings(self) -> int:
        return math.ceil(self.articles / LISTING)

    def in_sitemap_only(self, position: int) -> bool:
        return self.spec.sitemap != "none" and position % 10 == 9

    @property
    def closed(self) -> bool:
        """Whether robots.txt keeps everybody out, so that nothing behind the home page is ever seen."""
        return self.spec.robots in ("deny", "broken")

    # --- texts

    def draft(self, position: int) -> Draft:
        """The main text of an article, written anew unless it was asked for lately."""
        return self.world.drafts(self, position)

    def write_draft(self, position: int) -> Draft:
        """The main text of an article."""
        seed, spec = self.world.seed, self.spec
        draw = Draw(seed, spec.name, position, "text")
        if spec.kind == "mirror":
            origin, place = self.world.origin(self, position)
            copied = variant(draw, origin.draft(place), target_similarity(draw))
            return _still_true(replace(copied, kind="mirror"))
        if self.is_copy(position):
            return _still_true(variant(draw, self.draft(position - 1), target_similarity(draw)))
        language, domain, roll = spec.language, spec.domain, draw.fraction()
        if spec.kind == "spam":
            return spam(draw, language)
        if spec.kind == "babble":
            return machine_babble(draw, language) if roll < 0.8 else repetitive(draw, language)
        if spec.kind == "attic":
            return self._damaged_text(draw, position)
        if spec.kind == "shop":
            return self._shop_text(draw, roll)
        if spec.kind == "farm":
            return promotion(draw, language) if roll < 0.75 else machine_babble(draw, language)
        if roll < 0.03:
            return thin_page(draw, language, domain)
        if spec.kind == "forum":
            draft = toxic(draw, language) if roll < 0.15 else forum_thread(draw, language)
        elif spec.kind == "blog":
            draft = forum_thread(draw, language) if roll < 0.3 else article(draw, language, domain)
        else:
            draft = article(draw, language, domain)
        return self._planted(draw, draft)

    def _shop_text(self, draw: Draw, roll: float) -> Draft:
        language = self.spec.language
        if roll < 0.15:
            return thin_page(draw, language)
        return product_page(draw, language) if roll < 0.6 else promotion(draw, language)

    def _damaged_text(self, draw: Draw, position: int) -> Draft:
        makers = ("mojibake", "mixed", "repetitive", "babble")
        maker = makers[position % len(makers)]
        if maker == "mojibake":
            return mojibake(draw, draw.choice(("ar", "fa", "fr", "ja", "ru", "zh")))
        if maker == "mixed":
            first, second = draw.sample(LANGUAGES, 2)
            return mixed_language(draw, first, second)
        language = draw.choice(("de", "en", "es", "fr"))
        return repetitive(draw, language) if maker == "repetitive" else machine_babble(draw, language)

    def _planted(self, draw: Draw, draft: Draft) -> Draft:
        """Personal data, look-alikes and benchmark items, more of them where they are found in life."""
        personal = {"forum": 0.35, "blog": 0.2}.get(self.spec.kind, 0.3 if self.spec.domain == "medicine" else 0.08)
        leaked = 0.25 if self.spec.domain == "code" else 0.03 if draft.language == "en" else 0.0
        if draw.chance(personal):
            draft = with_personal_data(draw, draft)
        if draft.language == "en" and draw.chance(0.12):
            draft = with_look_alike(draw, draft)
        if draw.chance(leaked):
            draft = with_benchmark_item(draw, draft)
        return draft

    def is_copy(self, position: int) -> bool:
        """Whether the article rewrites the one before it on the same host."""
        return self.spec.kind in ORIGINAL_KINDS and position % COPY_EVERY == COPY_EVERY - 1

    def root(self, position: int) -> tuple[Site, int]:
        """The article that the text of this one goes back to."""
        if self.spec.kind == "mirror":
            origin, place = self.world.origin(self, position)
            return origin.root(place)
        return (self, position - 1) if self.is_copy(position) else (self, position)

    def members(self, position: int) -> list[tuple[Site, int]]:
        """All articles whose text goes back to this root, itself included."""
        found = [(self, position)]
        if position + 1 < self.articles and self.is_copy(position + 1):
            found.append((self, position + 1))
        for site, place in tuple(found):
            found += self.world.mirrored(site, place)
        return found

    def canonical_copies(self) -> int:
        return min(CANONICAL_COPIES, self.articles) if "canonical" in self.spec.behaviours else 0

    def family(self, position: int) -> str | None:
        """Name of the family of duplicates that the article belongs to."""
        site, place = self.root(position)
        members = site.members(place)
        has_print = any(number < member.canonical_copies() for member, number in members)
        return f"{site.spec.name}/{place}" if len(members) > 1 or has_print else None

    # --- truth

    def pages(self) -> Iterator[Page]:
        """Every address of the host in a fixed order, except what traps make up for ever."""
        yield self._plain("/", "navigation")
        for number in range(1, self.listings + 1):
            yield self._plain(f"/list/{number}.html", "navigation")
        for path in BOILERPLATE:
            yield self._plain(path, "boilerplate")
        for position in range(self.articles):
            yield self.article_page(position)
        for number in range(self.canonical_copies()):
            original = self.article_page(number)
            path = f"/print/page-{number}.html"
            yield replace(original, url=self.url(path), kind="canonical_copy", allowed=is_allowed(self.spec, path))
        for one in self.specials.values():
            yield self._special_page(one)

    def _plain(self, path: str, kind: str) -> Page:
        reachable = path == "/" or not self.closed
        status = 200
        return Page(self.url(path), self.spec.name, status, is_allowed(self.spec, path), reachable, False, kind)

    def article_page(self, position: int) -> Page:
        draft, path = self.draft(position), self.article_path(position)
        return Page(
            url=self.url(path),
            host=self.spec.name,
            status=200,
            allowed=is_allowed(self.spec, path),
            reachable=not self.closed or position == 0,
            trap=False,
            kind=draft.kind,
            language=draft.language,
            quality=draft.quality,
            domain=draft.domain,
            text=draft.text,
            source=draft.source,
            family=self.family(position),
            pii=draft.pii,
            benchmark_items=draft.benchmark_items,
        )

    def _special_page(self, one: special.Special) -> Page:
        draft = one.draft
        blank = Page(
            self.url(one.path),
            self.spec.name,
            one.status,
            is_allowed(self.spec, one.path),
            one.reachable,
            one.trap,
            one.kind,
        )
        if draft is None:
            return blank
        return replace(
            blank,
            language=draft.language,
            quality=draft.quality,
            domain=draft.domain,
            text=draft.text,
            source=draft.source,
        )

    # --- answers

    def respond(self, path: str) -> Response:
        """What the host answers for a path with its query."""
        if path == "/robots.txt":
            status, body = robots_text(self.spec)
            return Response(status, (("Content-Type", "text/plain"),), body.encode())
        path = self._without_session(path)
        if (answer := self._sitemap(path)) is not None:
            return answer
        if (one := self.specials.get(path)) is not None:
            return one.response
        if (position := self.position(path)) is not None:
            return self._article_response(position, canonical=path if "sessions" in self.spec.behaviours else "")
        if path == "/":
            return self._home()
        if listing := re.fullmatch(r"/list/(\d{1,6})\.html", path):
            number = int(listing[1])
            if 1 <= number <= self.listings:
                return self._listing(number)
        if printed := re.fullmatch(r"/print/page-(\d)\.html", path):
            number = int(printed[1])
            if number < self.canonical_copies():
                return self._article_response(number, canonical=self.article_path(number))
        if path in BOILERPLATE:
            return self._boilerplate(path)
        if _TRAP.match(path) and {"calendar", "endless"} & set(self.spec.behaviours):
            trap = special.calendar if path.startswith("/calendar") else special.maze
            return trap(self.world.seed, self.spec, path)
        return Response(
            404, (("Content-Type", "text/html; charset=utf-8"),), b"<html><body><p>Not found</p></body></html>"
        )

    def _without_session(self, path: str) -> str:
        base, _, query = path.partition("?")
        kept = [part for part in query.split("&") if part and not _SESSION.match("?" + part)]
        return f"{base}?{'&'.join(kept)}" if kept else base

    def _link(self, position: int, draw: Draw) -> Link:
        path = self.article_path(position)
        if "sessions" in self.spec.behaviours:
            path += f"{'&' if '?' in path else '?'}PHPSESSID={draw.bits():016x}"
        return Link(path, self._title(position))

    def _title(self, position: int) -> str:
        draw = Draw(self.world.seed, self.spec.name, position, "title")
        language = self.draft_language(position)
        sentence = draw.choice(choose_pool(draw, language, "general").sentences)
        return sentence[:14] if language in NO_BLANKS else " ".join(sentence.split()[:7]).rstrip(".,;:")

    def draft_language(self, position: int) -> str:
        """The language of the page around the text."""
        if self.spec.kind == "mirror":
            return self.world.origin(self, position)[0].spec.language
        return self.spec.language

    def _article_response(self, position: int, canonical: str) -> Response:
        draft = self.draft(position)
        draw = Draw(self.world.seed, self.spec.name, position, "dress")
        language = self.draft_language(position)
        related = [self._link(other, draw) for other in draw.sample(range(self.articles), 4) if other != position]
        related += [self.world.foreign_link(draw)]
        dress = Dress(
            host=self.spec.name,
            language=language,
            layout=self.spec.layout,
            title=self._title(position),
            date=f"{draw.between(2015, 2024)}-{draw.between(1, 12):02}-{draw.between(1, 28):02}",
            author=draw.choice(FIRST_NAMES).capitalize() if draw.chance(0.7) else "",
            charset=self.spec.charset,
            claimed_language=self.spec.claimed_language,
            canonical=self.url(canonical) if canonical else "",
            appeal=APPEALS[language].format(self.spec.name) if self.spec.kind == "news" else "",
            related=tuple(related),
            comments=small_talk(draw, language) if draw.chance(0.4) else (),
            formulas_as_images=self.spec.domain == "mathematics" and position % 3 == 0,
        )
        return html_response(page(dress, draft.paragraphs, draw), self.spec.charset)

    def _frame(self, title: str, links: tuple[Link, ...], paragraphs: tuple[tuple[str, ...], ...] = ()) -> Response:
        dress = Dress(
            self.spec.name, self.spec.language, self.spec.layout, title, charset=self.spec.charset, links=links
        )
        return html_response(page(dress, paragraphs, Draw(self.world.seed, self.spec.name, title)), self.spec.charset)

    def _home(self) -> Response:
        draw = Draw(self.world.seed, self.spec.name, "home")
        links = [Link("/list/1.html", "1")]
        links += [one.announced for one in self.specials.values() if one.announced is not None]
        links += [Link(f"/print/page-{number}.html", "print") for number in range(self.canonical_copies())]
        if self.spec.robots == "wildcards":
            links += [Link("/list/1.html?sort=date", "sort"), Link("/search.cgi", "search")]
        links += [self.world.foreign_link(draw) for _ in range(3)]
        if self.spec.kind == "news" and not self.closed:
            links += [Link(site.url(site.article_path(0)), "partner") for site in self.world.sites if site.closed]
        return self._frame(self.spec.name, tuple(links))

    def _listing(self, number: int) -> Response:
        draw = Draw(self.world.seed, self.spec.name, "list", number)
        start = (number - 1) * LISTING
        places = range(start, min(start + LISTING, self.articles))
        links = [self._link(position, draw) for position in places if not self.in_sitemap_only(position)]
        if number < self.listings:
            links.append(Link(f"/list/{number + 1}.html", str(number + 1)))
        return self._frame(f"{self.spec.name} {number}", tuple(links))

    def _boilerplate(self, path: str) -> Response:
        pool = choose_pool(Draw(self.world.seed, path), self.spec.language, "general")
        sentence = Draw(self.world.seed, self.spec.name, path).choice(pool.sentences)
        return self._frame(path.strip("/").removesuffix(".html"), (), ((sentence,),))

    def _sitemap(self, path: str) -> Response | None:
        """``/sitemap.xml``, or an index of two gzipped sitemaps, with all articles and no specials."""
        if self.spec.sitemap == "plain" and path == "/sitemap.xml":
            return _xml(_urlset(self.url(self.article_path(p)) for p in range(self.articles)))
        if self.spec.sitemap == "gzip_index":
            if path == "/sitemap-index.xml":
                rows = "".join(f"<sitemap><loc>{self.url(f'/sitemap-{n}.xml.gz')}</loc></sitemap>" for n in (0, 1))
                return _xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>')
            if path in ("/sitemap-0.xml.gz", "/sitemap-1.xml.gz"):
                half = int(path[9])
                places = range(half, self.articles, 2)
                body = _urlset(self.url(self.article_path(p)) for p in places)
                return Response(
                    200, (("Content-Type", "application/x-gzip"),), gzip.compress(_XML + body.encode(), mtime=0)
                )
        return None


_XML: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def _urlset(urls: Iterator[str]) -> str:
    rows = "".join(f"<url><loc>{url.replace('&', '&amp;')}</loc></url>" for url in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def _xml(body: str) -> Response:
    return Response(200, (("Content-Type", "application/xml"),), _XML + body.encode())


def _still_true(draft: Draft) -> Draft:
    """The draft with only those planted values that rewriting has left in the text."""
    return replace(draft, pii=tuple(item for item in draft.pii if item.value in draft.text))


class World:
    """A seeded web of about ``pages`` articles on fifty hosts or more; everything is derived when asked for."""

    def __init__(self, seed: int, pages: int) -> None:
        if pages < len(HOSTS):
            raise ValueError(f"a world has at least {len(HOSTS)} pages, one a host; got {pages}")
        self.seed = seed
        self.drafts = lru_cache(maxsize=DRAFTS_KEPT)(Site.write_draft)
        rounds = math.ceil(pages / PAGES_A_ROUND)
        total = rounds * sum(spec.weight for spec in HOSTS)
        self.sites: list[Site] = []
        for number in range(rounds):
            for spec in HOSTS:
                name = spec.name if number == 0 else spec.name.replace(".", f"{number + 1}.", 1)
                articles = max(2, round(pages * spec.weight / total))
                self.sites.append(Site(self, replace(spec, name=name), number, articles))
        self._by_name = {site.spec.name: site for site in self.sites}
        self._originals: list[list[Site]] = []
        self._starts: list[list[int]] = []
        self._mirrors: list[list[Site]] = []
        for number in range(rounds):
            mine = [site for site in self.sites if site.round == number]
            originals = [site for site in mine if site.spec.kind in ORIGINAL_KINDS and not site.closed]
            self._originals.append(originals)
            self._starts.append([0, *accumulate(site.articles for site in originals)])
            self._mirrors.append([site for site in mine if site.spec.kind == "mirror"])

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    @property
    def seeds(self) -> list[str]:
        """Addresses a crawl starts from: every home page."""
        return [site.url("/") for site in self.sites]

    def origin(self, mirror: Site, position: int) -> tuple[Site, int]:
        """The article of another host that article ``position`` of a mirror copies."""
        starts = self._starts[mirror.round]
        number = (position * STEP + len(mirror.spec.name) * 31) % starts[-1]
        place = bisect_right(starts, number) - 1
        return self._originals[mirror.round][place], number - starts[place]

    def mirrored(self, site: Site, position: int) -> list[tuple[Site, int]]:
        """The articles of mirrors that copy this one: `origin` turned round."""
        if site.spec.kind not in ORIGINAL_KINDS or site.closed:
            return []
        originals, starts = self._originals[site.round], self._starts[site.round]
        number, size = starts[originals.index(site)] + position, starts[-1]
        found = []
        for mirror in self._mirrors[site.round]:
            place = (number - len(mirror.spec.name) * 31) * pow(STEP, -1, size) % size
            if place < mirror.articles:
                found.append((mirror, place))
        return found

    def foreign_link(self, draw: Draw) -> Link:
        """A link to the home page of any host, now and then with a tracking parameter."""
        site = draw.choice(self.sites)
        return Link(site.url("/") + ("?utm_source=partner" if draw.chance(0.3) else ""), site.spec.name)

    def pages(self) -> Iterator[Page]:
        """Every page with its truth, host by host; memory does not grow with the world."""
        for site in self.sites:
            yield from site.pages()

    def respond(self, url: str) -> Response:
        """The answer to a GET of ``url``. Raises KeyError for a host that is not of this world."""
        parts = urlsplit(url)
        return self._by_name[parts.hostname or ""].respond(parts.path + (f"?{parts.query}" if parts.query else ""))

    def pairs(self) -> Iterator[tuple[str, str, str, float]]:
        """(url a, url b, family, true Jaccard similarity) of every two pages of one family, url a < url b."""
        for site in self.sites:
            if site.spec.kind == "mirror":
                continue
            for position in range(site.articles):
                if site.root(position) != (site, position) or (family := site.family(position)) is None:
                    continue
                texts: dict[str, str] = {}
                for member, place in site.members(position):
                    text = member.draft(place).text
                    texts[member.url(member.article_path(place))] = text
                    if place < member.canonical_copies():
                        texts[member.url(f"/print/page-{place}.html")] = text
                sets = {url: shingles(text) for url, text in sorted(texts.items())}
                for a, b in combinations(sets, 2):
                    yield a, b, family, jaccard(sets[a], sets[b])

    def write_truth(self, directory: Path) -> None:
        """Writes ``pages.parquet`` and ``pairs.parquet`` as `pipeline.truth` describes them."""
        import pyarrow as pa  # slow to load, and whoever only asks for pages has no tables
        import pyarrow.parquet as pq

        from pipeline import truth as planted

        directory.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(directory / planted.PAGES, planted.PAGES_SCHEMA) as writer:
            for batch in _batches((_row(page) for page in self.pages()), 1_000):
                writer.write_table(pa.Table.from_pylist(batch, planted.PAGES_SCHEMA))
        names = planted.PAIRS_SCHEMA.names
        with pq.ParquetWriter(directory / planted.PAIRS, planted.PAIRS_SCHEMA) as writer:
            for batch in _batches((dict(zip(names, pair, strict=True)) for pair in self.pairs()), 10_000):
                writer.write_table(pa.Table.from_pylist(batch, planted.PAIRS_SCHEMA))

    def truth(self) -> tuple[pa.Table, pa.Table]:
        """The tables of pages and pairs in memory."""
        import pyarrow as pa

        from pipeline import truth as planted

        names = planted.PAIRS_SCHEMA.names
        return (
            pa.Table.from_pylist([_row(page) for page in self.pages()], planted.PAGES_SCHEMA),
            pa.Table.from_pylist([dict(zip(names, pair, strict=True)) for pair in self.pairs()], planted.PAIRS_SCHEMA),
        )


def _row(page: Page) -> dict[str, object]:
    from pipeline import truth as planted

    row: dict[str, object] = {name: getattr(page, name) for name in planted.PAGES_SCHEMA.names}
    row["pii"] = [{"kind": item.kind, "value": item.value} for item in page.pii]
    row["benchmark_items"] = list(page.benchmark_items)
    return row


def _batches(rows: Iterator[dict[str, object]], size: int) -> Iterator[list[dict[str, object]]]:
    batch: list[dict[str, object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def world(seed: int, pages: int = DEFAULT_PAGES) -> World:
    """The world of a seed with about ``pages`` articles. Raises ValueError when that is fewer than there are hosts."""
    return World(seed, pages)
