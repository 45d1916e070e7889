"""Lab 10: decontaminate. Read README.md first; then write the functions from top to bottom.

What you may use is imported below. Everything else is plain Python; no Spark is needed in this lab.
"""

from __future__ import annotations

from pipeline.decontaminate.ngrams import ngram_length  # noqa: F401
from pipeline.decontaminate.search import merged  # noqa: F401

# ngram_length(item_words, n, short_n)   words of the n-grams by which an item is looked for; ValueError unless
#                                        1 <= short_n <= n. ngram_length(25, 13, 8) == 8
# merged(spans)                          spans in order, those that touch or overlap made one:
#                                        merged([(5, 8), (0, 2), (2, 4)]) == [(0, 4), (5, 8)]

NO_BLANKS = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Myanmar, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # iteration mark, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
"""Characters of scripts that are written without blanks, for use inside [...] of a regular expression."""

MIN_ITEM_WORDS = 5
"""An item of fewer words cannot be looked for: it stands in many texts by accident."""

Span = tuple[int, int]
"""Begin and end of a piece of text, in characters; the end is not part of it: ``text[begin:end]``."""

Index = tuple[dict[int, dict[str, list[str]]], dict[str, int]]
"""(owners, sizes). ``owners``: number of words -> n-gram, its words joined by one blank -> names of the items that have
it. ``sizes``: name of an item -> how many distinct n-grams it has."""


def words(text: str) -> list[str]:
    """The words of ``text``, without regard to case, accents, width and punctuation.

    In this order: lower case; Unicode NFKD; combining marks (categories M…) removed; lower case again. A word is then
    a run of letters and digits; each character of `NO_BLANKS` is a word of its own; everything else, ``_`` and ``'``
    too, only separates. Numbers stay as they are. Without words: ``[]``.
    """
    raise NotImplementedError


def word_spans(text: str) -> list[Span]:
    """Where in ``text`` each of its `words` stands: as many spans as words, in their order.

    The spans are of ``text`` as it was given, not of what it was folded to. A combining mark belongs to the character
    before it. Where one character holds two words (``"½"`` is ``1`` and ``2``), both have the same span. Must answer
    for 20,000 characters within two seconds.
    """
    raise NotImplementedError


def index_items(items: dict[str, str], n: int = 13, short_n: int = 8) -> Index:
    """The `Index` of ``items`` (name -> text).

    An item is cut into n-grams of ``ngram_length(its words, n, short_n)`` words. Each distinct n-gram counts once, and
    may have several owners, whose names may come in any order. Items of fewer than `MIN_ITEM_WORDS` words are left
    out of both dictionaries. Raises ValueError unless 1 <= ``short_n`` <= ``n``, also when there are no items.
    """
    raise NotImplementedError


def find_overlaps(text: str, index: Index, min_share: float = 0.5) -> list[tuple[str, float, list[Span]]]:
    """The items of which at least ``min_share`` stands in ``text``, as (name, share, spans), by name.

    ``share``: distinct n-grams of the item that stand in the text / distinct n-grams of the item. ``spans``: where they
    stand in ``text``, every occurrence; n-grams that overlap, or follow each other without a word between them, are
    one span from the begin of its first word to the end of its last. ``index``: what `index_items` returns. The text
    is read once for each length of n-grams, however many items there are.

    Raises ValueError unless 0 < ``min_share`` <= 1.
    """
    raise NotImplementedError


def excise(text: str, spans: list[Span], margin_characters: int = 200, min_piece_characters: int = 200) -> list[str]:
    """The pieces of ``text`` that are left when ``spans`` are cut out of it, each with its margin on either side.

    A cut that would begin or end inside a word takes the whole word (see `words`: a Chinese character is a word).
    Spans may overlap and come in any order. Pieces lose the blanks at their ends (``str.strip``); then those of fewer
    than ``min_piece_characters`` characters are left out, and empty ones always. Without spans the whole text is one
    piece, as it is.

    Raises ValueError for a negative margin or piece, and unless 0 <= begin < end <= len(text) for every span.
    """
    raise NotImplementedError
