"""How numbers and texts from strangers are put before a reader, on the page and in the terminal."""

from __future__ import annotations

import unicodedata
from typing import Any


def whole(number: float) -> str:
    """``1234567`` -> ``1,234,567``."""
    return f"{number:,.0f}"


def short(number: float) -> str:
    """``1234567`` -> ``1.23 M``; below ten thousand all digits."""
    for size, name in ((1e12, "T"), (1e9, "G"), (1e6, "M")):
        if abs(number) >= size:
            return f"{number / size:.3g} {name}"
    return f"{number / 1000:.3g} k" if abs(number) >= 10_000 else whole(number)


def percent(part: float, whole: float) -> str:
    """``part / whole`` with one decimal; a part that is there never reads 0.0 %, nor one that is missing 100.0 %."""
    if not whole:
        return "—"
    share = 100 * part / whole
    if 0 < share < 0.05:
        return "<0.1 %"
    if 99.95 <= share < 100:
        return ">99.9 %"
    return f"{share:.1f} %"


def value(number: float | None) -> str:
    """A measured value with at most four significant digits."""
    if number is None:
        return "—"
    if number == int(number) and abs(number) < 1e15:
        return whole(number)
    return f"{number:,.0f}" if abs(number) >= 10_000 else f"{number:.4g}"


def figure(number: float | None) -> str:
    """A score with three decimals; whole counts without."""
    if number is None:
        return "—"
    return whole(number) if number > 1 or number == 0 else f"{number:.3f}"


def in_words(name: str) -> str:
    """``max_duplicate_line_fraction`` -> ``max duplicate line fraction``."""
    return name.replace("_", " ")


def visible(text: Any) -> str:
    """``text`` with every character that moves, hides or turns others shown by its name, such as ``␛`` or ``⟨U+202E⟩``.

    Control characters (except the end of a line), bidirectional overrides and invisible format characters.
    """
    return "".join(_shown(character) for character in str(text))


def _shown(character: str) -> str:
    if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co"):
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if character in "\u200c\u200d":  # joiners that Persian, Hindi and emoji are written with
        return character
    return f"⟨U+{code:04X}⟩"
