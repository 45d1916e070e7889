"""What `lab look 11` shows: the seeded web in a mixture by language, as a table; and how often each page is read."""

from __future__ import annotations

import builtins
import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from labs.cli.look import Looked
from labs.world.build import world
from pipeline.vocabulary.tokenizer import SEPARATOR, train_tokenizer

PAGES = 400
VOCABULARY_SIZE = 4_000
TEMPERATURE = 2.0
MAX_EPOCHS = 4.0
PART = 0.7
"""Tokens of the mixture for each of the corpus: so few that most languages have a page that is not read."""
READ = {0: "not read", 1: "read once", 2: "read twice"}


class Page(NamedTuple):
    """A page with its bucket, and what it costs."""

    url: str
    bucket: str
    text: str
    tokens: int


class Bucket(NamedTuple):
    """What a bucket holds, gives and is read: tokens."""

    held: int
    share: float
    given: int
    drawn: int

    @property
    def epochs(self) -> float:
        return self.given / self.held


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """A page that the mixture does not need says so; one that is read says in its name how often.

    The table goes to stderr, because stdout belongs to `lab look --json`; but a notebook shows stderr as an error.
    """
    found = pages(functions, seed)
    buckets, times = mixed(functions, found, seed)
    print(table(buckets), file=sys.stdout if hasattr(builtins, "__IPYTHON__") else sys.stderr)
    for page in found:
        bucket = buckets[page.bucket]
        share = f"{page.bucket} gives {bucket.given:,} of its {bucket.held:,} tokens: {bucket.epochs:.2f} epochs"
        read = READ.get(times[page.url], f"read {times[page.url]} times")
        name = f"{page.url} ({page.bucket}, {page.tokens:,} tokens, {read})"
        yield Looked(name, page.text, () if times[page.url] else (f"not drawn: {share}",))


def table(buckets: dict[str, Bucket]) -> str:
    """The mixture, a line for each bucket, the one that is read most often first."""
    lines = [
        f"temperature {TEMPERATURE:g}, at most {MAX_EPOCHS:g} epochs, {PART:g} of the corpus's tokens, no targets",
        f"{'bucket':8}{'held':>9}{'share':>8}{'given':>9}{'drawn':>9}{'epochs':>8}",
    ]
    for name, bucket in sorted(buckets.items(), key=lambda item: -item[1].epochs):
        held, share, given, drawn = bucket
        lines.append(f"{name:8}{held:>9,}{share:>8.3f}{given:>9,}{drawn:>9,}{bucket.epochs:>8.2f}")
    return "\n".join([*lines, ""])


def pages(functions: Any, seed: int) -> list[Page]:
    """The pages with a text and a language, encoded by a vocabulary that is learned from them."""
    held = [(page.url, page.language, page.text) for page in world(seed, PAGES).pages() if page.text and page.language]
    texts = [text for _, _, text in held]
    ids = functions.encode_documents(train_tokenizer(texts, VOCABULARY_SIZE), texts, SEPARATOR)
    return [Page(*page, len(found)) for page, found in zip(held, ids, strict=True)]


def mixed(functions: Any, found: list[Page], seed: int) -> tuple[dict[str, Bucket], dict[str, int]]:
    """The buckets of the mixture, and url -> how often the page is read."""
    rows: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for page in found:
        rows[page.bucket].append((page.url, page.tokens))
    held = {name: sum(tokens for _, tokens in members) for name, members in sorted(rows.items())}
    shares = functions.mixture_shares(held, {}, TEMPERATURE)
    given = functions.allocate(held, shares, MAX_EPOCHS, int(PART * sum(held.values())))
    times = {url: n for name in held for url, n in functions.draw(rows[name], given[name], seed).items()}
    drawn = {name: sum(times[url] * tokens for url, tokens in rows[name]) for name in held}
    return {name: Bucket(held[name], float(shares[name]), given[name], drawn[name]) for name in held}, times
