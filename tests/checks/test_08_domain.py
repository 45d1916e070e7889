"""The graded checks of lab 08: a domain's profile, what rules do to it, limits that repair it, and its pages."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

import pytest

from labs.grading.check import CheckFailure, check, credit, expect, expect_each, expect_value_error, within
from labs.world.draws import Draw
from labs.world.sources import pools
from labs.world.writing import in_paragraphs, joined, prose, thin_page

Page = tuple[str, str, str]
"""(URL, host, text)"""


def written(source: str, sentences: int, *key: str | int) -> str:
    """A text of one source of the world: ``mpmath`` and ``sympy`` are mathematics, ``python`` is code, and so on."""
    draw = Draw("lab 08", source, *key)
    domains = {"sympy": "mathematics", "mpmath": "mathematics", "python": "code", "law": "law", "medicine": "medicine"}
    found = [pool for pool in pools("en", domains.get(source, "general")) if f"/{source}/" in pool.path]
    return "\n".join(map(joined, in_paragraphs(draw, prose(draw, found[0], sentences))))


# --- formulas


@check("formulas", points=4)
def test_every_delimiter(submission: Any) -> None:
    """Formulas of all five kinds are found, in their order and with their delimiters, and nothing else is."""
    cases = [
        ("", []),
        ("Plain words [1] (see below) cost nothing.", []),
        ("Let $x^2$ be.", ["$x^2$"]),
        (r"Let \(x^2\) be.", [r"\(x^2\)"]),
        (r"So \[ a = b \] holds.", [r"\[ a = b \]"]),
        ("So $$ a = b $$ holds.", ["$$ a = b $$"]),
        ("$$a\n+ b$$ and \\[c\n\\]", ["$$a\n+ b$$", "\\[c\n\\]"]),
        (r"\begin{equation}a\end{equation}", [r"\begin{equation}a\end{equation}"]),
        ("\\begin{align*}\na\n\\end{align*} $b$", ["\\begin{align*}\na\n\\end{align*}", "$b$"]),
        (r"\begin{gather}a\end{gather}\begin{multline}b\end{multline}\begin{eqnarray*}c\end{eqnarray*}",
         [r"\begin{gather}a\end{gather}", r"\begin{multline}b\end{multline}", r"\begin{eqnarray*}c\end{eqnarray*}"]),
        ("$a$, then \\(b\\), then $$c$$, then $a$", ["$a$", r"\(b\)", "$$c$$", "$a$"]),
        (r"\(a\)\(b\)", [r"\(a\)", r"\(b\)"]),
        (r"The $p$-adic numbers, ($n$), “$k$”.", ["$p$", "$n$", "$k$"]),
    ]  # fmt: skip
    think = "Find the next opening delimiter, then the first closing one that belongs to it."
    expect_each(cases, submission.formulas, think=think)


@check("formulas", points=5, needs=("every_delimiter",))
def test_prices_are_no_formulas(submission: Any) -> None:
    """Prices, variables of a shell, and dollar signs with a blank on the inner side are no formulas."""
    texts = ("It costs $5 or $10 now.", "from $5-$10", "5$ and 10$ more", "US$5, not CA$", "in US$ or in CA$",
             "$HOME and $PATH", "$HOME/bin:$PATH", "a$b$c", "x_$y$", "$x$_i", "$ a$", "$a $", "$\ta$", "$a\nb$", "$$",
             "$", "the $12 bill (or $7)", "$é$é")  # fmt: skip
    cases: list[tuple[str, list[str]]] = [(text, []) for text in texts]
    cases += [("It costs $5, so $x$ is 5.", ["$x$"]), ("$5 for $n$ of them", ["$n$"])]
    think = "Which characters stand before and behind each of the two dollar signs, outside and inside?"
    expect_each(cases, submission.formulas, think=think)


@check("formulas", points=2, needs=("every_delimiter",))
def test_behind_a_backslash(submission: Any) -> None:
    """A delimiter right behind a backslash is none."""
    cases = [
        (r"\$5 and \$6", []),
        (r"It is \$5 for $x$", ["$x$"]),
        (r"$x = \$5$", [r"$x = \$5$"]),
        (r"a \\[2pt] b \]", []),
        (r"a \\(b\)", []),
        (r"\(a \\) b\)", [r"\(a \\) b\)"]),
        (r"\\begin{align}a\end{align}", []),
    ]
    think = r"`\$` writes a dollar sign, and `\\[2pt]` begins a new line in a table."
    expect_each(cases, submission.formulas, think=think)


@check("formulas", points=2, needs=("every_delimiter",))
def test_not_closed(submission: Any) -> None:
    """What is not closed, or holds nothing, is no formula, and does not swallow what comes after it."""
    cases = [
        (r"open \( and $x$", ["$x$"]),
        (r"open \[ and \(x\)", [r"\(x\)"]),
        ("$$ and $x$", ["$x$"]),
        (r"\begin{align} $x$ \end{align*}", ["$x$"]),
        (r"\begin{table} $x$ \end{table}", ["$x$"]),
        (r"\( \) $$ $$", []),
        (r"\(\)", []),
    ]
    think = "Where do you go on reading when an opening delimiter has no end?"
    expect_each(cases, submission.formulas, think=think)


@check("formulas", points=2, needs=("every_delimiter",))
def test_longest_formula(submission: Any) -> None:
    """Between the delimiters 1,000 characters are allowed, 1,001 are not."""
    pairs = (("$", "$"), ("$$", "$$"), (r"\(", r"\)"), (r"\begin{align}", r"\end{align}"))
    for opening, closing in pairs:
        for length, allowed in ((1_000, True), (1_001, False)):
            text = opening + "x" * length + closing
            if submission.formulas(text) != ([text] if allowed else []):
                given = f"{opening}{closing} with {length:,} characters between"
                wanted = "one formula" if allowed else "no formula"
                raise CheckFailure(given, wanted, "something else", "The limit itself is allowed.")


@check("formulas", points=2, needs=("every_delimiter", "prices_are_no_formulas"))
def test_planted_formulas(submission: Any, world_seed: int) -> None:
    """On 60 pages of real sentences you find the planted formulas and no prices: full points at 98 %, none at 50 %."""
    right = 0
    for number in range(60):
        draw = Draw(world_seed, "lab 08", "planted", number)
        pieces, planted = [], []
        for _ in range(draw.between(1, 5)):
            pieces.append(written(draw.choice(("sqlite", "speeches")), 1, world_seed, number, len(pieces)))
            term = f"{draw.choice('abxyz')}_{{{draw.below(10)}}} {draw.choice(('=', '<', '+'))} {draw.digits(2)}"
            opening, closing = draw.choice((("$", "$"), (r"\(", r"\)"), ("$$", "$$"), (r"\[", r"\]")))
            planted.append(opening + term + closing)
            pieces.append(f"It follows that {planted[-1]} holds.")
            if draw.chance(0.6):
                pieces.append(f"The price rose from ${draw.digits(2)} to ${draw.digits(3)}.")
        right += submission.formulas(" ".join(pieces)) == planted
    credit(right / 60, zero=0.5, full=0.98, what="the share of pages with just the planted formulas")


@check("formulas", points=1, needs=("every_delimiter",))
def test_formulas_in_time(submission: Any) -> None:
    """A text of 40,000 characters is answered for within a second, whatever it holds."""
    think = "How often do you read the same characters? A stray opening delimiter may cost you 1,000 of them, not all."
    for unit in ("$", "$a ", r"\(", r"\begin{align}", "\\"):
        text = (unit * 40_000)[:40_000]
        within(1.0, partial(submission.formulas, text), given=f"{unit!r} again and again", think=think)


# --- characteristic_words


def z_of(ours: int, our_total: int, theirs: int, their_total: int, weight: float) -> float:
    """The formula of the handout for one word, from its counts."""
    prior = weight * (ours + theirs) / (our_total + their_total)
    a, b = ours + prior, theirs + prior
    odds_a, odds_b = a / (our_total + weight - a), b / (their_total + weight - b)
    return (math.log(odds_a) - math.log(odds_b)) / math.sqrt(1 / a + 1 / b)


def scores(submission: Any, ours: list[str], theirs: list[str], given: str) -> dict[str, float]:
    """The answer for the two sides, when it has the form of one."""
    found = submission.characteristic_words(ours, theirs)
    numbers = isinstance(found, dict) and all(isinstance(z, int | float) for z in found.values())
    if not numbers or not found:
        raise CheckFailure(given, "{word: z-score}", found, "The function returns a dictionary of all words.")
    return dict(found)


@check("characteristic_words", points=5)
def test_z_by_hand(submission: Any) -> None:
    """The z-scores of small texts are those of the formula."""
    think = "Work the example of the handout with your function, one number at a time."
    # proof: 3 of 4 words here, 1 of 4 there; the prior is 8 * 4 / 8 = 4. So 7 : 5 against 5 : 7.
    z = (math.log(7 / 5) - math.log(5 / 7)) / math.sqrt(1 / 7 + 1 / 5)
    cases = [((["proof proof proof the"], ["proof the the the"], 8.0), {"proof": z, "the": -z})]
    # proof: 2 of 3 words here, none of 6 there; the prior is 9 * 2 / 9 = 2, so a = 4, b = 2. the: 1 and 6, prior 7.
    proof = (math.log(4 / 8) - math.log(2 / 13)) / math.sqrt(1 / 4 + 1 / 2)
    the = (math.log(8 / 4) - math.log(13 / 2)) / math.sqrt(1 / 8 + 1 / 13)
    cases.append(((["the Proof", "proof"], ["the the the", "The the, THE"], 9.0), {"proof": proof, "the": the}))
    expect_each(cases, submission.characteristic_words, think=think, spread=True)


@check("characteristic_words", points=3, needs=("z_by_hand",))
def test_prior_weight(submission: Any) -> None:
    """The prior weighs as many words as it is told, 500 when nothing is said."""
    ours, theirs = ["lemma lemma proof the"], ["the the boat", "boat the"]
    think = "How much does a word get that stands once among nine words?"
    counts = {"lemma": (2, 0), "proof": (1, 0), "the": (1, 3), "boat": (0, 2)}
    for weight in (0.5, 60.0, 500.0):
        wanted = {word: z_of(a, 4, b, 5, weight) for word, (a, b) in counts.items()}
        expect(submission.characteristic_words(ours, theirs, weight), wanted, given=(ours, theirs, weight), think=think)
    expect(submission.characteristic_words(ours, theirs), wanted, given=(ours, theirs), think=think)


@check("characteristic_words", points=2, needs=("z_by_hand",))
def test_both_sides_and_their_exchange(submission: Any, world_seed: int) -> None:
    """Words of either side are named; exchanging the sides changes the sign; the order of texts changes nothing."""
    ours = [written("sympy", 4, world_seed, number) for number in range(3)]
    theirs = [written("jargon-file", 4, world_seed, number) for number in range(3)]
    given = "three texts of mathematics against three of hackers' slang"
    there, back = scores(submission, ours, theirs, given), scores(submission, theirs, ours, given)
    letters = {word for text in [*ours, *theirs] for word in re.findall(r"[^\W\d_]{2,}", text.lower())}
    expect(set(there), letters, given=given, think="A word that only the background has says something as well.")
    expect(back, {word: -z for word, z in there.items()}, given=given, think="What is different between the two sides?")
    turned = scores(submission, ours[::-1], theirs[::-1], given)
    expect(turned, there, given=given, think="Does the order of the texts matter to the counts?")


@check("characteristic_words", points=1, needs=("z_by_hand",))
def test_too_little_to_compare(submission: Any) -> None:
    """With fewer than two different words there is nothing to compare."""
    cases: list[tuple[Any, Any]] = [
        (([], []), {}),
        ((["one"], ["one", "One!"]), {}),
        (([""], ["1 2"]), {}),
        ((["one"], []), {}),
    ]
    think = "What are the odds of a word when it is the only one?"
    expect_each(cases, submission.characteristic_words, think=think, spread=True)


@check("characteristic_words", points=3)
def test_a_word_that_occurs_once(submission: Any) -> None:
    """A word seen once only does not beat a frequent one, and a word as frequent on both sides scores nothing."""
    ours = ["theorem " * 30 + "hapax " + "the " * 100]
    theirs = ["theorem " * 3 + "boat " * 28 + "the " * 100]
    given = "theorem 30 : 3, hapax 1 : 0, the 100 : 100, boat 0 : 28"
    found = scores(submission, ours, theirs, given)
    order = sorted(("theorem", "hapax", "the", "boat"), key=lambda word: -found.get(word, 0.0))
    wanted = ["theorem", "hapax", "the", "boat"]
    expect(order, wanted, given=given, think="By a plain ratio 1 : 0 is infinitely typical. How sure can you be of it?")
    think = "131 words on each side, 100 of them `the`: what are the odds?"
    expect(round(found.get("the", math.nan), 3), 0.0, given=given, think=think)


@check("characteristic_words", points=4)
def test_typical_words_hold(submission: Any, world_seed: int) -> None:
    """Of 100 words on hidden pages 11 more are among the 30 most typical ones than on general pages; none: 9.5."""
    sources = ("sqlite", "speeches", "jargon-file")
    general = [written(source, 12, world_seed, number) for source in sources for number in range(5)]
    other = [written(source, 9, world_seed, number) for source in sources for number in range(8, 16)]
    gained = 0.0
    for domain in ("python", "law", "medicine"):
        seen, hidden = ([written(domain, 12, world_seed, n) for n in numbers] for numbers in (range(8), range(20, 32)))
        found = scores(submission, seen, general, f"8 pages of {domain} against 15 general ones")
        top = set(sorted(found, key=lambda word: (-found[word], word))[:30])
        gained += (density(hidden, top) - density(other, top)) / 3
    what = "by how many of 100 words your typical words are more frequent in the domain"
    credit(100 * gained, zero=9.5, full=11, what=what)


def density(texts: Iterable[str], words: set[str]) -> float:
    """Share of the words of ``texts`` that are one of ``words``."""
    counts = Counter(word for text in texts for word in re.findall(r"[^\W\d_]{2,}", text.lower()))
    return sum(counts[word] for word in words) / counts.total()


# --- rule_effects


@check("rule_effects", points=4)
def test_broken_and_broken_alone(submission: Any) -> None:
    """The first number counts all pages that break a rule, the second one those that break nothing else."""
    cases = [
        ([["a"]], {"a": (1.0, 1.0)}),
        ([["a", "b"]], {"a": (1.0, 0.0), "b": (1.0, 0.0)}),
        ([["a"], ["a", "b"]], {"a": (1.0, 0.5), "b": (0.5, 0.0)}),
        ([["a", "b", "c"], ["b", "a"], ["b"], ["c"]], {"a": (0.5, 0.0), "b": (0.75, 0.25), "c": (0.5, 0.25)}),
    ]
    think = "Which pages would come back when only this rule is switched off?"
    expect_each(cases, submission.rule_effects, think=think)


@check("rule_effects", points=3, needs=("broken_and_broken_alone",))
def test_of_all_pages(submission: Any) -> None:
    """Both are shares of all pages, those that break nothing included."""
    cases = [
        ([["a"], [], [], []], {"a": (0.25, 0.25)}),
        ([[], ["a", "b"], ["a"], [], []], {"a": (0.4, 0.2), "b": (0.2, 0.0)}),
    ]
    expect_each(cases, submission.rule_effects, think="How many pages are there?")


@check("rule_effects", points=2, needs=("broken_and_broken_alone",))
def test_named_twice(submission: Any) -> None:
    """A rule that is named twice for a page counts once, and is still the only one."""
    cases = [([["a", "a"]], {"a": (1.0, 1.0)}), ([["a", "b", "a"], ["b", "b"]], {"a": (0.5, 0.0), "b": (1.0, 0.5)})]
    expect_each(cases, submission.rule_effects, think="How many different rules does the page break?")


@check("rule_effects", points=1, needs=("broken_and_broken_alone",))
def test_no_pages(submission: Any) -> None:
    """Without pages, or without broken rules, no rule is named."""
    expect_each([([], {}), ([[]], {}), ([[], []], {})], submission.rule_effects, think="Division by what?")


# --- choose_limits

LIMITS = {"max_braces": 0, "min_words": 50}


def expect_limits(submission: Any, cases: Iterable[tuple[Any, ...]], think: str) -> None:
    """``cases``: (good pages, garbage pages, wanted share, limits); a page is (braces, words), the limits `LIMITS`."""

    def pages(values: Iterable[tuple[float, float]]) -> list[dict[str, float]]:
        return [{"max_braces": braces, "min_words": words} for braces, words in values]

    given = [((pages(good), pages(garbage), LIMITS, share), limits) for good, garbage, share, limits in cases]
    expect_each(given, submission.choose_limits, think=think, spread=True)


def braces_words(braces: float | None, words: float | None) -> dict[str, float | None]:
    return {"max_braces": braces, "min_words": words}


@check("choose_limits", points=3)
def test_never_stricter(submission: Any) -> None:
    """A published limit stays as it is, however far the pages are from it, unless a page that is wanted breaks it."""
    cases = [
        ([(0, 50)], [], 1.0, braces_words(0, 50)),
        ([(0, 50)], [(1, 49)], 1.0, braces_words(0, 50)),
        ([(0, 900), (0, 700)], [(0, 60)], 1.0, braces_words(0, 50)),
        ([(0, 60), (9, 9)], [(9, 9)], 0.5, braces_words(0, 50)),
        ([(4, 70)], [(5, 70)], 1.0, braces_words(4, 50)),
    ]
    expect_limits(submission, cases, "How many good pages are lost with the published limits? The limit is allowed.")


@check("choose_limits", points=4, needs=("never_stricter",))
def test_as_loose_as_needed(submission: Any) -> None:
    """A limit is loosened to the value of the page that needs it: a minimum down, a maximum up."""
    bad = [(99, 99), (0, 1)]
    cases = [
        ([(4, 60)], bad, 1.0, braces_words(4, 50)),
        ([(0, 41)], bad, 1.0, braces_words(0, 41)),
        ([(4, 41)], bad, 1.0, braces_words(4, 41)),
        ([(4, 60), (0, 41), (2, 45)], bad, 1.0, braces_words(4, 41)),
        ([(0.5, 49.5)], bad, 0.1, braces_words(0.5, 49.5)),
    ]
    expect_limits(submission, cases, "Which limit just keeps this page? In which direction is the rule loosened?")


@check("choose_limits", points=4, needs=("as_loose_as_needed",))
def test_cheapest_pages_first(submission: Any) -> None:
    """Of the good pages those are kept with which the least garbage comes in."""
    think = "Loosen the limits for one page only. How many garbage pages are kept then? That is its price."
    cases = [
        # (9, 60) lets in nothing, (0, 20) lets in (0, 30)
        ([(9, 60), (0, 20)], [(0, 30), (50, 50), (0, 1)], 0.5, braces_words(9, 50)),
        # (9, 60) lets in (3, 60) and (7, 60), (0, 20) lets in one page
        ([(9, 60), (0, 20)], [(3, 60), (7, 60), (0, 30), (50, 50), (0, 1)], 0.5, braces_words(0, 20)),
        # two rules at no price come before one rule at the price of one page
        ([(2, 48), (6, 60)], [(5, 60), (50, 50), (0, 1)], 0.5, braces_words(2, 48)),
        # what is kept anyway costs nothing more: (0, 60) passes whatever the limits are
        ([(9, 60), (0, 40)], [(0, 60), (0, 41), (50, 50), (0, 1)], 0.5, braces_words(9, 50)),
        # garbage that breaks both rules is no price for loosening one of them
        ([(9, 60), (0, 40)], [(8, 20), (8, 20), (0, 45), (50, 50), (0, 1)], 0.5, braces_words(9, 50)),
    ]
    expect_limits(submission, cases, think)


@check("choose_limits", points=2, needs=("cheapest_pages_first",))
def test_equal_prices(submission: Any) -> None:
    """At the same price in garbage the page that needs fewer rules comes first; equal prices are bought together."""
    bad = [(50, 50), (0, 1)]
    cases = [
        ([(1, 49), (9, 60)], bad, 0.5, braces_words(9, 50)),
        ([(9, 60), (3, 60)], bad, 0.5, braces_words(9, 50)),
        ([(3, 60), (0, 44), (5, 49)], bad, 0.3, braces_words(3, 44)),
    ]
    expect_limits(submission, cases, "The price is a pair. What becomes of pages that cost just as much as the last?")


@check("choose_limits", points=3, needs=("as_loose_as_needed",))
def test_useless_rules_go(submission: Any) -> None:
    """A loosened rule that no garbage page breaks any more is switched off; one that was not loosened stays."""
    cases = [
        ([(4, 60)], [(4, 60), (0, 1)], 1.0, braces_words(None, 50)),
        ([(4, 60)], [(5, 60), (0, 1)], 1.0, braces_words(4, 50)),
        ([(0, 41)], [(0, 41), (9, 60)], 1.0, braces_words(0, None)),
        ([(0, 41)], [(0, 40), (9, 60)], 1.0, braces_words(0, 41)),
        ([(0, 60)], [(0, 60)], 1.0, braces_words(0, 50)),
        ([(4, 41)], [], 1.0, braces_words(None, None)),
        # dropped by both rules: neither is useless
        ([(4, 41)], [(5, 40)], 1.0, braces_words(4, 41)),
    ]
    expect_limits(submission, cases, "Which garbage does the rule still drop at its new limit?")


@check("choose_limits", points=2, needs=("as_loose_as_needed",))
def test_share_is_exact(submission: Any) -> None:
    """0.55 of 100 pages are 55, a little more are 56; 0.07 of 100 are 7."""
    think = "What is 0.55 * 100 in Python? And what is 55 / 100?"
    bad = [(50, 60), (0, 1)]
    cases = [
        ([(0, 60)] * 55 + [(1, 60)] * 45, bad, 0.55, braces_words(0, 50)),
        ([(0, 60)] * 55 + [(1, 60)] * 45, bad, 0.5501, braces_words(1, 50)),
        ([(0, 60)] * 7 + [(1, 60)] * 93, bad, 0.07, braces_words(0, 50)),
        ([(0, 60)] * 2 + [(1, 60)], bad, 0.66, braces_words(0, 50)),
        ([(0, 60)] * 2 + [(1, 60)], bad, 0.67, braces_words(1, 50)),
    ]
    expect_limits(submission, cases, think)


@check("choose_limits", points=1, needs=("never_stricter",))
def test_without_a_value(submission: Any) -> None:
    """A page breaks no rule that it has no value for, and a rule may be measured on some pages only."""
    cases = [
        (([{}], [{"min_words": 1}], LIMITS, 1.0), braces_words(0, 50)),
        (([{"max_braces": 3}, {}], [{"max_braces": 4}, {}], LIMITS, 1.0), braces_words(3, 50)),
        (([{"max_braces": 3}], [{"min_words": 10}], LIMITS, 1.0), braces_words(None, 50)),
    ]
    think = "The page is a mapping. What does it say of a rule that it does not name?"
    expect_each(cases, submission.choose_limits, think=think, spread=True)


@check("choose_limits", points=1, needs=("never_stricter",))
def test_impossible_wishes(submission: Any) -> None:
    """Without good pages, and with a share that is no share, there is no answer but a ValueError."""
    good = [{"max_braces": 0.0, "min_words": 60.0}]
    cases = [([], good, LIMITS, 0.5), (good, [], LIMITS, 0.0), (good, [], LIMITS, -0.5), (good, [], LIMITS, 1.01)]
    expect_value_error(submission.choose_limits, cases, "Which limits keep 120 % of the pages?")
    expect(
        submission.choose_limits(good, [], LIMITS, 1.0),
        LIMITS,
        given=(good, [], LIMITS, 1.0),
        think="All can be asked.",
    )


@check("choose_limits", points=2, needs=("cheapest_pages_first", "useless_rules_go"))
def test_many_pages(submission: Any, world_seed: int) -> None:
    """On pages drawn by lot the limits are those that trying step by step finds."""
    draw = Draw(world_seed, "lab 08", "limits")
    published = {"max_a": 2, "min_b": 6, "max_c": 3}
    for _ in range(25):
        good, garbage = ([{"max_a": draw.below(8), "min_b": draw.below(10), "max_c": draw.below(8)}
                          for _ in range(draw.between(1, 9))] for _ in range(2))  # fmt: skip
        cases = []
        for count in (draw.between(1, len(good)), len(good)):
            share = count * 1000 // len(good) / 1000  # rounded down: more than count - 1 pages, at most count
            cases.append(((good, garbage, published, share), tried(good, garbage, published, count)))
        think = "Work this one by hand: the price of each page, the bought pages, their limits, the useless rules."
        expect_each(cases, submission.choose_limits, think=think, spread=True)


def tried(good: list[dict[str, int]], garbage: list[dict[str, int]], published: dict[str, int], count: int) -> Any:
    """The limits, found by counting up and down in steps of one, as all values are whole numbers."""

    def passes(page: dict[str, int], limits: Mapping[str, int]) -> bool:
        return all(page[r] >= limit if r[:3] == "min" else page[r] <= limit for r, limit in limits.items())

    def open_for(pages: list[dict[str, int]]) -> dict[str, int]:
        limits = dict(published)
        for rule in limits:
            while not all(passes(page, {rule: limits[rule]}) for page in pages):
                limits[rule] += -1 if rule.startswith("min") else 1
        return limits

    price = {}
    for place, page in enumerate(good):
        alone = open_for([page])
        price[place] = (sum(passes(g, alone) for g in garbage), len(alone.items() - published.items()))
    bought: list[int] = []
    for level in sorted(set(price.values())):
        if len(bought) < count:
            bought += [place for place in price if price[place] == level]
    limits = open_for([good[place] for place in bought])
    useless = {r for r in limits if limits[r] != published[r] and all(passes(g, {r: limits[r]}) for g in garbage)}
    return {rule: None if rule in useless else limit for rule, limit in limits.items()}


# --- domain_of_host


@check("domain_of_host", points=4)
def test_limits_of_a_host(submission: Any) -> None:
    """Both limits are allowed: just enough documents, and just enough of them of the domain; one less is not."""
    cases = [
        (({"mathematics": 5, "general": 5}, 0.5, 5), ("mathematics", 0.5)),
        (({"mathematics": 5, "general": 6}, 0.5, 5), None),
        (({"code": 5}, 0.5, 5), ("code", 1.0)),
        (({"code": 4}, 0.5, 5), None),
        (({"law": 1, "general": 4}, 0.2, 5), ("law", 0.2)),
        (({"law": 1, "general": 5}, 0.2, 5), None),
        (({"law": 1, "general": 3}, 0.2, 5), None),
    ]
    think = "How many documents has the host in all? Which share of these is of the domain?"
    expect_each(cases, submission.domain_of_host, think=think, spread=True)


@check("domain_of_host", points=3, needs=("limits_of_a_host",))
def test_which_domain(submission: Any) -> None:
    """The largest domain other than general wins, of equal ones the first; all documents count in the share."""
    cases = [
        (({"code": 6, "mathematics": 4, "general": 10}, 0.3, 5), ("code", 0.3)),
        (({"code": 6, "mathematics": 4, "general": 11}, 0.3, 5), None),
        (({"law": 3, "mathematics": 3, "code": 4}, 0.4, 5), ("code", 0.4)),
        (({"medicine": 5, "law": 5}, 0.5, 5), ("law", 0.5)),
        (({"law": 5, "mathematics": 5}, 0.5, 5), ("mathematics", 0.5)),
        (({"general": 90, "medicine": 10}, 0.1, 5), ("medicine", 0.1)),
    ]
    think = "General is what is left over, no domain to win. Do the documents of the other domains count in the total?"
    expect_each(cases, submission.domain_of_host, think=think, spread=True)


@check("domain_of_host", points=2, needs=("limits_of_a_host",))
def test_share_of_a_host_is_exact(submission: Any) -> None:
    """7 of 100 documents are 0.07 of them, 11 of 20 are 0.55."""
    cases = []
    for fraction in ("0.07", "0.55", "0.14", "0.1", "0.29"):
        part = Fraction(fraction)
        total = part.denominator
        count = part.numerator
        inside, outside = {"law": count, "general": total - count}, {"law": count, "general": total - count + 1}
        cases += [((inside, float(fraction), 1), ("law", float(fraction))), ((outside, float(fraction), 1), None)]
    think = "What is 0.07 * 100 in Python?"
    expect_each(cases, submission.domain_of_host, think=think, spread=True)


@check("domain_of_host", points=1, needs=("limits_of_a_host",))
def test_host_without_documents(submission: Any) -> None:
    """A host without documents, or with general ones only, is given to no domain, whatever the limits."""
    cases = [(({}, 0.1, 0), None), (({"law": 0}, 0.1, 0), None), (({"general": 100}, 0.1, 1), None),
             (({"general": 9, "law": 0}, 0.0, 1), None), (({"law": 1}, 0.1, 0), ("law", 1.0))]  # fmt: skip
    expect_each(cases, submission.domain_of_host, think="A share of no documents?", spread=True)


# --- recall

SEEDS = ["lemma proof " * 40, "proof of the lemma " * 20]
BACKGROUND = ["boat harbour " * 40, "sea the of " * 30]


def rounds_of(submission: Any, given: Any, *arguments: Any, **options: float) -> list[list[str]]:
    """The answer for these arguments, when it has the form of one."""
    found = submission.recall(*arguments, **options)
    lists = isinstance(found, list) and all(isinstance(one, list) for one in found)
    if not lists or not found or not all(isinstance(url, str) for one in found for url in one):
        raise CheckFailure(given, "a list of URLs for each round", found, "One sorted list of URLs a round, in a list.")
    return list(found)


def host(name: str, texts: Iterable[str]) -> list[Page]:
    return [(f"http://{name}.example/{number}", f"{name}.example", text) for number, text in enumerate(texts)]


def urls(pages: Iterable[Page]) -> list[str]:
    return sorted(url for url, _, _ in pages)


def expect_found(submission: Any, pages: list[Page], wanted: list[list[Page]], think: str, **options: float) -> None:
    """The rounds that the small seeds above find among ``pages``."""
    found = submission.recall(SEEDS, BACKGROUND, pages, **options)
    expect(found, [urls(one) for one in wanted], given=told(pages, options), think=think)


def told(pages: list[Page], options: Mapping[str, float]) -> dict[str, Any]:
    """What `recall` was asked, with long texts cut."""

    def brief(text: str) -> str:
        words = text.split()
        return text.strip() if len(words) < 10 else f"{' '.join(words[:8])} … ({len(words)} words)"

    return {
        "seeds": [brief(text) for text in SEEDS],
        "background": [brief(text) for text in BACKGROUND],
        "pages": [(url, brief(text)) for url, _, text in pages],
        **options,
    }


@check("recall", points=4)
def test_similar_pages(submission: Any) -> None:
    """The first round finds pages that speak as the seeds do, and no others."""
    mixed = "lemma proof " * 20 + "boat sea harbour the of contents"
    yes = host("a", ["proof lemma " * 9, mixed, "lemma proof proof boat " * 9])
    no = host("b", ["boat sea " * 9, "lemma proof " + "boat " * 20, "", "contents 1 2 3", "the of harbour " * 9,
                    "unknown words only " * 9, "boat harbour sea harbour boat lemma " * 9])  # fmt: skip
    think = "Print the score of each page, and where the mean scores of seeds and background lie."
    expect_found(submission, no + yes, [yes], think, rounds=1)
    # All words of the first page are those of the seeds, and one in four of the other one.
    expect_found(submission, yes[:1], [yes[:1]], think, rounds=1, min_score=0.9)
    faint = host("c", ["lemma nothing words here " * 9])
    expect_found(submission, faint, [[]], think, rounds=1, min_score=0.9)
    expect_found(submission, faint, [faint], think, rounds=1, min_score=0.1)


@check("recall", points=3, needs=("similar_pages",))
def test_hosts_give_their_pages(submission: Any) -> None:
    """A host with enough similar pages gives all its pages, at the limits and not below them."""
    similar = "proof lemma " * 9
    at = host("at", [similar] + ["contents"] * 9)
    below = host("below", [similar] + ["contents"] * 10)
    small = host("small", [similar] + ["contents"] * 3)
    five = host("five", [similar] + ["contents"] * 4)
    wanted = [*at, below[0], small[0], *five]
    think = "Which share of the host's pages has step 2 found? How many pages has the host?"
    expect_found(submission, at + below + small + five, [wanted], think, rounds=1)
    expect_found(submission, at + small, [[at[0], *small]], think, rounds=1, min_fraction=0.25, min_documents=4)


@check("recall", points=4, needs=("similar_pages",))
def test_next_round_learns(submission: Any) -> None:
    """The next round learns words from the pages found so far, those of hosts included, and keeps all pages found."""
    bridge = host("bridge", ["lemma proof axiom functor " * 20])
    beyond = host("beyond", ["axiom functor " * 20])
    other = host("other", ["boat sea " * 20])
    think = "Which words does the second round know that the first one did not?"
    expect_found(submission, beyond + bridge + other, [bridge, bridge + beyond], think, rounds=2)
    # Only the host leads to these words.
    given = host("given", ["proof lemma " * 20, *["tensor manifold " * 20] * 5])
    far = host("far", ["tensor manifold " * 20])
    expect_found(submission, given + far + other, [given, given + far], think, rounds=2)
    # Nine pages without a word come in by their host; they must not pull the scale down to this faint page.
    empty = host("empty", ["proof lemma " * 20, *["1 2 3"] * 9])
    faint = host("faint", ["lemma nothing words here " * 9])
    think = "Which texts make the mean scores that the limit lies between?"
    given = told(empty + faint, {"rounds": 2, "min_score": 0.7})
    found = rounds_of(submission, given, SEEDS, BACKGROUND, empty + faint, rounds=2, min_score=0.7)[-1]
    expect(found, urls(empty), given=given, think=think)


@check("recall", points=2, needs=("next_round_learns",))
def test_when_it_ends(submission: Any) -> None:
    """It ends after the asked number of rounds, or with the first round that finds nothing new."""
    bridge = host("bridge", ["lemma proof axiom functor " * 20])
    beyond = host("beyond", ["axiom functor " * 20])
    both = bridge + beyond
    think = "The round that finds nothing new is in the answer, and it is the last one."
    expect_found(submission, both, [bridge], think, rounds=1)
    expect_found(submission, both, [bridge, both, both], think, rounds=9)
    expect_found(submission, bridge, [bridge, bridge], think)
    expect_found(submission, [], [[]], think)
    expect_found(submission, host("other", ["boat sea " * 9]), [[]], think)


@check("recall", points=1, needs=("similar_pages",))
def test_nothing_to_learn_from(submission: Any) -> None:
    """Without seeds or without background there is nothing to learn from: a ValueError."""
    pages = host("a", ["proof lemma " * 9])
    expect_value_error(submission.recall, [([], BACKGROUND, pages), (SEEDS, [], pages)], "Typical, compared with what?")


@check("recall", points=1, needs=("next_round_learns",))
def test_any_order(submission: Any, world_seed: int) -> None:
    """The order of seeds, background and pages changes nothing; a later round loses no page."""
    seeds, background, pages, _ = planted_crawl(world_seed)
    some = pages[::6]
    given = f"{len(some)} pages of the planted crawl, forwards and backwards"
    there = rounds_of(submission, given, seeds, background, some)
    back = rounds_of(submission, given, seeds[::-1], background[::-1], some[::-1])
    expect(back, there, given=given, think="Where do you go through something in the order in which it came?")
    for one, later in pairwise(there):
        expect(sorted(set(one) - set(later)), [], given=given, think="A page that was found stays found.")


@lru_cache(maxsize=1)
def planted_crawl(world_seed: int) -> tuple[list[str], list[str], list[Page], set[str]]:
    """(seeds, background, pages, URLs that are mathematics).

    The seeds are of one source. One host has pages of this source and of another one, one host only of the other one;
    two have pages without any mathematical word. Code, law and medicine are there to be confused with it.
    """
    s = world_seed
    general = ("speeches", "sqlite", "debian-handbook", "jargon-file")
    own = [host("theorem", [written("sympy", 14, s, "theorem", n) for n in range(12)] + fragments(s, "theorem", 4)),
           host("mixed", [written("sympy", 14, s, "mixed", n) for n in range(5)]
                + [written("mpmath", 14, s, "mixed", n) for n in range(8)] + fragments(s, "mixed", 3)),
           host("bessel", [written("mpmath", 14, s, "bessel", n) for n in range(10)])]  # fmt: skip
    others = [host(source.replace("-", ""), [written(source, 14, s, "pages", n) for n in range(8)])
              for source in (*general, "law", "medicine", "python")]  # fmt: skip
    forum = host(
        "forum", [written("sympy", 14, s, "forum")] + [written("gnome-user-docs", 14, s, n) for n in range(20)]
    )
    wanted = {url for pages in own for url in urls(pages)} | {forum[0][0]}
    background = [written(source, 14, s, "background", n) for source in (*general, "python") for n in range(5)]
    seeds = [written("sympy", 14, s, "seeds", n) for n in range(8)]
    return seeds, background, [page for pages in [*own, *others, forum] for page in pages], wanted


def fragments(world_seed: int, name: str, count: int) -> list[str]:
    """Short pages of a site that show nothing of its subject."""
    return [thin_page(Draw(world_seed, "lab 08", name, number), "en").text for number in range(count)]


@pytest.fixture(scope="module")
def planted(submission: Any, world_seed: int) -> tuple[set[str], set[str]]:
    """(URLs found in the planted crawl after three rounds, URLs that are mathematics); asked for once."""
    seeds, background, pages, wanted = planted_crawl(world_seed)
    found = rounds_of(submission, "a planted crawl", seeds, background, pages, rounds=3, min_fraction=0.2)[-1]
    return set(found), wanted


@check("recall", points=3)
def test_planted_precision(planted: tuple[set[str], set[str]]) -> None:
    """Of the pages found in a planted crawl, all are mathematics: full points at 95 %, none at 60 %."""
    found, wanted = planted
    if len(found & wanted) < 10:
        think = "Look at the scores of the planted pages: `lab look 08` shows such a crawl."
        raise CheckFailure("a planted crawl", "at least 10 pages of mathematics", len(found & wanted), think)
    credit(len(found & wanted) / len(found), zero=0.6, full=0.95, what="the precision of the last round")


@check("recall", points=4, needs=("planted_precision",))
def test_planted_recall(planted: tuple[set[str], set[str]]) -> None:
    """Of the planted pages of mathematics three rounds find all: full points at 97 %, none at 75 %."""
    found, wanted = planted
    credit(len(found & wanted) / len(wanted), zero=0.75, full=0.97, what="the recall of the last round")
