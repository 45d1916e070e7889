"""Lab 09: the capstone. Read README.md first; then write the functions from top to bottom.

No Spark is needed for the checks. `lab capstone` then runs the whole pipeline with the functions of all your labs.
"""

from __future__ import annotations

from typing import Any

# `configure` needs choose_bands of lab 06: copy yours into this file. choose_bands(0.8, 0.92, 112) == (14, 8)

UNITS = ("documents", "characters", "tokens")

MIN_JACCARD = 0.8
"""Pages at least this similar are copies of each other."""

MAX_SHARE = 0.25
"""A corpus with this share of dirt, or of duplicates, is worth nothing."""

NO_BLANKS = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Myanmar, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # iteration mark, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
"""Characters of scripts that are written without blanks, for use inside [...] of a regular expression."""


def balance_books(stages: list[dict[str, Any]]) -> list[tuple[str, str, str, int]]:
    """Every figure of a run's books that does not fit, as (stage, rule, unit, difference), in any order.

    ``stages`` are in the order in which they ran: ``{"stage": name, "books": {"in": count, "kept": count, "dropped":
    count, "error": count, "edited": count}}``; a count is a dictionary with a whole number for each of `UNITS`.
    A difference above 0 was lost, one below 0 was invented. The rules, each for every unit:

    - ``handover``: what the stage before has kept - what came in. The first stage has none before it.
    - ``sum``: in - kept - dropped - error - edited.
    - ``edited``: the documents that are booked as edited; only for the unit documents.
    - ``negative``: the smallest of in, kept, dropped and error, where that is below 0. ``edited`` may be negative.

    Only differences that are not 0 are named. Books that fit, or no stages: ``[]``.
    """
    raise NotImplementedError


def corpus_score(
    corpus: list[tuple[str, int]], pages: dict[str, dict[str, Any]], pairs: list[tuple[str, str, float]]
) -> dict[str, float]:
    """Every token of ``corpus`` in one of three classes, and what the corpus is worth, from 0 to 100.

    ``corpus``: (url, tokens) of each document, in any order. ``pages``: what is known, by url: ``quality`` (high,
    medium, low, garbage), ``allowed``, ``reachable``, and ``tokens`` of the main text. ``pairs``: (url, url, Jaccard
    similarity), each pair once.

    Returns eight numbers: the tokens ``clean``, ``dirt``, ``duplicate`` and ``obtainable``; the shares ``kept``,
    ``dirt_share`` and ``duplicate_share``; and ``score``. How each is computed stands in the handout.
    """
    raise NotImplementedError


def contamination(
    texts: dict[str, str], items: dict[str, str], n: int = 13, min_share: float = 0.5
) -> list[tuple[str, str, float]]:
    """Which benchmark items stand in which texts, as (name of the text, name of the item, share), in any order.

    ``texts`` and ``items``: name -> text. ``share``: distinct n-grams of the item that stand in the text / distinct
    n-grams of the item. Named is every pair whose share is at least ``min_share``. n-grams are ``n`` words in a row;
    what a word is stands in the handout. An item of fewer than ``n`` words is one n-gram of its own length; one of
    fewer than 5 words is never found. Raises ValueError unless ``n`` >= 1 and 0 < ``min_share`` <= 1.
    """
    raise NotImplementedError


def configure(documents: list[dict[str, Any]], pairs: list[tuple[float, bool]]) -> dict[str, dict[str, Any]]:
    """The part of the pipeline's configuration that a labelled pilot can tell.

    ``documents``: what reached the quality stage of a pilot, each with ``quality_score`` (0 to 1), ``tokens`` and
    ``clean``: whether a person found it good. ``pairs``: (Jaccard similarity, whether a person found one a copy of
    the other).

    Returns a dictionary with up to two keys. How the numbers are chosen stands in the handout:

    - ``"quality"``: ``{"keep_fraction": above 0 and at most 1, "percentile_by": "tokens" or "documents"}``. Left out
      when the clean documents have no tokens, or there are none.
    - ``"near"``: ``{"min_jaccard": 0.5 to 1, "bands": whole number, "rows": whole number}``. Left out without pairs.
    """
    raise NotImplementedError
