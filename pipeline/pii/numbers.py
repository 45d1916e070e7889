"""Where a text has long numbers: most text has none, and the patterns for numbers look nowhere else."""

from __future__ import annotations

import re
from typing import Final

Regions = list[tuple[int, int]]
"""Starts and ends of the parts of a text to look at."""

# Seven digits or more with at most two separators between neighbours. Possessive, so one pass over the text.
_LONG_NUMBER: Final = re.compile(r"\d(?:[ .\-/()]{0,2}\d){6,}+", re.ASCII)
_BEFORE: Final = 3  # a number can begin with "+(" or with a letter,
_AFTER: Final = 4  # end with a letter after a dash, and its pattern looks two characters further


def number_regions(text: str) -> Regions:
    """The long numbers of ``text``, each with what may belong to it on both sides. Regions can overlap."""
    return [(max(0, match.start() - _BEFORE), match.end() + _AFTER) for match in _LONG_NUMBER.finditer(text)]
