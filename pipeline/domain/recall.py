"""From a few seeds to the pages of a domain: classifier, hosts, new seeds, again (DeepSeekMath, Shao et al. 2024)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.classifier import GENERAL, Seed, classify, train
from pipeline.domain.hosts import domain_of_host


@dataclass(frozen=True)
class Page:
    """A crawled page that may belong to the domain."""

    url: str
    host: str
    text: str


@dataclass(frozen=True)
class Round:
    """What one round has found."""

    classified: tuple[str, ...]
    """URLs of the pages that the classifier gives to the domain, sorted."""
    hosts: tuple[str, ...]
    """Hosts that are given to the domain, sorted."""
    recalled: tuple[str, ...]
    """URLs of all pages found: classified ones, and every general page of the hosts; sorted."""


def recall(
    seeds: Sequence[Seed],
    pages: Sequence[Page],
    domain: str,
    rounds: int = 3,
    min_score: float = 0.6,
    min_fraction_per_host: float = 0.1,
    min_documents_per_host: int = 5,
) -> list[Round]:
    """Find the pages of ``domain``; each round learns from the seeds and from all that the rounds before have found.

    A round trains on the seeds, classifies all pages, and takes from every host that is given to the domain also the
    pages it had no name for: a list of exercises, a page of solutions. Those become seeds of the next round, which then
    recognises what the first seeds did not know. Ends early when a round finds what the one before found. The
    order of ``seeds`` and ``pages`` does not matter. Raises `ConfigError` like `pipeline.domain.classifier.train`.
    """
    learned = {seed.id: seed for seed in seeds}
    ordered = sorted(pages, key=lambda page: page.url)
    found: list[Round] = []
    for _ in range(rounds):
        model = train(list(learned.values()))
        domains = {page.url: classify(page.text, model, min_score)[0] for page in ordered}
        counts: dict[str, Counter[str]] = {}
        for page in ordered:
            counts.setdefault(page.host, Counter())[domains[page.url]] += 1
        hosts = set()
        for host, count in counts.items():
            given = domain_of_host(count, min_fraction_per_host, min_documents_per_host)
            if given is not None and given[0] == domain:
                hosts.add(host)
        recalled = [
            page
            for page in ordered
            if domains[page.url] == domain or (domains[page.url] == GENERAL and page.host in hosts)
        ]
        found.append(
            Round(
                tuple(url for url, name in sorted(domains.items()) if name == domain),
                tuple(sorted(hosts)),
                tuple(page.url for page in recalled),
            )
        )
        if len(found) > 1 and found[-1] == found[-2]:
            break
        learned |= {page.url: Seed(page.url, page.text, domain, page.host) for page in recalled}
    return found
