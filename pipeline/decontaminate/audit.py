"""What is left of a benchmark in a corpus: the question a team asks of somebody else's data."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.decontaminate.ngrams import NGRAM_WORDS
from pipeline.decontaminate.search import MIN_ITEM_SHARE, find_overlaps, index_items


def contamination(
    texts: Mapping[str, str], items: Mapping[str, str], n: int = NGRAM_WORDS, min_share: float = MIN_ITEM_SHARE
) -> list[tuple[str, str, float]]:
    """Which benchmark items stand in which texts, as (name of the text, name of the item, share), sorted.

    ``texts`` and ``items``: name -> text. ``share``: distinct n-grams of the item that stand in the text / distinct
    n-grams of the item, at least ``min_share``. An item of fewer than ``n`` words is one n-gram of its own length;
    one of fewer than `MIN_ITEM_WORDS` is never found. (The stage looks for short items more closely, see
    `ngram_length`.) Raises ValueError unless n >= 1 and 0 < min_share <= 1.
    """
    if n < 1 or not 0 < min_share <= 1:
        raise ValueError(f"n must be at least 1 and min_share above 0 and at most 1, got n={n}, min_share={min_share}")
    index = index_items(items, n, short_n=n)
    return sorted(
        (document, overlap.item, overlap.share)
        for document, text in texts.items()
        for overlap in find_overlaps(text, index, min_share)
    )
