"""Submissions that look alike: MinHash over the syntax of their files, what the starter already had left out.

Names, numbers, texts, comments and layout make no difference. The pairs are for a person to look at: small functions
have few good solutions, and who has worked together legitimately may have said so.
"""

from __future__ import annotations

import io
import keyword
import tokenize
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from pipeline.dedup.lsh import band_keys, choose_bands
from pipeline.dedup.minhash import signature

SHINGLE_TOKENS: Final = 12
NUM_PERM: Final = 128
SEED: Final = 1
TARGET_RECALL: Final = 0.99
MIN_SHINGLES: Final = 40
"""Shorter work looks like all other short work."""
MAX_SOURCE_CHARACTERS: Final = 512 << 10
MAX_BUCKET: Final = 200
_SKIPPED: Final = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING, tokenize.ENDMARKER}


@dataclass(frozen=True)
class Alike:
    """Two submissions of one lab that look alike."""

    lab: str
    a: str
    b: str
    jaccard: float
    """Common shingles / all shingles of both, those of the starter in neither."""
    lines_a: frozenset[int]
    lines_b: frozenset[int]
    """Lines that hold common shingles."""


Places = dict[str, list[int]]
"""A shingle, and the lines where it begins and those it runs over."""


def syntax_shingles(source: str) -> Places:
    """Shingles of `SHINGLE_TOKENS` normalised tokens of ``source``, each with the lines it covers.

    A name is ``n``, a number ``0``, a text ``s``; keywords and operators stand for themselves. What Python cannot
    read ends the list and is no error.
    """
    return _shingles(source, _normalised)


def token_shingles(source: str) -> Places:
    """As `syntax_shingles`, with every token as it is written: what was copied and not changed."""
    return _shingles(source, lambda token: token.string)


def _shingles(source: str, spelled: Callable[[tokenize.TokenInfo], str]) -> Places:
    tokens: list[tuple[str, int]] = []
    previous = tokenize.INDENT
    try:
        for token in tokenize.generate_tokens(io.StringIO(source[:MAX_SOURCE_CHARACTERS]).readline):
            if token.type in _SKIPPED:
                continue
            # A text that begins the file or a body is a docstring.
            if not (token.type == tokenize.STRING and previous == tokenize.INDENT):
                tokens.append((spelled(token), token.start[0]))
            previous = token.type
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
        pass
    found: Places = defaultdict(list)
    for start in range(len(tokens) - SHINGLE_TOKENS + 1):
        window = tokens[start : start + SHINGLE_TOKENS]
        found[" ".join(name for name, _ in window)] += [line for _, line in window]
    return found


def find_alike(lab: str, sources: Mapping[str, str], starter: str, min_jaccard: float) -> list[Alike]:
    """Pairs of submissions (id -> source) with a Jaccard similarity of at least ``min_jaccard``, most similar first.

    Found with at least `TARGET_RECALL` at the limit, then compared exactly.
    """
    known = syntax_shingles(starter)
    places = {
        name: {shingle: lines for shingle, lines in syntax_shingles(source).items() if shingle not in known}
        for name, source in sources.items()
    }
    places = {name: found for name, found in places.items() if len(found) >= MIN_SHINGLES}
    bands, rows = choose_bands(min_jaccard, TARGET_RECALL, NUM_PERM)
    buckets: dict[int, list[str]] = defaultdict(list)
    for name, found in sorted(places.items()):
        for key in band_keys(signature(sorted(found), NUM_PERM, SEED), bands, rows):
            buckets[key].append(name)
    pairs = {pair for names in buckets.values() for pair in combinations(names[:MAX_BUCKET], 2)}
    alike = [_compared(lab, a, b, places[a], places[b]) for a, b in sorted(pairs)]
    return sorted((one for one in alike if one.jaccard >= min_jaccard), key=lambda one: (-one.jaccard, one.a, one.b))


def _compared(lab: str, a: str, b: str, in_a: Places, in_b: Places) -> Alike:
    common = in_a.keys() & in_b.keys()
    jaccard = len(common) / len(in_a.keys() | in_b.keys())
    lines = [frozenset(line for shingle in common for line in places[shingle]) for places in (in_a, in_b)]
    return Alike(lab, a, b, jaccard, *lines)


def _normalised(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NAME:
        return token.string if keyword.iskeyword(token.string) else "n"
    if token.type == tokenize.NUMBER:
        return "0"
    if token.type == tokenize.STRING:
        return "s"
    if token.type in (tokenize.INDENT, tokenize.DEDENT):
        return tokenize.tok_name[token.type]
    return token.string
