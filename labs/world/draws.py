"""Choices that depend on their key alone: no state to share, no order to keep, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import xxhash

T = TypeVar("T")


class Draw:
    """A stream of choices named by a key. Number ``i`` of the stream is xxh3_64 of (key, i)."""

    def __init__(self, *key: str | int) -> None:
        self._key = "\x1f".join(map(str, key))
        self._count = 0

    def bits(self) -> int:
        """The next 64 bits."""
        self._count += 1
        return xxhash.xxh3_64_intdigest(f"{self._key}\x1f{self._count}".encode())

    def below(self, limit: int) -> int:
        """A number from 0 to ``limit - 1``."""
        return self.bits() % limit

    def between(self, low: int, high: int) -> int:
        """A number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def fraction(self) -> float:
        """A number from 0 up to, not including, 1."""
        return self.bits() / 2**64

    def chance(self, probability: float) -> bool:
        return self.fraction() < probability

    def choice(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """``count`` different items (all of them when there are fewer), in random order."""
        pool = list(range(len(items)))
        count = min(count, len(pool))
        for place in range(count):
            other = self.between(place, len(pool) - 1)
            pool[place], pool[other] = pool[other], pool[place]
        return [items[place] for place in pool[:count]]

    def digits(self, count: int) -> str:
        return "".join(str(self.below(10)) for _ in range(count))
