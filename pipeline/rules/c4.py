"""C4's rules: first lines are cut out, then the page is judged.

Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer", JMLR 21(140),
section 2.2, and the authors' code in TensorFlow Datasets (``c4_utils.py``), which knows more rules than the paper.
The deduplication of three-sentence spans is a stage of its own.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from pipeline.rule import Card, Limit, RuleSet
from pipeline.rules.fineweb import ends_a_sentence
from pipeline.rules.gopher_quality import ELLIPSES
from pipeline.rules.kernels import Kernel, reference
from pipeline.words import View, ended_sentences

SOURCE: Final = "C4 (JMLR 21(140)), section 2.2"
CODE: Final = "C4's code (TensorFlow Datasets, c4_utils.py)"

POLICY_PHRASES: Final = (
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
)
BAD_WORDS: Final = ("slurplaceholder", "obscenityplaceholder", "hateplaceholder")
"""Harmless placeholders; a real list belongs in the configuration (``rules.c4.bad_words``), one for each language."""

_PUNCTUATION: Final = ".,;:!?…\"'“”‘’«»„()[]{}<>*_~-。，！？、；：「」『』（）"  # noqa: RUF001


def javascript_mentions(line: str) -> float:
    """How often the line says "javascript", in any case."""
    return float(line.lower().count("javascript"))


def policy_phrases(line: str, phrases: list[str]) -> float:
    """How many of the lower-case ``phrases`` stand in the line, in any case."""
    if not phrases:
        return 0.0
    lower = line.lower()
    return float(sum(phrase in lower for phrase in phrases))


def longest_word(words: list[str]) -> float:
    """Characters of the longest word; 0 without words."""
    return float(max(map(len, words), default=0))


def terminal_punctuation(line: str) -> float:
    """1 when the line ends a sentence (closing quotes set aside) and not with an ellipsis, else 0."""
    return float(ends_a_sentence(line) and not line.endswith(ELLIPSES))


def line_word_count(words: list[str]) -> float:
    """Words of the line."""
    return float(len(words))


def sentence_count(text: str) -> float:
    """Sentences of the text that end in a terminator of any script."""
    return float(ended_sentences(text))


def curly_bracket_count(text: str) -> float:
    """Characters ``{`` in the text."""
    return float(text.count("{"))


def lorem_ipsum_count(text: str) -> float:
    """Occurrences of "lorem ipsum" in any case."""
    return float(text.lower().count("lorem ipsum"))


def bad_words_found(words: list[str], bad_words: list[str]) -> list[str]:
    """The entries of ``bad_words`` (lower case) that stand in the text, sorted, each once.

    An entry matches whole words, in any case, punctuation around them set aside; an entry of several words matches
    them in a row. In the languages that are cut by a model a word is what the model takes for one.
    """
    distinct = {word.lower().strip(_PUNCTUATION) for word in set(words)}
    found = distinct.intersection(bad_words)
    phrases = [entry for entry in bad_words if " " in entry and distinct.issuperset(entry.split())]
    if phrases:
        row = f" {' '.join(word.lower().strip(_PUNCTUATION) for word in words)} "
        found.update(phrase for phrase in phrases if f" {phrase} " in row)
    return sorted(found)


LINE_KERNELS: Final = (
    javascript_mentions,
    policy_phrases,
    longest_word,
    terminal_punctuation,
    line_word_count,
)
KERNELS: Final = (*LINE_KERNELS, sentence_count, curly_bracket_count, lorem_ipsum_count, bad_words_found)


class C4Lines(RuleSet):
    """Limits for lines: notices that are not content. A line that breaks one is cut out of the page."""

    rule_set: ClassVar[str] = "c4_lines"

    max_javascript_mentions: Annotated[
        Limit,
        Card(
            measure="javascript_mentions",
            formula="occurrences of 'javascript' in the line",
            numerator="occurrences, upper and lower case alike",
            unit="occurrences in a line",
            source=SOURCE,
            why="'Please enable JavaScript to view this page.'",
            trap="Cuts every line about the language out of pages on programming.",
        ),
    ] = 0
    max_policy_phrases: Annotated[
        Limit,
        Card(
            measure="policy_phrases",
            formula="phrases of `policy_phrases` that stand in the line",
            numerator="distinct phrases, upper and lower case alike",
            unit="phrases in a line",
            source=CODE,
            why="Cookie banners and references to terms of use.",
            trap="Not in the paper's first account. Cuts lines out of legal texts on privacy.",
        ),
    ] = 0
    max_word_characters: Annotated[
        Limit,
        Card(
            measure="longest_word",
            formula="characters of the longest word of the line",
            numerator="characters",
            unit="characters",
            source=CODE,
            why="Encoded data and scripts without blanks.",
            trap="Without segmentation it cuts long lines of Chinese and Thai.",
        ),
    ] = 1000
    policy_phrases: tuple[str, ...] = Field(default=POLICY_PHRASES, description="Phrases in lower case.")


class C4ProseLines(RuleSet):
    """Limits for lines: only full sentences stay. Off by default: see the cards."""

    rule_set: ClassVar[str] = "c4_prose_lines"

    enabled: bool = Field(default=False, description="Whether the lines are cut; they are counted in either case.")
    min_terminal_punctuation: Annotated[
        Limit,
        Card(
            measure="terminal_punctuation",
            formula="1 when the line ends in a terminal punctuation mark, else 0",
            numerator="1 for a line that ends in . ! ? or another script's terminator, closing quotes set aside, "
            "and not in an ellipsis",
            unit="0 or 1 for a line",
            source=SOURCE,
            why="Menus, buttons and labels are no sentences.",
            trap="The single most expensive rule of C4: FineWeb measured that it alone removes about 30 % of all "
            "tokens and left it out. It cuts headings, list items, verse, formulas and programs: off by default.",
        ),
    ] = 1
    min_words: Annotated[
        Limit,
        Card(
            measure="line_words",
            formula="words of the line",
            numerator="words",
            unit="words in a line",
            source=SOURCE + " and its code",
            why="Fragments are no sentences.",
            trap="Two forms are in circulation: 5 words a line with 3 sentences a page (here), and 3 words a line "
            "with 5 sentences a page.",
        ),
    ] = 5


class C4(RuleSet):
    """Limits for the page that is left when lines have been cut."""

    rule_set: ClassVar[str] = "c4"
    also_measured: ClassVar[tuple[str, ...]] = (
        "javascript_lines",
        "policy_lines",
        "long_word_lines",
        "unterminated_lines",
        "few_word_lines",
        "removed_lines",
        "removed_words",
    )

    min_sentences: Annotated[
        Limit,
        Card(
            measure="sentences",
            formula="sentences of the page that end in a terminator",
            numerator="runs of terminators (. ! ? … before a blank or the end of a line; 。！？؟। … anywhere)",  # noqa: RUF001
            unit="sentences",
            source=SOURCE + " and its code",
            why="A page without sentences is not text.",
            trap="Two forms are in circulation: 3 sentences with 5 words a line (here), and 5 with 3. A splitter "
            "that ends a sentence at every line end counts menu entries as sentences.",
        ),
    ] = 3
    max_curly_brackets: Annotated[
        Limit,
        Card(
            measure="curly_brackets",
            formula="number of '{' on the page",
            numerator="characters '{'",
            unit="characters",
            source=SOURCE,
            why="Scripts and style sheets that the extraction left behind.",
            trap="Drops every page that shows a program, a set in mathematics or a LaTeX formula.",
        ),
    ] = 0
    max_lorem_ipsum: Annotated[
        Limit,
        Card(
            measure="lorem_ipsum",
            formula="occurrences of 'lorem ipsum' on the page",
            numerator="occurrences, upper and lower case alike",
            unit="occurrences",
            source=SOURCE,
            why="Pages that still hold the placeholder text of their template.",
            trap="Drops pages about typography.",
        ),
    ] = 0
    max_bad_words: Annotated[
        Limit,
        Card(
            measure="bad_words",
            formula="distinct entries of `bad_words` on the page",
            numerator="entries found as whole words, upper and lower case alike",
            unit="entries",
            source=SOURCE,
            why="Pornography and abuse.",
            trap="One word drops the page: medicine, law, and whole groups of people who use the words of themselves. "
            "The list shipped here holds placeholders only.",
        ),
    ] = 0
    bad_words: tuple[str, ...] = Field(default=BAD_WORDS, description="Words or phrases in lower case.")


def measure(view: View, rules: C4, kernel: Kernel = reference) -> dict[str, float | None]:
    """The measured values of the page, without those about cut lines (`pipeline.rules.lines` knows them)."""
    return {
        "sentences": kernel(sentence_count)(view.text),
        "curly_brackets": kernel(curly_bracket_count)(view.text),
        "lorem_ipsum": kernel(lorem_ipsum_count)(view.text),
        "bad_words": float(len(kernel(bad_words_found)(view.words, list(rules.bad_words)))),
    }
