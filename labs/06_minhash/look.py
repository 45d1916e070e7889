"""What `lab look 06` shows: pages of a small world, and which of them are dropped as copies of which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from labs.cli.look import Looked
from labs.world.build import world
from pipeline.dedup.lsh import band_keys
from pipeline.dedup.verify import jaccard

PAGES = 200
MIN_JACCARD = 0.8
MIN_RECALL = 0.92
NUM_PERM = 112
SEED = 1


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """Every page with a text; a dropped one names its survivor and the similarity to it."""
    texts = {page.url: page.text for page in world(seed, PAGES).pages() if page.text}
    fates = survivors(functions, texts)
    for url, text in texts.items():
        survivor, similarity = fates.get(url, (url, 1.0))
        reason = f"near.similar_document: {similarity:.3f} >= {MIN_JACCARD} to {survivor}"
        yield Looked(url, text, () if survivor == url else (reason,))


def survivors(functions: Any, texts: dict[str, str]) -> dict[str, tuple[str, float]]:
    """Page -> (survivor, similarity to it), for pages that are in a family; the longest survives."""
    bands, rows = functions.choose_bands(MIN_JACCARD, MIN_RECALL, NUM_PERM)
    numbers: dict[str, int] = {}
    sets: dict[str, list[int]] = {}
    buckets: dict[int, list[str]] = defaultdict(list)
    for url, text in texts.items():
        found = functions.shingles(text, 5)
        sets[url] = [numbers.setdefault(shingle, len(numbers)) for shingle in found]
        if found:
            for key in band_keys(functions.signature(found, bands * rows, SEED), bands, rows):
                buckets[key].append(url)
    candidates = sorted({pair for bucket in buckets.values() for pair in combinations(sorted(bucket), 2)})
    edges = [(a, b, value) for a, b in candidates if (value := jaccard(sets[a], sets[b])) >= MIN_JACCARD]
    families: dict[str, list[str]] = defaultdict(list)
    for url, name in functions.union_find([(a, b) for a, b, _ in edges]).items():
        families[name].append(url)
    fates: dict[str, tuple[str, float]] = {}
    for members in families.values():
        members.sort(key=lambda url: (-len(texts[url]), url))
        mine = [edge for edge in edges if edge[0] in members]
        fates |= functions.choose_survivors(members, mine, MIN_JACCARD)
    return fates
