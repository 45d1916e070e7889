"""Checks of lab 11: shares, whole tokens, the draw, encoding, running totals on Spark, and the index of a shard."""

from __future__ import annotations

import json
import math
import random
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

import pytest

from labs.grading.check import CheckFailure, check, expect, expect_value_error, same
from labs.grading.submission import SubmissionError
from pipeline.mixture.draw import draw_key

CORPUS = {"english": 900, "german": 90, "welsh": 10}
BUCKETS = "every bucket of available, and no other"


def expect_smallest(
    function: Callable[..., Any],
    cases: Iterable[tuple[tuple[Any, ...], Any]],
    think: str,
    keys: str,
    right: Callable[[Any, Any], bool] = same,
) -> None:
    """Fail on the first of (arguments, expected) that goes wrong, the small ones first; `lab debug` stops at its call.

    ``keys`` says of which names the answer is made: that is what to think of when they are others.
    """
    for arguments, expected in sorted(cases, key=lambda case: len(repr(case[0]))):
        try:
            answer = function(*arguments)
        except SubmissionError as error:
            if not re.search("raised (ImpossibleMixture|ValueError)", str(error)):
                raise
            answer = str(error)
        if not right(answer, expected):
            others = isinstance(answer, dict) and answer.keys() != expected.keys()
            raise CheckFailure(arguments, expected, answer, f"The answer needs {keys}." if others else think)


def expect_impossible(function: Callable[..., Any], cases: Iterable[tuple[Any, ...]], think: str) -> None:
    """Fail unless each tuple of arguments is answered with an ImpossibleMixture."""
    for arguments in cases:
        try:
            answer = function(*arguments)
        except SubmissionError as error:
            if "raised ImpossibleMixture" in str(error):
                continue
            if "raised ValueError" not in str(error):
                raise
            answer, think = str(error), "Which of the two errors does the docstring name for this?"
        raise CheckFailure(arguments, "ImpossibleMixture", answer, think)


# --- mixture_shares


@check("mixture_shares", points=2)
def test_corpus_as_it_is(submission: Any) -> None:
    """Without targets, at temperature 1, each bucket has the share of the corpus's tokens that it holds."""
    cases: list[tuple[Any, Any]] = [
        ((CORPUS,), {"english": 0.9, "german": 0.09, "welsh": 0.01}),
        (({"a": 1, "b": 3},), {"a": 0.25, "b": 0.75}),
        (({"b": 3, "a": 1}, {}, 1.0), {"a": 0.25, "b": 0.75}),
        (({"a": 5, "b": 0},), {"a": 1, "b": 0}),
    ]
    expect_smallest(submission.mixture_shares, cases, "Share = tokens / all tokens.", BUCKETS)


@check("mixture_shares", points=4, needs=("corpus_as_it_is",))
def test_temperature(submission: Any) -> None:
    """Weights are tokens to the power of 1 / temperature; infinite temperature makes all buckets equal."""
    # Square roots of 900, 100, 25: 30, 10, 5. Cube roots of 1000, 27, 1: 10, 3, 1.
    cases: list[tuple[Any, Any]] = [
        (({"a": 900, "b": 100, "c": 25}, {}, 2.0), {"a": 30 / 45, "b": 10 / 45, "c": 5 / 45}),
        (({"a": 1000, "b": 27, "c": 1}, {}, 3.0), {"a": 10 / 14, "b": 3 / 14, "c": 1 / 14}),
        (({"a": 9 * 10**12, "b": 10**12}, {}, 2.0), {"a": 0.75, "b": 0.25}),
        (({"a": 900, "b": 9, "c": 0}, {}, math.inf), {"a": 0.5, "b": 0.5, "c": 0}),
    ]
    expect_smallest(submission.mixture_shares, cases, "Which power flattens the differences?", BUCKETS)


@check("mixture_shares", points=3, needs=("corpus_as_it_is",))
def test_targets(submission: Any) -> None:
    """A target is the bucket's share; the others split what is left by their own weights; a target of 0 leaves out."""
    tempered = {"a": 900, "b": 100, "c": 25, "d": 7}
    cases: list[tuple[Any, Any]] = [
        ((CORPUS, {"welsh": 0.5}), {"english": 0.5 * 900 / 990, "german": 0.5 * 90 / 990, "welsh": 0.5}),
        ((CORPUS, {"english": 0.0}), {"english": 0, "german": 0.9, "welsh": 0.1}),
        ((CORPUS, {"english": 0.2, "german": 0.3, "welsh": 0.5}), {"english": 0.2, "german": 0.3, "welsh": 0.5}),
        ((tempered, {"d": 0.1}, 2.0), {"a": 0.9 * 30 / 45, "b": 0.9 * 10 / 45, "c": 0.9 * 5 / 45, "d": 0.1}),
        ((CORPUS, {"german": 1.0}), {"english": 0, "german": 1, "welsh": 0}),
        ((CORPUS, {"klingon": 0.0}), {"english": 0.9, "german": 0.09, "welsh": 0.01}),
    ]
    expect_smallest(submission.mixture_shares, cases, "What is left, and among whom is it split?", BUCKETS)


@check("mixture_shares", points=2, needs=("targets",))
def test_decimals_are_exact(submission: Any) -> None:
    """Targets that a person adds up to 1 are together 1, whatever their floats add up to."""
    cases = []
    for wanted in ([0.7, 0.2, 0.1], [0.1] * 10, [0.6, 0.3, 0.1], [0.1, 0.7, 0.2], [0.3, 0.3, 0.3, 0.1]):
        targets = {f"b{number}": share for number, share in enumerate(wanted)}
        cases.append(((dict.fromkeys(targets, 50), targets), targets))
        cases.append((({**dict.fromkeys(targets, 50), "other": 7}, targets), {**targets, "other": 0}))
    expect_smallest(submission.mixture_shares, cases, "What is 0.7 + 0.2 + 0.1 in floats? Try it.", BUCKETS)


@check("mixture_shares", points=2, needs=("targets",))
def test_impossible_targets(submission: Any) -> None:
    """Targets above 1, targets below 1 that nobody can fill up, and targets for what the corpus lacks are errors."""
    for think, cases in {
        "How many tokens of this bucket does the corpus have?": [
            ({"a": 0}, {"a": 0.1}),
            ({"a": 5, "b": 0}, {"b": 0.1}),
            (CORPUS, {"klingon": 0.1}),
        ],
        "What are the targets together, exactly?": [
            (CORPUS, {"english": 1.01}),
            (CORPUS, {"english": 0.8, "german": 0.21}),
            (CORPUS, {"english": 0.800001, "german": 0.2}),
            (CORPUS, {"english": 0.8, "german": 0.2, "welsh": 1e-15}),
        ],
        "Which bucket without a target gives the rest?": [
            ({"a": 5}, {"a": 0}),
            ({"a": 5, "b": 0}, {"a": 0.9}),
            (CORPUS, {"english": 0.5, "german": 0.3, "welsh": 0.19}),
        ],
    }.items():
        expect_impossible(submission.mixture_shares, cases, think)


@check("mixture_shares", points=1, needs=("corpus_as_it_is",))
def test_empty_corpus(submission: Any) -> None:
    """A corpus without tokens has no shares to give: 0 for each bucket, unless a target above 0 asks for some."""
    cases: list[tuple[Any, Any]] = [
        (({},), {}),
        (({"a": 0},), {"a": 0}),
        (({"a": 0}, {"a": 0}), {"a": 0}),
        (({"a": 0, "b": 0}, {"a": 0}, 2.0), {"a": 0, "b": 0}),
    ]
    expect_smallest(submission.mixture_shares, cases, "Nobody asks for anything, so nothing is impossible.", BUCKETS)


@check("mixture_shares", points=1, needs=("corpus_as_it_is",))
def test_bad_temperatures(submission: Any) -> None:
    """A temperature below 1 or not a number, and negative tokens and shares, are errors."""
    cold = [(CORPUS, {}, number) for number in (0.99, 0.0, -1.0, math.nan)]
    expect_value_error(submission.mixture_shares, cold, "Is this number at least 1?")
    negative = [({"a": -1, "b": 2}, {}, 1.0), (CORPUS, {"welsh": -0.1}, 1.0)]
    expect_value_error(submission.mixture_shares, negative, "What would a negative number mean?")


@check("mixture_shares", points=1, needs=("temperature", "targets"))
def test_drawn_corpora(submission: Any, world_seed: int) -> None:
    """Drawn corpora with drawn targets and temperatures, against logarithms."""
    chance, cases = random.Random(f"{world_seed} corpora"), []
    for _ in range(20):
        names = chance.sample("abcdefgh", chance.randrange(2, 7))
        available = {name: round(10 ** chance.uniform(3, 13)) for name in names}
        targets = {names[0]: chance.randrange(100) / 100}
        temperature = chance.choice([1.5, 2.0, 3.3, 5.0])
        powers = {name: math.exp(math.log(available[name]) / temperature) for name in names[1:]}
        shares = {name: (1 - targets[names[0]]) * power / sum(powers.values()) for name, power in powers.items()}
        cases.append(((available, targets, temperature), targets | shares))
    expect_smallest(
        submission.mixture_shares,
        cases,
        "A temperature is any number from 1 on; a bucket with a target is none of the others.",
        BUCKETS,
    )


# --- allocate


def whole(answer: Any, expected: Any) -> bool:
    """Whole numbers, equal to the last token: `same` would forgive a billionth."""
    return bool(answer == expected) and all(type(tokens) is int for tokens in answer.values())


def expect_amounts(submission: Any, cases: Iterable[tuple[tuple[Any, ...], dict[str, int]]], think: str) -> None:
    expect_smallest(submission.allocate, cases, think, "every bucket of available and of shares", whole)


@check("allocate", points=3)
def test_scarcest_bucket(submission: Any) -> None:
    """Without a total, the bucket that runs out first decides how large the mixture is."""
    shares = {"english": 0.7, "german": 0.2, "welsh": 0.1}
    cases: list[tuple[tuple[Any, ...], dict[str, int]]] = [
        ((CORPUS, shares, 4.0), {"english": 280, "german": 80, "welsh": 40}),
        ((CORPUS, shares), {"english": 70, "german": 20, "welsh": 10}),
        ((CORPUS, {"english": 0.9, "german": 0.09, "welsh": 0.01}), CORPUS),
        ((CORPUS, {"german": 0.5, "english": 0.5}, 2.0), {"english": 180, "german": 180, "welsh": 0}),
        ((CORPUS, {"german": 1.0, "klingon": 0.0}), {"english": 0, "german": 90, "klingon": 0, "welsh": 0}),
    ]
    expect_amounts(submission, cases, "For which total does each bucket reach its end?")


@check("allocate", points=3, needs=("scarcest_bucket",))
def test_largest_remainder(submission: Any) -> None:
    """Whole tokens that add up to the total; what is missing goes to the largest remainders, of equal ones by name."""
    third = dict.fromkeys("cab", 1 / 3)
    full = dict.fromkeys("abcd", 1000)
    cases: list[tuple[tuple[Any, ...], dict[str, int]]] = [
        ((dict.fromkeys("cab", 100), third, 1.0, 10), {"a": 4, "b": 3, "c": 3}),
        ((dict.fromkeys("cab", 100), third, 1.0, 11), {"a": 4, "b": 4, "c": 3}),
        # 5.5, 2.6, 1.9: whole parts 5, 2, 1; two tokens for .9 and .6.
        ((full, {"a": 0.55, "b": 0.26, "c": 0.19}, 1.0, 10), {"a": 5, "b": 3, "c": 2, "d": 0}),
        # 4.8, 0.4, 0.4, 0.4: two tokens are missing, for .8 and the first of three .4.
        ((full, {"d": 0.8, "c": 0.2 / 3, "b": 0.2 / 3, "a": 0.2 / 3}, 1.0, 6), {"a": 1, "b": 0, "c": 0, "d": 5}),
        ((full, {"a": 0.5, "b": 0.5}, 1.0, 1), {"a": 1, "b": 0, "c": 0, "d": 0}),
        ((full, {"a": 0.5, "b": 0.5}, 1.0, 0), {"a": 0, "b": 0, "c": 0, "d": 0}),
    ]
    expect_amounts(submission, cases, "How many tokens are missing after rounding down, and who lost most?")


@check("allocate", points=2, needs=("largest_remainder",))
def test_shares_are_divided(submission: Any) -> None:
    """Shares that are together 1 only to within a millionth are divided by their sum: the amounts make the total."""
    many, thirds = dict.fromkeys("ab", 10**9), dict.fromkeys("cab", 1 / 3)
    # 3333333 + 6666663 = 9999996 parts of 10**7; the float 1/3 is written 0.3333333333333333.
    cases: list[tuple[tuple[Any, ...], dict[str, int]]] = [
        ((many, {"a": 0.3333333, "b": 0.6666663}, 1.0, 10**9), by_parts({"a": 3333333, "b": 6666663}, 10**9)),
        ((many, {"a": 0.5000005, "b": 0.5000003}, 1.0, 10**9), by_parts({"a": 5000005, "b": 5000003}, 10**9)),
        ((dict.fromkeys("abc", 10**20), thirds, 1.0, 10**20), by_parts(dict.fromkeys("abc", 1), 10**20)),
    ]
    expect_amounts(submission, cases, "What are these shares together, as decimals, and what do the amounts add up to?")


@check("allocate", points=3, needs=("scarcest_bucket",))
def test_epochs(submission: Any) -> None:
    """A bucket may give exactly max_epochs times its tokens, also a fraction of an epoch, and not one token more."""
    limits: list[tuple[tuple[Any, ...], dict[str, int]]] = [
        (({"a": 90}, {"a": 1.0}, 1.5, 135), {"a": 135}),
        (({"a": 90}, {"a": 1.0}, 4.0, 360), {"a": 360}),
        (({"a": 5}, {"a": 1.0}, 0.5), {"a": 2}),
        (({"a": 5, "b": 99}, {"a": 0.1, "b": 0.9}, 0.5), {"a": 2, "b": 18}),
        (({"a": 10, "b": 100}, {"a": 0.1, "b": 0.9}, 1.0, 100), {"a": 10, "b": 90}),
    ]
    expect_amounts(submission, limits, "How many whole tokens may it give? The limit itself is allowed.")
    decimals: list[tuple[tuple[Any, ...], dict[str, int]]] = [
        (({"a": 10}, {"a": 1.0}, 0.7), {"a": 7}),
        (({"a": 100}, {"a": 1.0}, 1.1), {"a": 110}),
        (({"a": 100}, {"a": 1.0}, 1.1, 110), {"a": 110}),
    ]
    expect_amounts(submission, decimals, "What is Fraction(0.7), and what is 1.1 * 100 in floats?")
    over = [({"a": 90}, {"a": 1.0}, 1.5, 136), ({"a": 90}, {"a": 1.0}, 4.0, 361), ({"a": 5}, {"a": 1.0}, 0.5, 3)]
    over += [({"a": 10, "b": 100}, {"a": 0.1, "b": 0.9}, 1.0, 101), ({"a": 9}, {"a": 0.5, "b": 0.5}, 1.0, 2)]
    expect_impossible(submission.allocate, over, "Nobody may give more than max_epochs times what it has.")


def said(submission: Any, arguments: tuple[Any, ...]) -> str:
    """What the error says, without commas in its numbers."""
    try:
        answer = submission.allocate(*arguments)
    except SubmissionError as error:
        told = re.sub(r"^.*? raised \w+(?: \([^)]*\))?: ", "", str(error), flags=re.DOTALL)
        return re.sub(r"(?<=\d),(?=\d{3})", "", told)
    raise CheckFailure(arguments, "ImpossibleMixture", answer, "Who is short of tokens?")


@check("allocate", points=4, needs=("epochs",))
def test_shortage_is_told(submission: Any) -> None:
    """The error names each bucket that is short, of many five, how many tokens it is short, and the possible total."""
    five = dict(zip(("greek", "irish", "latin", "norse", "welsh"), (11, 22, 33, 44, 55), strict=True))
    cases: list[tuple[tuple[Any, ...], dict[str, int], int, list[str]]] = [
        ((CORPUS, {"english": 0.5, "german": 0.5}, 2.0, 400), {"german": 20}, 360, ["english", "welsh"]),
        ((CORPUS, {"english": 0.4, "german": 0.3, "welsh": 0.3}, 1.0, 400), {"german": 30, "welsh": 110}, 33, []),
        # A third of 100 is 33.3: 34 tokens are needed, 4 are missing; three times 30 are possible.
        (({"x": 30, "y": 500, "z": 500}, dict.fromkeys("xyz", 1 / 3), 1.0, 100), {"x": 4}, 90, ["y", "z"]),
        # A tenth of 1,000 is 100 for each of the five; ten times 11 are possible.
        ((five | {"english": 900}, dict.fromkeys(five, 0.1) | {"english": 0.5}, 1.0, 1000),
         {bucket: 100 - tokens for bucket, tokens in five.items()}, 110, ["english"]),
    ]  # fmt: skip
    for arguments, short, possible, others in cases:
        message = said(submission, arguments)
        words = set(re.findall(r"\w+", message))
        questions = {bucket: f"Who is short? {bucket} is not named." for bucket in short}
        questions |= {
            str(tokens): f"How many tokens is {bucket} short, rounded up?" for bucket, tokens in short.items()
        }
        questions[str(possible)] = "How large a total do these shares allow?"
        if lacking := [question for word, question in questions.items() if word not in words]:
            raise CheckFailure(arguments, f"a message with {', '.join(questions)}", message, lacking[0])
        if named := [bucket for bucket in others if bucket in words]:
            raise CheckFailure(arguments, f"a message without {named[0]}", message, "Name only who is short.")
    eight = [f"{letter}{number}" for number in (1, 2) for letter in "pqrs"]
    many = (dict.fromkeys(eight, 1), dict.fromkeys(eight, 0.125), 1.0, 80)
    message = said(submission, many)
    if len(set(eight) & set(re.findall(r"\w+", message))) < 5:
        raise CheckFailure(many, "a message with five of the eight buckets", message, "All eight are short.")


def by_parts(parts: Mapping[str, int], total: int) -> dict[str, int]:
    """Largest remainder in whole numbers: each share is so many parts of them all."""
    all_parts = sum(parts.values())
    given = {name: total * part // all_parts for name, part in parts.items()}
    order = sorted(parts, key=lambda name: (-(total * parts[name] % all_parts), name))
    for name in order[: total - sum(given.values())]:
        given[name] += 1
    return given


@check("allocate", points=3, needs=("largest_remainder",))
def test_exact_at_any_size(submission: Any, world_seed: int) -> None:
    """Corpora of up to 10 ** 20 tokens: the amounts are right to the last token."""
    chance, cases = random.Random(f"{world_seed} amounts"), []
    for digits in (3, 6, 9, 12, 15, 16, 17, 18, 20) * 2:
        cuts = sorted(chance.sample(range(1, 1000), 4))
        parts = dict(zip(chance.sample("abcdefgh", 5), (b - a for a, b in pairwise([0, *cuts, 1000])), strict=True))
        total = chance.randrange(10 ** (digits - 1), 10**digits)
        shares = {name: part / 1000 for name, part in parts.items()}
        cases.append(((dict.fromkeys(parts, 10**20), shares, 1.0, total), by_parts(parts, total)))
    expect_amounts(submission, cases, "A float knows 16 digits. Is each share a decimal, to the end?")


@check("allocate", points=1, needs=("scarcest_bucket",))
def test_nothing_to_share(submission: Any) -> None:
    """A corpus without tokens, no share above 0, and no tokens asked for: that is no error, every bucket gives 0."""
    cases: list[tuple[tuple[Any, ...], dict[str, int]]] = [
        (({}, {}), {}),
        (({"a": 0}, {}), {"a": 0}),
        (({"a": 0}, {"a": 0.0}), {"a": 0}),
        (({"a": 0}, {"b": 0.0}, 1.0, 0), {"a": 0, "b": 0}),
    ]
    expect_amounts(submission, cases, "Nobody asks for anything, so nothing is missing.")


@check("allocate", points=1, needs=("scarcest_bucket",))
def test_bad_shares(submission: Any) -> None:
    """Shares that are not together 1, negative numbers, and no epochs at all are errors."""
    half = {"english": 0.5, "german": 0.5}
    sums = ({"english": 0.5}, {"english": 0.7, "german": 0.4}, {"english": 0.5, "german": 0.500002}, {})
    expect_value_error(submission.allocate, [(CORPUS, shares) for shares in sums], "What are the shares together?")
    negative: list[tuple[Any, ...]] = [
        (CORPUS, {"english": 1.5, "german": -0.5}),
        ({"a": -1, "b": 5}, {"a": 0.0, "b": 1.0}),
        (CORPUS, half, -1.0),
        (CORPUS, half, 1.0, -1),
    ]
    expect_value_error(submission.allocate, negative, "What would a negative number mean?")
    expect_value_error(submission.allocate, [(CORPUS, half, 0.0)], "Who wants a mixture that nobody may read?")


# --- draw

BUCKET = [(f"page{number}", 10) for number in range(1, 7)]
ALL = sum(tokens for _, tokens in BUCKET)


def in_order(documents: Iterable[tuple[str, int]], seed: int) -> list[tuple[str, int]]:
    return sorted(documents, key=lambda row: (draw_key(seed, row[0]), row[0]))


def drawn(documents: Iterable[tuple[str, int]], seed: int, passes: int, front: int) -> dict[str, int]:
    """All ``passes`` times, and the first ``front`` of their order once more."""
    return {name: passes + (place < front) for place, (name, _) in enumerate(in_order(documents, seed))}


def expect_draws(submission: Any, cases: Iterable[tuple[tuple[Any, ...], dict[str, int]]], think: str) -> None:
    """As `expect_smallest`; what is shown stands in the order of keys, and only documents that are read too often or
    too seldom."""
    for (documents, wanted, seed), expected in sorted(cases, key=lambda case: len(repr(case[0]))):
        answer = submission.draw(documents, wanted, seed)
        if same(answer, expected):
            continue
        given = {"by key": in_order(documents, seed), "wanted": wanted, "seed": seed}
        if not isinstance(answer, dict) or answer.keys() != expected.keys():
            raise CheckFailure(given, expected, answer, "The answer needs every document, also those not read: 0.")
        wrong = [name for name in expected if not same(answer[name], expected[name])]
        shown = ({name: times[name] for name in wrong} for times in (expected, answer))
        raise CheckFailure(given, *shown, think)


@check("draw", points=2)
def test_whole_passes(submission: Any) -> None:
    """Tokens for whole passes over the bucket: every document is read that often."""
    cases = [((BUCKET, times * ALL, seed), drawn(BUCKET, seed, times, 0)) for times in (0, 1, 3) for seed in (1, 2)]
    cases += [(([("a", 7)], 21, 5), {"a": 3}), (([("a", 2), ("b", 1)], 0, 1), {"a": 0, "b": 0})]
    expect_draws(submission, cases, "How often do all the tokens fit into what is wanted?")


@check("draw", points=4, needs=("whole_passes",))
def test_front_of_the_order(submission: Any, world_seed: int) -> None:
    """What is wanted beyond whole passes comes from the front of the order of keys, to the last token."""
    cases = []
    for seed in (1, 2, world_seed):
        sums = [0, *accumulate(tokens for _, tokens in in_order(BUCKET, seed))]
        for front, passes in ((1, 0), (3, 0), (3, 2), (5, 1)):
            for wanted, taken in ((sums[front] - 1, front - 1), (sums[front], front), (sums[front + 1] - 1, front)):
                cases.append(((BUCKET, passes * ALL + wanted, seed), drawn(BUCKET, seed, passes, taken)))
    many = [(([("a", 10**17)], 3 * 10**17 - 1, 5), {"a": 2})]
    expect_draws(submission, cases, "Who comes next in the order of draw_key(seed, id), and does it still fit?")
    expect_draws(submission, many, "A float knows 16 digits: how many passes are whole?")


@check("draw", points=3, needs=("front_of_the_order",))
def test_no_queue_jumping(submission: Any) -> None:
    """The first document that is too long ends the draw, however short the later ones; 0 tokens always fit."""
    jumps, fits = [], []
    for seed in range(5):
        names = [name for name, _ in in_order([(name, 0) for name in "abcd"], seed)]
        rows = list(zip(names, [5, 100, 1, 0], strict=True))
        for wanted, taken in ((50, 1), (5, 1), (4, 0), (105, 2)):
            jumps.append(((rows, wanted, seed), drawn(rows, seed, 0, taken)))
        rows = list(zip(names, [5, 0, 3, 0], strict=True))
        for wanted, passes, taken in ((5, 0, 2), (7, 0, 2), (13, 1, 2), (3, 0, 0)):
            fits.append(((rows, wanted, seed), drawn(rows, seed, passes, taken)))
    expect_draws(submission, jumps, "If short documents may jump the queue, which ones will you get?")
    expect_draws(submission, fits, "Are 0 tokens longer than what is still wanted?")


@check("draw", points=3, needs=("front_of_the_order",))
def test_rows_in_any_order(submission: Any, world_seed: int) -> None:
    """The order of the rows and of the alphabet decide nothing; another seed draws others."""
    chance = random.Random(f"{world_seed} rows")
    names = chance.sample([f"p{number}" for number in range(100)], 9)
    rows = [(name, chance.randrange(1, 500)) for name in names]
    total, cases = sum(tokens for _, tokens in rows), []
    for seed in range(8):
        wanted = chance.randrange(2 * total)
        passes, rest = divmod(wanted, total)
        front = sum(before <= rest for before in accumulate(tokens for _, tokens in in_order(rows, seed)))
        for _ in range(3):
            cases.append(((chance.sample(rows, len(rows)), wanted, seed), drawn(rows, seed, passes, front)))
    expect_draws(submission, cases, "May the place of a row decide whether a page is read?")


@check("draw", points=2, needs=("whole_passes",))
def test_nothing_to_draw(submission: Any) -> None:
    """A bucket without tokens gives none; tokens wanted of it, and negative numbers, are errors."""
    empty: list[tuple[tuple[Any, ...], dict[str, int]]] = [(([], 0, 1), {}), (([("a", 0)], 0, 1), {"a": 0})]
    expect_draws(submission, empty, "Nothing is wanted of nothing. What do you divide by?")
    expect_value_error(submission.draw, [([], 5, 1), ([("a", 0)], 5, 1)], "Where should the tokens come from?")
    negative = [([("a", 1)], -1, 1), ([("a", 5), ("b", -1)], 0, 1)]
    expect_value_error(submission.draw, negative, "What would a negative number mean?")


# --- encode_documents

SEPARATOR = "<|endoftext|>"
MERGES = [("l", "o"), ("lo", "w"), ("\u0120", "low"), ("e", "r")]  # \u0120 stands for a blank, as in GPT-2
TEXTS = ["low lower", "Größe: 1\u202f234 €\r\n\tif x:\n", "你好，世界。", "ありがとう", "مرحبا \u200fبك", "हिन्दी क्षेत्र",
         "🙂👩\u200d👩\u200d👧 \x00\x7f", "  two  blanks  ", ""]  # fmt: skip


def tokenizer(change: Callable[[Any], None] = lambda made: None, end: str = SEPARATOR) -> Any:
    """Byte-level BPE of 256 bytes, four merges and a separator, made by hand; ``change`` is what somebody has set."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {name: number for number, name in enumerate([*alphabet, *(a + b for a, b in MERGES)])}
    made = Tokenizer(models.BPE(vocab=vocabulary, merges=MERGES))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(end, special=True)])
    change(made)
    return made


@lru_cache(maxsize=1)
def plain() -> tuple[str, Any]:
    """The usual tokenizer.json, and its tokenizer, for which the separator in a text is a word like any other."""
    made = tokenizer()
    content = made.to_str()
    made.encode_special_tokens = True
    return content, made


def end_of() -> int:
    return int(plain()[1].token_to_id(SEPARATOR))


def settings(content: str) -> dict[str, Any]:
    """What a tokenizer.json says beyond its vocabulary that `plain` does not say: all that matters in a failure."""
    own, usual = ({**made, **made["model"]} for made in map(json.loads, (content, plain()[0])))
    return {name: value for name, value in own.items() if value != usual[name] and name not in ("model", "vocab")}


def given_with(content: str, *arguments: Any) -> tuple[Any, ...]:
    """What a failure shows: arguments, and before them what a tokenizer.json says that the usual one does not."""
    others = settings(content)
    return (others, *arguments) if others else arguments


def encoded(submission: Any, content: str, texts: list[str], separator: str = SEPARATOR) -> Any:
    """The answer for a tokenizer.json; an error shows its settings instead of its vocabulary."""
    try:
        return submission.encode_documents(content, texts, separator)
    except SubmissionError as error:
        error.given = given_with(content, texts, separator)
        raise


def expect_documents(
    submission: Any,
    texts: list[str],
    think: str,
    content: str | None = None,
    as_they_come: Mapping[str, str] | None = None,
) -> None:
    """Fail on the smallest text whose ids are not those of the usual tokenizer, with the only separator at their end.

    Which ids these are is asked of the library: a text is cut nowhere, and its words are those of `MERGES`.
    """
    end, wrong, content = end_of(), [], content or plain()[0]
    answer = encoded(submission, content, texts)
    if not isinstance(answer, list) or len(answer) != len(texts):
        raise CheckFailure(given_with(content, texts), f"a list of {len(texts)} lists of ids", answer, think)
    for text, ids in zip(texts, answer, strict=True):
        given = given_with(content, text)
        if not (isinstance(ids, list) and all(type(number) is int and 0 <= number <= end for number in ids)):
            raise CheckFailure(given, "a list of ids", ids, think)
        back = plain()[1].decode([number for number in ids if number != end], skip_special_tokens=False)
        expected = (as_they_come or {}).get(text, text)
        if back != expected or ids.count(end) != 1 or ids[-1] != end:
            wrong.append(CheckFailure(given, f"ids of {expected!r}, then {end}", f"ids of {back!r}: {ids}", think))
        elif ids[:-1] != (usual := plain()[1].encode(expected, add_special_tokens=False).ids):
            wrong.append(CheckFailure(given, [*usual, end], ids, think))
    if wrong:
        raise min(wrong, key=lambda failure: len(repr(failure.given)))


@check("encode_documents", points=3)
def test_ids_by_hand(submission: Any) -> None:
    """The ids are those of the vocabulary, merged as the tokenizer merges, with the separator's behind each text."""
    made, end = plain()[1], end_of()
    low, blank_low, er = (made.token_to_id(token) for token in ("low", "\u0120low", "er"))
    w, l_ = made.token_to_id("w"), made.token_to_id("l")
    cases = [
        (["low"], [[low, end]]),
        (["low lower", "wl"], [[low, blank_low, er, end], [w, l_, end]]),
        ([""], [[end]]),
        ([], []),
        (["", "low", ""], [[end], [low, end], [end]]),
    ]
    for texts, expected in cases:
        answer = encoded(submission, plain()[0], texts)
        expect(answer, expected, given=texts, think="One list for each text, and what at its end?")


@check("encode_documents", points=2, needs=("ids_by_hand",))
def test_every_text_comes_back(submission: Any, world_seed: int) -> None:
    """Texts in every script come back from their ids, character by character."""
    chance = random.Random(f"{world_seed} texts")
    letters = "\n 0aéفkと你\U0001f340"
    texts = [*TEXTS, *("".join(chance.choices(letters, k=12)) for _ in range(9))]
    expect_documents(submission, texts, "What is lost on the way?")


@check("encode_documents", points=4, needs=("ids_by_hand",))
def test_separator_in_a_text(submission: Any) -> None:
    """Who writes the separator on a page does not end a document there; the text still comes back."""
    texts = [SEPARATOR, f"before{SEPARATOR}after", f"{SEPARATOR}\n{SEPARATOR} low", f"GPT-2 writes {SEPARATOR}."]
    expect_documents(submission, texts, "How does a tokenizer treat a special token that stands in a text?")
    other = tokenizer(end="</s>")
    ids = encoded(submission, other.to_str(), ["low </s> low"], "</s>")[0]
    end = other.token_to_id("</s>")
    if ids.count(end) != 1 or ids[-1] != end or other.decode(ids[:-1], skip_special_tokens=False) != "low </s> low":
        raise CheckFailure(("low </s> low", "</s>"), f"one {end}, at the end", ids, "Another tokenizer, another name.")


@check("encode_documents", points=2, needs=("ids_by_hand",))
def test_lone_surrogates(submission: Any) -> None:
    """Half a character, which UTF-8 cannot express, becomes a question mark and stops nothing."""
    come = {"a\ud800b": "a?b", "\udfff": "?", "low": "low", "\ud83d low \ude42": "? low ?"}
    expect_documents(submission, list(come), "A broken page must not stop the run, nor vanish.", as_they_come=come)


def cutting(made: Any) -> None:
    made.enable_truncation(5)


def filling(made: Any) -> None:
    made.enable_padding(length=12)


def adding(made: Any) -> None:
    from tokenizers import processors

    end = made.token_to_id(SEPARATOR)
    made.post_processor = processors.TemplateProcessing(
        single=f"{SEPARATOR} $A {SEPARATOR}", special_tokens=[(SEPARATOR, end)]
    )


def dropping(made: Any) -> None:
    made.model.dropout = 1.0


@check("encode_documents", points=3, needs=("ids_by_hand",))
def test_whole_documents(submission: Any) -> None:
    """The file may say: cut texts, fill them up, add tokens, drop merges at random. Not here: counts are exact."""
    texts = ["low lower low lower", "w", ""]
    for change, think in (
        (cutting, "This tokenizer.json was written for 5 tokens. Is the end of the page still there?"),
        (filling, "This tokenizer.json fills short texts up. Who would train on that?"),
        (adding, "This tokenizer.json puts tokens around a text."),
        (dropping, "This tokenizer.json leaves merges out by chance, here all of them: one text, other ids each time."),
    ):
        expect_documents(submission, texts, think, tokenizer(change).to_str())


def expect_refused(submission: Any, content: str, texts: list[str], think: str, separator: str = SEPARATOR) -> None:
    """Fail unless the tokenizer is answered with a ValueError; of its content the failure shows what matters."""
    given = given_with(content, texts, separator)
    expect_value_error(lambda *_: encoded(submission, content, texts, separator), [given], think)


@check("encode_documents", points=2, needs=("ids_by_hand",))
def test_useless_tokenizers(submission: Any) -> None:
    """A tokenizer that changes texts is an error: capitals, blanks, a ligature, a fraction."""
    from tokenizers import normalizers

    for normalizer, text, what in (
        (normalizers.Lowercase(), "Low", "a capital"),
        (normalizers.NFKC(), "\ufb01ne \u00bd", "a ligature and a fraction"),
        (normalizers.Strip(left=True, right=False), " low", "a blank in front"),
        (normalizers.Strip(left=False, right=True), "low ", "a blank at the end"),
        (normalizers.Replace("  ", " "), "a  b", "two blanks"),
    ):
        made = tokenizer()
        made.normalizer = normalizer
        expect_refused(submission, made.to_str(), [text], f"Try a text with {what}: does it come back?")


def composing(made: Any) -> None:
    from tokenizers import normalizers

    made.normalizer = normalizers.NFC()


@check("encode_documents", points=1, needs=("ids_by_hand",))
def test_composed_accents(submission: Any) -> None:
    """A tokenizer that composes accents (NFC) is as good as any."""
    think = "A letter with its accent apart is the same text as both in one: is this tokenizer an error?"
    come = {"e\u0301": "\u00e9", "low e\u0301": "low \u00e9"}
    expect_documents(submission, list(come), think, tokenizer(composing).to_str(), as_they_come=come)


def ordinary(end: str = SEPARATOR) -> str:
    """A tokenizer.json that does not call its separator special."""
    made = json.loads(tokenizer(end=end).to_str())
    made["added_tokens"][0]["special"] = False
    return json.dumps(made)


@check("encode_documents", points=1, needs=("ids_by_hand",))
def test_unfit_separators(submission: Any) -> None:
    """A vocabulary without the separator, and a separator that the file does not call special, are errors."""
    expect_refused(submission, plain()[0], ["low"], "What is the id of a token that the vocabulary lacks?", "</s>")
    expect_refused(submission, ordinary(), [f"a{SEPARATOR}b"], "Encode the separator as a text: which ids come?")
    expect_refused(submission, ordinary("</s>"), ["a</s>b"], "Another tokenizer, another separator.", "</s>")


# --- with_running_total

Row = tuple[str | None, int, str, int]
"""Group, place, id, weight."""
BIN = 1 << 38
SHOWN_ROWS = 8
"""A failure shows so many rows."""


def rows_table(rows: list[Row]) -> Any:
    import pyarrow as pa

    groups, places, names, weights = zip(*rows, strict=True)
    return pa.table({"group": groups, "place": pa.array(places, pa.int64()), "id": names,
                     "weight": pa.array(weights, pa.int64())})  # fmt: skip


def totals(rows: list[Row], grouped: bool) -> dict[str, int]:
    """Id -> sum of the weights before it, in one long list."""
    found, sums = {}, dict.fromkeys((row[0] for row in rows), 0)
    for group, _, name, weight in rows:
        key = group if grouped else next(iter(sums))
        found[name] = sums[key]
        sums[key] += weight
    return found


def expect_totals(submission: Any, rows: list[Row], think: str, grouped: bool = False, **limits: Any) -> None:
    """Fail on the first row, in the order of adding up, that has another total; shown with the rows before it."""
    groups, names = ["group"] if grouped else [], ["group", "place", "id", "weight", "before"]
    answer = submission.on_tables(
        "with_running_total", rows_table(rows), args=["place", "weight", "before", groups, ["id"]], **limits
    )
    rows = sorted(rows, key=lambda row: (repr(row[0]) if grouped else "", *row[1:3]))
    if sorted(answer.column_names) != sorted(names):
        given = {"groups": groups, "ties": ["id"], "columns": names[:-1], "rows": rows[:SHOWN_ROWS]}
        raise CheckFailure(given, names, answer.column_names, "The columns of the table, and one more.")
    found: dict[str, list[Any]] = {}
    for row in zip(*(answer.column(name).to_pylist() for name in names), strict=True):
        found.setdefault(row[2], []).append(row)
    before = totals(rows, grouped)
    for number, row in enumerate(rows):
        actual = found.get(row[2], [])
        if actual != [(*row, before[row[2]])]:
            part = rows if len(rows) <= SHOWN_ROWS else rows[max(0, number + 1 - SHOWN_ROWS) : number + 1]
            which = "all rows" if part is rows else f"rows up to it, of {len(rows)}"
            given = {"groups": groups, "ties": ["id"], f"{which} (group, place, id, weight)": part}
            got = {"row": actual[0][:4], "before": actual[0][4]} if len(actual) == 1 else actual
            if not actual:
                think += " The row is gone."
            elif actual[0][4] is None:
                think = "What is a sum over no rows?"
            raise CheckFailure(given, {"row": row, "before": before[row[2]]}, got, think)


@check("with_running_total", points=4)
@pytest.mark.spark
def test_sums_before(submission: Any) -> None:
    """The sum over all rows before, in the same bin and in earlier ones; the first row has 0; equal places by id."""
    rows: list[Row] = [
        ("x", 0, "d", 5), ("y", 1, "c", 0), ("x", BIN - 1, "e", 7), ("x", BIN, "a", 2), ("y", BIN, "b", 3),
        ("y", 9 * BIN + 5, "f", 11), ("x", 1000 * BIN, "h", 1), ("x", 1000 * BIN, "g", 4),
    ]  # fmt: skip
    expect_totals(submission, rows, "Write the order down, and add up. The row itself does not count.")


def many_rows(seed: int, number: int) -> list[Row]:
    """Places spread over 48 bits, a few equal ones, in three groups."""
    chance = random.Random(f"{seed} places")
    places = [chance.randrange(1 << 48) for _ in range(number - 20)]
    places += chance.sample(places, 10) + [3 * BIN] * 10
    return [
        (chance.choice("abc"), place, f"{index:05}", chance.randrange(1, 3000)) for index, place in enumerate(places)
    ]


@check("with_running_total", points=3, needs=("sums_before",))
@pytest.mark.spark
def test_groups_apart(submission: Any, world_seed: int) -> None:
    """Each group has totals of its own; seven partitions of shuffled rows give the same."""
    rows = many_rows(world_seed, 300)
    random.Random(f"{world_seed} shuffled").shuffle(rows)
    expect_totals(submission, rows, "Does anything of another group count, or of another partition?", grouped=True,
                  partitions=7)  # fmt: skip


@check("with_running_total", points=2, needs=("groups_apart",))
@pytest.mark.spark
def test_rows_without_group(submission: Any) -> None:
    """Rows whose group is NULL stay, and are a group of their own."""
    rows: list[Row] = [
        ("x", 0, "a", 5), (None, 1, "b", 7), (None, 2, "c", 1), ("x", 3 * BIN, "d", 2), (None, 4 * BIN, "e", 3),
    ]  # fmt: skip
    expect_totals(submission, rows, "What is NULL = NULL?", grouped=True)


@check("with_running_total", points=3, needs=("sums_before",))
@pytest.mark.spark
def test_only_a_plan(submission: Any, world_seed: int) -> None:
    """The function returns a plan and starts no job: the table of bins stays off the driver."""
    rows = many_rows(world_seed, 60)
    expect_totals(submission, rows, "Shuffled rows in two partitions.", partitions=2, plan_only=True)


@check("with_running_total", points=6, needs=("sums_before",))
@pytest.mark.spark
def test_no_task_reads_everything(submission: Any, world_seed: int) -> None:
    """No task gets more than half of 5,000 rows, which lie in about 1,000 bins of one group."""
    expect_totals(submission, many_rows(world_seed, 5_000), "Which bin, and what is before it?", max_task_rows=2_500)


# --- index_bytes


def parts_of(data: bytes, count: int) -> dict[str, Any]:
    """What the file of ``count`` documents says, read at the places that the layout gives."""
    header = struct.unpack_from("<9sQBQQ", data)
    parts = dict(zip(("magic", "version", "code", "sequences", "entries"), header, strict=True))
    return parts | {
        "lengths": list(struct.unpack_from(f"<{count}i", data, 34)),
        "begins": list(struct.unpack_from(f"<{count}q", data, 34 + 4 * count)),
        "documents": list(struct.unpack_from(f"<{count + 1}q", data, 34 + 12 * count)),
    }


def expect_index(submission: Any, lengths: list[int], code: int, think: str) -> None:
    data = submission.index_bytes(lengths, code)
    size = 34 + 20 * len(lengths) + 8
    if not isinstance(data, bytes) or len(data) != size:
        what = f"{len(data)} bytes" if isinstance(data, bytes) else data
        raise CheckFailure((lengths, code), f"{size} bytes", what, "34 of header, then 4, 8 and 8 for each entry.")
    begins = [0, *accumulate(length * {8: 2, 4: 4}[code] for length in lengths)]
    expected = {
        "magic": b"MMIDIDX\x00\x00", "version": 1, "code": code, "sequences": len(lengths), "entries": len(lengths) + 1,
        "lengths": lengths, "begins": begins[:-1], "documents": list(range(len(lengths) + 1)),
    }  # fmt: skip
    for name, actual in parts_of(data, len(lengths)).items():
        if not same(actual, expected[name]):
            raise CheckFailure((lengths, code), f"{name}: {expected[name]}", f"{name}: {actual}", think)


@check("index_bytes", points=4)
def test_layout(submission: Any) -> None:
    """Header and three arrays, each number in its place and width, for ids of two bytes."""
    for lengths in ([3], [3, 2], [1, 258, 7]):
        expect_index(submission, lengths, 8, "Compare the layout in the docstring, byte by byte.")


@check("index_bytes", points=2, needs=("layout",))
def test_empty_documents(submission: Any) -> None:
    """Documents without tokens stay documents, at both ends and in between; a shard may have no document at all."""
    for lengths in ([], [0], [3, 0, 2], [0, 0, 5, 0]):
        expect_index(submission, lengths, 8, "An empty document begins where the next one begins.")


@check("index_bytes", points=2, needs=("layout",))
def test_ids_of_four_bytes(submission: Any) -> None:
    """With code 4 documents begin at other bytes."""
    for lengths in ([1], [3, 2], [3, 0, 2]):
        expect_index(submission, lengths, 4, "Bytes, not tokens: how large is one id?")


@check("index_bytes", points=3, needs=("ids_of_four_bytes",))
def test_beyond_32_bits(submission: Any) -> None:
    """A document of 2**31 - 1 tokens, and a shard in which documents begin beyond byte 2**32."""
    most = (1 << 31) - 1
    for lengths, code in (([most], 8), ([most, 5, 0], 8), ([2_000_000_000, 2_000_000_000, 1, 2], 4)):
        expect_index(submission, lengths, code, "In which type are the bytes added up?")


@check("index_bytes", points=1, needs=("layout",))
def test_bad_lengths(submission: Any) -> None:
    """A length that is negative or that int32 cannot hold is an error."""
    expect_value_error(submission.index_bytes, [([3, -1], 8), ([1 << 31], 8), ([1, (1 << 32) + 5], 4)],
                       "Whoever reads the file sees only what fits.")  # fmt: skip


def read_back(index: bytes, ids: bytes) -> list[list[int]]:
    """Documents as a trainer reads them: by the numbers of the file alone. Raises what struct raises."""
    magic, version, code, sequences, entries = struct.unpack_from("<9sQBQQ", index)
    kind = {8: "H", 4: "i"}[code]
    if magic != b"MMIDIDX\x00\x00" or version != 1 or len(index) != 34 + 12 * sequences + 8 * entries:
        raise struct.error("not an index, or of another length than its header says")
    lengths = struct.unpack_from(f"<{sequences}i", index, 34)
    begins = struct.unpack_from(f"<{sequences}q", index, 34 + 4 * sequences)
    documents = struct.unpack_from(f"<{entries}q", index, 34 + 12 * sequences)
    found = [struct.unpack_from(f"<{length}{kind}", ids, begin) for length, begin in zip(lengths, begins, strict=True)]
    return [[token for one in found[first:last] for token in one] for first, last in pairwise(documents)]


@check("index_bytes", points=2, needs=("empty_documents", "ids_of_four_bytes"))
def test_reader_finds_documents(submission: Any, world_seed: int) -> None:
    """Drawn shards: a reader that knows only the layout gets every document back."""
    chance = random.Random(f"{world_seed} shards")
    for code, kind in ((8, "H"), (4, "i")) * 3:
        lengths = chance.choices((0, 1, 2, 9), k=chance.randrange(1, 12))
        documents = [[chance.randrange(60_000) for _ in range(length)] for length in lengths]
        ids = b"".join(struct.pack(f"<{len(document)}{kind}", *document) for document in documents)
        answer = submission.index_bytes(lengths, code)
        try:
            found = read_back(answer, ids)
        except (struct.error, TypeError, KeyError, IndexError) as error:
            raise CheckFailure((lengths, code), "an index that can be read", str(error),
                               "Read it back yourself.") from None  # fmt: skip
        expect(found, documents, given=(lengths, code), think="What does a reader do with your numbers?")
