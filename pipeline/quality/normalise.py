"""The one way in which text reaches a fastText model, in training and in scoring alike."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Final

# Scripts written without blanks between words: one token a character; the model's bigrams make pairs of them.
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)

_KINDS: Final = {"L": "word", "N": "word", "M": "word", "P": "mark", "S": "mark"}
"""First letter of a Unicode category -> what the character is part of."""


def _token_pattern() -> re.Pattern[str]:
    """A character of an unspaced script, or a run of letters, digits and combining marks, or one visible mark."""
    unspaced = re.compile(f"[{_UNSPACED}]").match

    def kind(character: str) -> str:
        return "" if unspaced(character) else _KINDS.get(unicodedata.category(character)[0], "")

    ranges: dict[str, list[str]] = {"word": [], "mark": [], "": []}
    for name, run in groupby(map(chr, range(0x20000)), key=kind):
        characters = list(run)
        ranges[name].append(f"{re.escape(characters[0])}-{re.escape(characters[-1])}")
    return re.compile(f"[{_UNSPACED}]|[{''.join(ranges['word'])}]+|[{''.join(ranges['mark'])}]")


_TOKEN: Final = _token_pattern()


def normalise(text: str, lower_case: bool = True) -> str:
    """``text`` on one line, its words and marks separated by single blanks, as fastText reads it.

    Train and serve through this one function, else the model sees words that it has never learned. What it takes
    care of: fastText ends an example at a new line (`predict` refuses one) and at its own token ``</s>``, takes
    every token that begins with ``__label__`` for a label, and knows "word" and "word." as two words. Here a new line
    becomes a blank (never nothing: that would glue two words together), each mark of punctuation and each underscore
    stands alone, so that neither ``</s>`` nor ``__label__`` can be formed, and control characters, unpaired
    surrogates and invisible marks are left out. Characters of Chinese, Japanese, Thai, Lao, Burmese and Khmer stand
    alone, since these scripts have no blanks. ``lower_case`` folds case. Never raises; idempotent.
    """
    return " ".join(_TOKEN.findall(text.lower() if lower_case else text))
