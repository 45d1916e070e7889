"""What ``lab look 03`` shows: pages of the seeded web, the language they claim, and why they go."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from labs.cli.look import Looked
from labs.world.build import world
from pipeline.language.settings import LanguageRules
from pipeline.urls.filters import load_lists
from pipeline.urls.settings import UrlRules, UrlSettings

PAGES = 900
PAGES_OF_A_HOST = 6
MIN_LETTERS = 100
"""Letters of a passage."""
LIMITS = {
    "min_score": LanguageRules().min_score,
    "min_scores": {"zh": 0.4},
    "min_main_language_fraction": 0.9,
    "allowed": None,
    "min_letters": 20,
}


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """Judge the first articles of every host by their address and by the languages in them."""
    shipped = load_lists(UrlSettings())
    lists = {
        "blocked_domains": sorted(shipped["blocked_domains"]),
        "strict_words": sorted(shipped["strict_words"]),
        "hard_words": sorted(shipped["hard_words"]),
        "soft_words": sorted(shipped["soft_words"]),
    }
    web = world(seed, PAGES)
    pages = [
        (site.spec.claimed_language or site.draft_language(position), site.article_page(position))
        for site in web.sites
        for position in range(min(site.articles, PAGES_OF_A_HOST))
    ]
    texts = [page.text or "" for _, page in pages]
    cuts = [functions.passages(text, MIN_LETTERS) for text in texts]
    ends = [0, *accumulate(map(len, cuts))]
    whole = functions.identify_languages(texts)
    parts = [language for language, _ in functions.identify_languages([passage for cut in cuts for passage in cut])]
    for index, (claimed, page) in enumerate(pages):
        language, score = whole[index]
        letters = [sum(map(str.isalpha, passage)) for passage in cuts[index]]
        verdict = functions.language_verdict(language, score, parts[ends[index] : ends[index + 1]], letters, LIMITS)
        found = functions.match_url(page.url, lists)
        reasons = [reason(name, verdict) for name in verdict["broken"]]
        for kind in ("blocked_domains", "strict_words", "hard_words"):
            reasons += [f"{kind}: {entry}" for entry in found[kind]]
        most = UrlRules().max_soft_words
        if most is not None and len(found["soft_words"]) > most:
            reasons.append(f"soft_words: {' '.join(found['soft_words'])}")
        name = f"{page.url}  says {claimed}, is {verdict['language']}"
        yield Looked(name, page.text or "", tuple(reasons))


def reason(name: str, verdict: dict[str, Any]) -> str:
    """A broken rule with the value that broke it."""
    if name == "min_score":
        return f"min_score: {verdict['score']:.2f} for {verdict['language']}"
    if name == "min_main_language_fraction":
        return f"{name}: {verdict[name.removeprefix('min_')]:.2f} < {LIMITS[name]}"
    return name
