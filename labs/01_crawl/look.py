"""`lab look 01`: addresses of the world in the spellings that links have, judged by the trainee's functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from labs.cli.look import Looked
from labs.world.build import world
from pipeline.crawl.canonical import host_of, origin_of
from pipeline.crawl.settings import CrawlSettings

PAGES = 300


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """Every link of the home pages and first lists of the world: its canonical form, and why it is not fetched."""
    web, settings = world(seed, PAGES), CrawlSettings()
    limits = settings.model_dump(
        include={"max_url_characters", "max_path_parts", "max_repeated_path_parts", "max_query_parameters"}
    )
    seen: set[str] = set()
    for site in web.sites:
        for path in ("/", "/list/1.html"):
            page, body = site.url(path), site.respond(path).body.decode(site.spec.charset).encode()
            for link in functions.discover(body, page, max_bytes=settings.max_body_bytes)[0]:
                canonical = functions.canonicalise(link)
                if canonical in seen or canonical is None or host_of(canonical) not in web.hosts:
                    continue
                seen.add(canonical)
                robots = web.respond(f"{origin_of(canonical)}/robots.txt")
                verdict = functions.robots_verdict(robots.status, robots.body, canonical, settings.product_token)
                reasons = [] if verdict == "allowed" else [f"robots.txt: {verdict}"]
                trap = functions.url_trap(canonical, **limits)
                yield Looked(canonical, f"linked from {page} as {link}", (*reasons, *([trap] if trap else [])))
