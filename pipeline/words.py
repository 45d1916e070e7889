# ruff: noqa: RUF001, RUF002 - marks of many scripts are what this module is about
"""Words, sentences, lines and paragraphs of a text, by language: the units that every rule counts in.

One definition for the whole pipeline, because most disagreements between published rules are disagreements about
units. `View` computes each unit of a text at most once, when first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import Final

from pipeline.segmentation import MODELS, segmenter

# Scripts written without blanks for which no model ships: Lao, Tibetan, Burmese, Khmer.
_NO_MODEL_LANGUAGES: Final = frozenset({"lo", "bo", "dz", "my", "km"})
_LETTER_CLUSTER: Final = re.compile(
    r"[\u0e81-\u0eae\u0ec0-\u0ec6\u0edc-\u0edf][\u0eb0-\u0ebd\u0ec8-\u0ecd]*"  # Lao
    r"|[\u0f40-\u0fbc]+[\u0f0b\u0f0d]*"  # Tibetan, a syllable up to its tsheg
    r"|[\u1000-\u102a](?:[\u102b-\u1049\u1056-\u109f]|\u1039[\u1000-\u1021])*"  # Burmese
    r"|[\u1780-\u17b3](?:[\u17b4-\u17d1\u17d3\u17dd]|\u17d2[\u1780-\u17b3])*"  # Khmer
    r"|[^\s\u0e81-\u0edf\u0f0b-\u0fbc\u1000-\u109f\u1780-\u17dd]+"
    r"|\S"
)

TERMINAL_PUNCTUATION: Final = ".!?…。！？｡．।॥؟۔។။\u1362\u0589"
"""Characters that end a sentence: Latin, CJK, Devanagari, Arabic, Urdu, Khmer, Burmese, Ethiopic, Armenian."""
CLOSING_QUOTES: Final = "\"'”’»›」』）)】］]"
"""What may stand between the end of a sentence and the end of its line."""

_BEFORE_BLANK_ONLY: Final = ".!?…"
"""Terminators that end a sentence only before a blank: "3.5", "example.org". The others always do."""
_TERMINATORS: Final = re.compile(rf"([{re.escape(TERMINAL_PUNCTUATION)}]++)[{re.escape(CLOSING_QUOTES)}]*+")


def words(text: str, language: str | None = None) -> list[str]:
    """The words of ``text`` in order.

    Languages written with blanks: the maximal runs of non-blank characters, so punctuation belongs to the word it
    touches. Chinese, Japanese and Thai: cut by a BudouX model, punctuation again staying with its word. Lao,
    Tibetan, Burmese and Khmer, for which no model ships: one word for each cluster of letters.
    """
    if language in MODELS:
        return list(chain.from_iterable(segmenter(language).words(lines(text))))
    if language in _NO_MODEL_LANGUAGES:
        return _LETTER_CLUSTER.findall(text)
    return text.split()


def words_of_lines(lines: list[str], language: str | None = None) -> list[list[str]]:
    """The words of each line: as ``[words(line, language) for line in lines]``, faster where a model is needed."""
    if language in MODELS:
        return segmenter(language).words(lines)
    return [words(line, language) for line in lines]


def lines(text: str) -> list[str]:
    """The lines that are not blank, without blanks at their ends. Only ``\\n`` ends a line."""
    return [line for raw in text.split("\n") if (line := raw.strip())]


def paragraphs(text: str) -> list[str]:
    """Blocks of lines between blank lines, each with its lines joined by ``\\n``.

    A text without blank lines is one paragraph: what is called a paragraph on web pages is mostly one line, and
    `lines` are counted by rules of their own.
    """
    found: list[str] = []
    block: list[str] = []
    for raw in text.split("\n"):
        if line := raw.strip():
            block.append(line)
        elif block:
            found.append("\n".join(block))
            block = []
    if block:
        found.append("\n".join(block))
    return found


def _sentence_ends(text: str) -> Iterator[int]:
    """Positions after the terminator of each sentence and the quotes that close it. One pass over the text."""
    size = len(text)
    for match in _TERMINATORS.finditer(text):
        end = match.end()
        if end == size or text[end].isspace() or match[1].strip(_BEFORE_BLANK_ONLY):
            yield end


def sentences(text: str) -> list[str]:
    """The sentences of ``text``: a sentence ends at its terminator or, without one, at the end of its line.

    Latin terminators (``. ! ? …``) count before a blank or the end of the text, those of other scripts
    (``。！？؟।`` …) everywhere. Abbreviations ("Dr. Who") are cut in two: the rules count sentences, they do not parse.
    """
    found = []
    for line in lines(text):
        start = 0
        for end in (*_sentence_ends(line), len(line)):
            if piece := line[start:end].strip():
                found.append(piece)
            start = end
    return found


def ended_sentences(text: str) -> int:
    """Number of sentences that end in a terminator: headings, menus and lists of links have none."""
    return sum(1 for _ in _sentence_ends(text))


class View:
    """A text with its units, each computed once: what all rule sets read, so that they share one tokenisation."""

    def __init__(self, text: str, language: str | None = None) -> None:
        self.text = text
        self.language = language

    @cached_property
    def lines(self) -> list[str]:
        return lines(self.text)

    @cached_property
    def words_of_lines(self) -> list[list[str]]:
        return words_of_lines(self.lines, self.language)

    @cached_property
    def words(self) -> list[str]:
        return list(chain.from_iterable(self.words_of_lines))

    @cached_property
    def paragraphs(self) -> list[str]:
        return paragraphs(self.text)

    @cached_property
    def lower_text(self) -> str:
        return self.text.lower()

    def keeping(self, kept: list[bool]) -> View:
        """The view without the lines whose flag is False, one flag for each of `lines`; blank lines stay."""
        flags = iter(kept)
        raw = [line for line in self.text.split("\n") if not line.strip() or next(flags)]
        view = View("\n".join(raw).strip("\n"), self.language)
        view.__dict__["lines"] = [line for line, keep in zip(self.lines, kept, strict=True) if keep]
        view.__dict__["words_of_lines"] = [line for line, keep in zip(self.words_of_lines, kept, strict=True) if keep]
        return view
