"""One number for a whole corpus: how much of the good text it holds, and what else is in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pipeline.truth import UNREADABLE_KINDS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MIN_JACCARD: Final = 0.8
"""Planted pairs at least this similar are copies of each other."""
MAX_SHARE: Final = 0.25
"""A corpus with this share of dirt, or of duplicates, is worth nothing."""
CLEAN_QUALITY: Final = ("high", "medium")


def corpus_score(
    corpus: Sequence[tuple[str, int]],
    pages: Mapping[str, Mapping[str, Any]],
    pairs: Iterable[tuple[str, str, float]],
) -> dict[str, float]:
    """Every token of ``corpus`` in one of three classes, and what the corpus is worth, from 0 to 100.

    ``corpus``: (url, tokens) of each document, in any order. ``pages``: what was planted, by url: ``quality``,
    ``allowed`` (by robots.txt), ``reachable`` (a polite crawler can bring it home), ``tokens`` of the planted text.
    ``pairs``: (url, url, Jaccard similarity), each pair once.

    A page is clean when it was planted, its quality is high or medium, and it is allowed. The documents are taken
    largest first (among equals by url): ``dirt`` is a document whose page is not clean; ``duplicate`` one whose url,
    or a page at least `MIN_JACCARD` similar to it, has been counted as clean before; of any other up to the planted
    number of tokens are ``clean`` and the rest is dirt. ``obtainable`` is what the same walk through all pages that
    are clean and reachable, with their planted tokens, counts as clean.

    ``kept``: clean / obtainable, at most 1. ``dirt_share`` and ``duplicate_share``: of all tokens of the corpus.
    Where nothing is divided by nothing, these are 0. ``score``: 100 * kept * (1 - dirt_share / `MAX_SHARE`) *
    (1 - duplicate_share / `MAX_SHARE`), no factor below 0.
    """
    similar: dict[str, set[str]] = defaultdict(set)
    for a, b, jaccard in pairs:
        if jaccard >= MIN_JACCARD:
            similar[a].add(b)
            similar[b].add(a)

    def is_clean(url: str) -> bool:
        page = pages.get(url)
        return page is not None and page["quality"] in CLEAN_QUALITY and page["allowed"]

    def walk(documents: Iterable[tuple[str, int]]) -> dict[str, int]:
        counted: set[str] = set()
        tokens_of = {"clean": 0, "dirt": 0, "duplicate": 0}
        for url, tokens in sorted(documents, key=lambda document: (-document[1], document[0])):
            if not is_clean(url):
                tokens_of["dirt"] += tokens
            elif url in counted or not counted.isdisjoint(similar[url]):
                tokens_of["duplicate"] += tokens
            else:
                counted.add(url)
                planted = min(tokens, pages[url]["tokens"])
                tokens_of["clean"] += planted
                tokens_of["dirt"] += tokens - planted
        return tokens_of

    found = walk(corpus)
    obtainable = walk((url, page["tokens"]) for url, page in pages.items() if page["reachable"] and is_clean(url))
    kept = min(1.0, _share(found["clean"], obtainable["clean"]))
    total = sum(found.values())
    dirt, duplicates = _share(found["dirt"], total), _share(found["duplicate"], total)
    score = 100 * kept * max(0.0, 1 - dirt / MAX_SHARE) * max(0.0, 1 - duplicates / MAX_SHARE)
    return {
        **found,
        "obtainable": obtainable["clean"],
        "kept": kept,
        "dirt_share": dirt,
        "duplicate_share": duplicates,
        "score": score,
    }


def score_corpus(documents: DataFrame, pages: DataFrame, pairs: DataFrame) -> dict[str, float]:
    """`corpus_score` of a table with ``url`` and ``tokens`` against the two tables of `pipeline.truth`.

    The driver holds addresses and numbers, no texts.
    """
    from pyspark.sql import functions as f  # slow to load, as the tokenizer is, and the score itself needs neither

    count = f.udf(_planted_tokens, "long", useArrow=True)
    readable = (f.col("status") == 200) & ~f.col("kind").isin(*UNREADABLE_KINDS)
    planted = pages.select(
        "url",
        "quality",
        "allowed",
        (f.col("reachable") & ~f.col("trap") & readable).alias("reachable"),
        count(f.coalesce("text", f.lit(""))).alias("tokens"),
    )
    return corpus_score(
        [(row["url"], row["tokens"]) for row in documents.select("url", "tokens").collect()],
        {row["url"]: row.asDict() for row in planted.collect()},
        [(row["url_a"], row["url_b"], row["jaccard"]) for row in pairs.collect()],
    )


def _planted_tokens(text: str) -> int:
    from pipeline.tokens import count_tokens

    return count_tokens([text])[0]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
