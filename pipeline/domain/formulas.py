"""Finds the LaTeX formulas of a text, and no prices."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

MAX_CHARACTERS: Final = 1_000
"""A formula has at most so many characters between its delimiters; so a stray delimiter costs little time."""

_OPENING: Final = re.compile(
    r"(?<!\\)(?:\$\$|\\\[|\\\(|\\begin\{(?:equation|align|gather|multline|eqnarray)\*?\}|(?<!\w)\$(?=[^\s$]))"
)
_INLINE: Final = re.compile(r"(?:[^$\n\\]|\\[^\n])*+")
_CLOSING: Final = {"$$": "$$", r"\[": r"\]", r"\(": r"\)"}


def formulas(text: str) -> list[str]:
    r"""The formulas of ``text`` in their order, each with its delimiters.

    - ``$$ … $$``, ``\[ … \]``, ``\( … \)`` and ``\begin{equation} … \end{equation}`` (align, gather, multline,
      eqnarray as well, each also with a star): up to the first closing delimiter; they may go over several lines.
    - ``$ … $`` on one line: no blank stands inside next to a dollar sign, no letter, digit or underscore stands
      before the first sign or behind the second one. So ``$5 or $10`` and ``$HOME/bin:$PATH`` are none (Pandoc's
      rule, made a little stricter).

    A delimiter right behind a backslash is none (``\$``, and the line break ``\\[``). Between the delimiters
    stand 1 to `MAX_CHARACTERS` characters, not all of them blank. What is opened and not closed is no formula; reading
    goes on right behind the opening delimiter. Formulas do not overlap. Takes linear time.
    """
    found = []
    place = 0
    while opening := _OPENING.search(text, place):
        start, inner = opening.span()
        end = _end(text, opening[0], inner)
        if end is None:
            place = inner
        else:
            found.append(text[start:end])
            place = end
    return found


def _end(text: str, opening: str, inner: int) -> int | None:
    """Where the formula that opens before ``inner`` ends, behind its closing delimiter; None when it is no formula."""
    if opening == "$":
        run = _INLINE.match(text, inner)
        close = inner if run is None else run.end()
        after = text[close : close + 2]
        if after[:1] != "$" or after[1:].isalnum() or after[1:] == "_" or text[close - 1].isspace():
            return None
        return close + 1 if close - inner <= MAX_CHARACTERS else None
    closing = _CLOSING.get(opening) or opening.replace("begin", "end", 1)
    found = _unescaped(closing).search(text, inner + 1, inner + MAX_CHARACTERS + len(closing))
    if found is None or not text[inner : found.start()].strip():
        return None
    return found.end()


@cache
def _unescaped(delimiter: str) -> re.Pattern[str]:
    """The delimiter, not right behind a backslash; the look-behind stands last, so that most of a text is skipped."""
    literal = re.escape(delimiter)
    return re.compile(rf"{literal}(?<!\\{literal})")
