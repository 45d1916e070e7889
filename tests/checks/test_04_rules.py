# ruff: noqa: RUF003
"""The graded checks of lab 04: rules, and data that no rule saw before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from labs.grading.check import CheckFailure, check, credit, expect, expect_each, within
from labs.world.draws import Draw
from labs.world.personal import card_number, carrier, look_alike, luhn_digit, personal
from labs.world.writing import Draft, article, forum_thread, joined, mojibake, product_page, promotion, repetitive

LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "ja", "pt", "ru", "zh")
SHOPS = ("de", "en", "es")
"""Languages of the shops that are good pages."""


# --- labels


@check("labels", points=1)
def test_labels_follow_documents(labels: Any) -> None:
    """Your labels depend on the documents: they are no pattern, and not as good when they are shuffled."""
    labels.expect_follow_documents()


@check("labels", points=2, needs=("labels_follow_documents",))
def test_labels_cover(labels: Any) -> None:
    """Every document has a label: full points for all of them, none for half."""
    labels.credit_coverage()


@check("labels", points=1, needs=("labels_follow_documents",))
def test_labels_consistent(labels: Any) -> None:
    """Documents that come twice have the same label twice: full points for all of them, none for half."""
    labels.credit_consistency()


@check("labels", points=4, needs=("labels_follow_documents",))
def test_labels_agree(labels: Any) -> None:
    """Agreement with the truth beyond chance, Cohen's kappa: full points at 0.8, none at 0.4."""
    labels.credit_agreement(zero=0.4, full=0.8)


# --- duplicate_line_fraction


@check("duplicate_line_fraction", points=3)
def test_first_line_is_no_copy(submission: Any) -> None:
    """Of equal lines the first is no copy, every other one is; the denominator is all lines."""
    cases = [
        (["a", "a"], 1 / 2),
        (["a", "b"], 0.0),
        (["a", "a", "b"], 1 / 3),
        (["a", "a", "a", "b"], 2 / 4),
        (["Home", "Home", "News", "News", "text"], 2 / 5),
    ]
    expect_each(cases, submission.duplicate_line_fraction, think="Which of the lines could go, and nothing be lost?")


@check("duplicate_line_fraction", points=1, needs=("first_line_is_no_copy",))
def test_copies_wherever_they_stand(submission: Any, world_seed: int) -> None:
    """Copies count wherever they stand: the order of the lines changes nothing."""
    draft = repetitive(Draw(world_seed, "lab 04", "lines"), "en")
    lines = [joined(paragraph) for paragraph in draft.paragraphs]
    # Every line of this text is one of a few; so the copies are all lines but one of each kind.
    expected = sum(number - 1 for number in Counter(lines).values()) / len(lines)
    cases = [(["a", "b", "a"], 1 / 3), (["a", "b", "c", "a", "b"], 2 / 5), (sorted(lines), expected), (lines, expected)]
    think = "Does your function compare each line with its neighbour only?"
    expect_each(cases, submission.duplicate_line_fraction, think=think)


@check("duplicate_line_fraction", points=1, needs=("first_line_is_no_copy",))
def test_equal_means_every_character(submission: Any) -> None:
    """Lines are equal when all their characters are."""
    cases = [(["a", "A"], 0.0), (["a b", "ab"], 0.0), (["a", "a."], 0.0), (["1", "2", "3"], 0.0)]
    think = "What do you change about the lines before you compare them?"
    expect_each(cases, submission.duplicate_line_fraction, think=think)


@check("duplicate_line_fraction", points=1, needs=("first_line_is_no_copy",))
def test_no_lines(submission: Any) -> None:
    """A text without lines has the fraction 0."""
    expect(submission.duplicate_line_fraction([]), 0.0, given=[], think="A crawl holds empty pages.")


# --- n-grams


def random_words(world_seed: int, count: int) -> Iterator[tuple[list[str], int]]:
    """Short texts of few different words, so that n-grams repeat and overlap, and an n for each."""
    draw = Draw(world_seed, "lab 04", "n-grams")
    for _ in range(count):
        vocabulary = [draw.choice("abcde") * draw.between(1, 4) for _ in range(draw.between(1, 4))]
        yield [draw.choice(vocabulary) for _ in range(draw.below(22))], draw.between(1, 4)


def covered(words: list[str], n: int, grams: set[tuple[str, ...]]) -> int:
    """Characters of the words inside any of ``grams``, word by word."""
    total = 0
    for place, word in enumerate(words):
        first, last = max(0, place - n + 1), min(place, len(words) - n)
        if any(tuple(words[start : start + n]) in grams for start in range(first, last + 1)):
            total += len(word)
    return total


def counted(words: list[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[start : start + n]) for start in range(len(words) - n + 1))


def top_fraction(words: list[str], n: int) -> float:
    counts = counted(words, n)
    most = max(counts.values(), default=0)
    if most < 2:
        return 0.0
    return max(covered(words, n, {gram}) for gram in counts if counts[gram] == most) / sum(map(len, words))


def expect_fractions(function: Callable[..., Any], cases: list[tuple[str, int, float]], *, think: str) -> None:
    """``cases``: (text, n, fraction)."""
    expect_each([((text.split(), n), fraction) for text, n, fraction in cases], function, think=think, spread=True)


@check("top_ngram_character_fraction", points=2)
def test_top_ngram_in_characters(submission: Any) -> None:
    """Characters of the covered words are divided by characters of all words, blanks not counted."""
    cases = [
        ("big red car big red bus", 2, 12 / 18),
        ("big red car big red bus", 1, 6 / 18),
        ("we sell shoes and we sell shoes here", 3, 22 / 29),
        ("a bb a bb a bb ccccccccc", 2, 9 / 18),
    ]
    think = "Write down the words that are covered, add up their letters, and do the same for all words."
    expect_fractions(submission.top_ngram_character_fraction, cases, think=think)


@check("top_ngram_character_fraction", points=3, needs=("top_ngram_in_characters",))
def test_top_ngram_occurs_twice(submission: Any) -> None:
    """An n-gram that occurs once is not repeated: the fraction is 0, as it is for a text shorter than n words."""
    cases = [("", 2, 0.0), ("word", 2, 0.0), ("a a", 2, 0.0), ("the cat sat", 2, 0.0),
             ("the cat sat", 1, 0.0), ("a b a", 4, 0.0), ("a b c a c b", 2, 0.0)]  # fmt: skip
    think = "Every text has a most frequent n-gram. How often must it occur to be a repetition?"
    expect_fractions(submission.top_ngram_character_fraction, cases, think=think)


@check("top_ngram_character_fraction", points=3, needs=("top_ngram_in_characters",))
def test_top_ngram_overlap(submission: Any) -> None:
    """A word inside two overlapping occurrences counts once, so the fraction is never above 1."""
    cases = [("ha ha ha", 2, 1.0), ("ha ha ha x", 2, 6 / 7), ("ha ha ha ha ha ha x x", 4, 12 / 14),
             ("a b a b a x", 3, 5 / 6)]  # fmt: skip
    think = "What is (length of the n-gram) × (number of occurrences) for 'ha ha ha' and n = 2?"
    expect_fractions(submission.top_ngram_character_fraction, cases, think=think)


@check("top_ngram_character_fraction", points=3, needs=("top_ngram_in_characters",))
def test_top_ngram_most_frequent(submission: Any) -> None:
    """The most frequent n-gram counts, and of several the one that covers most characters."""
    cases = [
        # "a b" three times beats "longlong longer" twice.
        ("a b x a b y a b z longlong longer q longlong longer", 2, 6 / 38),
        # Both twice: the longer one counts, in whatever order they stand.
        ("a b x a b y long tail z long tail", 2, 16 / 23),
        ("long tail z long tail y a b x a b", 2, 16 / 23),
        # Both twice: "aaaa aaaa" is longer but covers 12 characters, "bbbb bbb" covers 14.
        ("aaaa aaaa aaaa q bbbb bbb x bbbb bbb", 2, 14 / 28),
    ]
    think = "Two questions, in this order: which occur most often? Which of those covers most characters?"
    expect_fractions(submission.top_ngram_character_fraction, cases, think=think)


@check("top_ngram_character_fraction", points=2, needs=("top_ngram_in_characters",))
def test_top_ngram_on_many_texts(submission: Any, world_seed: int) -> None:
    """On many small texts the value is what counting word by word gives."""
    cases = [(" ".join(words), n, top_fraction(words, n)) for words, n in random_words(world_seed, 120)]
    think = "Count this one by hand."
    expect_fractions(submission.top_ngram_character_fraction, cases, think=think)


@check("top_ngram_character_fraction", points=1, needs=("top_ngram_in_characters",))
def test_top_ngram_in_time(submission: Any) -> None:
    """Ten thousand words are answered for within a second."""
    words = [f"w{number}" for number in range(10_000)]
    think = "How often does your function go through all the words? Count all n-grams in one pass."
    within(1.0, lambda: submission.top_ngram_character_fraction(words, 2), given="10,000 different words", think=think)


# --- broken_gopher_quality_rules


SHOWN_CHARACTERS = 100
Page = tuple[str, str, list[str]] | tuple[str, str, list[str], str]
"""Text, language, names of the rules that it breaks, and what is measured where that is hard to see."""


def in_short(text: str) -> str:
    """A text as a failure shows it: nobody reads a wall of one word."""
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS // 2]} …"


def expect_names(ask: Callable[[str, str], Any], pages: Sequence[Page], *, think: str) -> None:
    """``ask`` names the rules that each page breaks, in any order. What is shown of a long page is what is measured."""
    told = {(page[0], page[1]): (in_short(page[0]), page[1], *(f"measured: {it}" for it in page[3:])) for page in pages}
    try:
        expect_each([((page[0], page[1]), sorted(page[2])) for page in pages], ask, think=think, spread=True)
    except CheckFailure as failure:
        if len(failure.given[0]) <= SHOWN_CHARACTERS:
            raise
        ask(*failure.given)  # again, because `lab debug` steps into the last call
        raise CheckFailure(told[failure.given], failure.expected, failure.actual, failure.think) from None


def expect_broken(submission: Any, pages: Sequence[Page], *, think: str, only: Sequence[str] = ()) -> None:
    """The rules of Gopher that each page breaks are named; others than ``only`` do not matter."""

    def ask(text: str, language: str) -> Any:
        answer = submission.broken_gopher_quality_rules(text, language)
        named = isinstance(answer, list | tuple) and all(isinstance(name, str) for name in answer)
        return sorted(name for name in answer if name in (only or answer)) if named else answer

    expect_names(ask, pages, think=think)


def filled(start: str, word: str, count: int) -> str:
    """``start``, then ``word`` until there are ``count`` words."""
    have = start.split()
    return " ".join([*have, *[word] * (count - len(have))])


@check("broken_gopher_quality_rules", points=2)
def test_word_limits(submission: Any) -> None:
    """50 and 100,000 words are allowed, 49 and 100,001 are not."""
    cases = [
        (filled("the of", "house", 50), "en", [], "50 words, limit 50"),
        (filled("the of", "house", 49), "en", ["min_words"], "49 words, limit 50"),
        (filled("the of", "house", 100_000), "en", [], "100,000 words, limit 100,000"),
        (filled("the of", "house", 100_001), "en", ["max_words"], "100,001 words, limit 100,000"),
    ]
    expect_broken(submission, cases, think="How many words are there? Is that number allowed?")


@check("broken_gopher_quality_rules", points=2)
def test_mean_length_limits(submission: Any) -> None:
    """Mean word lengths of 3 and 10 characters are allowed, those just outside are not."""
    cases = [
        (filled("the and", "cat", 50), "en", [], "150 characters in 50 words: mean 3, limit 3"),
        (
            filled("the and at", "cat", 50),
            "en",
            ["min_mean_word_length"],
            "149 characters in 50 words: mean 2.98, limit 3",
        ),
        # 3 + 3 + 14 × 11 + 34 × 10 = 500 characters, then one more
        (
            "the and " + "elevenchars " * 14 + "tencharact " * 34,
            "en",
            [],
            "500 characters in 50 words: mean 10, limit 10",
        ),
        (
            "the and " + "elevenchars " * 15 + "tencharact " * 33,
            "en",
            ["max_mean_word_length"],
            "501 characters in 50 words: mean 10.02, limit 10",
        ),
        ("the and " + "ab " * 32 + "tencharact " * 16, "en", [], "mean 4.6, limit 3; median 2"),
    ]
    expect_broken(submission, cases, think="All characters of all words by the number of words; mean, not median.")


@check("broken_gopher_quality_rules", points=2)
def test_symbol_limits(submission: Any) -> None:
    """Six hash signs or ellipses in 60 words are allowed, seven are not; signs count, not words with signs."""
    hashes, points = ["max_hash_word_ratio"], ["max_ellipsis_word_ratio"]
    cases: list[Page] = [
        (filled("the of" + " #house" * 6, "house", 60), "en", [], "6 # in 60 words: 0.1, limit 0.1"),
        (filled("the of" + " #house" * 7, "house", 60), "en", hashes, "7 # in 60 words, limit 0.1"),
        (filled("the of ##house ###house #house", "house", 60), "en", [], "6 # in 60 words: 0.1, limit 0.1"),
        (filled("the of ##house ###house ##house", "house", 60), "en", hashes, "7 # in 60 words, limit 0.1"),
        (filled("the of" + " house... house…" * 3, "house", 60), "en", [], "6 ellipses in 60 words: 0.1, limit 0.1"),
        (filled("the of house..." + " house... house…" * 3, "house", 60), "en", points, "7 ellipses in 60 words"),
        (filled("the of house…" + " house... house…" * 3, "house", 60), "en", points, "7 ellipses in 60 words"),
        (filled("the of house......" + " house..." * 4, "house", 60), "en", [], "6 ellipses in 60 words, two in one"),
        (
            filled("the of house......" + " house..." * 5, "house", 60),
            "en",
            points,
            "7 ellipses in 60 words, two in one",
        ),
        (filled("the of" + " house...wall" * 7, "house", 60), "en", points, "7 ellipses in 60 words, inside words"),
        (filled("the of" + " #house" * 101, "house", 1010), "en", [], "101 # in 1,010 words: 0.1, limit 0.1"),
        (filled("the of" + " #house" * 102, "house", 1010), "en", hashes, "102 # in 1,010 words, limit 0.1"),
        (filled("the of" + " house..." * 101, "house", 1010), "en", [], "101 ellipses in 1,010 words: 0.1, limit 0.1"),
        (filled("the of" + " house…" * 102, "house", 1010), "en", points, "102 ellipses in 1,010 words, limit 0.1"),
    ]
    think = "Count the signs in the text and divide by the number of words."
    expect_broken(submission, cases, think=think, only=hashes + points)


def page_of(special: list[str], plain: str, count: int) -> str:
    """``count`` lines: the special ones, then plain ones, with blank lines between them, which count for nothing."""
    return "\n\n".join([*special, *[plain] * (count - len(special))])


@check("broken_gopher_quality_rules", points=2)
def test_line_limits(submission: Any) -> None:
    """Of 100 lines, 90 may begin with a bullet and 30 may end in an ellipsis, one more may not."""
    bullets = ["  • the house of stone", "* the red house of stone wall", "- the red house of stone wall"] * 31
    teasers = ["the house of stone and wood...", "the house of stone and wood…  "] * 16
    plain = "the house of stone and wood"
    inside = ["the house of stone... and wood, and the garden behind it"] * 40
    many_bullets, many_teasers = ["max_bullet_line_fraction"], ["max_ellipsis_line_fraction"]
    cases: list[Page] = [
        (page_of(bullets[:90], plain, 100), "en", [], "90 of 100 lines are bullets, limit 0.9"),
        (page_of(bullets[:91], plain, 100), "en", many_bullets, "91 of 100 lines are bullets, limit 0.9"),
        (page_of(teasers[:30], plain, 100), "en", [], "30 of 100 lines end in an ellipsis, limit 0.3"),
        (page_of(teasers[:31], plain, 100), "en", many_teasers, "31 of 100 lines end in an ellipsis, limit 0.3"),
        (page_of(teasers[:30] * 10, plain, 1000), "en", [], "300 of 1,000 lines end in an ellipsis, limit 0.3"),
        (page_of([*teasers[:30] * 10, teasers[0]], plain, 1000), "en", many_teasers,
         "301 of 1,000 lines end in an ellipsis, limit 0.3"),
        (page_of(inside, plain, 100), "en", [], "40 of 100 lines have an ellipsis, none at their end"),
        (page_of(["-the house of stone and wood", "*the* house of stone and wood"] * 10, plain, 20), "en", [],
         "no line is a bullet: a dash needs a blank behind it"),
    ]  # fmt: skip
    think = "`units.lines(text)` gives the lines that count. How many of them begin or end so?"
    expect_broken(submission, cases, think=think, only=many_bullets + many_teasers)


@check("broken_gopher_quality_rules", points=2)
def test_alphabetic_limit(submission: Any) -> None:
    """48 of 60 words with a letter are allowed, 47 are not; a letter of any script is one."""
    few = ["min_alphabetic_word_fraction"]
    cases: list[Page] = [
        (filled("the of" + " 12345" * 12, "house", 60), "en", [], "48 of 60 words have a letter: 0.8, limit 0.8"),
        (filled("the of" + " 12345" * 13, "house", 60), "en", few, "47 of 60 words have a letter, limit 0.8"),
        (filled("the of" + " (-*-)" * 13, "house", 60), "en", few, "47 of 60 words have a letter, limit 0.8"),
        (filled("the of" + " 12345" * 200, "house", 1000), "en", [], "800 of 1,000 words have a letter, limit 0.8"),
        (filled("the of" + " 12345" * 201, "house", 1000), "en", few, "799 of 1,000 words have a letter, limit 0.8"),
        (filled("the of" + " 1234a" * 13, "house", 60), "en", [], "60 of 60 words have a letter"),
        (filled("the of" + " μέτρο дом. بيتان" * 18, "house", 60), "en", [], "60 of 60 words have a letter"),
    ]
    expect_broken(submission, cases, think="Which of these words has at least one letter?")


@check("broken_gopher_quality_rules", points=2)
def test_stop_words(submission: Any) -> None:
    """Two different stop words are enough, in any case; one of them many times is not."""
    few = ["min_stop_words"]
    cases: list[Page] = [
        (filled("the of", "house", 50), "en", [], "the, of: 2, limit 2"),
        (filled("The OF", "house", 50), "en", [], "The, OF: 2, limit 2"),
        (filled("the the the The", "house", 50), "en", few, "the: 1, limit 2"),
        (filled("thesis often together", "house", 50), "en", few, "none, limit 2"),
        (filled("the, of. (and) to-be", "house", 50), "en", few, "none, limit 2: the, is another word than the"),
        (filled("is a it", "house", 50), "en", few, "none of the list, limit 2"),
    ]
    think = "How many DIFFERENT stop words of the language stand there as whole words?"
    expect_broken(submission, cases, think=think)


@check("broken_gopher_quality_rules", points=3, needs=("stop_words",))
def test_other_languages(submission: Any) -> None:
    """Stop words are those of the language; a language without a list is not judged by them."""
    cases: list[Page] = [
        (filled("der und", "garten", 50), "de", []),
        (filled("der und", "garten", 50), "en", ["min_stop_words"]),
        (filled("the of", "house", 50), "de", ["min_stop_words"]),
        (filled("в на", "города", 50), "ru", []),
        (filled("nuqneh", "tlhingan", 50), "tlh", []),  # Klingon: nobody made a list
    ]
    expect_broken(submission, cases, think="What does `stop_words_of` give for this language?")


@check("broken_gopher_quality_rules", points=3, needs=("mean_length_limits",))
def test_chinese(submission: Any, world_seed: int) -> None:
    """Chinese is cut into words by a model and has limits of its own for their mean length: 1.2 and 8."""
    shared = "的 是 "
    cases: list[Page] = [
        # Signs between blanks are words by themselves: 40 of 1 character and 10 of 2 make 60 / 50 = 1.2.
        (shared + "水 " * 38 + "ab " * 10, "zh", [], "60 characters in 50 words: mean 1.2, limit 1.2"),
        (shared + "水 " * 39 + "ab " * 9, "zh", ["min_mean_word_length"], "mean 1.18, limit 1.2"),
        # 2 + 46 × 8 + 2 × 15 = 400 characters, then 401
        (shared + "abcdefgh " * 46 + "abcdefghijklmno " * 2, "zh", [], "mean 8, limit 8"),
        (shared + "abcdefgh " * 45 + "abcdefghi " + "abcdefghijklmno " * 2, "zh", ["max_mean_word_length"],
         "mean 8.02, limit 8"),
    ]  # fmt: skip
    expect_broken(submission, cases, think="Which limits does the handout give for Chinese?")
    pages = [article(Draw(world_seed, "lab 04", "zh", number), "zh", "general").text for number in range(8)]
    prose: list[Page] = [(page, "zh", []) for page in pages if len(page) > 400]
    expect_broken(submission, prose, think="How many words has this page? Does Chinese put blanks between words?")


@check("broken_gopher_quality_rules", points=2, needs=("word_limits",))
def test_all_broken_rules(submission: Any) -> None:
    """All broken rules are named, also for a page without any words."""
    four = ["min_words", "min_mean_word_length", "min_alphabetic_word_fraction", "min_stop_words"]
    cases: list[Page] = [("1 2 3", "en", four), ("", "en", four), ("\n \n", "de", four)]
    think = "Why was this page dropped? The answer is a list. Without words or lines every value is 0."
    expect_broken(submission, cases, think=think)


# --- cut_and_judge

HOUSE = ("The red house stands on a hill of stone.", "A wide river runs below the old walls.",
         "Nobody has lived there since the war.")  # fmt: skip
"""Three lines, three sentences, more than 30 characters each: a page of them breaks no rule."""


def judged(submission: Any, text: str, language: str) -> tuple[str, list[str]]:
    """The text that is left and the names of the broken rules, sorted: they may come in any order."""
    answer = submission.cut_and_judge(text, language)
    if not (
        isinstance(answer, list | tuple)
        and len(answer) == 2
        and isinstance(answer[0], str)
        and isinstance(answer[1], list | tuple)
        and all(isinstance(name, str) for name in answer[1])
    ):
        raise CheckFailure((text, language), "(text, [names of rules])", answer, "The function returns two values.")
    return answer[0], sorted(answer[1])


def expect_left(submission: Any, cases: list[tuple[str, str, str]], *, think: str) -> None:
    """``cases``: (text, language, what is left of it)."""

    def ask(text: str, language: str) -> str:
        return judged(submission, text, language)[0]

    expect_each([((text, language), left) for text, language, left in cases], ask, think=think, spread=True)


def expect_rules(submission: Any, pages: Sequence[Page], *, think: str, only: str = "") -> None:
    """The rules that each page breaks are named; where ``only`` one rule is in question, the others do not matter."""

    def ask(text: str, language: str) -> list[str]:
        return [name for name in judged(submission, text, language)[1] if name == (only or name)]

    expect_names(ask, pages, think=think)


def numbered(count: int, ends: list[str]) -> list[str]:
    """``count`` different lines of more than 30 characters; the first ones end as in ``ends``, the others in nothing.

    Three sentences end inside the first line, so that only the ends of the lines decide.
    """
    lines = [f"Line {number} tells of the house on the hill" for number in range(1, count + 1)]
    lines[0] = "One house. One hill. One river. " + lines[0]
    return [line + end for line, end in zip(lines, ends + [""] * (count - len(ends)), strict=True)]


def wide(width: int, number: int) -> str:
    """One sentence of ``width`` characters that no other number has."""
    return f"It is a red house: {number} ".ljust(width - 1, "x") + "."


@check("cut_and_judge", points=3)
def test_notices_are_cut(submission: Any) -> None:
    """A line that names javascript or holds a policy phrase is cut, in any case and inside words; no other one is."""
    notices = ("Please enable JavaScript to read on.", "JAVASCRIPT!", "Two javascripts failed.", "Terms of Use",
               "Read our PRIVACY policy", "Cookie policy", "This site uses cookies", "On the use of cookies",
               "We use cookies.", "Refuse cookies")  # fmt: skip
    cases = [(f"A hill.\n{notice}\nA river.", "en", "A hill.\nA river.") for notice in notices]
    others = ("Java is an island.", "A script in Java", "The policy on privacy", "We bake cookies.", "Use of cookie",
              "We use\ncookies.", "Privacy\npolicy")  # fmt: skip
    cases += [(text, "en", text) for text in (f"A hill.\n{other}\nA river." for other in others)]
    think = "Look at one line at a time, in lower case. Which of the words and phrases stand in it?"
    expect_left(submission, cases, think=think)


@check("cut_and_judge", points=1, needs=("notices_are_cut",))
def test_long_words(submission: Any) -> None:
    """A line with a word of 1,001 characters is cut, one with 1,000 stays; words are those of the language."""
    longest, too_long = "x" * 1000, "x" * 1001
    chinese = "我们在这个城市里有很多朋友，" * 80 + "都喜欢看书。"
    cases = [
        (f"A hill.\n{longest}\nA river.", "en", f"A hill.\n{longest}\nA river."),
        (f"A hill.\n{too_long}\nA river.", "en", "A hill.\nA river."),
        (f"A hill.\nA {too_long} of stone.\nA river.", "en", "A hill.\nA river."),
        ("A long line. " * 90, "en", "A long line. " * 90),
        (chinese, "zh", chinese),
        (f"{chinese}\n在这里使用JavaScript。", "zh", chinese),
    ]
    expect_left(submission, cases, think="How long is the longest word of the line, in the units of its language?")


@check("cut_and_judge", points=1, needs=("notices_are_cut",))
def test_other_lines_stay_as_they_are(submission: Any) -> None:
    """Lines that are not cut keep their blanks, the blank lines between them and their order."""
    cases = [
        ("  A hill.\n\n\tA  river.\n", "en", "  A hill.\n\n\tA  river.\n"),
        ("  A hill.\n\nNo JavaScript\n \n\tA  river.\nA hill.", "en", "  A hill.\n\n \n\tA  river.\nA hill."),
        ("No JavaScript\n\nA hill.\nA river.\n\nNo JavaScript", "en", "A hill.\nA river."),
        # Only "\n" ends a line.
        ("A hill.\r\nNo JavaScript\r\nA river.", "en", "A hill.\r\nA river."),
        ("A hill.\x0cNo JavaScript\nA river.", "en", "A river."),
    ]
    think = "Split at line ends, leave out, join again. What do `strip` and `splitlines` change besides?"
    expect_left(submission, cases, think=think)


@check("cut_and_judge", points=2)
def test_sentence_limit(submission: Any) -> None:
    """Three ended sentences are enough, two are not; a line without a terminator is no sentence."""
    cases: list[Page] = [
        ("The red house stands on a hill. It is old. It is cold.", "en", []),
        ("The red house stands on a hill. It is old and very cold.", "en", ["min_sentences"]),
        ("\n".join((HOUSE[0], "A view of the river from the old walls", HOUSE[2])), "en", ["min_sentences"]),
        ("The hill is 3.5 miles away, says house.example. It is old.", "en", ["min_sentences"]),
        ("Who lives in the red house on the hill?! Nobody... Nobody!!", "en", []),
        ("Who lives in the red house on the hill?! Nobody at all!!!", "en", ["min_sentences"]),
        ("Дом стоит на высоком берегу реки. Ему сто лет. Он пуст.", "ru", []),
        ("यह लाल घर पहाड़ी पर खड़ा है। यह बहुत पुराना है। यह ठंडा है।", "hi", []),
        ("这座红房子在很高的山上。河水从下面流过。现在没有人住在那里。", "zh", []),
        ("这座红房子在很高的山上，河水从下面流过。现在没有人住在那里。", "zh", ["min_sentences"]),
    ]
    think = "`units.ended_sentences(text)` counts what the handout calls a sentence. How many are enough?"
    expect_rules(submission, cases, think=think, only="min_sentences")


@check("cut_and_judge", points=1)
def test_brackets_and_placeholders(submission: Any) -> None:
    """One curly bracket or one "lorem ipsum", in any case, is too much."""
    house = "\n".join(HOUSE)
    cases: list[Page] = [
        (house, "en", []),
        (house + " {", "en", ["max_curly_brackets"]),
        (house + " }", "en", []),
        (house + " Lorem ipsum.", "en", ["max_lorem_ipsum"]),
        (house + " LOREM IPSUM.", "en", ["max_lorem_ipsum"]),
        (house + " Lorem is not ipsum.", "en", []),
        (house + " {Lorem ipsum}.", "en", ["max_curly_brackets", "max_lorem_ipsum"]),
    ]
    expect_rules(submission, cases, think="How often may each of the two stand on a page?")


@check("cut_and_judge", points=2)
def test_punctuated_lines(submission: Any) -> None:
    """12 of 100 lines that end like a sentence are enough, 11 are not; signs of any script, closing quotes aside."""
    few = ["min_punctuated_line_fraction"]
    ends = ["?", "!", "…", "...", "。", "！", "؟", "।", "۔", '."', ".”", "!»", ".)", '.")', "。」"]
    quotes = ['"', "”)"]
    others = [",", ":", ";", "،", '"', ")", "”", "-", " -"]
    cases: list[Page] = [
        ("\n".join(numbered(25, ["."] * 3)), "en", [], "3 of 25 lines: 0.12, limit 0.12"),
        ("\n".join(numbered(25, ["."] * 2)), "en", few, "2 of 25 lines: 0.08, limit 0.12"),
        ("\n".join(numbered(100, ["."] * 12)), "en", [], "12 of 100 lines: 0.12, limit 0.12"),
        ("\n".join(numbered(100, ["."] * 11)), "en", few, "11 of 100 lines: 0.11, limit 0.12"),
        ("\n\n".join(numbered(25, ["."] * 3)), "en", [], "3 of 25 lines, with blank lines between them"),
        ("\n".join(numbered(25, [".  ", ".\t", ". "])), "en", [], "3 of 25 lines, with blanks behind the signs"),
        *(("\n".join(numbered(8, [end])), "en", [], f"1 of 8 lines, which ends in {end}") for end in ends),
        *(("\n".join(numbered(8, [end])), "en", few, f"0 of 8 lines; the first ends in {end}") for end in others),
        *(("\n".join([*numbered(6, []), line]), "en", few, f"0 of 7 lines; the last is {line}") for line in quotes),
    ]
    think = "Look at the end of each line that is not blank. What may stand behind the sign that ends a sentence?"
    expect_rules(submission, cases, think=think, only=few[0])


@check("cut_and_judge", points=2)
def test_short_lines(submission: Any) -> None:
    """67 of 100 lines may be short, 68 may not; 30 characters are short, 31 are not."""
    many = ["max_short_line_fraction"]

    def page(short: int, count: int, width: int = 30) -> str:
        return "\n".join(wide(width if number < short else 40, number) for number in range(count))

    cases: list[Page] = [
        (page(2, 3), "en", [], "2 of 3 lines have 30 characters, the other 40"),
        (page(3, 4), "en", many, "3 of 4 lines have 30 characters, the other 40"),
        (page(3, 4, width=31), "en", [], "3 of 4 lines have 31 characters, the other 40"),
        (page(67, 100), "en", [], "67 of 100 lines have 30 characters: 0.67, limit 0.67"),
        (page(68, 100), "en", many, "68 of 100 lines have 30 characters, limit 0.67"),
        # Blank lines are no short lines, and blanks at the ends of a line are no part of it.
        (page(2, 3).replace("\n", "\n\n"), "en", [], "2 of 3 lines have 30 characters; blank lines between them"),
        (page(3, 4).replace("\n", " \n  "), "en", many, "3 of 4 lines have 30 characters; blanks at their ends"),
    ]
    think = "How many characters has each line? How many lines are short?"
    expect_rules(submission, cases, think=think, only=many[0])


@check("cut_and_judge", points=2)
def test_copied_characters(submission: Any) -> None:
    """One copied character of 100 in lines is allowed, more is not: characters, not lines, and copies only."""
    many = ["max_duplicate_line_character_fraction"]

    def page(count: int, copied: int, copies: int = 1) -> str:
        """``count`` lines of 40 characters, the first of ``copied``, and copies of it between them."""
        lines = [wide(copied if number == 0 else 40, number) for number in range(count)]
        return "\n".join([*lines[:2], *lines[:1] * copies, *lines[2:]])

    cases: list[Page] = [
        (page(3, 40, 0), "en", [], "no line twice"),
        (page(3, 40), "en", many, "40 of 160 characters stand in a copy"),
        (page(99, 40), "en", [], "40 of 4,000 characters stand in a copy: 0.01, limit 0.01"),
        (page(98, 40), "en", many, "40 of 3,960 characters stand in a copy: 0.0101, limit 0.01"),
        (page(99, 40, 2), "en", many, "80 of 4,040 characters stand in two copies of one line"),
        (page(97, 32), "en", [], "32 of 3,904 characters stand in a copy, which is 1 of 98 lines"),
        (page(101, 60), "en", many, "60 of 4,120 characters stand in a copy, which is 1 of 102 lines"),
        (page(99, 40).replace("\n", "\n\n"), "en", [], "40 of 4,000 characters of lines that are not blank"),
        (page(98, 40).replace("\n", "  \n\n"), "en", many, "40 of 3,960 characters; blanks at the ends of lines"),
    ]
    think = (
        "Characters of the lines that stood there before, by the characters of all lines. Text or code: which limit?"
    )
    expect_rules(submission, cases, think=think, only=many[0])


@check("cut_and_judge", points=1)
def test_new_lines(submission: Any) -> None:
    """Six new lines to 20 words are allowed, seven are not; blank lines count, the ends of the text do not."""
    lines = ["The lonely house stands on a high hill.", "Its garden reaches down to the river.",
             "Nobody came afterwards, nobody returned."]  # fmt: skip
    many = ["max_new_line_word_ratio"]
    cases: list[Page] = [
        ("\n\n\n".join(lines[:2]) + "\n\n\n" + lines[2], "en", [], "6 new lines to 20 words: 0.3, limit 0.3"),
        ("\n\n\n".join(lines[:2]) + "\n\n\n\n" + lines[2], "en", many, "7 new lines to 20 words, limit 0.3"),
        ("\n \n\n".join(lines[:2]) + "\n\n\t\n\n" + lines[2], "en", many, "7 new lines to 20 words, limit 0.3"),
        ("\n\n\n" + "\n".join(lines) + "\n\n\n\n", "en", [], "2 new lines inside, 7 at the ends"),
        ("\n\n\n" + "\n\n\n".join(lines) + " \n\n \n", "en", [], "6 new lines inside, 6 at the ends"),
    ]
    think = "Count the signs \\n between the first and the last line, then the words."
    expect_rules(submission, cases, think=think, only=many[0])


@check("cut_and_judge", points=2, needs=("short_lines",))
def test_chinese_and_thai(submission: Any) -> None:
    """Chinese has its own words, and short lines of 12 characters; Thai ends no sentence with a sign."""
    many = ["max_short_line_fraction"]
    short = ["山上有一座很大的红房子。", "河水从下面很快地流过去。", "现在没有人住在那里面了。"]
    long = ["山上有一座很大的老红房子。", "河水从下面很快地又流过去。", "现在已没有人住在那里面了。"]
    thai = ["บ้านสีแดงหลังนี้ตั้งอยู่บนเนินเขาสูง", "แม่น้ำสายใหญ่ไหลผ่านด้านล่างของบ้าน"]
    cases: list[Page] = [
        ("\n".join(long), "zh", []),
        ("\n".join(short), "zh", many),
        ("\n".join([*short[:2], long[2]]), "zh", []),
        ("\n\n".join(long), "zh", []),
        ("\n".join(thai), "th", []),
        ("\n".join([*thai, "{}"]), "th", ["max_curly_brackets"]),
        ("\n".join([*thai, thai[0]]), "th", ["max_duplicate_line_character_fraction"]),
    ]
    think = "Which limits does the handout give for this language? How many words has such a line?"
    expect_rules(submission, cases, think=think)


@check("cut_and_judge", points=2, needs=("notices_are_cut",))
def test_cut_first_then_judge(submission: Any) -> None:
    """The rules judge what is left: a line that was cut neither breaks a rule nor helps to keep one."""
    house = "\n".join(HOUSE)
    two = "The red house stands on a hill. It is old and very cold."
    short = ("A short line of seven words.", "A short line of seven houses.", "Cold.")
    long_notice = "This page about houses on hills needs JavaScript."
    cases = [
        (f"{house}\nif (javascript) {{ go }}", "en", (house, [])),
        (f"Lorem ipsum privacy policy\n{house}", "en", (house, [])),
        (f"{house}\nWe use cookies.\nWe use cookies.", "en", (house, [])),
        ("\n".join(("Cookie policy", "Terms of use", "Privacy policy", HOUSE[0] + " Old. Cold.")), "en",
         (HOUSE[0] + " Old. Cold.", [])),
        (f"{two}\nThis page needs JavaScript.", "en", (two, ["min_sentences"])),
        ("\n".join((*short, long_notice)), "en", ("\n".join(short), ["max_short_line_fraction"])),
        ("JavaScript. We. Need. It.", "en", ("", ["min_punctuated_line_fraction", "min_sentences"])),
    ]  # fmt: skip
    think = "Which text do your rules see: the one that came, or the one that is left?"
    expect_each(
        [((text, language), (left, sorted(names))) for text, language, (left, names) in cases],
        lambda text, language: judged(submission, text, language),
        think=think,
        spread=True,
    )


@check("cut_and_judge", points=1, needs=("sentence_limit", "punctuated_lines"))
def test_several_rules_of_a_page(submission: Any) -> None:
    """All broken rules are named, also for a page without any words."""
    menu = ["max_curly_brackets", "max_duplicate_line_character_fraction", "max_lorem_ipsum", "max_new_line_word_ratio",
            "max_short_line_fraction", "min_punctuated_line_fraction", "min_sentences"]  # fmt: skip
    nothing = ["min_punctuated_line_fraction", "min_sentences"]
    cases: list[Page] = [
        ("Home\nHome\n{Lorem ipsum}", "en", menu),
        ("", "en", nothing),
        (" \n\n", "de", nothing),
        ("", "th", []),
    ]
    expect_rules(submission, cases, think="Without words or lines every value is 0. Which limits does 0 break?")


@check("cut_and_judge", points=1, needs=("cut_first_then_judge",))
def test_notices_anywhere(submission: Any, world_seed: int) -> None:
    """A notice more, anywhere in a page of the web, changes neither what is left nor the verdict."""
    think = "Compare what you answer for the page as it is with this. What did the notice change?"
    for number, language in enumerate(("en", "de", "ru", "ar", "zh")):
        draw = Draw(world_seed, "lab 04", "notices", language)
        write = article if number % 2 else forum_thread
        page = "\n".join(write(draw, language, "general").text.strip().split("\n")[:12]).strip()
        alone = judged(submission, page, language)
        lines = page.split("\n")
        for _ in range(3):
            place = draw.between(0, len(lines))
            notice = draw.choice(("JavaScript {", "Privacy policy: lorem ipsum.", "We use cookies. OK? OK! OK."))
            text = "\n".join([*lines[:place], notice, *lines[place:]])
            expect(judged(submission, text, language), alone, given=(text, language), think=think)


# --- mask


def masked(submission: Any, text: str) -> Any:
    """The masked text and what was found, without the zeros."""
    answer = submission.mask(text)
    if not (isinstance(answer, list | tuple) and len(answer) == 2 and isinstance(answer[1], dict)):
        raise CheckFailure(text, "(text, {kind: number})", answer, "The function returns two values.")
    return answer[0], {kind: number for kind, number in answer[1].items() if number}


def expect_masked(submission: Any, kind: str, values: Sequence[str], *, think: str) -> None:
    """Each value goes, from the middle of a sentence, its end, and with Chinese characters around it."""
    touching = "Is 吧 part of `\\w`? Between which characters does `\\b` find an edge?"
    for forms, question in ((("It is {}.", "({}), or", "号码：{}。"), think), (("号码{}吧",), touching)):
        cases = [
            (form.format(value), (form.format(f"[{kind.upper()}]"), {kind: 1})) for value in values for form in forms
        ]
        expect_each(cases, lambda text: masked(submission, text), think=question)


def expect_untouched(submission: Any, texts: Sequence[str], *, think: str) -> None:
    expect_each([(text, (text, {})) for text in texts], lambda text: masked(submission, text), think=think)


@check("mask", points=2)
def test_masks_emails(submission: Any) -> None:
    """E-mail addresses go, with all of their signs; file names, handles and local names stay."""
    values = ("jane@mail.example", "jane.doe+news@mail.example.org", "o_brien-7@sub.domain.co.uk", "123456@163.com")
    think = "Where does an address begin and end? Mind `\\w` and `\\b` in Chinese."
    expect_masked(submission, "email", values, think=think)
    files = ("icon@2x.png is twice as large", "logo@3x.SVG", "site@1.min.css", "see book@2.pdf", "jane@printer.local")
    others = ("ask @jane about it", "root@localhost", "me @ work", "a@b.c")
    expect_untouched(submission, others + files, think="What must follow the @ of an address?")


@check("mask", points=2)
def test_masks_card_numbers(submission: Any, world_seed: int) -> None:
    """Card numbers with the right checksum go, in groups or not; the same digits with another last one stay."""
    draw = Draw(world_seed, "lab 04", "cards")
    values = [card_number(draw) for _ in range(6)]
    for first in ("51", "55"):
        payload = first + draw.digits(13)
        values.append(payload + luhn_digit(payload))
    think = "Luhn: from the right, every second digit doubled, the digits of the products added; the sum ends in 0."
    expect_masked(submission, "card_number", values, think=think)
    wrong = [value[:-1] + str((int(value[-1]) + draw.between(1, 9)) % 10) for value in values]
    longer = ["9" + value + "00" for value in values if value.isdigit()]
    texts = [f"The serial is {value} here" for value in wrong + longer]
    expect_untouched(submission, texts, think="One number of sixteen digits in ten has this checksum by chance.")


@check("mask", points=2)
def test_masks_public_addresses(submission: Any) -> None:
    """Addresses of the public internet go; private and reserved ones, versions and longer numbers stay."""
    ends = "What stands before and behind the address here? Which of these signs make it a longer number, which do not?"
    expect_masked(submission, "ip_address", ("93.184.216.34", "5.200.1.77", "11.22.33.44"), think=ends)
    near = ("172.15.200.77", "172.32.0.77", "192.167.44.9")
    expect_masked(submission, "ip_address", near, think="Which ranges are private? 172.16.0.0/12 ends at 172.31.")
    version_6 = ("2606:2800:220:1::1946", "2a02:898:c17:2:1893:25c8:7:1")
    expect_masked(
        submission, "ip_address", version_6, think="Digits, letters a to f, colons: the module reads these too."
    )
    google = "地址8.8.8.8吧"
    think = "Is 址 part of `\\w`?"
    expect(masked(submission, google), ("地址[IP_ADDRESS]吧", {"ip_address": 1}), given=google, think=think)
    private = ("10.0.0.99", "172.16.0.77", "172.31.255.77", "192.168.1.77", "127.0.0.1", "169.254.7.77", "0.0.0.0",
               "255.255.255.255", "192.0.2.55", "100.64.7.77", "fe80::1", "fd00::17", "2001:db8::1")  # fmt: skip
    think = "Does this address name a machine on the public internet? The module `ipaddress` knows."
    expect_untouched(submission, [f"The host {value} is up" for value in private], think=think)
    others = ("256.100.50.77 is no address", "OID 1.3.6.1.4.77 is longer", "since version 93.184.216.34 of it",
              "Release 44.10.77.90 and Build 91.44.77.90", "v93.184.216.34", "std::dead::beef at 12:34:56",
              "dead::beef")  # fmt: skip
    expect_untouched(submission, others, think="What stands before and behind? Is it in the block 2000::/3?")


@check("mask", points=2)
def test_masks_phones(submission: Any) -> None:
    """Telephone numbers go in the forms of the handout; dates, ISBNs, years and plain digits stay."""
    values = ("+1 202-555-0143", "(202) 555-0143", "202-555-0143", "+44 20 7946 0958", "+33 1 99 00 12 34",
              "+49 30 23125 123")  # fmt: skip
    expect_masked(submission, "phone", values, think="Is the number gone, with its own brackets, and nothing else?")
    negatives = ("It was 2019-03-14 at 10:15", "ISBN 978-3-16-148410-0", "from 1999-2003", "number 2025550143",
                 "1,202,555 people", "C++ 2 + 2 = 4", "x+1 202", "+49 30 123", "+4930123456789012")  # fmt: skip
    expect_untouched(submission, negatives, think="How many digits has a telephone number, and how are they grouped?")
    longer = ("part A202-555-0143", "X-202-555-0143", "978-202-555-0143", "1,202-555-0143", "7.202-555-0143")
    expect_untouched(submission, longer, think="What stands before the three digits? Is it the beginning of a number?")
    expect_untouched(submission, ("123-456-7890", "(123) 555-0143"), think="With which digits can an area code begin?")


@check("mask", points=1)
def test_masks_national_ids(submission: Any) -> None:
    """National identity numbers go when their checksum is right, and stay when it is not."""
    values = ("12345678Z", "529.982.247-25", "11010519491231002X")
    expect_masked(submission, "national_id", values, think="The checksums are imported for you.")
    negatives = ("part 12345678A", "code 529.982.247-26", "serial 110105194912310021")
    expect_untouched(submission, negatives, think="Is the checksum right?")


@check("mask", points=2, needs=("masks_emails",))
def test_leaves_the_rest(submission: Any) -> None:
    """A text without personal data comes back as it was, with five kinds at 0."""
    text = "  Two  blanks,\ta tab\r\n\n[EMAIL] é e\u0301 ﬁ 10 % of 3.5 — and 12 likes…\n"
    answer = submission.mask(text)
    nothing = dict.fromkeys(("email", "phone", "ip_address", "card_number", "national_id"), 0)
    think = "What else does your function change? Does the dictionary have all five kinds?"
    expect(answer, (text, nothing), given=text, think=think)
    empty = submission.mask("")
    expect(empty, ("", nothing), given="", think=think)


@check("mask", points=1, needs=("masks_emails",))
def test_every_occurrence(submission: Any) -> None:
    """Each occurrence is masked and counted, also of a value that stands twice."""
    text = "a@mail.example, b@mail.example\na@mail.example and aa@mail.example"
    want = ("[EMAIL], [EMAIL]\n[EMAIL] and [EMAIL]", {"email": 4})
    expect(masked(submission, text), want, given=text, think="How many pieces of personal data stand in the text?")


@check("mask", points=1, needs=("masks_emails",))
def test_masking_twice(submission: Any, world_seed: int) -> None:
    """Masking a masked text changes nothing more."""
    draw = Draw(world_seed, "lab 04", "twice")
    for _ in range(6):
        text = "\n".join(carrier(draw, personal(draw)) for _ in range(12))
        once = masked(submission, text)[0]
        think = "Which of your patterns finds something in a placeholder, or beside one?"
        expect(masked(submission, once), (once, {}), given=once, think=think)


@check("mask", points=2, needs=("leaves_the_rest",))
def test_planted_data_found(submission: Any, world_seed: int) -> None:
    """Of 160 planted values, 98 % are masked and counted as what they are: full points; half: none."""
    draw = Draw(world_seed, "lab 04", "planted")
    found = 0
    for _ in range(160):
        item = personal(draw)
        text = carrier(draw, item)
        after, counts = masked(submission, text)
        found += after == text.replace(item.value, f"[{item.kind.upper()}]") and counts == {item.kind: 1}
    credit(found / 160, zero=0.5, full=0.98, what="the share of planted values that you mask")


@check("mask", points=1, needs=("planted_data_found",))
def test_look_alikes_spared(submission: Any, world_seed: int) -> None:
    """Of 120 sentences that only look like personal data, 98 % stay as they are: full points; 70 %: none."""
    draw = Draw(world_seed, "lab 04", "look-alikes")
    texts = [look_alike(draw) for _ in range(120)]
    spared = sum(masked(submission, text) == (text, {}) for text in texts)
    credit(spared / 120, zero=0.7, full=0.98, what="the share of look-alikes that you spare")


@check("mask", points=1, needs=("masks_emails",))
def test_mask_in_time(submission: Any) -> None:
    """A text of 40,000 characters is answered for within half a second, whatever it holds."""
    think = (
        "From how many places does your pattern start, and how far does it run each time? Start only at a run's start."
    )
    for unit in ("a", "1", "a.", "1.", "1-", "1 ", "+", "@", "a@"):
        text = (unit * 40_000)[:40_000]
        within(0.5, partial(submission.mask, text), given=f"{unit!r} again and again", think=think)


# --- is_garbage


def hidden_garbage(world_seed: int) -> list[tuple[str, str]]:
    """(language, text) of pages of the hidden kind, made in the two ways in which it comes about."""
    pages = [
        (language, mojibake(Draw(world_seed, "lab 04", "garbage", language, number), language).text)
        for language in ("ar", "de", "es", "fa", "fr", "ja", "pt", "ru", "zh")
        for number in range(5)
    ]
    for language in ("de", "es", "fr", "pt"):
        for number in range(4):
            good = article(Draw(world_seed, "lab 04", "second way", language, number), language, "general").text
            pages.append((language, good.encode("utf-8").decode("cp1252", "ignore")))
    return pages


def good_pages(world_seed: int) -> list[tuple[str, str]]:
    """(language, text) of pages that are something else."""

    def general(draw: Draw, language: str) -> Draft:
        return article(draw, language, "general")

    makers = (general, general, general, forum_thread, promotion)
    pages = [
        (language, maker(Draw(world_seed, "lab 04", "good", language, number), language).text)
        for language in LANGUAGES
        for number, maker in enumerate(makers)
    ]
    for domain in ("mathematics", "code", "law", "medicine"):
        pages += [("en", article(Draw(world_seed, "lab 04", domain, number), "en", domain).text) for number in range(3)]
    return pages + [(lang, product_page(Draw(world_seed, "lab 04", "shop", lang), lang).text) for lang in SHOPS]


@check("is_garbage", points=5)
def test_garbage_precision(submission: Any, world_seed: int) -> None:
    """Of the hidden pages that you drop, all are that garbage: full points at 98 %, none at 70 %."""
    true = sum(submission.is_garbage(page) is True for _, page in hidden_garbage(world_seed))
    wrong = [(lang, page) for lang, page in good_pages(world_seed) if submission.is_garbage(page) is not False]
    if not true:
        think = "`lab look 04 --dropped 60` shows such pages. The answer is True or False."
        raise CheckFailure("61 hidden pages of that garbage", "most of them: True", "none of them: True", think)
    if not wrong:
        return
    most = ", ".join(f"{count} in {lang}" for lang, count in Counter(lang for lang, _ in wrong).most_common(4))
    example = min((page for _, page in wrong), key=len)[:60]
    what = f"the precision of your rule (good pages dropped: {most}; the shortest begins {example!r})"
    credit(true / (true + len(wrong)), zero=0.7, full=0.98, what=what)


@check("is_garbage", points=6, needs=("garbage_precision",))
def test_garbage_recall(submission: Any, world_seed: int) -> None:
    """Of that garbage among hidden pages, you drop all: full points at 95 %, none at 30 %."""
    pages = hidden_garbage(world_seed)
    missed = [language for language, page in pages if submission.is_garbage(page) is not True]
    most = ", ".join(f"{count} in {language}" for language, count in Counter(missed).most_common(4))
    what = f"the recall of your rule (missed of {len(pages)} pages: {most})"
    credit(1 - len(missed) / len(pages), zero=0.3, full=0.95, what=what)


@check("is_garbage", points=3, needs=("garbage_recall",))
def test_garbage_innocent_pages(submission: Any) -> None:
    """Good pages that share its characters stay, and so does a page that only shows one example of it."""
    pages = (
        "",
        "NÃO É POSSÍVEL, SENHORA CONCEIÇÃO: AS AÇÕES SÃO DO IRMÃO. NÃO HÁ RAZÃO PARA A REUNIÃO.",
        "Il a répondu\xa0: «\xa0jamais\xa0», et l’a répété\xa0; voilà\xa0! Le café était fermé\xa0: tant pis.",
        "¿Dónde está la estación? ¡Aquí mismo! 25 °C ± 2, § 12, 3 × 4 = 12, © 2024.",
        "Við fórum til Þingvalla í gær. Það var kalt, en veðrið var gott og Öxará var falleg.",
        "Early pages often show Ã© in the place of é. " + "This happens when somebody reads the bytes wrongly. " * 8,
    )
    think = "How much of the page is damaged? One sign is no proof: choose a limit between good pages and garbage."
    expect_each([(page, False) for page in pages], submission.is_garbage, think=think)
