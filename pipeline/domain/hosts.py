"""What a host's pages together say about each of them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from pipeline.truth import DOMAINS

GENERAL: Final[str] = DOMAINS[0]


def domain_of_host(
    documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int
) -> tuple[str, float] | None:
    """(domain, its share of the host's documents) when a host is given to a domain, else None.

    It is when the host has at least ``min_documents`` documents and at least ``min_fraction`` of them are of one
    domain other than general; with two such domains the larger one wins, ties go to the first in
    `pipeline.truth.DOMAINS`. So the page "Exercises" of a mathematics site, too short to show its domain, is
    judged as mathematics. Both limits are inclusive and exact (DeepSeekMath, Shao et al. 2024, sec. 2.1, takes a whole
    site when more than 10 % of its pages were found to be mathematics).
    """
    total = sum(documents_by_domain.values())
    if total < max(1, min_documents):
        return None
    domain = max(DOMAINS[1:], key=lambda name: documents_by_domain.get(name, 0))  # the first of equals
    count = documents_by_domain.get(domain, 0)
    if count == 0 or Fraction(count, total) < Fraction(str(min_fraction)):
        return None
    return domain, count / total
