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
# stop_words_of(language)       the most frequent words of a language in lower case; () when there is no list
# is_…(number)                  whether the checksum is right; "52998224725", "11010519491231002X", "12345678Z":
#                               the characters without separators, exactly as many as here

BULLETS = ("•", "‣", "⁃", "◦", "▪", "▫", "●", "○", "■", "□", "·", "- ", "* ", "– ")
"""A line that begins with one of these is a bullet line. Mind the blank after the last three."""

COUNTED = (
    "likes", "like", "shares", "share", "comments", "comment", "retweets", "reposts", "quotes", "bookmarks",
    "upvotes", "downvotes", "views", "view", "downloads", "followers", "replies", "votes", "points",
)  # fmt: skip
"""What counters of social media count."""

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


def is_counter(line: str) -> float:
    """1.0 when the whole line is a number and what it counts ("12 likes", "3.4k views"), else 0.0.

    In this order: any signs and blanks; a digit, then digits, points and commas; an optional blank; an optional k or
    m; any signs and blanks; one of `COUNTED`; any signs and blanks. Upper and lower case are alike. Signs are what
    ``\\W`` matches. Must answer for a line of 4,000 characters, whatever they are, within half a second.
    """
    raise NotImplementedError


def broken_gopher_quality_rules(text: str, language: str) -> list[str]:
    """Names of the rules of Gopher's quality set that the text breaks, each once, in any order.

    ``text``: a page; ``language``: its ISO 639 code such as "en", "de", "zh". The ten rules (``min_words``,
    ``max_words``, …), their values and their limits for each language stand in the handout. The limit itself is
    allowed. ALL broken rules are named, not only the first. With no words or no lines every value is 0.
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
