"""Cuts what belongs to a benchmark out of a text and keeps the rest of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

from pipeline.decontaminate.ngrams import Span, word_spans
from pipeline.decontaminate.search import merged

MARGIN_CHARACTERS: Final = 200
"""Characters cut on either side of a match: the rest of the item, its answer. Brown et al. 2020, appendix C."""
MIN_PIECE_CHARACTERS: Final = 200
"""A shorter piece between or beside cuts goes as well (same source)."""


def excise(
    text: str,
    spans: Iterable[Span],
    margin_characters: int = MARGIN_CHARACTERS,
    min_piece_characters: int = MIN_PIECE_CHARACTERS,
) -> list[str]:
    """The pieces of ``text`` that are left when ``spans`` are cut out of it, each with its margin on either side.

    A cut that would end inside a word takes the whole word (see `words`: a Chinese character is a word). Pieces lose
    the blanks at their ends; those that then have fewer than ``min_piece_characters`` are left out, and empty ones
    always. Without spans the whole text is one piece, whatever its length. Spans may overlap and come in any order.

    Source: Brown et al. 2020 (GPT-3), appendix C. Raises ValueError for a negative margin or piece, and for a span that
    is not inside the text.
    """
    if margin_characters < 0 or min_piece_characters < 0:
        raise ValueError("margin_characters and min_piece_characters must be 0 or more")
    matches = list(spans)
    if not matches:
        return [text]
    places, cuts = word_spans(text), []
    for start, end in matches:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"the span ({start}, {end}) is not inside a text of {len(text)} characters")
        first, last = max(0, start - margin_characters), min(len(text), end + margin_characters)
        cuts.append((_word_at(places, first, (first, first))[0], _word_at(places, last, (last, last))[1]))
    pieces, begin = [], 0
    for start, end in [*merged(cuts), (len(text), len(text))]:
        piece = text[begin:start].strip()
        if piece and len(piece) >= min_piece_characters:
            pieces.append(piece)
        begin = end
    return pieces


def _word_at(places: Sequence[Span], position: int, otherwise: Span) -> Span:
    """The word that the boundary ``position`` would cut in two; ``otherwise`` when it cuts none."""
    before = bisect_right(places, (position,)) - 1
    return places[before] if before >= 0 and position < places[before][1] else otherwise
