"""Gopher's repetition rules: does a document say the same thing again and again?

Rae et al. 2021, arXiv:2112.11446, appendix A.1.1 and table A1. The paper leaves open what is a "duplicate"; the
cards and docstrings here say exactly what is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from pipeline.rule import Card, Fraction, RuleSet
from pipeline.rules.kernels import Kernel, reference
from pipeline.words import View

SOURCE: Final = "Gopher (arXiv:2112.11446), table A1"
TOP_SIZES: Final = (2, 3, 4)
DUPLICATE_SIZES: Final = (5, 6, 7, 8, 9, 10)

Integers = NDArray[np.int64]


def duplicate_line_fraction(lines: list[str]) -> float:
    """Copies of earlier lines / lines: the first of equal lines is no copy. 0 without lines."""
    return (len(lines) - len(set(lines))) / len(lines) if lines else 0.0


def duplicate_line_character_fraction(lines: list[str]) -> float:
    """Characters in copies of earlier lines / characters in lines. 0 without characters."""
    total = sum(map(len, lines))
    return (total - sum(map(len, set(lines)))) / total if total else 0.0


def duplicate_paragraph_fraction(paragraphs: list[str]) -> float:
    """Copies of earlier paragraphs / paragraphs. 0 without paragraphs."""
    return (len(paragraphs) - len(set(paragraphs))) / len(paragraphs) if paragraphs else 0.0


def duplicate_paragraph_character_fraction(paragraphs: list[str]) -> float:
    """Characters in copies of earlier paragraphs / characters in paragraphs. 0 without characters."""
    total = sum(map(len, paragraphs))
    return (total - sum(map(len, set(paragraphs)))) / total if total else 0.0


def top_ngram_character_fraction(words: list[str], n: int) -> float:
    """Characters of the words covered by the most frequent n-gram / characters of all words.

    An n-gram that occurs once is not repeated and counts as nothing. Overlapping occurrences cover a word once. Of
    several n-grams that occur equally often, the one that covers most characters counts. 0 without words.
    """
    for size, positions, grams, ends in _repeated_ngrams(words, n):
        if size == n:
            return _top_coverage(positions, grams, ends, n)
    return 0.0


def duplicate_ngram_character_fraction(words: list[str], n: int) -> float:
    """Characters of the words inside any n-gram that occurs at least twice / characters of all words.

    All occurrences count, the first as well; a word inside several of them counts once. 0 without words.
    """
    for size, positions, _, ends in _repeated_ngrams(words, n):
        if size == n:
            return _coverage(positions, ends, n)
    return 0.0


def _repeated_ngrams(words: list[str], longest: int) -> Iterator[tuple[int, Integers, Integers, Integers]]:
    """For each n from 1 to ``longest``, as long as any n-gram repeats: (n, positions, grams, ends).

    ``positions``: where repeated n-grams begin, ascending; ``grams``: a number for each that is equal for equal
    n-grams; ``ends[i]``: characters in the first i words. An n-gram repeats only where both (n-1)-grams inside it do,
    so each step looks only at what the one before left over: on ordinary prose little after n = 3.
    """
    if not words:
        return
    numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
    all_grams = np.fromiter(map(numbers.__getitem__, words), dtype=np.int64, count=len(words))
    ends = np.zeros(len(words) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, words), dtype=np.int64, count=len(words)), out=ends[1:])
    positions = np.flatnonzero(np.bincount(all_grams)[all_grams] > 1)
    grams = all_grams[positions]
    n = 1
    while len(positions):
        yield n, positions, grams, ends
        if n == longest:
            return
        n += 1
        follows = np.flatnonzero(positions[1:] == positions[:-1] + 1)
        if not len(follows):
            return
        pairs = grams[follows] * len(words) + grams[follows + 1]
        _, grams, counts = np.unique(pairs, return_inverse=True, return_counts=True)
        repeated = counts[grams] > 1
        positions, grams = positions[follows[repeated]], grams[repeated]


def _coverage(positions: Integers, ends: Integers, n: int) -> float:
    """Fraction of all characters in the words [p, p+n) for the ascending ``positions`` p, each word once."""
    covered_until = np.concatenate(([0], positions[:-1] + n))
    characters = ends[positions + n] - ends[np.maximum(positions, covered_until)]
    return float(characters.sum() / ends[-1])


def _top_coverage(positions: Integers, grams: Integers, ends: Integers, n: int) -> float:
    """The largest coverage among the n-grams that occur most often."""
    counts = np.bincount(grams)
    most = int(counts.max())
    top = np.flatnonzero(counts[grams] == most)
    order = top[np.argsort(grams[top], kind="stable")]
    occurrences = positions[order].reshape(-1, most)  # a row for each n-gram, ascending positions in it
    covered_until = np.zeros_like(occurrences)
    covered_until[:, 1:] = occurrences[:, :-1] + n
    characters = ends[occurrences + n] - ends[np.maximum(occurrences, covered_until)]
    return float(characters.sum(axis=1).max() / ends[-1])


KERNELS: Final = (
    duplicate_line_fraction,
    duplicate_line_character_fraction,
    duplicate_paragraph_fraction,
    duplicate_paragraph_character_fraction,
    top_ngram_character_fraction,
    duplicate_ngram_character_fraction,
)


def _copies(measure: str, unit: str, formula_unit: str, trap: str) -> Card:
    return Card(
        measure=measure,
        formula=f"{formula_unit} in copies of earlier {unit} / {formula_unit} in {unit}",
        numerator=f"{formula_unit} in copies beyond the first of equal {unit} (compared without blanks at their ends)",
        denominator=f"{formula_unit} in {unit} that are not blank",
        unit=f"fraction of {formula_unit}",
        source=SOURCE,
        why="Menus, footers and machine output repeat themselves; prose does not.",
        trap=trap,
    )


def _top(n: int) -> Card:
    return Card(
        measure=f"top_{n}_gram_character_fraction",
        formula=f"characters covered by the most frequent {n}-gram / characters of all words",
        numerator=f"characters of the words inside its occurrences, each word once; 0 when no {n}-gram occurs twice",
        denominator="characters of all words, without blanks",
        unit="fraction of characters",
        source=SOURCE,
        why="A key phrase stuffed into a page again and again.",
        trap="Counting an n-gram that occurs once makes every short text a repetition. Multiplying length by "
        "occurrences counts overlaps twice and can exceed 1. Dividing by the text with its blanks gives lower values.",
    )


def _duplicate(n: int) -> Card:
    return Card(
        measure=f"duplicate_{n}_gram_character_fraction",
        formula=f"characters covered by all repeated {n}-grams / characters of all words",
        numerator=f"characters of the words inside any {n}-gram that occurs at least twice, each word once",
        denominator="characters of all words, without blanks",
        unit="fraction of characters",
        source=SOURCE,
        why="Passages that were assembled from the same pieces.",
        trap="All occurrences are counted here, as the paper words it; systems that count copies beyond the first give "
        "about half the value. Statutes, proofs and programs repeat their phrases for good reason.",
    )


class GopherRepetition(RuleSet):
    """Limits of Gopher's repetition rules."""

    rule_set: ClassVar[str] = "gopher_repetition"

    max_duplicate_line_fraction: Annotated[
        Fraction,
        _copies(
            "duplicate_line_fraction",
            "lines",
            "lines",
            "Three formulas share this name: copies beyond the first (here), all lines that occur twice, and either "
            "one over lines with blank ones included: one text can get 0.20 or 0.40.",
        ),
    ] = 0.30
    max_duplicate_paragraph_fraction: Annotated[
        Fraction,
        _copies(
            "duplicate_paragraph_fraction",
            "paragraphs",
            "paragraphs",
            "A paragraph is what stands between blank lines. Extractors that write no blank lines make every page one "
            "paragraph, and the rule sleeps.",
        ),
    ] = 0.30
    max_duplicate_line_character_fraction: Annotated[
        Fraction,
        _copies(
            "duplicate_line_character_fraction",
            "lines",
            "characters",
            "Short repeated lines weigh little here. Some systems divide by the whole text with its line ends.",
        ),
    ] = 0.20
    max_duplicate_paragraph_character_fraction: Annotated[
        Fraction,
        _copies(
            "duplicate_paragraph_character_fraction",
            "paragraphs",
            "characters",
            "As for paragraphs: without blank lines there is nothing to compare.",
        ),
    ] = 0.20
    max_top_2_gram_character_fraction: Annotated[Fraction, _top(2)] = 0.20
    max_top_3_gram_character_fraction: Annotated[Fraction, _top(3)] = 0.18
    max_top_4_gram_character_fraction: Annotated[Fraction, _top(4)] = 0.16
    max_duplicate_5_gram_character_fraction: Annotated[Fraction, _duplicate(5)] = 0.15
    max_duplicate_6_gram_character_fraction: Annotated[Fraction, _duplicate(6)] = 0.14
    max_duplicate_7_gram_character_fraction: Annotated[Fraction, _duplicate(7)] = 0.13
    max_duplicate_8_gram_character_fraction: Annotated[Fraction, _duplicate(8)] = 0.12
    max_duplicate_9_gram_character_fraction: Annotated[Fraction, _duplicate(9)] = 0.11
    max_duplicate_10_gram_character_fraction: Annotated[Fraction, _duplicate(10)] = 0.10


def measure(view: View, kernel: Kernel = reference) -> dict[str, float | None]:
    """All measured values of the set."""
    lines, paragraphs, words = view.lines, view.paragraphs, view.words
    top, duplicate = kernel(top_ngram_character_fraction), kernel(duplicate_ngram_character_fraction)
    measured: dict[str, float | None] = {
        "duplicate_line_fraction": kernel(duplicate_line_fraction)(lines),
        "duplicate_line_character_fraction": kernel(duplicate_line_character_fraction)(lines),
        "duplicate_paragraph_fraction": kernel(duplicate_paragraph_fraction)(paragraphs),
        "duplicate_paragraph_character_fraction": kernel(duplicate_paragraph_character_fraction)(paragraphs),
        **{f"top_{n}_gram_character_fraction": 0.0 for n in TOP_SIZES},
        **{f"duplicate_{n}_gram_character_fraction": 0.0 for n in DUPLICATE_SIZES},
    }
    for n, positions, grams, ends in _repeated_ngrams(words, max(DUPLICATE_SIZES)):
        if n in TOP_SIZES:
            measured[f"top_{n}_gram_character_fraction"] = _top_coverage(positions, grams, ends, n)
        elif n in DUPLICATE_SIZES:
            measured[f"duplicate_{n}_gram_character_fraction"] = _coverage(positions, ends, n)
    # The loop above is the two functions for all n at once; one put in the place of either is asked for each n.
    if top is not top_ngram_character_fraction:
        measured |= {f"top_{n}_gram_character_fraction": top(words, n) for n in TOP_SIZES}
    if duplicate is not duplicate_ngram_character_fraction:
        measured |= {f"duplicate_{n}_gram_character_fraction": duplicate(words, n) for n in DUPLICATE_SIZES}
    return measured
