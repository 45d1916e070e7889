"""From a text to the set of its word 5-grams: the shingles that similarity is defined on."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from typing import Final

import numpy as np
import xxhash
from numpy.typing import NDArray

SHINGLE_WORDS: Final = 5
"""Words in a shingle, as in FineWeb (section 3.4) and the Gopher paper's successors."""

# Scripts written without blanks: every character counts as a word. By script and not by the language label, so that
# two copies of one text with different labels still have the same shingles.
_NO_BLANKS: Final = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Myanmar, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # iteration mark, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
WORD: Final = re.compile(rf"[{_NO_BLANKS}]|[^\W_{_NO_BLANKS}]+")
"""A word of a text that `fold` or `normalise` has returned."""
_ASCII_WORD: Final = re.compile(r"[a-z0]+")


@lru_cache(maxsize=1)
def _is_mark() -> NDArray[np.bool_]:
    """For every code point, whether it is a combining mark (accent, vowel sign)."""
    marks = np.zeros(sys.maxunicode + 1, np.bool_)
    marks[[code for code in range(0x300, 0x20000) if unicodedata.category(chr(code)).startswith("M")]] = True
    return marks


def _without_marks(text: str) -> str:
    # By table: a regular expression compares each character with hundreds of marks beyond U+FFFF one by one.
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
    return codes[~_is_mark()[codes]].tobytes().decode("utf-32-le", "surrogatepass")


def fold(text: str) -> str:
    """``text`` in lower case, compatibility-decomposed (NFKD), without combining marks.

    What differs only in case, accents or width of letters becomes equal.
    """
    if not text.isascii():
        text = _without_marks(unicodedata.normalize("NFKD", text.lower()))
    return text.lower()


def normalise(text: str) -> str:
    """``text`` after `fold`, each number folded to ``0``. Punctuation is still there; `words` leaves it out."""
    return _NUMBER.sub("0", fold(text))


def words(text: str) -> list[str]:
    """The words of ``text`` after `normalise`: runs of letters and digits; all else separates.

    In scripts written without blanks (Han, kana, Thai, Lao, Khmer, Myanmar) each character is a word.
    """
    text = normalise(text)
    return (_ASCII_WORD if text.isascii() else WORD).findall(text)


def shingles(text: str, n: int = SHINGLE_WORDS) -> list[str]:
    """The distinct ``n``-word shingles of ``text``, words joined by one blank, in order of first appearance.

    Policy for short documents: with 1 to ``n - 1`` words the whole sequence is the one shingle, so that short
    documents equal each other only as a whole; without words there is none, and the document is never compared.
    Raises ValueError for ``n < 1``.
    """
    _check(n)
    sequence = words(text)
    if not sequence:
        return []
    last = max(len(sequence) - n, 0)
    return list(dict.fromkeys(" ".join(sequence[start : start + n]) for start in range(last + 1)))


def _check(n: int) -> None:
    if n < 1:
        raise ValueError(f"a shingle has at least 1 word, got n={n}")


def shingle_hash(shingle: str) -> int:
    """64-bit hash of one shingle: xxh3_64 of its UTF-8 bytes."""
    return xxhash.xxh3_64_intdigest(shingle.encode("utf-8", "surrogatepass"))


def shingle_hashes(text: str, n: int = SHINGLE_WORDS) -> NDArray[np.uint64]:
    """`shingle_hash` of each of `shingles`, ascending and without repetition.

    Equal to hashing the strings one by one, but without building them: the words are joined and encoded once, and
    each shingle is a slice of the bytes.
    """
    _check(n)
    joined = " ".join(words(text)).encode("utf-8", "surrogatepass")
    if not joined:
        return np.empty(0, np.uint64)
    blanks = np.flatnonzero(np.frombuffer(joined, np.uint8) == 0x20)
    if len(blanks) < n:
        return np.array([xxhash.xxh3_64_intdigest(joined)], np.uint64)
    starts = [0, *(blanks[: len(blanks) - n + 1] + 1).tolist()]
    ends = [*blanks[n - 1 :].tolist(), len(joined)]
    digest = xxhash.xxh3_64_digest  # big-endian bytes; faster than integers that numpy has to take apart
    digests = b"".join([digest(joined[start:end]) for start, end in zip(starts, ends, strict=True)])
    hashes = np.frombuffer(digests, np.dtype(">u8")).astype(np.uint64)
    hashes.sort()
    return hashes[np.concatenate(([True], hashes[1:] != hashes[:-1]))]
