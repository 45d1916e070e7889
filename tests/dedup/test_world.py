"""Recall and precision on the planted families of three seeded worlds, by the kernels the stage runs."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pytest

from labs.world.build import world
from pipeline.dedup.lsh import BANDS, ROWS, band_keys
from pipeline.dedup.minhash import signatures
from pipeline.dedup.shingles import shingle_hashes
from pipeline.dedup.verify import jaccard_sorted


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_families(seed: int) -> None:
    """0.95 of the pairs at Jaccard 0.8 or more are proposed and verified; of what is verified, 0.99 is true."""
    planted_world = world(seed, 1200)
    texts = {page.url: page.text for page in planted_world.pages() if page.text}
    planted = {(a, b): jaccard for a, b, _, jaccard in planted_world.pairs()}
    similar = {pair for pair, jaccard in planted.items() if jaccard >= 0.8}
    assert len(similar) > 50

    hashes = {url: shingle_hashes(text) for url, text in texts.items()}
    buckets = defaultdict(list)
    for url, signature in zip(hashes, signatures(list(hashes.values()), BANDS * ROWS, 1).tolist(), strict=True):
        for key in band_keys(signature, BANDS, ROWS):
            buckets[key].append(url)
    candidates = {pair for bucket in buckets.values() for pair in combinations(sorted(bucket), 2)}
    verified = {(a, b) for a, b in candidates if jaccard_sorted(hashes[a], hashes[b]) >= 0.8}

    assert len(similar & verified) / len(similar) >= 0.95
    assert len(similar & verified) / len(verified) >= 0.99
