"""The training set: passages of both classes, deduplicated before the split, dealt by host, balanced by language."""

from __future__ import annotations

from collections import defaultdict
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


def without_duplicates(passages: Iterable[tuple[str, str, bool]], max_seen_fraction: float) -> list[str]:
    """Keys of the (key, text, good) that stay when every passage goes that was mostly seen before.

    A passage goes when more than ``max_seen_fraction`` of its shingles were in passages kept before it. Good passages
    come first, then by key, so that a crawled copy of a reference text is never a negative. The training set is
    bounded, so this is exact (no MinHash), and it also finds a text that is contained in another one.
    """
    seen: set[int] = set()
    kept = []
    for key, text, _ in sorted(passages, key=lambda passage: (not passage[2], passage[0])):
        own = shingles(text)
        if len(own & seen) <= max_seen_fraction * len(own):
            kept.append(key)
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


def assign_folds(
    passages: Sequence[tuple[str, str, bool, str]], max_seen_fraction: float, folds: int, seed: int
) -> dict[str, int]:
    """Key -> fold, for every (key, text, good, host) that is no duplicate; see `without_duplicates`.

    Duplicates go before the split: else a copy of a training passage is "held out", and the model praised for its
    memory. All passages of a host have the same fold. The hosts of good passages are dealt on their own and then the
    others, so that each fold has both classes.
    """
    kept = set(without_duplicates([(key, text, good) for key, text, good, _ in passages], max_seen_fraction))
    hosts_of_good = {host for key, _, good, host in passages if good and key in kept}
    others = {host for key, _, _, host in passages if key in kept} - hosts_of_good
    fold_of = fold_of_hosts(hosts_of_good, folds, seed) | fold_of_hosts(others, folds, seed)
    return {key: fold_of[host] for key, _, _, host in passages if key in kept}


def balanced(passages: Sequence[tuple[str, str, bool]], max_repeats: int, seed: int) -> list[str]:
    """Keys of (key, language, good) to learn from: as many good as bad within each language, in an order by chance.

    A language that has only one of the classes is left out: from it the model could learn nothing but that the
    language itself is good or bad. The smaller class of a language is repeated, each passage at most ``max_repeats``
    times and none more than once oftener than another; what the larger class has too many is left out by chance.
    """
    heaps: dict[str, dict[bool, list[str]]] = defaultdict(lambda: {True: [], False: []})
    for key, language, good in passages:
        heaps[language][good].append(key)
    chosen: list[tuple[int, int, str]] = []
    for classes in heaps.values():
        smaller, larger = sorted(map(len, classes.values()))
        size = min(larger, smaller * max_repeats)
        for keys in classes.values():
            keys.sort(key=lambda key: (chance(seed, key), key))
            for position in range(size):
                repeat, key = position // len(keys), keys[position % len(keys)]
                chosen.append((chance(seed + 1 + repeat, key), repeat, key))
    return [key for _, _, key in sorted(chosen)]
