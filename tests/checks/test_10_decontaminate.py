"""Lab 10: benchmark items in pages: their words, where they stand, an index of them, the search, and the cut.

Values expected here come by hand, from an independent computation, or from what was planted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from labs.grading.check import CheckFailure, check, credit, expect_each, expect_value_error, within
from labs.world.draws import Draw
from labs.world.writing import article, benchmark_parts, forum_thread

LANGUAGES = ("ar", "de", "es", "fa", "fr", "ja", "pt", "ru", "zh")
"""Not English: to read its sentences takes longer than those of all the others."""
SPACED = ("de", "es", "fr", "pt", "ru")
"""Written with blanks between words."""

Span = tuple[int, int]


def marked(text: str) -> tuple[str, list[Span]]:
    """The text without its marks « and », and the spans of what stood between them."""
    plain, spans, begin = "", [], 0
    for character in text:
        if character == "«":
            begin = len(plain)
        elif character == "»":
            spans.append((begin, len(plain)))
        else:
            plain += character
    return plain, spans


def numbered(start: int, end: int) -> str:
    """The words number ``start`` to ``end`` - 1 of a language that has no others: waa, wab, wac, …"""
    return " ".join(f"w{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(start, end))


# --- words


@check("words", points=4)
def test_dress(submission: Any) -> None:
    """Case, accents and the width of letters make no difference, in any script."""
    cases = [
        ("The CAT", ["the", "cat"]),
        ("Café Zoë", ["cafe", "zoe"]),
        ("cafe\u0301", ["cafe"]),
        ("ＡＢｃ", ["abc"]),
        ("ﬁve", ["five"]),
        ("３ cats", ["3", "cats"]),
        ("½ cup", ["1", "2", "cup"]),
        ("Acme™", ["acmetm"]),
        ("Οδ\u03ccν", ["οδον"]),
        ("\u0643\u0650\u062a\u064e\u0627\u0628", ["\u0643\u062a\u0627\u0628"]),
        ("\u0939\u093f\u0928\u094d\u0926\u0940", ["\u0939\u0928\u0926"]),  # vowel signs are marks too
    ]
    expect_each(cases, submission.words, think="Print the text after each of the four steps.")


@check("words", points=4)
def test_numbers_stay(submission: Any) -> None:
    """Numbers stay as they are: a problem with other numbers is another problem."""
    cases = [
        ("12 apples", ["12", "apples"]),
        ("31 apples", ["31", "apples"]),
        ("mp3", ["mp3"]),
        ("1,234.50", ["1", "234", "50"]),
        ("x=4*y", ["x", "4", "y"]),
        ("in 1998 and 1999", ["in", "1998", "and", "1999"]),
    ]
    expect_each(cases, submission.words, think="Deduplication makes all numbers alike. Should you, here?")


@check("words", points=4)
def test_separators(submission: Any) -> None:
    """Everything that is no letter and no digit only separates: blanks, line breaks, punctuation, underscores."""
    cases = [
        ("", []),
        ("... !", []),
        ("a b\nc\td\u00a0e\u3000f", ["a", "b", "c", "d", "e", "f"]),
        ("don't", ["don", "t"]),
        ("well-known", ["well", "known"]),
        ("“quoted”", ["quoted"]),
        ("x<y>z", ["x", "y", "z"]),
        ("has_close_elements(a, b)", ["has", "close", "elements", "a", "b"]),
        ("> one two\n> three", ["one", "two", "three"]),
    ]
    expect_each(cases, submission.words, think="What may stand between two words of a page, and of the same item?")


@check("words", points=4)
def test_characters_as_words(submission: Any) -> None:
    """In scripts without blanks every character is a word; letters and digits between them still make words."""
    cases = [
        ("你好", ["你", "好"]),
        ("我爱Python3语言", ["我", "爱", "python3", "语", "言"]),
        ("ネコです", ["ネ", "コ", "て", "す"]),  # で is て with a mark
        ("\u0e20\u0e32\u0e29\u0e32", ["\u0e20", "\u0e32", "\u0e29", "\u0e32"]),
        ("小明，有3个。", ["小", "明", "有", "3", "个"]),
        ("кот и пёс", ["кот", "и", "пес"]),
    ]
    expect_each(cases, submission.words, think="Split on blanks, a Chinese question is one word. How many has it here?")


# --- word_spans


def expect_spans(submission: Any, texts: Iterable[str], think: str) -> None:
    """The spans of the words are those marked with « and »."""
    expect_each([marked(text) for text in texts], lambda text: pairs(submission.word_spans(text)), think=think)


def pairs(spans: Any) -> Any:
    """Spans as tuples; anything else as it is, to be told as wrong."""
    try:
        return [(begin, end) for begin, end in spans]
    except (TypeError, ValueError):
        return spans


@check("word_spans", points=5)
def test_plain_text(submission: Any) -> None:
    """A span begins at the word's first character and ends behind its last one."""
    texts = [
        "«a»",
        "«one» «two»",
        "«one»\n\n  «two»!",
        "- «The» «answer»: «42».",
        "«don»'«t» «stop»_«me»",
        "...",
        "",
        "«a» «a» «a»",
    ]
    expect_spans(submission, texts, "text[begin:end] should be the word as it stands in the text.")


@check("word_spans", points=6, needs=("plain_text",))
def test_folding_changes_lengths(submission: Any) -> None:
    """Where folding makes a text longer or shorter, the spans are still those of the text as it was given."""
    texts = [
        "«ﬁve» «ﬁngers» «x»",
        "«Café» «au» «lait»",
        "«cafe\u0301s» «x»",
        "«un» «cafe\u0301», «noir»",  # an accent at the end belongs to the word
        "«\u0939\u093f\u0928\u094d\u0926\u0940» «x»",
        "«Acme™» «x»",
        "… «x»",  # folds to three points
        "«\u0130s» «x»",  # its lower case is two characters
        "《 «ＡＢ» 》 «x»",
    ]
    expect_spans(submission, texts, "How long is the text, and how long is what you search for words?")
    expect_each(
        [("½ x", [(0, 1), (0, 1), (2, 3)])],
        lambda text: pairs(submission.word_spans(text)),
        think="½ folds to three characters. Which ones of them are words, and where do both stand?",
    )


@check("word_spans", points=3, needs=("plain_text",))
def test_spans_of_characters(submission: Any) -> None:
    """In scripts without blanks each character has a span of its own, with the marks behind it."""
    texts = ["«你»«好»", "«我»«爱»«Python3»«语»«言»。", "«ネ»«コ»«で»«す»", "«て\u3099»«す»", "«小»«明»，«有» «3» «个»"]
    expect_spans(submission, texts, "One word, one span: how many words has the text?")


PIECES = (
    "«Word»", "«42»", "«Café»", "«cafe\u0301»", "«ﬁn»", "«ＡＢ»", "«\u0130»", "«你»«好»",
    "«\u0939\u093f\u0928\u094d\u0926\u0940»", "«x™»", "«пёс»", "«Vie\u0323\u0302»",
)  # fmt: skip
SEPARATORS = (" ", "\n", ", ", "_", " — ", "…", "'", "\u00a0", "！")


@check("word_spans", points=5, needs=("folding_changes_lengths", "spans_of_characters"))
def test_drawn_texts(submission: Any, world_seed: int) -> None:
    """In texts drawn by lot from many scripts and signs, every word has its span."""
    draw = Draw(world_seed, "lab 10", "spans")
    texts = []
    for length in range(1, 41):
        parts = [part for _ in range(length) for part in (draw.choice(PIECES), draw.choice(SEPARATORS))]
        texts.append("".join(parts))
    expect_spans(submission, texts, "Which is the first word whose span is wrong? What stands before it?")


@check("word_spans", points=3, needs=("folding_changes_lengths",))
def test_spans_in_time(submission: Any) -> None:
    """Twenty thousand characters are answered for within two seconds."""
    text = "né " * 6_667
    spans = within(
        2.0,
        lambda: pairs(submission.word_spans(text)),
        given="a text of 20,001 characters",
        think="Do you fold the text from its start again for each word?",
    )
    expected = [(3 * number, 3 * number + 2) for number in range(6_667)]
    if spans != expected:
        raise CheckFailure("'né ' * 6667", "a span of two characters every three", spans)


# --- index_items


def plain_index(answer: Any) -> Any:
    """(owners, sizes) with names in order and without empty tables; anything else as it is, to be told as wrong."""
    try:
        owners, sizes = answer
        tables = {
            length: {ngram: names if isinstance(names, str) else sorted(names) for ngram, names in table.items()}
            for length, table in owners.items()
            if table
        }
        return tables, dict(sizes)
    except (TypeError, ValueError, AttributeError):
        return answer


def expect_indexes(submission: Any, cases: Iterable[tuple[tuple[Any, ...], Any]], think: str) -> None:
    expect_each(cases, lambda *given: plain_index(submission.index_items(*given)), think=think, spread=True)


@check("index_items", points=5)
def test_ngrams_of_items(submission: Any) -> None:
    """An item is cut into all its runs of n words, joined by one blank, and the size is how many these are."""
    cases = [
        (({"q": "a b c d e f"}, 3, 2), (
            {3: {"a b c": ["q"], "b c d": ["q"], "c d e": ["q"], "d e f": ["q"]}}, {"q": 4}
        )),
        (({"q": "How MANY, how\nmany 7 cafés?"}, 3, 3), (
            {3: {"how many how": ["q"], "many how many": ["q"], "how many 7": ["q"], "many 7 cafes": ["q"]}}, {"q": 4}
        )),
        (({"q": "a b c d e f"}, 1, 1), ({1: {letter: ["q"] for letter in "abcdef"}}, {"q": 6})),
        (({}, 13, 8), ({}, {})),
    ]  # fmt: skip
    expect_indexes(submission, cases, "Where does the first n-gram begin, and where the last?")


@check("index_items", points=3, needs=("ngrams_of_items",))
def test_distinct_ngrams(submission: Any) -> None:
    """An n-gram that an item holds twice counts once, and the item is named once as its owner."""
    cases = [
        (({"q": "a b a b a b"}, 2, 2), ({2: {"a b": ["q"], "b a": ["q"]}}, {"q": 2})),
        (({"q": "no no no no no no"}, 3, 3), ({3: {"no no no": ["q"]}}, {"q": 1})),
    ]
    expect_indexes(submission, cases, "How many *different* n-grams has the item?")


def lengths_and_sizes(answer: Any) -> Any:
    """Item -> (words of its n-grams, how many these are); anything else as it is, to be told as wrong."""
    try:
        owners, sizes = answer
        return {
            name: (*sorted(n for n, table in owners.items() if any(name in names for names in table.values())), size)
            for name, size in sizes.items()
        }
    except (TypeError, ValueError, AttributeError):
        return answer


@check("index_items", points=4, needs=("ngrams_of_items",))
def test_short_items(submission: Any) -> None:
    """Items of fewer than 2 * n words have n-grams of short_n words, or of all their words where they have fewer."""
    cases = [
        (({"q": numbered(0, count)},), {"q": expected})
        for count, expected in ((27, (13, 15)), (26, (13, 14)), (25, (8, 18)), (9, (8, 2)), (8, (8, 1)), (7, (7, 1)))
    ]
    cases += [
        (({"q": numbered(0, 7)}, 4, 2), {"q": (2, 6)}),
        (({"q": numbered(0, 8)}, 4, 2), {"q": (4, 5)}),
        (({"q": numbered(0, 25)}, 13, 13), {"q": (13, 13)}),
        (({"long": numbered(0, 26), "short": numbered(30, 40)},), {"long": (13, 14), "short": (8, 3)}),
    ]
    expect_each(
        cases,
        lambda *given: lengths_and_sizes(submission.index_items(*given)),
        think="One changed word in the middle of 25 words: how many runs of 13 are left? ngram_length knows.",
        spread=True,
    )


@check("index_items", points=3, needs=("ngrams_of_items",))
def test_too_short_items(submission: Any) -> None:
    """An item of five words is looked for, one of four is not there at all."""
    five = {"five": "what is two plus two"}
    whole = ({5: {"what is two plus two": ["five"]}}, {"five": 1})
    cases = [
        ((five,), whole),
        (({**five, "four": "two plus two is"},), whole),
        (({"four": "two plus two is"}, 2, 2), ({}, {})),
        (({"answer": "42", "nothing": "", "yes": "Yes."},), ({}, {})),
        (({"han": "你好世界"},), ({}, {})),
        (({"han": "你好，世界们"},), ({5: {"你 好 世 界 们": ["han"]}}, {"han": 1})),
    ]
    expect_indexes(submission, cases, 'How often does "yes" stand in a crawl?')


@check("index_items", points=2, needs=("ngrams_of_items",))
def test_shared_ngrams(submission: Any) -> None:
    """An n-gram that two items have has two owners."""
    cases = [
        (
            ({"b": "x b c d e", "a": "a b c d e"}, 4, 4),
            ({4: {"a b c d": ["a"], "b c d e": ["a", "b"], "x b c d": ["b"]}}, {"a": 2, "b": 2}),
        ),
        (({"b": "a b c d e", "a": "a b c d e"}, 5, 5), ({5: {"a b c d e": ["a", "b"]}}, {"a": 1, "b": 1})),
    ]
    expect_indexes(submission, cases, "Does the second item take the n-gram away from the first?")


@check("index_items", points=1, needs=("ngrams_of_items",))
def test_impossible_lengths(submission: Any) -> None:
    """short_n of 0, or above n, is an error, also without items; short_n = n is none."""
    expect_indexes(submission, [(({}, 4, 4), ({}, {})), (({}, 1, 1), ({}, {}))], "Equal lengths are allowed.")
    cases = [({}, 13, 0), ({}, 8, 9), ({}, 0, 0), ({"q": "a b c d e"}, 3, 4)]
    expect_value_error(submission.index_items, cases, "Check the lengths before the items.")


# --- find_overlaps


def index_of(items: dict[str, tuple[str, int]]) -> tuple[dict[int, dict[str, list[str]]], dict[str, int]]:
    """The index of items (name -> plain words, words of an n-gram)."""
    owners: dict[int, dict[str, list[str]]] = {}
    sizes = {}
    for name, (text, n) in items.items():
        sequence = text.split()
        own = dict.fromkeys(" ".join(sequence[start : start + n]) for start in range(len(sequence) - n + 1))
        sizes[name] = len(own)
        for ngram in own:
            owners.setdefault(n, {}).setdefault(ngram, []).append(name)
    return owners, sizes


def plain_overlaps(answer: Any) -> Any:
    """(name, share, spans) of each item; anything else as it is, to be told as wrong."""
    try:
        return [(item, share, pairs(spans)) for item, share, spans in answer]
    except (TypeError, ValueError):
        return answer


def expect_overlaps(submission: Any, cases: Iterable[tuple[tuple[Any, ...], Any]], think: str) -> None:
    expect_each(cases, lambda *given: plain_overlaps(submission.find_overlaps(*given)), think=think, spread=True)


def shares(answer: Any) -> Any:
    """(name, share) of each item; anything else as it is, to be told as wrong."""
    try:
        return [(item, share) for item, share, _ in answer]
    except (TypeError, ValueError):
        return answer


def expect_shares(submission: Any, cases: Iterable[tuple[tuple[Any, ...], dict[str, float]]], think: str) -> None:
    expect_each(
        [(given, sorted(expected.items())) for given, expected in cases],
        lambda *given: shares(submission.find_overlaps(*given)),
        think=think,
        spread=True,
    )


@check("find_overlaps", points=5)
def test_share_of_an_item(submission: Any) -> None:
    """The share is that of the item's distinct n-grams, and an item with the limit itself is found."""
    long = index_of({"q": (numbered(0, 52), 13)})  # 40 n-grams; the first k words hold k - 12 of them
    small = index_of({"q": ("a b c d e f", 2)})
    cases: list[tuple[tuple[Any, ...], dict[str, float]]] = [
        ((f"x {numbered(0, 31)} y", long), {}),
        ((f"x {numbered(0, 32)} y", long), {"q": 0.5}),
        ((f"x {numbered(0, 52)} y", long), {"q": 1.0}),
        (("a b c x", small, 0.4), {"q": 0.4}),
        (("a b c x", small, 0.41), {}),
        (("a b a b a b", small, 0.1), {"q": 0.2}),  # one n-gram, three times
        (("f e d c b a", small, 0.1), {}),
        (("", small), {}),
        (("a b c d e f", index_of({})), {}),
        # Each item by itself, by name, n-grams of every length.
        (("a b c d e f g h", index_of({"z": ("d e f g h", 5), "q": ("a b c d e f", 2)})), {"q": 1.0, "z": 1.0}),
    ]
    expect_shares(submission, cases, "How many different n-grams has the item? How many of those stand in the text?")


@check("find_overlaps", points=5, needs=("share_of_an_item",))
def test_where_it_stands(submission: Any) -> None:
    """Spans point into the text as it was given; n-grams that touch are one span, and each place has its own."""
    six = index_of({"q": ("one two three four five six", 3)})
    cases = []
    for share, index, least, text in (
        (1.0, six, 0.5, "Page: «One, two three… FOUR five\nsix»!"),
        (1.0, six, 0.5, "Ça coûte ½ €, ﬁn ☕. «one two three four five six» x"),
        (1.0, six, 0.5, "«one two three four» stop «three four five six»"),
        (1.0, six, 0.5, "«one two three four five six», again: «one two three four five six»."),
        (1.0, six, 0.5, "«one two three four five six two three four»"),  # follows without a word between them
        (0.5, six, 0.5, "(«one two three four») stop five"),
        (0.4, index_of({"q": ("a b x y c d", 2)}), 0.4, "- «a b c d» -"),
        (1.0, index_of({"q": ("un cafe s il vous plait", 2)}), 0.5, "«Un cafe\u0301 s'il vous plai\u0302t»!"),
        (1.0, index_of({"q": ("你 好 世 界 们", 5)}), 0.5, "说：«你好，世界们»。"),
        (1.0, index_of({"q": ("du vin rouge et un the", 6)}), 0.5, "«Du vin rouge et un the\u0301», svp"),
    ):
        plain, spans = marked(text)
        cases.append(((plain, index, least), [("q", share, spans)]))
    expect_overlaps(submission, cases, "What is text[begin:end] for your spans?")


@check("find_overlaps", points=3, needs=("share_of_an_item",))
def test_other_clothes(submission: Any) -> None:
    """An item in capitals, wrapped, quoted or in boiler-plate is found; one with other numbers is not."""
    item = "Tom has 12 pens and 7 books. Ann has 30 books and a bag. How many things have both of them got?"
    plain = "tom has 12 pens and 7 books ann has 30 books and a bag how many things have both of them got"
    index = index_of({"q": (plain, 8)})
    dresses = [
        item,
        item.upper(),
        item.replace(" ", "\n"),
        "> " + item.replace("and", "\n> and").replace("How", "\n> How"),
        item.replace(".", " –").replace("?", ""),
        item.replace("Tom", "Ｔｏｍ").replace("12", "１２"),
        f"Home | News | Contact\n{item}\nAll rights reserved.",
        f"Question:{item}Answer:19",
    ]
    cases: list[tuple[tuple[Any, ...], Any]] = [((dress, index), {"q": 1.0}) for dress in dresses]
    cases += [
        ((item.replace("12", "31").replace("7", "4").replace("30", "14"), index), {}),
        ((item.replace("books", "cats").replace("things", "cats"), index), {}),
    ]
    expect_shares(submission, cases, "Do text and item go through the same words()? Print both.")


HEADER = "this is free software you may use copy and change it under the terms of the licence that comes along with it"
ASKED = "read the text then answer with one letter which of the following is true according to it"


@check("find_overlaps", points=3, needs=("share_of_an_item",))
def test_common_phrases(submission: Any) -> None:
    """What many pages share, a licence or an instruction, is no proof; the item behind it is."""
    one, other = numbered(0, 30), numbered(50, 80)
    files = index_of({"f": (f"{HEADER} {one}", 13)})
    questions = index_of({"a": (f"{ASKED} {one}", 13), "b": (f"{ASKED} {other}", 13)})
    # HEADER has 22 words, 10 n-grams; with 30 words behind it there are 40. ASKED has 17: 5, and 35.
    cases: list[tuple[tuple[Any, ...], Any]] = [
        ((f"{HEADER} def main return", files), {}),
        ((f"{HEADER} {one}", files), {"f": 1.0}),
        ((f"{one} without its header", files), {}),  # 18 of 40: what many share is better left out of items
        ((f"{HEADER} {numbered(0, 10)}", files), {"f": 20 / 40}),
        ((f"{HEADER} {numbered(0, 9)}", files), {}),
        ((f"{ASKED} a b c d", questions), {}),
        ((f"{ASKED} {one}", questions), {"a": 1.0}),
        ((f"{ASKED} {one} and {ASKED} {other}", questions), {"a": 1.0, "b": 1.0}),
        ((f"{ASKED} {one}", questions, 5 / 35), {"a": 1.0, "b": 5 / 35}),
    ]
    expect_shares(submission, cases, "Of which item does the text hold at least half?")


PROBLEM = "def add up numbers given a list of whole numbers return the sum of those that are even and of no others"
SOLUTION = "total 0 for number in numbers if number 2 0 total number return total"


@check("find_overlaps", points=3, needs=("share_of_an_item",))
def test_solution_alone(submission: Any) -> None:
    """Where problem and solution are two items, a solution alone is found; a page that only talks about them is not."""
    apart = index_of({"sum problem": (PROBLEM, 8), "sum solution": (SOLUTION, 8)})
    together = index_of({"sum": (f"{PROBLEM} {SOLUTION}", 13)})
    code = "total = 0\nfor number in numbers:\n    if number % 2 == 0:\n        total += number\nreturn total"
    about = "The task add_up_numbers asks for the sum of those that are even. A loop, an if, and return total: easy."
    cases: list[tuple[tuple[Any, ...], Any]] = [
        ((f"I found this somewhere:\n{code}\nNice.", apart), {"sum solution": 1.0}),
        ((f"I found this somewhere:\n{code}\nNice.", together), {}),
        ((f"Who knows? {PROBLEM}.", apart), {"sum problem": 1.0}),
        ((f"{PROBLEM}:\n{code}", apart), {"sum problem": 1.0, "sum solution": 1.0}),
        ((f"{PROBLEM}:\n{code}", together), {"sum": 1.0}),
        ((about, apart), {}),
    ]
    expect_shares(submission, cases, "Which of the two stands in the page, and how much of it?")


@check("find_overlaps", points=1, needs=("share_of_an_item",))
def test_impossible_shares(submission: Any) -> None:
    """A min_share of 0, below 0 or above 1 is an error, also for an empty text; 1 is none."""
    index = index_of({"q": ("a b c d e", 5)})
    expect_shares(submission, [(("a b c d e", index, 1.0), {"q": 1.0})], "1 is allowed.")
    cases = [("", index, 0.0), ("", index, -0.1), ("a b c d e", index, 1.01)]
    expect_value_error(submission.find_overlaps, cases, "Check the limit before the text.")


TWINS = frozenset(f"HumanEval/{number}" for number in (56, 61, 108, 145))
"""Problems that hold most of one another: some differ in signs only."""


@lru_cache(maxsize=1)
def problems() -> dict[str, tuple[str, str]]:
    """Name -> (problem, solution) of HumanEval, where both are long enough to be told from others."""
    return {
        name: (problem, solution)
        for name, problem, solution in benchmark_parts()
        if len(solution.split()) >= 25 and name not in TWINS
    }


def dressed(draw: Draw, text: str) -> str:
    """A text as others publish it: lines broken elsewhere, quoted, in capitals, with other marks, wide letters."""
    glue = draw.choice((" ", "\n", "\n> ", "  \n"))
    text = "".join(part + (glue if draw.chance(0.3) else " ") for part in text.split())
    if draw.chance(0.4):
        text = text.upper()
    if draw.chance(0.4):
        text = text.replace(".", " …").replace("(", " [ ").replace('"', "“")
    return text.replace("a", "ａ").replace("A", "Ａ") if draw.chance(0.3) else text


def part_of(text: str, share: float) -> str:
    """The first ``share`` of a text's words."""
    ends = [found.end() for found in re.finditer(r"[^\W_]+", text)]
    return text[: ends[round(share * len(ends)) - 1]]


@lru_cache(maxsize=2)
def planted(seed: int) -> tuple[dict[str, str], dict[str, str], frozenset[tuple[str, str]]]:
    """Pages, items, and which (page, item) is true: leaks of several kinds, and pages that only look like leaks."""
    draw = Draw(seed, "lab 10", "leaks")
    asked = {name: problems()[name] for name in draw.sample(sorted(problems()), 24)}
    items = {
        f"{name} {kind}": text
        for name, both in asked.items()
        for kind, text in zip(("problem", "solution"), both, strict=True)
    }
    pages, truth = {}, set()
    for number, name in enumerate(asked):
        page, (problem, solution) = f"page {number}", asked[name]
        leak, kinds = [
            (f"{problem}\n{solution}", ("problem", "solution")),
            (solution, ("solution",)),
            (part_of(problem, 0.8), ("problem",)),
            (part_of(problem, 0.25), ()),
            (f"{name} was solved by many: {part_of(solution, 0.2)}", ()),
            ("", ()),
        ][number % 6]
        write = forum_thread if draw.chance(0.3) else article
        lines = write(draw, draw.choice(LANGUAGES), "general").text.split("\n")
        place = draw.below(len(lines) + 1)
        pages[page] = "\n".join([*lines[:place], dressed(draw, leak), *lines[place:]])
        truth |= {(page, f"{name} {kind}") for kind in kinds}
    return pages, items, frozenset(truth)


def found_in(submission: Any, pages: dict[str, str], items: dict[str, str]) -> set[tuple[str, str]]:
    """(page, item) of all that the submission finds with its own index."""
    index = submission.index_items(items)
    found = set()
    for page, text in pages.items():
        answer = submission.find_overlaps(text, index)
        try:
            found |= {(page, item) for item, _, _ in answer}
        except (TypeError, ValueError) as error:
            raise CheckFailure(text, "a list of (name, share, spans)", answer) from error
    return found


@check("find_overlaps", points=3, needs=("ngrams_of_items", "share_of_an_item"))
def test_planted_precision(submission: Any, world_seed: int) -> None:
    """Index and search together: of what is found in planted pages, how much is true? All for full points."""
    pages, items, truth = planted(world_seed)
    found = found_in(submission, pages, items)
    credit(len(found & truth) / len(found) if found else 0.0, zero=0.5, full=1.0, what="precision of the planted items")


@check("find_overlaps", points=3, needs=("planted_precision",))
def test_planted_recall(submission: Any, world_seed: int) -> None:
    """Index and search together: of the problems and solutions of HumanEval in planted pages, how many are found?"""
    pages, items, truth = planted(world_seed)
    found = found_in(submission, pages, items)
    credit(len(found & truth) / len(truth), zero=0.5, full=1.0, what="recall of the planted items")


# --- excise


def expect_pieces(submission: Any, cases: Iterable[tuple[str, int, int, list[str]]], think: str) -> None:
    """Texts with their spans marked, margin, shortest piece, and the pieces that are left."""
    expect_each(
        [((*marked(text), margin, shortest), pieces) for text, margin, shortest, pieces in cases],
        submission.excise,
        think=think,
        spread=True,
    )


@check("excise", points=3)
def test_cut_and_keep(submission: Any) -> None:
    """What is marked goes, what stands around it stays; without spans the text stays as it is, however short."""
    cases = [
        ("one two «three» four five", 0, 0, ["one two", "four five"]),
        ("«one» two «three» four", 0, 0, ["two", "four"]),
        ("one «two three»", 0, 0, ["one"]),
        ("«one two»", 0, 0, []),
        ("«one» «two»", 0, 0, []),  # the blank between them is no piece
        ("one\n\n «two» \t three\nfour", 0, 0, ["one", "three\nfour"]),
        (" short\n", 200, 200, [" short\n"]),
        ("", 200, 200, [""]),
    ]
    expect_pieces(submission, cases, "What stands before, between and behind the cuts?")


@check("excise", points=5, needs=("cut_and_keep",))
def test_margins(submission: Any) -> None:
    """The margin goes too, on both sides; where it would cut a word in two the whole word goes."""
    cases = [
        ("one two three «four» five six seven", 1, 0, ["one two three", "five six seven"]),  # just the blank
        ("one two three «four» five six seven", 2, 0, ["one two", "six seven"]),  # a letter of three and of five
        ("one two three «four» five six seven", 6, 0, ["one two", "six seven"]),  # "three" to its first letter
        ("one two three «four» five six seven", 7, 0, ["one two", "seven"]),  # a letter of six, none of two
        ("one two three «four» five six seven", 100, 0, []),
        ("«one» two three", 5, 0, ["three"]),
        ("one two «three»", 5, 0, ["one"]),
        ("one t«wo thr»ee four", 0, 0, ["one", "four"]),  # the span itself may begin inside a word
        ("one two «cut» noe\u0301 x", 4, 0, ["one", "x"]),  # é is one letter, in two characters
        ("a b-c «cut» d_e f", 2, 0, ["a b-", "_e f"]),  # - and _ are part of no word
        ("one «two» three four five «six» seven", 5, 0, ["four"]),
        ("one «two» three four «six» seven", 6, 0, []),  # the margins meet
    ]
    expect_pieces(submission, cases, "Where does the margin begin and end, and is there a word around that place?")


@check("excise", points=4, needs=("cut_and_keep",))
def test_short_pieces(submission: Any) -> None:
    """A piece of exactly min_piece_characters stays, a shorter one goes; blanks at its ends do not count."""
    text = "abcd efg  «cut»  hijk lmno pq"  # 8 and 12 characters
    cases = [
        (text, 0, 8, ["abcd efg", "hijk lmno pq"]),
        (text, 0, 9, ["hijk lmno pq"]),
        (text, 0, 12, ["hijk lmno pq"]),
        (text, 0, 13, []),
        ("ab «cut»     «cut» cd", 0, 2, ["ab", "cd"]),
        ("ab «cut» c «cut» de", 0, 2, ["ab", "de"]),
        ("你好世界 «cut» 你好", 0, 3, ["你好世界"]),
    ]
    expect_pieces(submission, cases, "Strip first, then count.")
    before, after = " ".join(["word"] * 80), " ".join(["more"] * 81)
    whole = f"{before} cut {after}"  # 399 and 404 characters around the cut
    # 200 characters before "cut": a blank and 199 of 399, which end with "word" of number 41: 40 words, 199 characters.
    expect_each(
        [((whole, [(400, 403)]), [" ".join(["more"] * 41)])],
        submission.excise,
        think="Margin and shortest piece are 200 where nobody says otherwise.",
        spread=True,
    )


@check("excise", points=2, needs=("margins",))
def test_cut_characters(submission: Any) -> None:
    """In scripts without blanks a character is a word: the margin is cut to the character, with its marks."""
    cases = [
        ("一二三«四»五六七", 0, 0, ["一二三", "五六七"]),
        ("一二三«四»五六七", 1, 0, ["一二", "六七"]),
        ("一二三«四»五六七", 2, 0, ["一", "七"]),
        ("一二Python«四»Java五", 2, 0, ["一二", "五"]),
        ("«一»て\u3099す", 1, 0, ["す"]),
    ]
    expect_pieces(submission, cases, "What is a word in Chinese? See words().")


@check("excise", points=1, needs=("cut_and_keep",))
def test_spans_in_any_order(submission: Any) -> None:
    """Spans may come in any order, overlap, touch, and repeat."""
    text = "one two three four five six"
    cases = [
        ((text, spans, 0, 0), ["one", "five six"])
        for spans in ([(4, 7), (8, 18)], [(8, 18), (4, 7)], [(4, 13), (8, 18)], [(4, 18), (8, 13), (4, 18)])
    ]
    expect_each(cases, submission.excise, think="Two cuts that overlap are one.", spread=True)


@check("excise", points=1, needs=("cut_and_keep",))
def test_impossible_cuts(submission: Any) -> None:
    """Negative lengths, and spans that are empty, turned round or outside of the text, are errors."""
    cases = [("abc", [(0, 1)], -1, 0), ("abc", [(0, 1)], 0, -1), ("abc", [], -1, 0)]
    cases += [("abc", [(0, 1), span], 0, 0) for span in ((-1, 2), (1, 1), (2, 1), (2, 4))]
    expect_value_error(submission.excise, cases, "Check what you are given before you cut.")


def without(text: str, span: Span, margin: int, shortest: int) -> list[str]:
    """One cut, worked out character by character; for scripts with blanks between words."""
    begin, end = max(0, span[0] - margin), min(len(text), span[1] + margin)
    while 0 < begin < len(text) and text[begin - 1].isalnum() and text[begin].isalnum():
        begin -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return [piece for piece in (text[:begin].strip(), text[end:].strip()) if piece and len(piece) >= shortest]


@check("excise", points=2, needs=("margins", "short_pieces"))
def test_planted_cuts(submission: Any, world_seed: int) -> None:
    """Problems of HumanEval are cut out of planted pages, with drawn margins; the rest stays, to the letter."""
    draw, cases = Draw(world_seed, "lab 10", "cuts"), []
    for name in draw.sample(sorted(problems()), 12):
        lines = article(draw, draw.choice(SPACED), "general").text.split("\n")
        place = draw.below(len(lines) + 1)
        before, item = "".join(f"{line}\n" for line in lines[:place]), "".join(problems()[name])
        text = "\n".join([before + item, *lines[place:]])
        span, margin, shortest = (len(before), len(before) + len(item)), draw.between(0, 300), draw.between(0, 300)
        cases.append(((text, [span], margin, shortest), without(text, span, margin, shortest)))
    expect_each(cases, submission.excise, think="Compare the ends of your pieces with what is expected.", spread=True)
