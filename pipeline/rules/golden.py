"""Golden texts: for every rule a text just below, at and just above its limit, with the value it must have.

The values follow from how the texts are built, by counting, not by measuring. Where no value can lie below or above
the limit (a count below 0), there is no text.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final


@dataclass(frozen=True, slots=True)
class Case:
    """A text (a line for line rules) and its value."""

    text: str
    value: float


@dataclass(frozen=True, slots=True)
class Golden:
    """The three texts of a rule, and how they are built."""

    built: str
    below: Case | None
    at: Case
    above: Case | None
    limit: float | None = None
    """The limit they are built for, where the rule's own default is None."""


def _distinct(number: int) -> list[str]:
    """So many different words of four letters, none of them a stop word."""
    letters = ascii_lowercase
    return [f"z{letters[i // 676]}{letters[i // 26 % 26]}{letters[i % 26]}" for i in range(number)]


BENCHMARK_ITEM: Final = " ".join(_distinct(10))
"""The item that the texts of ``decontaminate`` hold: ten words."""


def _pieces(number: int) -> Case:
    """``number`` stretches of 150 other words with the item between them: 749 characters, of which margins take 400."""
    stretch = " ".join(_distinct(160)[10:])
    return Case(f" {BENCHMARK_ITEM} ".join([stretch] * number), number)


def _counted(part: str, numbers: tuple[int, int, int]) -> tuple[Case, Case, Case]:
    below, at, above = (Case((part * number).strip(), float(number)) for number in numbers)
    return below, at, above


def _hundred(counted: str, other: str, number: int, separator: str) -> tuple[Case, Case, Case]:
    """Hundred parts of which ``number`` (one fewer, one more) are ``counted``: the value is that many hundredths."""
    below, at, above = (
        Case(separator.join([counted] * n + [other] * (100 - n)), n / 100) for n in (number - 1, number, number + 1)
    )
    return below, at, above


def _copies(number: int, separator: str) -> tuple[Case, Case, Case]:
    """Hundred parts of equal length of which ``number`` (one fewer, one more) are copies of the first."""

    def text(copies: int) -> str:
        words = _distinct(100 - copies)
        return separator.join(f"{word} line" for word in [words[0]] * copies + words)

    below, at, above = (Case(text(n), n / 100) for n in (number - 1, number, number + 1))
    return below, at, above


def _ngrams(n: int, number: int) -> tuple[Case, Case, Case]:
    """100·n words of four letters; one n-gram ``number`` times (one fewer, one more), all other words different.

    The occurrences cover n words each and do not touch: the value is that many hundredths.
    """

    def text(occurrences: int) -> str:
        words = iter(_distinct(100 * n))
        gram = [next(words) for _ in range(n)]
        parts = [word for _ in range(occurrences) for word in (*gram, next(words))]
        parts += [next(words) for _ in range(100 * n - len(parts))]
        return " ".join(parts)

    below, at, above = (Case(text(k), k / 100) for k in (number - 1, number, number + 1))
    return below, at, above


def _lengths(mean: int) -> tuple[Case, Case, Case]:
    """Ten words of ``mean`` letters; in the first and last text one of them is a letter shorter or longer."""
    below, at, above = (
        Case(" ".join(["a" * mean] * 9 + ["b" * (mean + more)]), (10 * mean + more) / 10) for more in (-1, 0, 1)
    )
    return below, at, above


def _new_lines(number: int) -> tuple[Case, Case, Case]:
    words = _distinct(100)
    below, at, above = (
        Case("\n".join(words[:n]) + "\n" + " ".join(words[n:]), n / 100) for n in (number - 1, number, number + 1)
    )
    return below, at, above


def _labels(number: int) -> tuple[Case, Case, Case]:
    below, at, above = (
        Case("\n".join(["Menu"] * n + [" ".join(_distinct(100 - n))]), n / 100)
        for n in (number - 1, number, number + 1)
    )
    return below, at, above


_LONG_LINE: Final = "a line of thirty-one characters"
_SENTENCE: Final = "A sentence of six words ends."

GOLDEN: Final[dict[str, Golden]] = {
    "gopher_quality.min_words": Golden("words in a row", *_counted("word ", (49, 50, 51))),
    "gopher_quality.max_words": Golden("words in a row", *_counted("word ", (99_999, 100_000, 100_001))),
    "gopher_quality.min_mean_word_length": Golden("ten words with 29, 30 and 31 letters", *_lengths(3)),
    "gopher_quality.max_mean_word_length": Golden("ten words with 99, 100 and 101 letters", *_lengths(10)),
    "gopher_quality.max_hash_word_ratio": Golden(
        "100 words, 9, 10 and 11 of them with a '#'", *_hundred("#word", "word", 10, " ")
    ),
    "gopher_quality.max_ellipsis_word_ratio": Golden(
        "100 words, 9, 10 and 11 of them with an ellipsis", *_hundred("word...", "word", 10, " ")
    ),
    "gopher_quality.max_bullet_line_fraction": Golden(
        "100 lines, 89, 90 and 91 of them with a bullet", *_hundred("• item", "a line", 90, "\n")
    ),
    "gopher_quality.max_ellipsis_line_fraction": Golden(
        "100 lines, 29, 30 and 31 of them with an ellipsis at the end", *_hundred("and so on…", "a line", 30, "\n")
    ),
    "gopher_quality.min_alphabetic_word_fraction": Golden(
        "100 words, 79, 80 and 81 of them with letters", *_hundred("word", "12", 80, " ")
    ),
    "gopher_quality.min_stop_words": Golden(
        "one, two and three different stop words",
        Case("The sky, the sea, the land", 1),
        Case("The colour of the sky", 2),
        Case("The colour of sky and sea", 3),
    ),
    "gopher_repetition.max_duplicate_line_fraction": Golden(
        "100 lines, 29, 30 and 31 of them copies of the first", *_copies(30, "\n")
    ),
    "gopher_repetition.max_duplicate_paragraph_fraction": Golden(
        "100 paragraphs, 29, 30 and 31 of them copies of the first", *_copies(30, "\n\n")
    ),
    "gopher_repetition.max_duplicate_line_character_fraction": Golden(
        "100 lines of equal length, 19, 20 and 21 of them copies of the first", *_copies(20, "\n")
    ),
    "gopher_repetition.max_duplicate_paragraph_character_fraction": Golden(
        "100 paragraphs of equal length, 19, 20 and 21 of them copies of the first", *_copies(20, "\n\n")
    ),
    **{
        f"gopher_repetition.max_top_{n}_gram_character_fraction": Golden(
            f"{100 * n} words of four letters; one {n}-gram {k - 1}, {k} and {k + 1} times, all else different",
            *_ngrams(n, k),
        )
        for n, k in ((2, 20), (3, 18), (4, 16))
    },
    **{
        f"gopher_repetition.max_duplicate_{n}_gram_character_fraction": Golden(
            f"{100 * n} words of four letters; one {n}-gram {k - 1}, {k} and {k + 1} times, all else different",
            *_ngrams(n, k),
        )
        for n, k in ((5, 15), (6, 14), (7, 13), (8, 12), (9, 11), (10, 10))
    },
    "c4_lines.max_javascript_mentions": Golden(
        "a line without and with the word",
        None,
        Case("Please enable cookies in your kitchen.", 0),
        Case("Please enable JavaScript in your browser.", 1),
    ),
    "c4_lines.max_policy_phrases": Golden(
        "a line without and with a phrase",
        None,
        Case("The policy on privacy is new.", 0),
        Case("Read our Privacy Policy.", 1),
    ),
    "c4_lines.max_word_characters": Golden(
        "one long word", Case("x" * 999, 999), Case("x" * 1000, 1000), Case("x" * 1001, 1001)
    ),
    "c4_prose_lines.min_terminal_punctuation": Golden(
        "a line without and with an end",
        Case("About our company", 0),
        Case('He said: "This is our company."', 1),
        None,
    ),
    "c4_prose_lines.min_words": Golden(
        "words of a line",
        Case("This has four words.", 4),
        Case("This one has five words.", 5),
        Case("This longer one has six words.", 6),
    ),
    "c4.min_sentences": Golden("sentences in a row", *_counted(f"{_SENTENCE} ", (2, 3, 4))),
    "c4.max_curly_brackets": Golden(
        "a text without and with a bracket", None, Case("A set is closed.", 0), Case("A set { is open.", 1)
    ),
    "c4.max_lorem_ipsum": Golden(
        "a text without and with the placeholder",
        None,
        Case("Ipsum lorem is the wrong order.", 0),
        Case("Lorem ipsum dolor sit amet.", 1),
    ),
    "c4.max_bad_words": Golden(
        "a text without and with an entry of the list",
        None,
        Case("The word slurplaceholders is longer than the entry.", 0),
        Case("Here stands Slurplaceholder, an entry.", 1),
    ),
    "fineweb.min_punctuated_line_fraction": Golden(
        "100 lines, 11, 12 and 13 of them sentences", *_hundred(_SENTENCE, "a label", 12, "\n")
    ),
    "fineweb.max_short_line_fraction": Golden(
        "100 lines, 66, 67 and 68 of them short, the others of 31 characters",
        *_hundred("a line of 30 characters, short", _LONG_LINE, 67, "\n"),
    ),
    "fineweb.max_duplicate_line_character_fraction": Golden(
        "100 lines of equal length, 0, 1 and 2 of them copies of the first", *_copies(1, "\n")
    ),
    "fineweb.max_new_line_word_ratio": Golden("100 words with 29, 30 and 31 new lines between them", *_new_lines(30)),
    "refinedweb_lines.max_upper_case_fraction": Golden(
        "ten letters, 4, 5 and 6 of them capitals",
        Case("SALE todays", 4 / 10),
        Case("SALES today", 5 / 10),
        Case("SALES Today", 6 / 10),
    ),
    "refinedweb_lines.max_numeric": Golden(
        "a line with and without letters", None, Case("Page 12", 0), Case("12 / 2024", 1)
    ),
    "refinedweb_lines.max_counter": Golden(
        "a sentence with a number, and a counter", None, Case("12 people like this.", 0), Case("12 likes", 1)
    ),
    "refinedweb_lines.min_words": Golden(
        "words of a line", Case("Menu", 1), Case("Main menu", 2), Case("The main menu", 3)
    ),
    "refinedweb_lines.max_navigation": Golden(
        "a sentence about signing in, and a button",
        None,
        Case("They sign in every morning before work begins.", 0),
        Case("Sign in to comment", 1),
    ),
    "refinedweb.max_removed_word_fraction": Golden("100 words, 4, 5 and 6 of them alone on a line", *_labels(5)),
    "pii.max_found": Golden(
        "e-mail addresses in a row, for a limit of 2", *_counted("ann@mail.example ", (1, 2, 3)), limit=2
    ),
    "decontaminate.max_items": Golden(
        "a text without and with an item of ten words",
        None,
        Case(" ".join(_distinct(19)[9:]), 0),
        Case(f"Q: {BENCHMARK_ITEM}?", 1),
    ),
    "decontaminate.max_pieces": Golden(
        "9, 10 and 11 stretches of 150 words with an item between them, with `max_items: null`",
        _pieces(9),
        _pieces(10),
        _pieces(11),
    ),
}
"""Full name of a rule -> its golden texts."""
