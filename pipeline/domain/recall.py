"""From a few seeds to the pages of a domain: words, hosts, new seeds, again (after DeepSeekMath, Shao et al. 2024)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.domain.hosts import GENERAL, domain_of_host
from pipeline.domain.vocabulary import words_of, z_scores
from pipeline.truth import DOMAINS

_WANTED = DOMAINS[1]
"""Which domain is looked for does not matter to a host: any name but `GENERAL`."""


def recall(
    seeds: Sequence[str],
    background: Sequence[str],
    pages: Sequence[tuple[str, str, str]],
    rounds: int = 4,
    min_score: float = 0.5,
    min_fraction: float = 0.1,
    min_documents: int = 5,
) -> list[list[str]]:
    """The URLs found after each round, sorted; each round keeps what the one before has found.

    ``seeds`` are texts of the domain, ``background`` texts that are not of it, ``pages`` the crawl as (URL, host,
    text). A round

    1. learns the z-scores of all words (`characteristic_words`) from the seeds and all pages found so far against the
       background; the score of a text is the mean of its words' z-scores, 0 for a word that is not known;
    2. finds the pages that score at least ``min_score`` of the way from the background's mean score (0) to the mean
       score of the seeds (1). The scale is that of the first seeds in every round: it must not follow what was found;
    3. gives a host to the domain by the pages that step 2 found there (`domain_of_host` with ``min_fraction`` and
       ``min_documents``) and finds all its pages: the list of exercises that shows no typical word.

    Ends after ``rounds`` rounds, or with the first one that finds nothing new; that one is in the answer. The order of
    the arguments' items has no influence. Raises ValueError without seeds or without background.
    """
    if not seeds or not background:
        raise ValueError("there must be texts of the domain and texts that are not of it")
    ours, theirs = [Counter(words_of(text)) for text in seeds], [Counter(words_of(text)) for text in background]
    ordered = sorted(pages)
    counts = {url: Counter(words_of(text)) for url, _, text in ordered}
    found: set[str] = set()
    answer: list[list[str]] = []
    for _ in range(rounds):
        before = len(found)
        learned = [*ours, *(counts[url] for url in sorted(found))]
        scores = z_scores(_together(learned), _together(theirs))
        low, high = (math.fsum(_mean(text, scores) for text in texts) / len(texts) for texts in (theirs, ours))
        limit = low + min_score * (high - low)
        similar = {url for url in counts if _mean(counts[url], scores) >= limit}
        given = _given_hosts(ordered, similar, min_fraction, min_documents)
        found |= similar | {url for url, host, _ in ordered if host in given}
        answer.append(sorted(found))
        if len(found) == before:
            break
    return answer


def _together(counts: Sequence[Counter[str]]) -> Counter[str]:
    total = Counter[str]()
    for count in counts:
        total.update(count)
    return total


def _mean(counts: Counter[str], scores: Mapping[str, float]) -> float:
    """Mean z-score of the words of a text; 0 for a text without words."""
    return math.fsum(number * scores.get(word, 0.0) for word, number in counts.items()) / max(1, counts.total())


def _given_hosts(
    pages: Sequence[tuple[str, str, str]], similar: set[str], min_fraction: float, min_documents: int
) -> set[str]:
    """Hosts of which enough pages are similar."""
    by_host: dict[str, Counter[str]] = {}
    for url, host, _ in pages:
        by_host.setdefault(host, Counter())[_WANTED if url in similar else GENERAL] += 1
    return {host for host, count in by_host.items() if domain_of_host(count, min_fraction, min_documents)}
