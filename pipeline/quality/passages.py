"""The training set: passages of both classes, deduplicated before the split, dealt by host, balanced by language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xxhash


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of normalised text to learn from."""

    key: str
    """Identifies the passage; fixes every order and every choice by chance."""
    text: str
    good: bool
    host: str
    """Host of a crawled page, source of a reference text: what the split may not cut through."""
    language: str


def chance(seed: int, key: str) -> int:
    """A number drawn for ``key``: the same whenever and wherever it is drawn."""
    return xxhash.xxh3_64_intdigest(key.encode(), seed=seed % (1 << 64))


def cut(text: str, tokens: int) -> list[str]:
    """Normalised text in pieces of ``tokens`` words; a rest of less than a quarter of that goes, unless it is all."""
    words = text.split(" ") if text else []
    pieces = [words[start : start + tokens] for start in range(0, len(words), tokens)]
    if len(pieces) > 1 and len(pieces[-1]) < tokens / 4:
        pieces.pop()
    return [" ".join(piece) for piece in pieces]


def shingles(text: str, width: int = 5) -> set[int]:
    """Hashes of the runs of ``width`` words of normalised text; of the whole text when it is shorter."""
    words = text.split(" ")
    runs = (" ".join(words[start : start + width]) for start in range(max(1, len(words) - width + 1)))
    return {xxhash.xxh3_64_intdigest(run.encode()) for run in runs}


def without_duplicates(passages: Iterable[Passage], max_seen_fraction: float) -> list[Passage]:
    """Leaves out every passage of whose shingles more than ``max_seen_fraction`` were in passages before it.

    Must happen before the split: else a copy of a training passage is "held out", and the model praised for its memory.
    Good passages come first, then by key, so that a crawled copy of a reference text is never a negative. The training
    set is bounded, so this is exact (no MinHash), and it also finds a text that is contained in another one.
    """
    seen: set[int] = set()
    kept = []
    for passage in sorted(passages, key=lambda p: (not p.good, p.key)):
        own = shingles(passage.text)
        if len(own & seen) <= max_seen_fraction * len(own):
            kept.append(passage)
            seen |= own
    return kept


def scrambled(passage: Passage, seed: int) -> Passage:
    """A bad passage with the words of a good one in an order drawn by chance.

    It has the topic, the language and the vocabulary of the good one, so from the pair a model can learn nothing but
    what words in order look like: the noise of noise-contrastive estimation (Gutmann and Hyvärinen 2010).
    """
    words = passage.text.split(" ")
    drawn = sorted(range(len(words)), key=lambda place: (chance(seed, f"{passage.key} {place}"), place))
    text = " ".join(words[place] for place in drawn)
    return Passage(f"bad/scrambled/{passage.key}", text, False, passage.host, passage.language)


def fold_of_hosts(hosts: Iterable[str], folds: int, seed: int) -> dict[str, int]:
    """Deals the hosts into ``folds`` of nearly equal number, in the order of their hashes.

    By host and never by document: pages of one host share templates, authors and topics, and a model that has seen
    one page of a host recognises the next by that.
    """
    ordered = sorted(set(hosts), key=lambda host: (chance(seed, host), host))
    return {host: position % folds for position, host in enumerate(ordered)}


def balanced(passages: Sequence[Passage], max_repeats: int, seed: int) -> list[Passage]:
    """As many good as bad passages within each language, in an order drawn by chance from the keys.

    A language that has only one of the classes is left out: from it the model could learn nothing but that the
    language itself is good or bad. The smaller class of a language is repeated, at most ``max_repeats`` times; what the
    larger class then has too many is left out by chance.
    """
    chosen: list[tuple[int, int, str, Passage]] = []
    for language in sorted({passage.language for passage in passages}):
        own = sorted((p for p in passages if p.language == language), key=lambda p: (chance(seed, p.key), p.key))
        classes = [[passage for passage in own if passage.good is good] for good in (True, False)]
        smaller, larger = sorted(map(len, classes))
        size = min(larger, smaller * max_repeats)
        for members in classes:
            for position in range(size if members else 0):
                member = members[position % len(members)]
                repeat = position // len(members)
                chosen.append((chance(seed + 1 + repeat, member.key), repeat, member.key, member))
    return [member for _, _, _, member in sorted(chosen, key=lambda item: item[:3])]
