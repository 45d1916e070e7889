"""Looks items of benchmarks up in a text: which ones stand in it, how much of each, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from pipeline.decontaminate.ngrams import (
    MIN_ITEM_WORDS,
    NGRAM_WORDS,
    SHORT_NGRAM_WORDS,
    Span,
    ngram_length,
    ngrams,
    word_spans,
    words,
)

MIN_ITEM_SHARE: Final = 0.5
"""An item is in a text that holds this part of its n-grams."""


class ItemIndex(NamedTuple):
    """The n-grams of benchmark items, ready to be looked up in many texts."""

    owners: Mapping[int, Mapping[str, Sequence[str]]]
    """Number of words -> n-gram, joined by blanks -> names of the items that have it."""
    sizes: Mapping[str, int]
    """Name of an item -> how many distinct n-grams it has. Items too short to be looked for are left out."""


class Overlap(NamedTuple):
    """An item that stands in a text."""

    item: str
    share: float
    """Distinct n-grams of the item that stand in the text / distinct n-grams of the item."""
    spans: tuple[Span, ...]
    """Where they stand: runs of n-grams that touch or overlap are one span."""


def index_items(items: Mapping[str, str], n: int = NGRAM_WORDS, short_n: int = SHORT_NGRAM_WORDS) -> ItemIndex:
    """The index of ``items`` (name -> text), see `ngram_length`; items of fewer than `MIN_ITEM_WORDS` are left out.

    Raises ValueError unless 1 <= short_n <= n.
    """
    ngram_length(0, n, short_n)  # raises, also without items
    owners: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    sizes = {}
    for name in sorted(items):
        sequence = words(items[name])
        length = ngram_length(len(sequence), n, short_n)
        if len(sequence) >= MIN_ITEM_WORDS:
            own = ngrams(sequence, length)
            sizes[name] = len(own)
            for ngram in own:
                owners[length][" ".join(ngram)].append(name)
    return ItemIndex({length: dict(table) for length, table in owners.items()}, sizes)


def find_overlaps(text: str, index: ItemIndex, min_share: float = MIN_ITEM_SHARE) -> list[Overlap]:
    """The items of which at least ``min_share`` stands in ``text``, by name; ``index`` comes from `index_items`.

    The text is read once for each length of n-gram, whatever the number of items. Raises ValueError unless
    0 < min_share <= 1.
    """
    if not 0 < min_share <= 1:
        raise ValueError(f"min_share must be above 0 and at most 1, got {min_share}")
    owners, sizes = index
    sequence = words(text)
    runs: dict[str, list[Span]] = defaultdict(list)  # item -> (first word, word after the last) of each n-gram found
    distinct: dict[str, set[str]] = defaultdict(set)
    for length, table in owners.items():
        for start in range(len(sequence) - length + 1):
            ngram = " ".join(sequence[start : start + length])
            for item in table.get(ngram, ()):
                runs[item].append((start, start + length))
                distinct[item].add(ngram)
    shares = {item: len(found) / sizes[item] for item, found in distinct.items()}
    named = sorted(item for item, share in shares.items() if share >= min_share)
    if not named:
        return []
    places = word_spans(text)
    return [
        Overlap(
            item, shares[item], tuple((places[first][0], places[last - 1][1]) for first, last in merged(runs[item]))
        )
        for item in named
    ]


def merged(spans: Iterable[Span]) -> list[Span]:
    """``spans`` in order, those that overlap or touch made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
