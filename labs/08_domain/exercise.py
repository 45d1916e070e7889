"""Lab 08: research a domain. Read README.md first; then write the functions from top to bottom.

What you may use is imported below. Everything else is plain Python; no Spark and no other library is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.domain.vocabulary import words_of  # noqa: F401

# words_of(text)   the words of a text: words_of("The x_y Theorem, 3rd") == ["the", "theorem", "rd"]

DOMAINS = ("general", "mathematics", "code", "law", "medicine")
"""All domains; the first one is what a page has that belongs to no other."""

ENVIRONMENTS = ("equation", "align", "gather", "multline", "eqnarray")
"""LaTeX environments that hold formulas. Each exists with a star, too: ``align*``."""

MAX_CHARACTERS = 1_000
"""At most so many characters stand between the delimiters of a formula."""


def formulas(text: str) -> list[str]:
    r"""The LaTeX formulas of ``text`` in their order, each with its delimiters; formulas do not overlap.

    Four pairs of delimiters may go over several lines: ``$$ … $$``, ``\[ … \]``, ``\( … \)``, and
    ``\begin{name} … \end{name}`` for the names of `ENVIRONMENTS`, with a star or without. They end at the first
    closing delimiter. ``$ … $`` stands on one line, with no blank inside next to a dollar sign, no letter, digit or
    underscore before the first sign, and none behind the second one.

    A delimiter right behind a backslash is none. Between the delimiters stand 1 to `MAX_CHARACTERS` characters, not
    all of them blank. What is opened and not closed is no formula; reading goes on right behind the opening delimiter.
    Must answer for a text of 40,000 characters, whatever they are, within a second.
    """
    raise NotImplementedError


def characteristic_words(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """z-score of the log-odds of every word of either side, with an informative prior; above 0: typical of the domain.

    Words are those of ``words_of``. The prior of a word is its share of all words of both sides together, times
    ``prior_weight``. The formula stands in the handout. {} when both sides together have fewer than two different
    words.
    """
    raise NotImplementedError


def rule_effects(broken: Sequence[Sequence[str]]) -> dict[str, tuple[float, float]]:
    """Rule -> (share of the pages that break it, share of the pages that break it and no other rule).

    ``broken`` names for each page the rules that it breaks; an empty one is a page that is kept. Both are shares of
    all pages. A rule that no page breaks is not named; a rule named twice for a page counts once. No pages: {}.
    """
    raise NotImplementedError


def choose_limits(
    good: Sequence[Mapping[str, float]],
    garbage: Sequence[Mapping[str, float]],
    published: Mapping[str, float],
    wanted_share: float,
) -> dict[str, float | None]:
    """Rule -> limit, so that at least ``wanted_share`` of the ``good`` pages break no rule at all.

    A page is a mapping from rule to measured value; it breaks no rule that it has no value for. A rule whose name
    begins with ``min_`` is broken by a value below its limit, ``max_``: above. The limit itself is allowed.

    The price of a good page: loosen the ``published`` limits just so far that this one page is kept, and count
    (``garbage`` pages that are kept then, rules that were loosened). Buy the cheapest pages until the wanted share is
    reached, pages of equal price together. The limits are the strictest ones that keep all bought pages, and never
    stricter than the published ones. None switches a rule off: one that was loosened and, at its new limit, is broken
    by no garbage page. Compute the share exactly: 0.55 of 100 pages are 55.

    Raises ValueError without good pages, or when ``wanted_share`` is not above 0 and at most 1.
    """
    raise NotImplementedError


def domain_of_host(
    documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int
) -> tuple[str, float] | None:
    """(domain, its share of the host's documents) when a host is given to a domain, else None.

    ``documents_by_domain``: domain -> number of the host's documents; a domain that is missing has none. The host is
    given to the domain other than general that has most of its documents (of equal ones: the first in `DOMAINS`) when
    the host has at least ``min_documents`` documents and that domain at least ``min_fraction`` of them, both exact.
    A host without documents, or without documents of such a domain, is given to none, whatever the limits.
    """
    raise NotImplementedError


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

    ``seeds``: texts of the domain; ``background``: texts that are not of it; ``pages``: the crawl as (URL, host, text).
    A round

    1. learns `characteristic_words` from the seeds and all pages found so far, against the background. The score of
       a text is the mean z-score of its words, 0 for a word that was not seen; 0 for a text without words;
    2. finds the pages that score at least ``min_score`` of the way from the mean score of the background texts (0) to
       the mean score of the seeds (1). These two means are of the texts given at first, in every round;
    3. counts for each host the pages that step 2 found there, now. When `domain_of_host` with ``min_fraction`` and
       ``min_documents`` gives the host to the domain, all its pages are found.

    Ends after ``rounds`` rounds, or with the first one that finds nothing new; that one is in the answer. The order of
    the arguments' items changes nothing. Raises ValueError without seeds or without background texts.
    """
    raise NotImplementedError
