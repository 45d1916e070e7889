"""Finds items of benchmarks in texts, so that a model is not tested on what it has read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Final

from pipeline.dedup.shingles import WORD, fold

NGRAM_WORDS: Final = 13
"""Words of an n-gram, as in Brown et al. 2020 (GPT-3), appendix C."""
MIN_SHARE: Final = 0.5
"""An item is in a text that holds this part of its n-grams."""
MIN_ITEM_WORDS: Final = 5
"""A shorter item ("42", "yes") stands in many texts by accident: it cannot be looked for."""


def words(text: str) -> list[str]:
    """The words of ``text`` without regard to case, accents, width and punctuation; numbers stay as they are.

    Deduplication folds numbers into one, because a date makes no new page. An arithmetic problem with other numbers
    is another problem.
    """
    return WORD.findall(fold(text))


def ngrams(sequence: list[str], n: int) -> set[tuple[str, ...]]:
    """The distinct runs of ``n`` words; none when there are fewer."""
    return {tuple(sequence[start : start + n]) for start in range(len(sequence) - n + 1)}


def contamination(
    texts: Mapping[str, str], items: Mapping[str, str], n: int = NGRAM_WORDS, min_share: float = MIN_SHARE
) -> list[tuple[str, str, float]]:
    """Which benchmark items stand in which texts, as (name of the text, name of the item, share), sorted.

    ``texts`` and ``items``: name -> text. ``share``: distinct n-grams of the item that stand in the text / distinct
    n-grams of the item, at least ``min_share``. An item of fewer than ``n`` words is one n-gram of its own length;
    one of fewer than `MIN_ITEM_WORDS` is never found. Raises ValueError unless n >= 1 and 0 < min_share <= 1.
    """
    if n < 1 or not 0 < min_share <= 1:
        raise ValueError(f"n must be at least 1 and min_share above 0 and at most 1, got n={n}, min_share={min_share}")
    # Word counts of n-grams -> n-gram -> the items that have it: each text is read once, whatever the number of items.
    owners: dict[int, dict[tuple[str, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    sizes: dict[str, int] = {}
    for name, item in items.items():
        sequence = words(item)
        if len(sequence) < MIN_ITEM_WORDS:
            continue
        length = min(n, len(sequence))
        own = ngrams(sequence, length)
        sizes[name] = len(own)
        for ngram in own:
            owners[length][ngram].append(name)
    found = []
    for document, text in texts.items():
        sequence = words(text)
        hits = Counter(
            name
            for length, index in owners.items()
            for ngram in ngrams(sequence, length)
            for name in index.get(ngram, ())
        )
        found += [(document, name, hit / sizes[name]) for name, hit in hits.items() if hit / sizes[name] >= min_share]
    return sorted(found)
