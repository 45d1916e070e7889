"""A stand-in for a fastText model that tells how often it was opened: lets a check see what happens on Spark's workers.

`open_counted` is given to a submission by name. The answers of the model it opens follow from the words alone: the
probability of "high" is the fraction of the words that are "good". For the text "loads" it is a hundredth of how often
this process has opened a model of that name, so that the count comes back as a score.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any, Final

LABELS: Final = ("__label__high", "__label__low")
HOW_OFTEN: Final = "loads"
OVER_ONE: Final = 1.00001
"""fastText's probabilities are of single precision, and the sure ones are a little above 1."""

_opened: Counter[str] = Counter()


class CountedModel:
    """Behaves as fastText's models do where it matters: refuses new lines, and cannot be pickled."""

    def __init__(self, loads: int) -> None:
        self._loads = loads
        self._handle = threading.Lock()  # as with fastText's own object behind the Python one, no pickle has it

    def predict(self, texts: list[str], k: int = 1) -> tuple[list[tuple[str, ...]], list[list[float]]]:
        """For each text its ``k`` most probable labels and their probabilities, the most probable first."""
        if isinstance(texts, str):
            raise ValueError("predict got one text: fastText 0.9 fails on numpy 2 there; give it a list")
        labels: list[tuple[str, ...]] = []
        probabilities: list[list[float]] = []
        for text in texts:
            if "\n" in text:
                raise ValueError("predict processes one line at a time (remove '\\n')")
            high = self._probability(text.split(" "))
            both = sorted([(high, LABELS[0]), (1 - high, LABELS[1])], reverse=True)[:k]
            labels.append(tuple(label for _, label in both))
            probabilities.append([OVER_ONE if value == 1 else value for value, _ in both])
        return labels, probabilities

    def _probability(self, words: list[str]) -> float:
        if words == [""]:
            return 0.5  # fastText answers for a text without words too
        return self._loads / 100 if words == [HOW_OFTEN] else words.count("good") / len(words)


def open_counted(name: str) -> Any:
    """Open the model ``name``, once more."""
    _opened[name] += 1
    return CountedModel(_opened[name])
