"""What `lab look 11` shows: pages of the seeded web in a mixture by language; who is not read, who more than once."""

from __future__ import annotations

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


class Page(NamedTuple):
    """A page with its bucket, and what it costs."""

    url: str
    bucket: str
    text: str
    tokens: int


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """A page that the mixture does not need says so; one that is read more than once says it in its name."""
    found = pages(functions, seed)
    held, given, times = mixed(functions, found, seed)
    for page in found:
        epochs = given[page.bucket] / held[page.bucket]
        share = f"{page.bucket} gives {given[page.bucket]:,} of its {held[page.bucket]:,} tokens: {epochs:.2f} epochs"
        name = f"{page.url} ({page.bucket}, {page.tokens:,} tokens, read {times[page.url]} times)"
        yield Looked(name, page.text, () if times[page.url] else (f"not drawn: {share}",))


def pages(functions: Any, seed: int) -> list[Page]:
    """The pages with a text and a language, encoded by a vocabulary that is learned from them."""
    held = [(page.url, page.language, page.text) for page in world(seed, PAGES).pages() if page.text and page.language]
    texts = [text for _, _, text in held]
    ids = functions.encode_documents(train_tokenizer(texts, VOCABULARY_SIZE), texts, SEPARATOR)
    return [Page(*page, len(found)) for page, found in zip(held, ids, strict=True)]


def mixed(functions: Any, found: list[Page], seed: int) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Bucket -> tokens held, bucket -> tokens given, url -> how often it is read."""
    buckets: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for page in found:
        buckets[page.bucket].append((page.url, page.tokens))
    held = {bucket: sum(tokens for _, tokens in rows) for bucket, rows in sorted(buckets.items())}
    shares = functions.mixture_shares(held, {}, TEMPERATURE)
    given = functions.allocate(held, shares, MAX_EPOCHS, sum(held.values()))
    times = {url: n for bucket, rows in buckets.items() for url, n in functions.draw(rows, given[bucket], seed).items()}
    return held, given, times
