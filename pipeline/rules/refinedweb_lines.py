"""RefinedWeb's line rules: what extraction leaves of menus, counters and buttons is cut, and a page that consists of
too much of it is dropped.

Penedo et al. 2023, "The RefinedWeb Dataset for Falcon LLM", arXiv:2306.01116, appendix G.2.
"""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Final

from pydantic import Field

from pipeline.rule import Card, Fraction, Limit, RuleSet
from pipeline.rules.c4 import line_word_count

SOURCE: Final = "RefinedWeb (arXiv:2306.01116), appendix G.2"

COUNTERS: Final = (
    *(
        "likes",
        "like",
        "shares",
        "share",
        "comments",
        "comment",
        "retweets",
        "reposts",
        "quotes",
        "bookmarks",
        "upvotes",
    ),
    *("downvotes", "views", "view", "downloads", "followers", "replies", "votes", "points"),
)
NAVIGATION_STARTS: Final = ("sign in", "sign up", "sign-in", "log in", "login", "share on", "click here to")
NAVIGATION_ENDS: Final = (
    "read more",
    "read more...",
    "read more…",
    "continue reading",
    "see all",
    "view all",
    "back to top",
)
NAVIGATION_ANYWHERE: Final = ("items in cart", "add to cart", "skip to content", "all rights reserved")

_COUNTER: Final = re.compile(rf"\W*+\d[\d.,]*+ ?[km]?\W*+(?:{'|'.join(COUNTERS)})\W*+", re.IGNORECASE)


def upper_case_fraction(line: str) -> float:
    """Upper-case letters / characters that are not blank; 0 for a blank line."""
    upper = 0 if line.islower() else sum(map(str.isupper, line))
    return upper / sum(map(len, line.split())) if upper else 0.0


def is_numeric(line: str) -> float:
    """1 when the line has a digit and no letter ("12", "3.5 %", "2024-01-31"), else 0."""
    return float(not any(map(str.isalpha, line)) and any(map(str.isdigit, line)))


def is_counter(line: str) -> float:
    """1 when the line is a number and what it counts ("12 likes", "3.4k views"), else 0."""
    return float(_COUNTER.fullmatch(line) is not None)


def is_navigation(line: str, words: list[str], max_words: int) -> float:
    """1 for a line of at most ``max_words`` words that begins, ends or is filled like a button, else 0."""
    if len(words) > max_words:
        return 0.0
    lower = line.lower()
    return float(
        lower.startswith(NAVIGATION_STARTS)
        or lower.endswith(NAVIGATION_ENDS)
        or any(phrase in lower for phrase in NAVIGATION_ANYWHERE)
    )


LINE_KERNELS: Final = (upper_case_fraction, is_numeric, is_counter, line_word_count, is_navigation)
KERNELS: Final = LINE_KERNELS


class RefinedWebLines(RuleSet):
    """Limits for lines. A line that breaks one is cut out of the page."""

    rule_set: ClassVar[str] = "refinedweb_lines"

    max_upper_case_fraction: Annotated[
        Fraction,
        Card(
            measure="upper_case_fraction",
            formula="upper-case letters of the line / characters of the line",
            numerator="upper-case letters",
            denominator="characters that are not blank",
            unit="fraction of characters",
            source=SOURCE + " ('mainly composed of uppercase characters'; the figure 0.5 is ours for 'mainly')",
            why="Buttons, banners, headings of menus.",
            trap="Cuts headings, constants of programs and the capitals that statutes are fond of.",
        ),
    ] = 0.5
    max_numeric: Annotated[
        Limit,
        Card(
            measure="numeric",
            formula="1 when the line has a digit and no letter, else 0",
            numerator="1 for a line of digits, signs and blanks only",
            unit="0 or 1 for a line",
            source=SOURCE,
            why="Page numbers, dates, counters without their label.",
            trap="Cuts the rows of tables and lines of arithmetic.",
        ),
    ] = 0
    max_counter: Annotated[
        Limit,
        Card(
            measure="counter",
            formula="1 when the line is a number and a word for what it counts, else 0",
            numerator="1 for a line such as '12 likes'",
            unit="0 or 1 for a line",
            source=SOURCE,
            why="Counters of social media.",
            trap="The words are English; other languages need their own.",
        ),
    ] = 0
    min_words: Annotated[
        Limit,
        Card(
            measure="line_words",
            formula="words of the line",
            numerator="words",
            unit="words in a line",
            source=SOURCE,
            why="A single word is a button or a label.",
            trap="Cuts headings such as 'Introduction' and closing brackets of programs.",
        ),
    ] = 2
    max_navigation: Annotated[
        Limit,
        Card(
            measure="navigation",
            formula="1 when the line has at most `navigation_words` words and reads like a button, else 0",
            numerator="1 for a short line that begins ('sign in'), ends ('read more') or is filled ('items in "
            "cart') so",
            unit="0 or 1 for a line",
            source=SOURCE,
            why="Buttons that the extraction took for text.",
            trap="The paper cuts only the phrase out of the line; here the short line goes as a whole. English only.",
        ),
    ] = 0
    navigation_words: int = Field(default=10, ge=1, description="Longest line that can be a button, in words.")


class RefinedWeb(RuleSet):
    """The limit for the page whose lines were cut."""

    rule_set: ClassVar[str] = "refinedweb"
    also_measured: ClassVar[tuple[str, ...]] = (
        "upper_case_lines",
        "numeric_lines",
        "counter_lines",
        "one_word_lines",
        "navigation_lines",
        "removed_lines",
        "removed_words",
    )

    max_removed_word_fraction: Annotated[
        Fraction,
        Card(
            measure="removed_word_fraction",
            formula="words in lines that RefinedWeb's line rules cut / words of the page before any cut",
            numerator="words in lines that break at least one limit of `refinedweb_lines`",
            denominator="words of the page as it came in",
            unit="fraction of words",
            source=SOURCE,
            why="A page of which much must be cut is mostly not text.",
            trap="Before the cut or after, words or lines: the paper says 5 % of the words. Reference pages with many "
            "one-word headings, tables and programs exceed it quickly.",
        ),
    ] = 0.05
