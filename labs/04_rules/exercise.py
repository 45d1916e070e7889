# ruff: noqa: RUF001
"""Lab 04: rules against garbage. Read README.md first; then write the functions from top to bottom.

What you may use is imported below. Everything else is plain Python; no Spark is needed in this lab.
"""

from __future__ import annotations

from pipeline import words as units  # noqa: F401
from pipeline.pii.checksums import (  # noqa: F401
    is_brazilian_cpf,
    is_chinese_identity_number,
    is_spanish_identity_number,
)
from pipeline.rules.stop_words import stop_words_of  # noqa: F401

# units.words(text, language)   the words of a text: units.words("我们在这里。", "zh") == ["我们", "在", "这里。"]
# units.lines(text)             its lines without blank ones, each without blanks at its ends
# units.ended_sentences(text)   how many sentences end in it: 3 in "Yes! No? 3.5 is a number. And a heading"
# units.TERMINAL_PUNCTUATION    the signs that end a sentence in any script, in one string
# units.CLOSING_QUOTES          the quotes and brackets that may stand behind such a sign, in one string
# stop_words_of(language)       the most frequent words of a language in lower case; () when there is no list
# is_…(number)                  whether the checksum is right; "52998224725", "11010519491231002X", "12345678Z":
#                               the characters without separators, exactly as many as here

BULLETS = ("•", "‣", "⁃", "◦", "▪", "▫", "●", "○", "■", "□", "·", "- ", "* ", "– ")
"""A line that begins with one of these is a bullet line. Mind the blank after the last three."""

POLICY_PHRASES = (
    "terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies",
)  # fmt: skip
"""Phrases of notices, in lower case."""

FILE_ENDINGS = (
    "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "css", "js", "mjs", "json", "xml", "html", "htm", "pdf", "txt",
    "zip", "local", "localhost", "lan",
)  # fmt: skip
"""Endings of files and of names in a house's own network: what ends so is no e-mail address."""

PII_KINDS = ("email", "phone", "ip_address", "card_number", "national_id")


def duplicate_line_fraction(lines: list[str]) -> float:
    """Copies of earlier lines / all lines.

    ``lines``: the lines of a text; blank ones are already gone, blanks at the ends too. The first of equal lines is
    no copy, every further one is, wherever it stands. Lines are equal when all their characters are.

    Returns a number from 0 up to, not including, 1. No lines: 0.
    """
    raise NotImplementedError


def top_ngram_character_fraction(words: list[str], n: int) -> float:
    """Characters of the words covered by the most frequent n-gram / characters of all words.

    ``words``: the words of a text in order; ``n``: 1 or more. An n-gram is n words in a row; occurrences may
    overlap. A word inside two occurrences counts once. An n-gram that occurs once is not repeated and counts as
    nothing. Of several n-grams that occur equally often, the one that covers most characters counts.

    Returns a number from 0 to 1. No words, or nothing repeated: 0. Must answer for 10,000 words within a second.
    """
    raise NotImplementedError


def broken_gopher_quality_rules(text: str, language: str) -> list[str]:
    """Names of the rules of Gopher's quality set that the text breaks, each once, in any order.

    ``text``: a page; ``language``: its ISO 639 code such as "en", "de", "zh". The ten rules (``min_words``,
    ``max_words``, …), their values and their limits for each language stand in the handout. The limit itself is
    allowed. ALL broken rules are named, not only the first. With no words or no lines every value is 0.
    """
    raise NotImplementedError


def cut_and_judge(text: str, language: str) -> tuple[str, list[str]]:
    """The text without the lines that C4 cuts out, and the names of the C4 and FineWeb rules that the rest breaks.

    A line is cut when "javascript" or one of `POLICY_PHRASES` stands in it, upper and lower case alike, or when it has
    a word of more than 1,000 characters. The other lines, blank ones too, stay as they are; only ``\\n`` ends a line.
    When a line was cut, new lines at the ends of what is left go too.

    The seven rules, their values and their limits for each language (an ISO 639 code) stand in the handout. They
    measure what is left. The limit itself is allowed. Names come each once, in any order. With no words or no lines
    every value is 0.
    """
    raise NotImplementedError


def mask(text: str) -> tuple[str, dict[str, int]]:
    """The text with placeholders for personal data, and how many of each kind were masked.

    Placeholders: ``[EMAIL]``, ``[PHONE]``, ``[IP_ADDRESS]``, ``[CARD_NUMBER]``, ``[NATIONAL_ID]``. The dictionary has
    all keys of `PII_KINDS`, with 0 for what was not found. Every occurrence counts. Nothing else of the text changes.
    What each kind looks like, and what must stay, stands in the handout. Must answer for a text of 40,000 characters,
    whatever they are, within half a second.
    """
    raise NotImplementedError


def is_garbage(text: str) -> bool:
    """Whether the text is the kind of garbage that you found with ``lab look 04``.

    ``text``: a page in any of ten languages, up to some ten thousand characters; it may be empty.
    """
    raise NotImplementedError
