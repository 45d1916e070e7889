"""The key of a document: what makes two texts the same one, and nothing else. No Spark."""

from __future__ import annotations

import unicodedata
from typing import Final

import xxhash

INVISIBLE: Final = "\u00ad\u200b\u2060\ufeff"
"""Soft hyphen, zero width space, word joiner, byte order mark: they say where a line may break or a file begins."""

_WITHOUT_INVISIBLE: Final = str.maketrans("", "", INVISIBLE)


def normalise_document(text: str) -> str:
    """``text`` without `INVISIBLE`, in Unicode form NFKC, case-folded; each run of white space one blank, none outside.

    So copies that differ in case, line breaks, width or composition of letters are the same document, while a comma
    or a number makes another one: those are for the near-duplicate stage, which shows a similarity as evidence.
    The joiners of Persian, Hindi and emoji (U+200C, U+200D) stay, because they change what a reader sees.
    """
    text = text.translate(_WITHOUT_INVISIBLE).casefold()
    # Once more after NFKC, which brings new capitals (the trade mark sign becomes TM).
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def document_hash(text: str) -> str | None:
    """xxh3_128 of the normalised text, 32 hexadecimal digits; None when it is empty.

    128 bits, since a wrong match drops a document for good: among 10^12 documents a collision has the probability
    1.5e-15, with 64 bits it would be certain. Documents without text are not duplicates of each other: nothing in
    them repeats anything.
    """
    normalised = normalise_document(text)
    return xxhash.xxh3_128_hexdigest(normalised.encode("utf-8", "surrogatepass")) if normalised else None
