"""The words that set the texts of a domain apart from other texts."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def words_of(text: str) -> list[str]:
    """The words of ``text`` in lower case: runs of two or more letters."""
    return _WORD.findall(text.lower())


def characteristic_words(
    domain_texts: Iterable[str], background_texts: Iterable[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """z-score of the log-odds of every word of either side; above 0 it is typical of the domain.

    Log-odds with an informative Dirichlet prior: Monroe, Colaresi and Quinn 2008, "Fightin' Words", sec. 3.5.1. The
    prior of a word is its share of both sides together times ``prior_weight`` (in words); it keeps rare words from
    the top, where plain ratios of frequencies put them. With counts y and prior a of a word, n and a0 of all words:

        delta = log((y1 + a) / (n1 + a0 - y1 - a)) - log((y2 + a) / (n2 + a0 - y2 - a))
        variance = 1 / (y1 + a) + 1 / (y2 + a);  z = delta / sqrt(variance)

    Exchanging the sides changes the sign only. {} when there are fewer than two different words.
    """
    ours, theirs = (
        Counter(word for text in texts for word in words_of(text)) for texts in (domain_texts, background_texts)
    )
    return z_scores(ours, theirs, prior_weight)


def z_scores(ours: Counter[str], theirs: Counter[str], prior_weight: float = 500.0) -> dict[str, float]:
    """`characteristic_words` of words that are counted already."""
    both = ours + theirs
    total, our_total, their_total = both.total(), ours.total(), theirs.total()
    if len(both) < 2:
        return {}
    scores = {}
    for word in sorted(both):
        prior = prior_weight * both[word] / total
        ours_of, theirs_of = ours[word] + prior, theirs[word] + prior
        delta = math.log(ours_of / (our_total + prior_weight - ours_of)) - math.log(
            theirs_of / (their_total + prior_weight - theirs_of)
        )
        scores[word] = delta / math.sqrt(1 / ours_of + 1 / theirs_of)
    return scores


def most_characteristic(scores: dict[str, float], count: int, min_score: float) -> dict[str, float]:
    """The ``count`` words with the highest z-scores of at least ``min_score``, best first, ties by the word."""
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return {word: score for word, score in ranked[:count] if score >= min_score}
