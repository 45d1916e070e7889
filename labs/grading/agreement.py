"""How well labels made by hand agree with the truth, and whether chance would do as well."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Final

SHUFFLES: Final = 1_000
_SEED: Final = 20


def cohens_kappa(true: Sequence[str], given: Sequence[str]) -> float:
    """(observed agreement - agreement by chance) / (1 - agreement by chance): 1 is perfect, 0 is what chance gives.

    By chance both agree on a label with the product of its shares. Raises ValueError when the lengths differ, or when
    all of ``true`` are alike: then there is nothing to tell apart. J. Cohen, Educational and Psychological Measurement
    20 (1960).
    """
    if len(true) != len(given) or len(set(true)) < 2:
        raise ValueError("kappa needs labels in pairs, and at least two different true ones")
    count = len(true)
    of_truth, of_given = Counter(true), Counter(given)
    by_chance = sum(of_truth[label] * of_given[label] for label in of_truth) / count**2
    return (agreed(true, given) / count - by_chance) / (1 - by_chance)


def agreed(true: Sequence[str], given: Sequence[str]) -> int:
    """How many labels are the true ones."""
    return sum(a == b for a, b in zip(true, given, strict=True))


def share_of_shuffles_as_good(true: Sequence[str], given: Sequence[str]) -> float:
    """Of `SHUFFLES` shuffles of ``given``, the share that agrees with ``true`` at least as often as ``given`` does.

    Labels that follow their documents lose nearly always by being shuffled; labels at random lose half of the time,
    and labels that are all the same never (a permutation test, always with the same shuffles).
    """
    draw = random.Random(_SEED)
    reached, shuffled, as_good = agreed(true, given), list(given), 0
    for _ in range(SHUFFLES):
        draw.shuffle(shuffled)
        as_good += agreed(true, shuffled) >= reached
    return as_good / SHUFFLES


def period(labels: Sequence[str], longest: int) -> int | None:
    """After how many labels the sequence repeats itself: 1 when all are the same; None when it does not."""
    for step in range(1, longest + 1):
        if list(labels[step:]) == list(labels[:-step]):
            return step
    return None
