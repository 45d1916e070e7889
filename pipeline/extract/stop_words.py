"""Spares trafilatura a walk through 150,000 stop words for every page that it gives to jusText.

trafilatura hands jusText the stop words of all languages as one tuple, and jusText keeps what it makes of a list in a
cache, whose key is that list: Python then hashes every word of it again, page after page. A tuple that remembers its
hash makes the same look-up at once; nothing that is extracted changes.
"""

from __future__ import annotations

from collections.abc import Iterable

from justext.core import define_stoplist
from trafilatura import external


class HashedOnce(tuple[str, ...]):
    """A tuple of words, equal to any other of the same words, that computes its hash when it is made."""

    _hash: int

    def __new__(cls, words: Iterable[str]) -> HashedOnce:
        made = super().__new__(cls, words)
        made._hash = tuple.__hash__(made)
        return made

    def __hash__(self) -> int:
        return self._hash


def hash_stop_words_once() -> None:
    """Make the stop words such a tuple, if trafilatura has read them: it does so when a page needs them first."""
    words = external.JT_STOPLIST
    if words is not None and not isinstance(words, HashedOnce):
        external.JT_STOPLIST = HashedOnce(words)
        define_stoplist.cache_clear()  # else each look-up would compare the new key with the old one, word by word
