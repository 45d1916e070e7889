# ruff: noqa: E501 - a table: one host a line
"""Who is on the web: fifty-one hosts with their languages, habits and oddities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# What a host may do besides serving its articles; `labs.world.special` says what each puts on the host.
BEHAVIOURS: Final = (
    "redirects", "errors", "busy", "slow", "damaged", "calendar", "sessions", "endless", "nofollow", "noindex",
    "canonical", "orphans",
)  # fmt: skip

ROBOTS: Final = ("allow", "missing", "deny", "broken", "wildcards", "groups", "delay")
"""allow: an empty Disallow; missing: 404, so all is allowed; deny: all is disallowed; broken: 503, so all is disallowed;
wildcards: ``*``, ``$`` and a longer Allow inside a Disallow; groups: strict for one named robot only; delay: Crawl-delay."""

SITEMAPS: Final = ("none", "plain", "gzip_index")


@dataclass(frozen=True)
class HostSpec:
    """One host. ``weight`` is its share of the articles; ``charset`` is told in ``<meta>`` only unless it is utf-8.

    ``claimed_language`` is what ``<html lang>`` says where that is not true.
    """

    name: str
    kind: str
    language: str
    domain: str = "general"
    weight: int = 4
    robots: str = "allow"
    sitemap: str = "none"
    charset: str = "utf-8"
    layout: int = 0
    claimed_language: str = ""
    behaviours: tuple[str, ...] = ()


HOSTS: Final = (
    HostSpec("news.example", "news", "en", weight=8, robots="wildcards", sitemap="plain", layout=0, behaviours=("redirects", "canonical")),
    HostSpec("daily.example", "news", "en", weight=6, robots="missing", sitemap="gzip_index", layout=1, behaviours=("errors", "orphans")),
    HostSpec("nachrichten.example", "news", "de", weight=6, sitemap="gzip_index", layout=1, behaviours=("busy",)),
    HostSpec("noticias.example", "news", "es", weight=5, robots="groups", layout=2),
    HostSpec("actualites.example", "news", "fr", weight=5, robots="missing", layout=3, behaviours=("redirects",)),
    HostSpec("jornal.example", "news", "pt", weight=4, layout=0),
    HostSpec("xinwen.example", "news", "zh", weight=6, sitemap="plain", charset="gb18030", layout=1),
    HostSpec("shimbun.example", "news", "ja", weight=6, charset="shift_jis", layout=2),
    HostSpec("novosti.example", "news", "ru", weight=5, robots="wildcards", charset="windows-1251", layout=3),
    HostSpec("akhbar.example", "news", "ar", weight=4, layout=0),
    HostSpec("khabar.example", "blog", "fa", weight=4, layout=2, behaviours=("errors",)),
    HostSpec("rizhi.example", "blog", "zh", weight=3, layout=3),
    HostSpec("nikki.example", "blog", "ja", weight=3, layout=0),
    HostSpec("blog.example", "blog", "en", weight=5, layout=2, behaviours=("calendar", "nofollow")),
    HostSpec("tagebuch.example", "blog", "de", weight=3, layout=0, behaviours=("noindex",)),
    HostSpec("carnet.example", "blog", "fr", weight=3, robots="delay", layout=1),
    HostSpec("diario.example", "blog", "es", weight=3, layout=3),
    HostSpec("docs.example", "documentation", "en", weight=6, sitemap="gzip_index", layout=0, behaviours=("canonical", "slow")),
    HostSpec("manual.example", "documentation", "pt", weight=3, sitemap="plain", layout=2, claimed_language="da"),
    HostSpec("spravka.example", "documentation", "ru", weight=3, layout=1, charset="windows-1251"),
    HostSpec("forum.example", "forum", "en", weight=5, robots="wildcards", layout=2, behaviours=("sessions",)),
    HostSpec("foro.example", "forum", "es", weight=3, layout=3, behaviours=("noindex",)),
    HostSpec("luntan.example", "forum", "zh", weight=3, layout=1),
    HostSpec("brett.example", "forum", "de", weight=3, layout=0, behaviours=("nofollow",)),
    HostSpec("shop.example", "shop", "en", weight=8, robots="wildcards", layout=3, behaviours=("endless",)),
    HostSpec("laden.example", "shop", "de", weight=5, layout=2, claimed_language="en"),
    HostSpec("tienda.example", "shop", "es", weight=5, layout=1),
    HostSpec("cheap-offers.test", "spam", "en", weight=4, robots="missing", layout=3),
    HostSpec("miracle-pills.example", "spam", "en", weight=3, layout=0),
    HostSpec("zhuanqian.test", "spam", "zh", weight=3, robots="missing", layout=2),
    HostSpec("kazino.test", "spam", "ru", weight=3, layout=1),
    HostSpec("textmill.test", "babble", "en", weight=6, layout=0),
    HostSpec("top-tips.test", "farm", "en", weight=10, layout=0, robots="missing"),
    HostSpec("ratgeber-top.test", "farm", "de", weight=6, layout=1),
    HostSpec("consejos-top.test", "farm", "es", weight=6, layout=2),
    HostSpec("astuces-top.test", "farm", "fr", weight=6, layout=3),
    HostSpec("dicas-top.test", "farm", "pt", weight=5, layout=0),
    HostSpec("sovety-top.test", "farm", "ru", weight=5, layout=1, charset="windows-1251"),
    HostSpec("haowu.test", "farm", "zh", weight=6, layout=2, charset="gb18030"),
    HostSpec("otoku.test", "farm", "ja", weight=6, layout=3),
    HostSpec("uruud.test", "farm", "ar", weight=4, layout=0),
    HostSpec("takhfif.test", "farm", "fa", weight=4, layout=1),
    HostSpec("attic.example", "attic", "en", weight=5, layout=1, behaviours=("damaged",)),
    HostSpec("mirror.example", "mirror", "en", weight=9, layout=2),
    HostSpec("scraper.test", "mirror", "en", weight=7, robots="missing", layout=3),
    HostSpec("theorem.example", "article", "en", "mathematics", weight=5, layout=0),
    HostSpec("code.example", "article", "en", "code", weight=5, layout=1, behaviours=("busy",)),
    HostSpec("statute.example", "article", "en", "law", weight=3, layout=2),
    HostSpec("clinic.example", "article", "en", "medicine", weight=5, layout=3, behaviours=("orphans",)),
    HostSpec("private.example", "news", "en", weight=1, robots="deny", layout=0),
    HostSpec("broken.example", "news", "fr", weight=1, robots="broken", layout=1),
)  # fmt: skip

ORIGINAL_KINDS: Final = ("news", "blog", "documentation", "article")
"""Kinds of hosts that mirrors copy from."""


def robots_text(spec: HostSpec) -> tuple[int, str]:
    """Status and body of the host's robots.txt."""
    sitemap = (
        f"\nSitemap: http://{spec.name}/{'sitemap-index.xml' if spec.sitemap == 'gzip_index' else 'sitemap.xml'}\n"
    )
    tail = sitemap if spec.sitemap != "none" else ""
    if spec.robots == "missing":
        return 404, "not found"
    if spec.robots == "broken":
        return 503, "try later"
    rules = {
        "allow": "User-agent: *\nDisallow:\n",
        "deny": "User-agent: *\nDisallow: /\n",
        "wildcards": "# comments and odd case are legal\nuser-agent: *\nDisallow: /private/\nAllow: /private/open/\n"
        "Disallow: /*?sort=\nDisallow: /*.cgi$\n",
        "groups": "User-agent: greedybot\nDisallow: /\n\nUser-agent: *\nDisallow: /internal/\n",
        "delay": "User-agent: *\nCrawl-delay: 0.5\nDisallow:\n",
    }[spec.robots]
    return 200, rules + tail


def is_allowed(spec: HostSpec, path: str) -> bool:
    """Whether `robots_text` lets ``*`` fetch the path, said again without any parser of robots.txt."""
    if spec.robots in ("deny", "broken"):
        return path == "/robots.txt"
    if spec.robots == "wildcards":
        if path.startswith("/private/") and not path.startswith("/private/open/"):
            return False
        return not ("?sort=" in path or path.endswith(".cgi"))
    if spec.robots == "groups":
        return not path.startswith("/internal/")
    return True
