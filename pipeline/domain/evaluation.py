"""How well the domain classifier does on books and sites that it has not learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from pipeline.domain.classifier import Seed, classify_profiled, train
from pipeline.domain.profile import profile
from pipeline.quality.passages import fold_of_hosts


def evaluate_by_source(
    seeds: Sequence[Seed],
    min_score: float,
    folds: int,
    seed: int,
    words_per_domain: int = 300,
    min_z_score: float = 2.0,
    regularisation: float = 0.3,
) -> dict[str, dict[str, Any]]:
    """Domain -> ``texts``, ``recall`` and ``precision`` of texts classified without any text of their source.

    The sources of each domain are dealt into folds; each fold is classified by a model of the others. Never by text:
    two passages of one article share their words, and the figures would be far too good. A domain of a single source
    cannot be learned while that source is held out, so its recall is 0: a true figure about too few sources.
    """
    fold: dict[tuple[str, str], int] = {}
    for domain in sorted({item.domain for item in seeds}):
        sources = {item.source for item in seeds if item.domain == domain}
        fold |= {(domain, source): number for source, number in fold_of_hosts(sources, folds, seed).items()}
    measured = cache(profile)  # each text is in all folds but one
    texts, found, right = Counter[str](), Counter[str](), Counter[str]()
    for number in sorted(set(fold.values())):
        held_out = [item for item in seeds if fold[item.domain, item.source] == number]
        others = [item for item in seeds if fold[item.domain, item.source] != number]
        model = train(others, words_per_domain, min_z_score, regularisation, profile=measured)
        for item in held_out:
            domain, _ = classify_profiled(item.text, measured(item.text), model, min_score)
            texts[item.domain] += 1
            found[domain] += 1
            right[item.domain] += domain == item.domain
    return {
        domain: {
            "texts": texts[domain],
            "recall": round(right[domain] / texts[domain], 6),
            "precision": round(right[domain] / found[domain], 6) if found[domain] else None,
        }
        for domain in sorted(texts)
    }
