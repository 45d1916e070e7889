"""Which documents of a bucket are read, and how often: chosen by hash, so that every run draws the same ones."""

from __future__ import annotations

from collections.abc import Iterable

import xxhash


def draw_key(seed: int, document_id: str) -> int:
    """The place of a document in its bucket's order of drawing: 48 bits that depend on seed and id alone."""
    return xxhash.xxh3_64_intdigest(f"{seed}/mix/{document_id}".encode("utf-8", "surrogatepass")) >> 16


def draw(documents: Iterable[tuple[str, int]], wanted_tokens: int, seed: int) -> dict[str, int]:
    """How often each document of one bucket is read: id -> times, 0 for those that are not.

    ``documents``: (id, tokens). All are read ``wanted_tokens // their tokens`` times; what is then still wanted is
    drawn from the front of their order by `draw_key` (equal keys by id), up to the first document that is too long
    for it; a document without tokens fits as long as none was too long. So the tokens read are never above
    ``wanted_tokens`` and short of it by less than the tokens of that one document. In a bucket without tokens, of which
    none are wanted, no document is read.

    Raises ValueError for a negative number of tokens and for tokens wanted of a bucket that has none.
    """
    rows = sorted((draw_key(seed, name), name, tokens) for name, tokens in documents)
    if wanted_tokens < 0 or any(tokens < 0 for _, _, tokens in rows):
        raise ValueError("tokens must not be negative")
    total = sum(tokens for _, _, tokens in rows)
    if not total:
        if wanted_tokens:
            raise ValueError(f"{wanted_tokens} tokens are wanted of a bucket that has none")
        return {name: 0 for _, name, _ in rows}
    passes, rest = divmod(wanted_tokens, total)
    times = {}
    for _, name, tokens in rows:
        rest -= tokens
        times[name] = passes + (rest >= 0)
        if rest < 0:
            rest = -1  # once a document did not fit, no later one is taken, however short
    return times
