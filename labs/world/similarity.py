"""The yardstick of planted duplicates: Jaccard similarity of sets of five-word shingles."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

SHINGLE_WORDS: Final = 5

_WORD: Final = re.compile(r"\w+")
_DIGIT: Final = re.compile(r"\d")
# Scripts written without blanks, where a character counts as a word: Thai, kana, Han.
_NO_BLANKS: Final = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)


def words(text: str) -> list[str]:
    """Lower-case runs of word characters after NFKC with every digit as 0; each Thai, kana or Han character alone."""
    folded = _DIGIT.sub("0", unicodedata.normalize("NFKC", text).lower())
    return [word for run in _WORD.findall(folded) for word in _NO_BLANKS.findall(run)]


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """The set of runs of five words; a shorter text is one shingle, a text without words has none."""
    found = words(text)
    if not found:
        return frozenset()
    count = max(1, len(found) - SHINGLE_WORDS + 1)
    return frozenset(tuple(found[start : start + SHINGLE_WORDS]) for start in range(count))


def jaccard(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> float:
    """Size of the intersection over size of the union; 0.0 when both are empty: nothing is a duplicate of nothing."""
    union = len(a | b)
    return len(a & b) / union if union else 0.0
