"""Lab 05: exact duplicates. Values expected here come by hand, from xxhash, or are planted."""

from __future__ import annotations

import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from hashlib import md5
from itertools import islice
from typing import Any

import pytest
import xxhash

from labs.grading.check import CheckFailure, check, credit, expect_each

PAGES = 60
"""Pages of the small world that are looked at."""
HOT = 20_000
"""Members of a group that no task should need as a whole."""
MAX_SHUFFLE_BYTES = 60_000
"""A tenth of what the ids of `HOT` documents take. One row of each task takes less than a thousand."""


@lru_cache(maxsize=1)
def texts(world_seed: int) -> dict[str, str]:
    """URL -> main text of the first pages of a world."""
    from labs.world.build import world

    pages = (page for page in world(world_seed, 2 * PAGES).pages() if page.text)
    return {page.url: page.text for page in islice(pages, PAGES)}


def without_points(text: str) -> str:
    return text.translate({ord(sign): None for sign in ".,،。、"})


def wide(text: str) -> str:
    """Letters and digits of ASCII in their full width, as Japanese pages have them."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


DRESSES = (
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: "\ufeff" + text.replace("\n", "\r\n\r\n"),
    lambda text: "\n ".join(text.split()) + "\u00a0",
    lambda text: text.translate({c: c - 32 for c in range(ord("a"), ord("z") + 1)}),
    wide,
)
"""The same text, as another site shows it."""


# --- normalise_document


@check("normalise_document", points=4)
def test_case_and_white_space(submission):
    """Case and every kind of white space make no difference; none is left at the ends."""
    expect_each(
        [
            ("The CAT", "the cat"),
            (" a \t b\r\n\n\nc ", "a b c"),
            ("a\u00a0b\u3000c\u2009d", "a b c d"),
            ("a\u2028b\x0bc\x0cd\u0085e", "a b c d e"),
            ("\u041c\u0418\u0420", "\u043c\u0438\u0440"),
            ("", ""),
            (" \n\t\u3000", ""),
        ],
        submission.normalise_document,
        think="Which characters does str.split() without an argument cut at?",
    )


@check("normalise_document", points=4)
def test_composition_and_width(submission):
    """Composed or decomposed, wide or narrow, as a ligature or as two letters: the same text."""
    expect_each(
        [
            ("cafe\u0301", "caf\u00e9"),
            ("\uff21\uff22\uff11", "ab1"),
            ("\ufb01ne", "fine"),
            ("\uff76\uff9e", "\u30ac"),
            ("\u1112\u1161\u11ab", "\ud55c"),
            ("\u2460", "1"),
        ],
        submission.normalise_document,
        think="Four forms: NFC, NFD, NFKC, NFKD. Which of them folds width, and which composes?",
    )


@check("normalise_document", points=4)
def test_case_folding(submission):
    """Folding is more than lower case, and NFKC brings new capitals."""
    expect_each(
        [
            ("Stra\u00dfe", "strasse"),
            ("STRASSE", "strasse"),
            ("\u039f\u0394\u039f\u03a3", "\u03bf\u03b4\u03bf\u03c3"),
            ("\u03bf\u03b4\u03bf\u03c2", "\u03bf\u03b4\u03bf\u03c3"),
            ("Name\u2122", "nametm"),
            ("\u33c2 \u2103", "a.m. \u00b0c"),
            ("\U0001d400", "a"),
        ],
        submission.normalise_document,
        think="In capitals ß is SS. The sign ™ is TM after NFKC. What does a second pass change?",
    )


@check("normalise_document", points=3)
def test_invisible_characters(submission):
    """What no reader sees is left out, also in the middle of a word; it is no blank."""
    expect_each(
        [
            ("\ufeffa", "a"),
            ("hy\u00adphen", "hyphen"),
            ("long\u200bword", "longword"),
            ("no\u2060break", "nobreak"),
            ("\u200b \ufeff", ""),
            ("a \u200b b", "a b"),
        ],
        submission.normalise_document,
        think="str.split does not cut at these, and NFKC does not fold them.",
    )


@check("normalise_document", points=5)
def test_differences_stay(submission):
    """Punctuation, accents, numbers, joiners and the order of words make another document."""
    expect_each(
        [
            ("A, B.", "a, b."),
            ("Caf\u00e9  au lait!", "caf\u00e9 au lait!"),
            ("Page 12 of 1,234.50", "page 12 of 1,234.50"),
            ("B a", "b a"),
            ("Snake_case-word (x) #1", "snake_case-word (x) #1"),
            ("X \u0645\u06cc\u200c\u0634\u0648\u062f", "x \u0645\u06cc\u200c\u0634\u0648\u062f"),
            ("A \U0001f468\u200d\U0001f469", "a \U0001f468\u200d\U0001f469"),
            ("A B a b", "a b a b"),
            ("No NBSP", "no nbsp"),
        ],
        submission.normalise_document,
        think="A wrong match deletes a document for good. Similar is for lab 06, which shows how similar.",
    )


# --- document_hash


def key_of(normalised: str) -> str:
    return xxhash.xxh3_128_hexdigest(normalised.encode("utf-8", "surrogatepass"))


@check("document_hash", points=4)
def test_values_of_xxh3_128(submission):
    """The key is xxh3_128 of the UTF-8 bytes: 32 hexadecimal digits, in every process the same."""
    expect_each(
        [(text, key_of(text)) for text in ("a", "one two", "0", "?", "\u6211\u4eec", "caf\u00e9")],
        submission.document_hash,
        think="Which xxhash function, of which bytes, in which form?",
    )


@check("document_hash", points=2, needs=("values_of_xxh3_128",))
def test_normalised_before_hashing(submission):
    """A copy in other dress has the same key."""
    expect_each(
        [(given, key_of("the cat")) for given in ("The CAT", " the\n cat", "\ufeffThe\u00a0cat ", "the c\u00adat")]
        + [("The cat.", key_of("the cat."))],
        submission.document_hash,
        think="Print what you give to the hash function.",
    )


@check("document_hash", points=2, needs=("values_of_xxh3_128",))
def test_no_text_no_key(submission):
    """A document without text has no key; one sign is a text."""
    expect_each(
        [(text, None) for text in ("", " ", "\n\t\u3000", "\ufeff", "\u200b\n")] + [(".", key_of("."))],
        submission.document_hash,
        think="Two empty pages: is one the copy of the other? Look at what is left after normalising.",
    )


@check("document_hash", points=1, needs=("values_of_xxh3_128",))
def test_the_whole_text_counts(submission):
    """One other character, at the start or at the end of a long page, makes another key."""
    body = "word and " * 4_000
    cases = [(given, key_of(given)) for given in (f"{body}x", f"{body}y", f"x {body}z", f"y {body}z")]
    for given, expected in cases:
        if (actual := submission.document_hash(given)) != expected:
            shown = f"36,000 characters: {given[:8]} … {given[-8:]}"
            raise CheckFailure(shown, expected, actual, "Pages of one site begin alike and end alike.")


@check("document_hash", points=1, needs=("values_of_xxh3_128",))
def test_half_characters(submission):
    """Half a character, as broken pages have it, neither stops the run nor vanishes."""
    expect_each(
        [(text, key_of(text)) for text in ("\ud800", "\udfff", "a\ud83d b")],
        submission.document_hash,
        think="str.encode has a second argument.",
    )


@check("document_hash", points=2, needs=("values_of_xxh3_128",))
def test_planted_copies(submission, world_seed):
    """Of the pages of a world, copies in other dress have equal keys, and edited copies have not."""
    pages = list(dict.fromkeys(texts(world_seed).values()))
    draw = random.Random(f"{world_seed} dress")
    same, other = [], []
    for text in draw.sample(pages, 24):
        key = submission.document_hash(text)
        same.append(key is not None and key == submission.document_hash(draw.choice(DRESSES)(text)))
        for edited in (f"{text} 1", without_points(text), text[1:]):
            if edited != text:
                other.append(key != submission.document_hash(edited))
    share = min(sum(same) / len(same), sum(other) / len(other))
    credit(share, zero=0.6, full=1.0, what="the smaller one of two shares: copies found, edited copies told apart")


# --- best_of_equals

Document = tuple[str, str | None, float | tuple[float, str]]
"""id, hash, rank (number, or number and text)"""


def documents_table(rows: Iterable[Document]) -> Any:
    import pyarrow as pa

    struct = pa.struct([("number", pa.float64()), ("text", pa.string())])
    found = []
    for name, key, rank in rows:
        number, text = rank if isinstance(rank, tuple) else (rank, "")
        found.append({"id": name, "hash": key, "rank": {"number": number, "text": text}})
    return pa.Table.from_pylist(found, pa.schema([("id", pa.string()), ("hash", pa.string()), ("rank", struct)]))


def rows_of(answer: Any, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    if set(answer.column_names) != set(columns) or len(answer.column_names) != len(columns):
        raise CheckFailure("documents", f"columns {', '.join(columns)}", answer.column_names, "Select these columns.")
    return list(zip(*(answer.column(name).to_pylist() for name in columns), strict=True))


def expect_rows(answer: Any, columns: tuple[str, ...], expected: dict[Any, Any], rows: Any, think: str) -> None:
    """Fail on one key (first of the columns) whose rest is missing, wrong or repeated, and show its documents."""
    keys = len(next(iter(expected)))
    found = defaultdict(list)
    for row in rows_of(answer, columns):
        found[row[:keys]].append(row[keys:])
    for key in sorted(found.keys() | expected.keys(), key=repr):
        wanted = [expected[key]] if key in expected else []
        if found.get(key, []) != wanted:
            members = [row for row in rows if row[1] == key[0]][:8]
            told = dict(zip(columns, key, strict=False))
            raise CheckFailure(members, f"for {told}: {wanted or 'no row'}", found.get(key) or "no row", think)


def best(rows: Iterable[Document]) -> dict[tuple[str], tuple[str]]:
    """By sorting."""
    ranked = [(rank if isinstance(rank, tuple) else (rank, ""), name, key) for name, key, rank in rows]
    found: dict[tuple[str], tuple[str]] = {}
    for _, name, key in sorted(row for row in ranked if row[2] is not None):
        found.setdefault((key,), (name,))
    return found


SURVIVOR = ("hash", "survivor")
RANKED: list[Document] = [
    ("a", "h1", -1.0), ("b", "h1", -3.0), ("c", "h1", -2.0),
    ("d", "h2", (0.0, "2021")), ("e", "h2", (0.0, "2020")), ("f", "h2", (1.0, "2019")),
    ("g", "h3", float("inf")),
]  # fmt: skip


@check("best_of_equals", points=5)
@pytest.mark.spark
def test_smallest_rank_survives(submission):
    """Of each group the document with the smallest rank survives, first by its number, then by its text."""
    answer = submission.on_tables("best_of_equals", documents_table(RANKED))
    expect_rows(answer, SURVIVOR, {("h1",): ("b",), ("h2",): ("e",), ("h3",): ("g",)}, RANKED,
                "The minimum of a struct compares its fields one after the other.")  # fmt: skip


@check("best_of_equals", points=4, needs=("smallest_rank_survives",))
@pytest.mark.spark
def test_ties_go_to_the_smallest_id(submission):
    """Among equal ranks the smallest id survives, as strings compare, wherever its row stands."""
    rows: list[Document] = [(name, key, 0.0) for key in ("h1", "h2", "h3") for name in (f"{key}-9", f"{key}-10")]
    rows += [("b", "h4", 1.0), ("a", "h4", 1.0), ("c", "h4", 1.0), ("x", "h5", 0.0), ("0", "h5", 1.0)]
    expected = {(key,): (f"{key}-10",) for key in ("h1", "h2", "h3")} | {("h4",): ("a",), ("h5",): ("x",)}
    answer = submission.on_tables("best_of_equals", documents_table(rows))
    expect_rows(answer, SURVIVOR, expected, rows, "Put the tie-break into the same minimum.")


@check("best_of_equals", points=3, needs=("smallest_rank_survives",))
@pytest.mark.spark
def test_empty_documents_are_no_group(submission):
    """Documents without a hash have no row: they are not all copies of one."""
    rows: list[Document] = [("a", None, -9.0), ("b", None, 0.0), ("c", "h1", 0.0), ("d", "", 1.0), ("e", "", 2.0)]
    answer = submission.on_tables("best_of_equals", documents_table(rows))
    expect_rows(answer, SURVIVOR, {("h1",): ("c",), ("",): ("d",)}, rows, "groupBy makes a group of the nulls.")


@check("best_of_equals", points=2, needs=("smallest_rank_survives",))
@pytest.mark.spark
def test_survivors_by_key_and_not_by_chance(submission, world_seed):
    """The same survivors from shuffled rows in one, two and seven partitions."""
    draw = random.Random(f"{world_seed} equals")
    rows: list[Document] = [(f"{n:03}", f"h{draw.randrange(40)}", float(draw.randrange(2))) for n in range(240)]
    expected = best(rows)
    for partitions in (1, 2, 7):
        draw.shuffle(rows)
        answer = submission.on_tables("best_of_equals", documents_table(rows), partitions=partitions)
        expect_rows(answer, SURVIVOR, expected, rows, "Who comes first in a partition is chance.")


@check("best_of_equals", points=2, needs=("smallest_rank_survives",))
@pytest.mark.spark
def test_survivors_are_a_plan(submission):
    """The function returns a plan and starts no job: nothing is collected or counted on the driver."""
    answer = submission.on_tables("best_of_equals", documents_table(RANKED), partitions=2, plan_only=True)
    expect_rows(answer, SURVIVOR, best(RANKED), RANKED, "The same survivors as before.")


@check("best_of_equals", points=2, needs=("smallest_rank_survives",))
@pytest.mark.spark
def test_hot_group(submission):
    """A group of 20,000 equal documents is reduced before the shuffle and not sent or listed as a whole."""
    rows: list[Document] = [(name, "h1", 0.0) for name in long_ids()] + [("z", "h2", 0.0)]
    answer = submission.on_tables("best_of_equals", documents_table(rows), max_shuffle_bytes=MAX_SHUFFLE_BYTES)
    expected = {("h1",): (min(long_ids()),), ("h2",): ("z",)}
    expect_rows(answer, SURVIVOR, expected, rows[-8:], "What must one task know of its part of the group?")


def long_ids() -> list[str]:
    return [md5(str(number).encode()).hexdigest() for number in range(HOT)]


# --- line_hashes


def line_key(words: str) -> int:
    value = xxhash.xxh3_64_intdigest(words.encode("utf-8", "surrogatepass"))
    return value - 2**64 if value >= 2**63 else value


@check("line_hashes", points=4)
def test_values_of_xxh3_64(submission):
    """The key of a line is xxh3_64 of its words as a signed number, so that it fits a bigint of Spark."""
    lines = ["share this page", "accept all cookies", "one two", "subscribe now", "\u6211 \u4eec"]
    cases = [((line, 1), [(0, line_key(line))]) for line in lines]
    assert {key < 0 for _, [(_, key)] in cases} == {True, False}
    expect_each(cases, submission.line_hashes, spread=True,
                think="xxh3_64_intdigest gives 0 … 2**64 - 1; a bigint ends at 2**63 - 1.")  # fmt: skip


@check("line_hashes", points=3, needs=("values_of_xxh3_64",))
def test_lines_in_other_dress(submission):
    """Case, accents, punctuation, numbers and blanks make no other line; another word does."""
    expect_each(
        [
            (("  Posted on 3 May \u2014 12 Comments ", 1), [(0, line_key("posted on 0 may 0 comments"))]),
            (("Caf\u00e9-Menu!", 1), [(0, line_key("cafe menu"))]),
            (("Read more\nREAD MORE \u00bb", 1), [(0, line_key("read more"))]),
            (("Read more\nRead less", 1), [(0, line_key("read more")), (1, line_key("read less"))]),
            (("\u7b2c 3 \u9875\n\u7b2c 14 \u9875", 1), [(0, line_key("\u7b2c 0 \u9875"))]),
        ],
        submission.line_hashes,
        spread=True,
        think="Boiler-plate counts comments and days. `words` folds that; what do you put between words?",
    )


@check("line_hashes", points=3, needs=("values_of_xxh3_64",))
def test_first_appearance(submission):
    """Each different line once a document, with the number of its first appearance; all lines are numbered."""
    a, b = line_key("first line"), line_key("second line")
    expect_each(
        [
            (("first line\nfirst line", 1), [(0, a)]),
            (("second line\nfirst line\nsecond line\nfirst line", 1), [(0, b), (1, a)]),
            (("\n\nfirst line", 1), [(2, a)]),
            (("x\n* * *\nfirst line\n\nsecond line\nFirst line.", 6), [(2, a), (4, b)]),
            (("", 1), []),
        ],
        submission.line_hashes,
        spread=True,
        think="A line ten times on one page is not a line of ten pages.",
    )


@check("line_hashes", points=2, needs=("values_of_xxh3_64",))
def test_short_lines_are_exempt(submission):
    """A line of exactly min_line_characters counts, one character fewer does not; blanks at its ends are none."""
    nine, ten = line_key("abcd fghi"), line_key("abcd fghij")
    expect_each(
        [
            (("abcd fghi", 10), []),
            (("abcd fghij", 10), [(0, ten)]),
            (("  abcd fghi \t", 10), []),
            (("abcd fghi.", 10), [(0, nine)]),
            (("\u6211\u4eec\u6211", 4), []),
            (("\u6211\u4eec\u6211\u4eec", 4), [(0, line_key("\u6211 \u4eec \u6211 \u4eec"))]),
        ],
        submission.line_hashes,
        spread=True,
        think="A closing bracket stands in every program. Count characters of the line, not of its words or bytes.",
    )


@check("line_hashes", points=2, needs=("values_of_xxh3_64",))
def test_lines_without_words(submission):
    """Rows of stars and empty lines are no lines, however long."""
    stars = "* * * * * * *"
    expect_each(
        [
            ((stars, 1), []),
            ((f"{stars}\n-----\n\n   \n\u2026", 0), []),
            ((f"{stars}\none two\n{stars}", 1), [(1, line_key("one two"))]),
        ],
        submission.line_hashes,
        spread=True,
        think="What is the key of no words? All separators of the web would share it.",
    )


@check("line_hashes", points=2, needs=("values_of_xxh3_64",))
def test_only_new_lines_separate(submission):
    r"""Only \n ends a line: form feeds, U+2028 and a lone \r do not."""
    both, second = line_key("one two"), line_key("three")
    expect_each(
        [((f"one{sign}two\nthree", 1), [(0, both), (1, second)]) for sign in ("\x0c", "\u2028", "\x0b", "\r", "\u0085")]
        + [(("one two\r\nthree\r\n", 1), [(0, both), (1, second)])],
        submission.line_hashes,
        spread=True,
        think="See what str.splitlines does with these. Everyone who numbers lines must cut them alike.",
    )


# --- repeated_lines

Page = tuple[str, str | None, list[tuple[int, int]]]
"""id, scope, lines as (number, hash)"""
REPEATED = ("scope", "hash", "documents", "id", "number")


def pages_table(rows: Iterable[Page]) -> Any:
    import pyarrow as pa

    line = pa.struct([("number", pa.int32()), ("hash", pa.int64())])
    found = [
        {"id": name, "scope": scope, "lines": [{"number": number, "hash": key} for number, key in lines]}
        for name, scope, lines in rows
    ]
    return pa.Table.from_pylist(
        found, pa.schema([("id", pa.string()), ("scope", pa.string()), ("lines", pa.list_(line))])
    )


FEW: list[Page] = [
    ("a", "one", [(0, 1), (1, 2), (2, -7)]),
    ("b", "one", [(0, 1), (1, 2), (2, -8)]),
    ("c", "one", [(0, 1), (1, 3)]),
    ("d", "two", [(0, 1), (1, 2), (2, 2**62)]),
    ("e", "two", [(0, 4), (1, 2), (2, 2**62)]),
    ("f", "two", [(0, 5), (1, 2), (2, 2**62)]),
    ("g", "two", []),
]
FEW_REPEATED = {("one", 1): (3, "a", 0), ("two", 2): (3, "d", 1), ("two", 2**62): (3, "d", 2)}


@check("repeated_lines", points=5)
@pytest.mark.spark
def test_enough_documents(submission):
    """A line of exactly min_documents documents of one scope is repeated; one document fewer is too few."""
    answer = submission.on_tables("repeated_lines", pages_table(FEW), args=[3])
    expect_rows(answer, REPEATED, FEW_REPEATED, FEW, "Which lines stand in three pages of one site?")


@check("repeated_lines", points=4, needs=("enough_documents",))
@pytest.mark.spark
def test_first_by_id(submission):
    """The first appearance is in the document with the smallest id, at the number that the line has there."""
    rows: list[Page] = [
        ("9", "s", [(0, 1), (1, 2)]),
        ("10", "s", [(8, 1), (9, 2)]),
        ("11", "s", [(3, 1)]),
        ("b", "t", [(0, 1)]),
        ("a", "t", [(5, 1)]),
    ]
    answer = submission.on_tables("repeated_lines", pages_table(rows), args=[2])
    expected = {("s", 1): (3, "10", 8), ("s", 2): (2, "10", 9), ("t", 1): (2, "a", 5)}
    expect_rows(answer, REPEATED, expected, rows, "id and number belong together: the minimum of both, not two minima.")


@check("repeated_lines", points=2, needs=("enough_documents",))
@pytest.mark.spark
def test_unknown_scope(submission):
    """Documents whose scope is null are not of one site, so their lines are not repeated."""
    rows: list[Page] = [(name, None, [(0, 1)]) for name in "abc"] + [(name, "", [(0, 1)]) for name in "xyz"]
    answer = submission.on_tables("repeated_lines", pages_table(rows), args=[3])
    expect_rows(answer, REPEATED, {("", 1): (3, "x", 0)}, rows, "Null is not the name of a site; an empty name is one.")


@check("repeated_lines", points=2, needs=("enough_documents",))
@pytest.mark.spark
def test_lines_by_key_and_not_by_chance(submission, world_seed):
    """The same lines from shuffled rows in one, two and seven partitions."""
    draw = random.Random(f"{world_seed} lines")
    rows: list[Page] = []
    for number in range(120):
        keys = draw.sample(range(12), 4)
        rows.append((f"{number:03}", f"s{draw.randrange(4)}", list(zip(draw.sample(range(30), 4), keys, strict=True))))
    groups = defaultdict(list)
    for name, scope, lines in rows:
        for number, key in lines:
            groups[scope, key].append((name, number))
    expected = {key: (len(group), *min(group)) for key, group in groups.items() if len(group) >= 10}
    for partitions in (1, 2, 7):
        draw.shuffle(rows)
        answer = submission.on_tables("repeated_lines", pages_table(rows), args=[10], partitions=partitions)
        expect_rows(
            answer, REPEATED, expected, rows, "Which document is first? Not the one that happens to come first."
        )


@check("repeated_lines", points=2, needs=("enough_documents",))
@pytest.mark.spark
def test_lines_are_a_plan(submission):
    """The function returns a plan and starts no job: nothing is collected or counted on the driver."""
    answer = submission.on_tables("repeated_lines", pages_table(FEW), args=[3], partitions=2, plan_only=True)
    expect_rows(answer, REPEATED, FEW_REPEATED, FEW, "The same lines as before.")


@check("repeated_lines", points=3, needs=("enough_documents",))
@pytest.mark.spark
def test_hot_line(submission):
    """A line of 20,000 documents is counted before the shuffle; its documents are not sent or listed."""
    rows: list[Page] = [(name, "s", [(number % 100, 1)]) for number, name in enumerate(long_ids())]
    answer = submission.on_tables("repeated_lines", pages_table(rows), args=[10], max_shuffle_bytes=MAX_SHUFFLE_BYTES)
    first, _, lines = min(rows)
    expected = {("s", 1): (HOT, first, lines[0][0])}
    expect_rows(answer, REPEATED, expected, rows[:4], "What must one task know of its part of the documents?")


# --- remove_lines

COOKIES, SHARE = line_key("accept all cookies"), line_key("share this page")


@check("remove_lines", points=4)
def test_repeated_lines_go(submission):
    """A line that first appears in another document goes, wherever it stands and whatever its dress."""
    expect_each(
        [
            (("Accept all cookies\nBody", {COOKIES: None}, 1), ("Body", 1, 18)),
            (("Body\nACCEPT all cookies!\nMore", {COOKIES: None, 5: None}, 1), ("Body\nMore", 1, 19)),
            (("Share this page\nBody\nAccept all cookies", {COOKIES: None, SHARE: None}, 1), ("Body", 2, 33)),
            (("Accept all cookies\nBody\nAccept all cookies", {COOKIES: None}, 1), ("Body", 2, 36)),
            (("Accept all cookies", {COOKIES: None}, 18), ("", 1, 18)),
        ],
        submission.remove_lines,
        spread=True,
        think="The key of a line is made as in line_hashes. Removed characters are counted without line ends.",
    )


@check("remove_lines", points=4, needs=("repeated_lines_go",))
def test_first_appearance_stays(submission):
    """Where this document has the first appearance, that line stays and each later one goes."""
    twice = "Accept all cookies\nBody\nAccept all cookies."
    expect_each(
        [
            ((twice, {COOKIES: 0}, 1), ("Accept all cookies\nBody", 1, 19)),
            (("Body\nAccept all cookies", {COOKIES: 1}, 1), ("Body\nAccept all cookies", 0, 0)),
            (("Accept all cookies\nBody", {COOKIES: 0}, 1), ("Accept all cookies\nBody", 0, 0)),
            ((f"Share this page\n{twice}", {COOKIES: 1, SHARE: None}, 1), ("Accept all cookies\nBody", 2, 34)),
        ],
        submission.remove_lines,
        spread=True,
        think="0 is the number of a line; None is none.",
    )


@check("remove_lines", points=2, needs=("repeated_lines_go",))
def test_exempt_lines_stay(submission):
    """Short lines and lines without words stay, also when their key is among the repeated ones."""
    nothing = line_key("")
    expect_each(
        [
            (("Share this page\nBody", {SHARE: None}, 16), ("Share this page\nBody", 0, 0)),
            (("Share this page\nBody", {SHARE: None}, 15), ("Body", 1, 15)),
            (("  Share this page \nBody", {SHARE: None}, 16), ("  Share this page \nBody", 0, 0)),
            (("Body\n* * *\n\nMore", {nothing: None}, 1), ("Body\n* * *\n\nMore", 0, 0)),
        ],
        submission.remove_lines,
        spread=True,
        think="Both functions must exempt the same lines.",
    )


@check("remove_lines", points=3, needs=("repeated_lines_go",))
def test_the_rest_is_untouched(submission):
    r"""What is left is as it was; \n at its ends is cut off only when something was removed."""
    expect_each(
        [
            (("\n\nBody\n \n\nMore\n\n", {COOKIES: None}, 1), ("\n\nBody\n \n\nMore\n\n", 0, 0)),
            (("\nBody  \n", {}, 1), ("\nBody  \n", 0, 0)),
            (
                ("\nAccept all cookies\n\n  Body\n\n\tMore\x0cx\u2028 \nShare this page\n", {COOKIES: None}, 1),
                ("  Body\n\n\tMore\x0cx\u2028 \nShare this page", 1, 18),
            ),
            (("", {COOKIES: None}, 1), ("", 0, 0)),
        ],
        submission.remove_lines,
        spread=True,
        think="Indentation and blank lines are the author's.",
    )


BANNERS = (
    "We use cookies to improve your visit",
    "Posted on {} May, {} comments",
    "\u5173\u6ce8\u6211\u4eec\u7684\u516c\u4f17\u53f7\uff1a\u7b2c {} \u671f {}",
)


@check("remove_lines", points=3, needs=("repeated_lines_go", "values_of_xxh3_64", "first_appearance"))
def test_planted_lines(submission, world_seed):
    """Your keys and your cut together: pages of a world that boiler-plate was planted in are as before."""
    draw = random.Random(f"{world_seed} banners")
    sites = defaultdict(dict)
    for number, (url, text) in enumerate(sorted(texts(world_seed).items())):
        sites[number % 3][url] = "\n".join(text.strip("\n").split("\n")[:3])
    right = count = 0
    for number, pages in sites.items():
        dirty = {url: planted(draw, text, BANNERS[number:]) for url, text in pages.items()}
        found = {url: submission.line_hashes(text, 10) for url, text in dirty.items()}
        where = defaultdict(list)
        for url, lines in found.items():
            for line, key in lines:
                where[key].append((url, line))
        first = {key: min(places) for key, places in where.items() if len(places) >= 10}
        for url, lines in found.items():
            repeated = {key: line if first[key][0] == url else None for line, key in lines if key in first}
            expected = dirty[url] if url == min(pages) else pages[url]
            right += submission.remove_lines(dirty[url], repeated, 10)[0] == expected
            count += 1
    credit(right / count, zero=0.5, full=0.98, what="the share of pages that come out as they were before planting")


def planted(draw: random.Random, text: str, banners: Iterable[str]) -> str:
    """The text with each of the banners at one of its ends."""
    for banner in banners:
        line = banner.format(draw.randrange(1, 31), draw.randrange(1, 2000))
        text = draw.choice([f"{line}\n{text}", f"{text}\n{line.upper()}"])
    return text
