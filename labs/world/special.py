"""The oddities of hosts: redirects, errors, busy and damaged answers, traps, and what robots tags forbid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from labs.world.draws import Draw
from labs.world.hosts import HostSpec
from labs.world.page import Response, html_response
from labs.world.phrases import NOT_FOUND
from labs.world.render import Dress, Link, page
from labs.world.writing import Draft, article

LARGE_BYTES = 12 * 1024 * 1024
SLOW_SECONDS = 0.8
REDIRECT_CHAIN = 21  # more redirects in a row than clients follow
TRAP_SAMPLES = 3  # pages of each endless trap that the truth lists; the trap itself has no end

_LARGE_TEXT = (("This page is far larger than any page should be.",),)


@dataclass(frozen=True)
class Special:
    """One odd address of a host. ``announced`` is the anchor on the host's home page, None when nothing links there."""

    path: str
    kind: str
    response: Response
    status: int = 200
    draft: Draft | None = None
    announced: Link | None = None
    reachable: bool = True
    trap: bool = False


def _article(seed: int, spec: HostSpec, path: str) -> Draft:
    return article(Draw(seed, spec.name, "special", path), spec.language, spec.domain)


def _page(
    seed: int, spec: HostSpec, path: str, draft: Draft | None, *, robots: str = "", links: tuple[Link, ...] = ()
) -> Response:
    title = path.strip("/").replace(".html", "").replace("-", " ").title()
    dress = Dress(spec.name, spec.language, spec.layout, title, charset=spec.charset, robots=robots, links=links)
    paragraphs = draft.paragraphs if draft else ()
    return html_response(page(dress, paragraphs, Draw(seed, spec.name, "dress", path)), spec.charset)


def _redirect(
    path: str, kind: str, target: str, status: int = 302, final: int = 200, *, announce: bool = True
) -> Special:
    response = Response(status, (("Location", target), ("Content-Type", "text/html")), b"moved")
    link = Link(path, "moved page") if announce else None
    return Special(path, kind, response, final, announced=link)


def specials(seed: int, spec: HostSpec, article_paths: list[str]) -> Iterator[Special]:
    """The special addresses that the behaviours of the host bring. ``article_paths`` are some of its articles."""
    for behaviour in spec.behaviours:
        yield from _of_behaviour(behaviour, seed, spec, article_paths)


def _of_behaviour(behaviour: str, seed: int, spec: HostSpec, article_paths: list[str]) -> Iterator[Special]:
    def written(path: str, kind: str, *, reachable: bool = True) -> Special:
        draft = _article(seed, spec, path)
        link = Link(path, "read this") if reachable else None
        return Special(path, kind, _page(seed, spec, path, draft), draft=draft, announced=link, reachable=reachable)

    if behaviour == "redirects":
        yield _redirect("/old/1", "redirect", "/older/1", 301)
        yield _redirect("/older/1", "redirect", "/oldest/1", 308, announce=False)
        yield _redirect("/oldest/1", "redirect", article_paths[0], 302, announce=False)
        yield _redirect("/loop/a", "redirect_loop", "/loop/b", 302, 302)
        yield _redirect("/loop/b", "redirect_loop", "/loop/a", 302, 302, announce=False)
        for step in range(REDIRECT_CHAIN):
            last = step == REDIRECT_CHAIN - 1
            target = article_paths[0] if last else f"/far/{step + 1}"
            yield _redirect(f"/far/{step}", "redirect_too_long", target, 302, 302, announce=step == 0)
    elif behaviour == "errors":
        sorry = ((NOT_FOUND[spec.language],),)
        draft = Draft("soft_404", spec.language, "garbage", "general", sorry)
        for path, status, kind in (("/missing.html", 404, "missing"), ("/removed.html", 410, "gone")):
            answer = replace(_page(seed, spec, path, draft), status=status)
            yield Special(path, kind, answer, status, announced=Link(path, "archive"))
        for number in range(2):
            path = f"/vanished-{number}.html"
            yield Special(path, "soft_404", _page(seed, spec, path, draft), announced=Link(path, "archive"))
        failure = Response(500, (("Content-Type", "text/plain"),), b"internal error")
        yield Special("/failing.html", "server_error", failure, 500, announced=Link("/failing.html", "statistics"))
    elif behaviour == "busy":
        busy, limited = written("/busy.html", "busy"), written("/limited.html", "limited")
        yield replace(busy, response=replace(busy.response, refusals=1, refusal_status=503))
        yield replace(limited, response=replace(limited.response, refusals=2, refusal_status=429))
    elif behaviour == "slow":
        slow = written("/slow.html", "slow")
        yield replace(slow, response=replace(slow.response, delay=SLOW_SECONDS))
    elif behaviour == "damaged":
        cut = written("/truncated.html", "truncated")
        yield replace(
            cut, draft=None, response=replace(cut.response, body=cut.response.body[:900], missing_bytes=5_000)
        )
        large = _page(seed, spec, "/large.html", Draft("oversized", "en", "low", "general", _LARGE_TEXT))
        yield Special(
            "/large.html",
            "oversized",
            replace(large, padding=LARGE_BYTES),
            announced=Link("/large.html", "all on one page"),
        )
        picture = Response(200, (("Content-Type", "image/png"),), b"\x89PNG\r\n\x1a\n" + bytes(200))
        yield Special("/picture.html", "wrong_type", picture, announced=Link("/picture.html", "a picture"))
        lying = Response(200, (("Content-Type", "text/html"),), b"%PDF-1.4\n" + bytes(range(256)) * 4)
        yield Special("/paper.html", "wrong_type", lying, announced=Link("/paper.html", "a paper"))
        empty = Response(200, (("Content-Type", "text/html"),), b"")
        yield Special("/empty.html", "empty", empty, announced=Link("/empty.html", "nothing"))
    elif behaviour == "calendar":
        for month in range(1, TRAP_SAMPLES + 1):
            path = f"/calendar/2024/{month}"
            link = Link(path, "calendar") if month == 1 else None
            yield Special(path, "calendar", calendar(seed, spec, path), announced=link, trap=True)
    elif behaviour == "endless":
        for depth in range(1, TRAP_SAMPLES + 1):
            path = "/maze/" + "deeper/" * depth
            link = Link(path, "categories") if depth == 1 else None
            yield Special(path, "endless_path", maze(seed, spec, path), announced=link, trap=True)
    elif behaviour == "nofollow":
        yield replace(
            written("/behind-nofollow.html", "behind_nofollow", reachable=False),
            announced=Link("/behind-nofollow.html", "sponsored", nofollow=True),
        )
        hidden = Link("/behind-meta-nofollow.html", "members only")
        members = _page(seed, spec, "/members.html", None, robots="nofollow", links=(hidden,))
        yield Special("/members.html", "navigation", members, announced=Link("/members.html", "members"))
        yield written("/behind-meta-nofollow.html", "behind_nofollow", reachable=False)
    elif behaviour == "noindex":
        draft = _article(seed, spec, "/draft.html")
        yield Special(
            "/draft.html",
            "noindex",
            _page(seed, spec, "/draft.html", draft, robots="noindex"),
            draft=draft,
            announced=Link("/draft.html", "draft"),
        )
        tagged = written("/tagged.html", "noindex")
        headers = (*tagged.response.headers, ("X-Robots-Tag", "noindex"))
        yield replace(tagged, response=replace(tagged.response, headers=headers))
    elif behaviour == "orphans":
        for number in range(2):
            yield written(f"/orphan-{number}.html", "orphan", reachable=False)


def calendar(seed: int, spec: HostSpec, path: str) -> Response:
    """A month of a calendar without events and without end."""
    _, _, year, month = path.split("/")
    number = int(year) * 12 + int(month) - 1
    links = tuple(
        Link(f"/calendar/{other // 12}/{other % 12 + 1}", f"{other % 12 + 1}/{other // 12}")
        for other in (number - 1, number + 1, number + 12)
    )
    return _page(seed, spec, path, None, links=links)


def maze(seed: int, spec: HostSpec, path: str) -> Response:
    """A page with relative links that lead ever deeper."""
    return _page(seed, spec, path, None, links=(Link("deeper/", "more"), Link("other/", "other")))
