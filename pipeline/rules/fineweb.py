"""FineWeb's own rules: lists, menus and broken lines that the older rules let pass.

Penedo et al. 2024, "The FineWeb Datasets: Decanting the Web for the Finest Text Data at Scale", arXiv:2406.17557,
section 3.5.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from pipeline.rule import Card, Fraction, Limit, RuleSet
from pipeline.rules.gopher_repetition import duplicate_line_character_fraction
from pipeline.rules.kernels import Kernel, reference
from pipeline.words import CLOSING_QUOTES, TERMINAL_PUNCTUATION, View

SOURCE: Final = "FineWeb (arXiv:2406.17557), section 3.5"
_LINE_END: Final = tuple(TERMINAL_PUNCTUATION)


def ends_a_sentence(line: str) -> bool:
    """Whether the line ends in terminal punctuation of any script, closing quotes and brackets set aside."""
    return line.endswith(_LINE_END) or line.rstrip(CLOSING_QUOTES).endswith(_LINE_END)


def punctuated_line_fraction(lines: list[str]) -> float:
    """Lines that end a sentence / lines that are not blank; 0 without lines."""
    return sum(map(ends_a_sentence, lines)) / len(lines) if lines else 0.0


def short_line_fraction(lines: list[str], short_line_characters: int) -> float:
    """Lines of at most ``short_line_characters`` characters / lines that are not blank; 0 without lines."""
    return sum(len(line) <= short_line_characters for line in lines) / len(lines) if lines else 0.0


def new_line_word_ratio(text: str, words: list[str]) -> float:
    """New lines inside the text (not at its ends) / words; 0 without words. Can exceed 1."""
    return text.strip().count("\n") / len(words) if words else 0.0


KERNELS: Final = (punctuated_line_fraction, short_line_fraction, new_line_word_ratio)


class FineWeb(RuleSet):
    """Limits of FineWeb's own rules."""

    rule_set: ClassVar[str] = "fineweb"

    min_punctuated_line_fraction: Annotated[
        Fraction,
        Card(
            measure="punctuated_line_fraction",
            formula="lines that end in terminal punctuation / lines",
            numerator="lines that end in . ! ? … or another script's terminator, closing quotes set aside",
            denominator="lines that are not blank",
            unit="fraction of lines",
            source=SOURCE,
            why="Menus, tables and lists of links do not end their lines like sentences.",
            trap="Thai ends no sentence with a sign; programs and formulas neither. A test for ASCII signs only drops "
            "all Chinese, Japanese, Hindi and Arabic questions.",
        ),
    ] = 0.12
    max_short_line_fraction: Annotated[
        Fraction,
        Card(
            measure="short_line_fraction",
            formula="lines of at most `short_line_characters` characters / lines",
            numerator="lines of at most 30 characters",
            denominator="lines that are not blank",
            unit="fraction of lines",
            source=SOURCE,
            why="Menus and lists of labels.",
            trap="Thirty characters are six English words but fifteen Chinese ones, a whole sentence.",
        ),
    ] = 0.67
    max_duplicate_line_character_fraction: Annotated[
        Fraction,
        Card(
            measure="duplicate_line_character_fraction",
            formula="characters in copies of earlier lines / characters in lines",
            numerator="characters in copies beyond the first of equal lines",
            denominator="characters in lines that are not blank",
            unit="fraction of characters",
            source=SOURCE + "; the value 0.01 is that of its code, the text says 0.1",
            why="Any repetition of whole lines on a page is suspicious.",
            trap="The published text says 0.1, the published code 0.01: ten times stricter. At 0.01 one repeated "
            "heading ('Example:') can drop a long manual page.",
        ),
    ] = 0.01
    max_new_line_word_ratio: Annotated[
        Limit,
        Card(
            measure="new_line_word_ratio",
            formula="new lines in the text / words",
            numerator="new line characters, those at the ends of the text set aside",
            denominator="words",
            unit="new lines a word",
            source=SOURCE,
            why="Lists of single words; text broken into fragments.",
            trap="Depends on the extractor: one blank line between paragraphs doubles the numerator.",
        ),
    ] = 0.3

    short_line_characters: int = Field(default=30, gt=0, description="Longest short line, in characters.")


def measure(view: View, rules: FineWeb, kernel: Kernel = reference) -> dict[str, float | None]:
    """All measured values of the set."""
    lines = view.lines
    return {
        "punctuated_line_fraction": kernel(punctuated_line_fraction)(lines),
        "short_line_fraction": kernel(short_line_fraction)(lines, rules.short_line_characters),
        "duplicate_line_character_fraction": kernel(duplicate_line_character_fraction)(lines),
        "new_line_word_ratio": kernel(new_line_word_ratio)(view.text, view.words),
    }
