"""Words and n-grams of benchmark items and texts: what is compared, and where it stands in the text."""

from __future__ import annotations

from typing import Final

from pipeline.dedup.shingles import WORD, fold

NGRAM_WORDS: Final = 13
"""Words of an n-gram, as in Brown et al. 2020 (GPT-3), appendix C."""
SHORT_NGRAM_WORDS: Final = 8
"""Words of an n-gram of a short item: the least that appendix C of the same paper allows."""
MIN_ITEM_WORDS: Final = 5
"""A shorter item ("42", "yes") stands in many texts by accident: it cannot be looked for."""

Span = tuple[int, int]
"""Begin and end of a piece of text, in code points; the end is not part of it."""


def words(text: str) -> list[str]:
    """The words of ``text`` without regard to case, accents, width and punctuation; numbers stay as they are.

    Deduplication folds numbers into one, because a date makes no new page. An arithmetic problem with other numbers
    is another problem.
    """
    return WORD.findall(fold(text))


def word_spans(text: str) -> list[Span]:
    """Where in ``text`` each of its `words` stands: as many spans as words, in their order.

    Folding changes lengths ("½" becomes three characters, an accent none), so the text is folded character by
    character and each folded character remembers the one it comes from. A mark belongs to the character before it.
    """
    folds = {character: fold(character) for character in set(text)}
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for position, character in enumerate(text):
        piece = folds[character]
        folded.append(piece)
        starts += [position] * len(piece)
        ends += [position + 1] * len(piece)
        if not piece and ends:
            ends[-1] = position + 1
    return [(starts[found.start()], ends[found.end() - 1]) for found in WORD.finditer("".join(folded))]


def ngrams(sequence: list[str], n: int) -> set[tuple[str, ...]]:
    """The distinct runs of ``n`` words; none when there are fewer."""
    return {tuple(sequence[start : start + n]) for start in range(len(sequence) - n + 1)}


def ngram_length(item_words: int, n: int = NGRAM_WORDS, short_n: int = SHORT_NGRAM_WORDS) -> int:
    """Words of the n-grams by which an item of ``item_words`` words is looked for.

    ``n`` for a long item. An item with fewer than ``2 * n`` words is short: one changed word in its middle would
    break every run of ``n``, so that runs of ``short_n`` are looked for, and of all its words where it has fewer than
    that.

    Raises ValueError unless 1 <= short_n <= n.
    """
    if not 1 <= short_n <= n:
        raise ValueError(f"short_n must be at least 1 and at most n, got n={n}, short_n={short_n}")
    return n if item_words >= 2 * n else min(short_n, item_words)
