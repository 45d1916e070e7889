"""Gopher's quality rules: does a document have the shape of prose?

Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher", arXiv:2112.11446,
appendix A.1.1.
"""

from __future__ import annotations

from collections import Counter
from typing import Annotated, ClassVar, Final

from pipeline.rule import Card, Fraction, Limit, RuleSet
from pipeline.rules.kernels import Kernel, reference
from pipeline.rules.stop_words import stop_words_of
from pipeline.words import View

SOURCE: Final = "Gopher (arXiv:2112.11446), appendix A.1.1"

BULLETS: Final = ("•", "‣", "⁃", "◦", "▪", "▫", "●", "○", "■", "□", "·", "- ", "* ", "– ")  # noqa: RUF001
"""A line that begins with one of these is a bullet line; dashes and asterisks only before a blank."""
ELLIPSES: Final = ("...", "…")


def word_count(words: list[str]) -> float:
    """Number of words."""
    return float(len(words))


def mean_word_length(words: list[str]) -> float:
    """Characters in words / words; 0 without words."""
    return sum(map(len, words)) / len(words) if words else 0.0


def hash_word_ratio(text: str, words: list[str]) -> float:
    """Number of ``#`` in the text / words; 0 without words. Can exceed 1."""
    return text.count("#") / len(words) if words else 0.0


def ellipsis_word_ratio(text: str, words: list[str]) -> float:
    """Number of ellipses (``...`` counted without overlap, and ``…``) / words; 0 without words. Can exceed 1."""
    return sum(map(text.count, ELLIPSES)) / len(words) if words else 0.0


def bullet_line_fraction(lines: list[str]) -> float:
    """Lines that begin with a bullet / lines that are not blank; 0 without lines."""
    return sum(line.startswith(BULLETS) for line in lines) / len(lines) if lines else 0.0


def ellipsis_line_fraction(lines: list[str]) -> float:
    """Lines that end with an ellipsis / lines that are not blank; 0 without lines."""
    return sum(line.endswith(ELLIPSES) for line in lines) / len(lines) if lines else 0.0


def alphabetic_word_fraction(words: list[str]) -> float:
    """Words with at least one letter of any script / words; 0 without words."""
    if not words:
        return 0.0
    with_letter = sum(
        number for word, number in Counter(words).items() if word.isalpha() or any(map(str.isalpha, word))
    )
    return with_letter / len(words)


def stop_word_count(words: list[str], stop_words: list[str]) -> float:
    """Number of distinct stop words among the words in lower case."""
    return float(len(frozenset(stop_words).intersection(map(str.lower, set(words)))))


KERNELS: Final = (
    word_count,
    mean_word_length,
    hash_word_ratio,
    ellipsis_word_ratio,
    bullet_line_fraction,
    ellipsis_line_fraction,
    alphabetic_word_fraction,
    stop_word_count,
)


class GopherQuality(RuleSet):
    """Limits of Gopher's quality rules."""

    rule_set: ClassVar[str] = "gopher_quality"

    min_words: Annotated[
        Limit,
        Card(
            measure="words",
            formula="words of the text",
            numerator="words",
            unit="words",
            source=SOURCE,
            why="Stubs, error pages and menus teach a model nothing.",
            trap="Systems count other things as words: runs without blanks here, tokens with or without punctuation "
            "elsewhere. Splitting Chinese, Japanese or Thai at blanks gives a handful of words a page.",
        ),
    ] = 50
    max_words: Annotated[
        Limit,
        Card(
            measure="words",
            formula="words of the text",
            numerator="words",
            unit="words",
            source=SOURCE,
            why="Dumps of databases and logs can be larger than a library.",
            trap="Whole books and long judgments are dropped too; most systems do not split them instead.",
        ),
    ] = 100_000
    min_mean_word_length: Annotated[
        Limit,
        Card(
            measure="mean_word_length",
            formula="characters in words / words",
            numerator="characters in words (blanks are not part of words)",
            denominator="words",
            unit="characters a word",
            source=SOURCE,
            why="Very short words: letters set apart, tables of figures, broken extraction.",
            trap="The paper takes the mean, some systems the median; punctuation touching a word counts here. Chinese "
            "words have fewer than two characters, formulas hardly more: both need limits of their own.",
        ),
    ] = 3
    max_mean_word_length: Annotated[
        Limit,
        Card(
            measure="mean_word_length",
            formula="characters in words / words",
            numerator="characters in words (blanks are not part of words)",
            denominator="words",
            unit="characters a word",
            source=SOURCE,
            why="Very long words: addresses, encoded data, text that lost its blanks.",
            trap="Without segmentation a Chinese or Thai page is one enormous word a line.",
        ),
    ] = 10
    max_hash_word_ratio: Annotated[
        Limit,
        Card(
            measure="hash_word_ratio",
            formula="number of '#' / words",
            numerator="characters '#' in the text",
            denominator="words",
            unit="symbols a word",
            source=SOURCE,
            why="Walls of hash tags.",
            trap="Comments of many programming languages and Markdown headings begin with '#'. The ratio can exceed 1.",
        ),
    ] = 0.1
    max_ellipsis_word_ratio: Annotated[
        Limit,
        Card(
            measure="ellipsis_word_ratio",
            formula="number of ellipses / words",
            numerator="'...' (without overlap) and '…' in the text",
            denominator="words",
            unit="symbols a word",
            source=SOURCE,
            why="Lists of teasers that were cut off.",
            trap="Some systems look for '...' only, others for '…' only.",
        ),
    ] = 0.1
    max_bullet_line_fraction: Annotated[
        Fraction,
        Card(
            measure="bullet_line_fraction",
            formula="lines that begin with a bullet / lines",
            numerator="lines that begin with a bullet sign, or with '-', '*' or '–' and a blank",  # noqa: RUF001
            denominator="lines that are not blank",
            unit="fraction of lines",
            source=SOURCE,
            why="Pages that are nothing but lists.",
            trap="What is a bullet differs: some systems know only '•', and then nothing is ever caught.",
        ),
    ] = 0.9
    max_ellipsis_line_fraction: Annotated[
        Fraction,
        Card(
            measure="ellipsis_line_fraction",
            formula="lines that end with an ellipsis / lines",
            numerator="lines that end with '...' or '…'",
            denominator="lines that are not blank",
            unit="fraction of lines",
            source=SOURCE,
            why="Search results and overview pages with teasers that were cut off.",
            trap="Whether blank lines count in the denominator can halve the value.",
        ),
    ] = 0.3
    min_alphabetic_word_fraction: Annotated[
        Fraction,
        Card(
            measure="alphabetic_word_fraction",
            formula="words with a letter / words",
            numerator="words with at least one letter of any script",
            denominator="words",
            unit="fraction of words",
            source=SOURCE,
            why="Tables of numbers, codes, ASCII art.",
            trap="With a tokeniser that sets punctuation apart, good prose falls to 0.85 and formulas far below "
            "0.8; an ASCII-only test for letters drops every other script.",
        ),
    ] = 0.8
    min_stop_words: Annotated[
        Limit,
        Card(
            measure="stop_words",
            formula="distinct stop words of the language among the words",
            numerator="distinct stop words found, upper and lower case alike",
            unit="words",
            source=SOURCE + " (English: the, be, to, of, and, that, have, with)",
            why="Running text cannot do without function words; lists of keywords can.",
            trap="The eight English words drop every page in another language. Other languages use frequent words of "
            "their own here; a language without a list is not measured, so not judged. Distinct words are "
            "counted: some systems count occurrences, and 'the the' passes.",
        ),
    ] = 2


def measure(view: View, kernel: Kernel = reference) -> dict[str, float | None]:
    """All measured values of the set; ``stop_words`` is None for a language without a list."""
    text, words, lines = view.text, view.words, view.lines
    stop_words = stop_words_of(view.language)
    return {
        "words": kernel(word_count)(words),
        "mean_word_length": kernel(mean_word_length)(words),
        "hash_word_ratio": kernel(hash_word_ratio)(text, words),
        "ellipsis_word_ratio": kernel(ellipsis_word_ratio)(text, words),
        "bullet_line_fraction": kernel(bullet_line_fraction)(lines),
        "ellipsis_line_fraction": kernel(ellipsis_line_fraction)(lines),
        "alphabetic_word_fraction": kernel(alphabetic_word_fraction)(words),
        "stop_words": kernel(stop_word_count)(words, list(stop_words)) if stop_words else None,
    }
