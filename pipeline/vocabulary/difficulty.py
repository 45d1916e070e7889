"""How hard a document is to predict from the frequency of its tokens alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def token_bits(counts: Mapping[int, int], vocabulary_size: int) -> list[float]:
    """What each token costs when tokens are drawn by frequency: ``-log2`` of (count + 1) / (all + vocabulary size).

    ``counts``: token id -> how often it stands in the corpus. One is added to every count, so that a token that was
    never seen has a cost as well (Laplace). Shape of the answer: (vocabulary_size,), in bits. Raises ValueError for an
    id outside the vocabulary.
    """
    if any(not 0 <= token < vocabulary_size for token in counts):
        raise ValueError(f"a token id is outside the vocabulary of {vocabulary_size}")
    total = sum(counts.values()) + vocabulary_size
    return [math.log2(total / (counts.get(token, 0) + 1)) for token in range(vocabulary_size)]


def difficulty(token_ids: Sequence[int], bits: Sequence[float]) -> float:
    """Mean bits of a document's tokens: rare tokens make it hard. 0 for a document without tokens.

    To the nearest thousandth, so that the histogram of a large corpus stays small. Source: Platanios et al. 2019,
    "Competence-based Curriculum Learning", section 3.1 (sentence rarity), divided by the length so that long
    documents are not hard for their length alone.
    """
    return round(math.fsum(bits[token] for token in token_ids) / len(token_ids), 3) if token_ids else 0.0
