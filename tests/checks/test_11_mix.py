"""Checks of lab 11: shares, whole tokens, the draw, encoding, running totals on Spark, and the index of a shard."""

from __future__ import annotations

import math
import random
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

import pytest

from labs.grading.check import CheckFailure, check, expect, expect_each, expect_value_error, same
from labs.grading.submission import SubmissionError
from pipeline.mixture.draw import draw_key

CORPUS = {"english": 900, "german": 90, "welsh": 10}


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
            answer = str(error)
        raise CheckFailure(arguments, "ImpossibleMixture", answer, think)


# --- mixture_shares


@check("mixture_shares", points=3)
def test_corpus_as_it_is(submission: Any) -> None:
    """Without targets, at temperature 1, each bucket has the share of the corpus's tokens that it holds."""
    cases: list[tuple[Any, Any]] = [
        ((CORPUS,), {"english": 0.9, "german": 0.09, "welsh": 0.01}),
        (({"a": 1, "b": 3},), {"a": 0.25, "b": 0.75}),
        (({"b": 3, "a": 1}, {}, 1.0), {"a": 0.25, "b": 0.75}),
        (({"a": 5, "b": 0},), {"a": 1, "b": 0}),
        (({"a": 0},), {"a": 0}),
        (({},), {}),
    ]
    expect_each(cases, submission.mixture_shares, think="Share = tokens / all tokens.", spread=True)


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
    expect_each(cases, submission.mixture_shares, think="Which power flattens the differences?", spread=True)


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
    expect_each(cases, submission.mixture_shares, think="What is left, and among whom is it split?", spread=True)


@check("mixture_shares", points=2, needs=("targets",))
def test_decimals_are_exact(submission: Any) -> None:
    """Targets that a person adds up to 1 are together 1, whatever their floats add up to."""
    cases = []
    for wanted in ([0.7, 0.2, 0.1], [0.1] * 10, [0.6, 0.3, 0.1], [0.1, 0.7, 0.2], [0.3, 0.3, 0.3, 0.1]):
        targets = {f"b{number}": share for number, share in enumerate(wanted)}
        cases.append(((dict.fromkeys(targets, 50), targets), targets))
        cases.append((({**dict.fromkeys(targets, 50), "other": 7}, targets), {**targets, "other": 0}))
    expect_each(cases, submission.mixture_shares, think="What is 0.7 + 0.2 + 0.1 in floats? Try it.", spread=True)


@check("mixture_shares", points=2, needs=("targets",))
def test_impossible_targets(submission: Any) -> None:
    """Targets above 1, targets below 1 that nobody can fill up, and targets for what the corpus lacks are errors."""
    expect_impossible(
        submission.mixture_shares,
        [
            (CORPUS, {"klingon": 0.1}),
            ({"a": 5, "b": 0}, {"b": 0.1}),
            ({"a": 0}, {"a": 0.1}),
            (CORPUS, {"english": 0.8, "german": 0.21}),
            (CORPUS, {"english": 0.5, "german": 0.3, "welsh": 0.19}),
            ({"a": 5, "b": 0}, {"a": 0.9}),
            (CORPUS, {"english": 1.01}),
        ],
        "Who should give these tokens?",
    )


@check("mixture_shares", points=1, needs=("corpus_as_it_is",))
def test_bad_temperatures(submission: Any) -> None:
    """A temperature below 1 or not a number, and negative tokens and shares, are errors."""
    cases: list[tuple[Any, ...]] = [(CORPUS, {}, number) for number in (0.99, 0.0, -1.0, math.nan)]
    cases += [({"a": -1, "b": 2}, {}, 1.0), (CORPUS, {"welsh": -0.1}, 1.0)]
    expect_value_error(submission.mixture_shares, cases, "Check what you are given.")


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
    expect_each(cases, submission.mixture_shares, think="Does the target's bucket count among the others?", spread=True)


# --- allocate


def expect_amounts(submission: Any, cases: Iterable[tuple[tuple[Any, ...], dict[str, int]]], think: str) -> None:
    """Whole numbers, equal to the last token: `expect` would forgive a billionth."""
    for arguments, expected in cases:
        answer = submission.allocate(*arguments)
        if answer != expected or not all(type(tokens) is int for tokens in answer.values()):
            raise CheckFailure(arguments, expected, answer, think)


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
        (({}, {}), {}),
        (({"a": 0}, {"a": 0.0}), {"a": 0}),
    ]
    expect_amounts(submission, cases, "For which total does each bucket reach its end?")


@check("allocate", points=4, needs=("scarcest_bucket",))
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
        ((full, {"a": 0.5, "b": 0.5000004}, 1.0, 100), {"a": 50, "b": 50, "c": 0, "d": 0}),
    ]
    expect_amounts(submission, cases, "How many tokens are missing after rounding down, and who lost most?")


@check("allocate", points=3, needs=("scarcest_bucket",))
def test_epochs(submission: Any) -> None:
    """A bucket may give exactly max_epochs times its tokens, also a fraction of an epoch, and not one token more."""
    cases: list[tuple[tuple[Any, ...], dict[str, int]]] = [
        (({"a": 90}, {"a": 1.0}, 1.5, 135), {"a": 135}),
        (({"a": 90}, {"a": 1.0}, 4.0, 360), {"a": 360}),
        (({"a": 5}, {"a": 1.0}, 0.5), {"a": 2}),
        (({"a": 100}, {"a": 1.0}, 1.1, 110), {"a": 110}),
        (({"a": 10, "b": 100}, {"a": 0.1, "b": 0.9}, 1.0, 100), {"a": 10, "b": 90}),
    ]
    expect_amounts(submission, cases, "The limit itself is allowed. What is 100 * 1.1 in floats?")
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
    """The error names every bucket that is short, how many tokens it is short, and the total that is possible."""
    cases: list[tuple[tuple[Any, ...], list[str], list[str]]] = [
        ((CORPUS, {"english": 0.5, "german": 0.5}, 2.0, 400), ["german", "20", "360"], ["english", "welsh"]),
        ((CORPUS, {"english": 0.4, "german": 0.3, "welsh": 0.3}, 1.0, 400), ["german", "30", "welsh", "110", "33"], []),
        # A third of 100 is 33.3: 34 tokens are needed, 4 are missing; three times 30 are possible.
        (({"x": 30, "y": 500, "z": 500}, dict.fromkeys("xyz", 1 / 3), 1.0, 100), ["x", "4", "90"], ["y", "z"]),
    ]
    for arguments, told, untold in cases:
        message = said(submission, arguments)
        words = set(re.findall(r"\w+", message))
        if missing := [word for word in told if word not in words]:
            raise CheckFailure(arguments, f"a message with {', '.join(told)}", message,
                               f"Where does it say {missing[0]}?")  # fmt: skip
        if wrong := [word for word in untold if word in words]:
            raise CheckFailure(arguments, f"a message without {wrong[0]}", message, "Name only who is short.")


def by_thousandths(thousandths: Mapping[str, int], total: int) -> dict[str, int]:
    """Largest remainder in whole numbers: shares are thousandths."""
    given = {name: total * part // 1000 for name, part in thousandths.items()}
    order = sorted(thousandths, key=lambda name: (-(total * thousandths[name] % 1000), name))
    for name in order[: total - sum(given.values())]:
        given[name] += 1
    return given


@check("allocate", points=4, needs=("largest_remainder",))
def test_exact_at_any_size(submission: Any, world_seed: int) -> None:
    """Corpora of up to 10 ** 20 tokens: the amounts are right to the last token."""
    chance, cases = random.Random(f"{world_seed} amounts"), []
    for digits in (3, 6, 9, 12, 15, 16, 17, 18, 20) * 2:
        cuts = sorted(chance.sample(range(1, 1000), 4))
        parts = dict(zip(chance.sample("abcdefgh", 5), (b - a for a, b in pairwise([0, *cuts, 1000])), strict=True))
        total = chance.randrange(10 ** (digits - 1), 10**digits)
        shares = {name: part / 1000 for name, part in parts.items()}
        cases.append(((dict.fromkeys(parts, 10**20), shares, 1.0, total), by_thousandths(parts, total)))
    cases.sort(key=lambda case: case[0][3])
    expect_amounts(submission, cases, "How many digits has a float?")


@check("allocate", points=2, needs=("scarcest_bucket",))
def test_bad_shares(submission: Any) -> None:
    """Shares that are not together 1, negative numbers, and no epochs at all are errors."""
    half = {"english": 0.5, "german": 0.5}
    cases: list[tuple[Any, ...]] = [
        (CORPUS, {"english": 0.5}),
        (CORPUS, {"english": 0.7, "german": 0.4}),
        (CORPUS, {"english": 0.5, "german": 0.500002}),
        (CORPUS, {}),
        (CORPUS, {"english": 1.5, "german": -0.5}),
        ({"a": -1, "b": 5}, {"a": 0.0, "b": 1.0}),
        (CORPUS, half, 0.0),
        (CORPUS, half, -1.0),
        (CORPUS, half, 1.0, -1),
    ]
    expect_value_error(submission.allocate, cases, "What does such a number mean?")


# --- draw

BUCKET = [(f"page{number}", 10) for number in range(20)]
ALL = sum(tokens for _, tokens in BUCKET)


def in_order(documents: Iterable[tuple[str, int]], seed: int) -> list[tuple[str, int]]:
    return sorted(documents, key=lambda row: (draw_key(seed, row[0]), row[0]))


def drawn(documents: Iterable[tuple[str, int]], seed: int, passes: int, front: int) -> dict[str, int]:
    """All ``passes`` times, and the first ``front`` of their order once more."""
    return {name: passes + (place < front) for place, (name, _) in enumerate(in_order(documents, seed))}


@check("draw", points=2)
def test_whole_passes(submission: Any) -> None:
    """Tokens for whole passes over the bucket: every document is read that often."""
    cases = [((BUCKET, times * ALL, 1), dict.fromkeys(dict(BUCKET), times)) for times in (0, 1, 3)]
    cases += [(([("a", 7)], 21, 5), {"a": 3}), (([], 0, 1), {}), (([("a", 0)], 0, 1), {"a": 0})]
    expect_each(cases, submission.draw, think="How often do all the tokens fit into what is wanted?", spread=True)


@check("draw", points=4, needs=("whole_passes",))
def test_front_of_the_order(submission: Any, world_seed: int) -> None:
    """What is wanted beyond whole passes comes from the front of the order of keys, to the last token."""
    cases = []
    for seed in (1, 2, world_seed):
        sums = [0, *accumulate(tokens for _, tokens in in_order(BUCKET, seed))]
        for front, passes in ((1, 0), (5, 0), (5, 2), (19, 1)):
            for wanted, taken in ((sums[front] - 1, front - 1), (sums[front], front), (sums[front + 1] - 1, front)):
                cases.append(((BUCKET, passes * ALL + wanted, seed), drawn(BUCKET, seed, passes, taken)))
    expect_each(cases, submission.draw, think="Sort by draw_key(seed, id) and add up.", spread=True)


@check("draw", points=3, needs=("front_of_the_order",))
def test_no_queue_jumping(submission: Any) -> None:
    """The first document that is too long ends the draw, however short the later ones are."""
    cases = []
    for seed in range(5):
        names = [name for name, _ in in_order([(name, 0) for name in "abcd"], seed)]
        rows = list(zip(names, [5, 100, 1, 0], strict=True))
        for wanted, taken in ((50, 1), (5, 1), (4, 0), (105, 2)):
            cases.append(((rows, wanted, seed), drawn(rows, seed, 0, taken)))
    expect_each(cases, submission.draw, think="If short documents may jump the queue, which ones will you get?",
                spread=True)  # fmt: skip


@check("draw", points=3, needs=("front_of_the_order",))
def test_rows_in_any_order(submission: Any, world_seed: int) -> None:
    """The order of the rows and of the alphabet decide nothing; another seed draws others."""
    chance = random.Random(f"{world_seed} rows")
    rows = [(f"{number}.example/{chance.randrange(10**6)}", chance.randrange(1, 500)) for number in range(40)]
    total, cases = sum(tokens for _, tokens in rows), []
    for seed in range(4):
        wanted = chance.randrange(2 * total)
        passes, rest = divmod(wanted, total)
        front = sum(before <= rest for before in accumulate(tokens for _, tokens in in_order(rows, seed)))
        for _ in range(3):
            cases.append(((chance.sample(rows, len(rows)), wanted, seed), drawn(rows, seed, passes, front)))
    expect_each(cases, submission.draw, think="May the place of a row decide whether a page is read?", spread=True)


@check("draw", points=2, needs=("whole_passes",))
def test_nothing_to_draw(submission: Any) -> None:
    """Tokens wanted of a bucket that has none, and negative numbers, are errors."""
    cases = [([], 5, 1), ([("a", 0)], 5, 1), ([("a", 1)], -1, 1), ([("a", 5), ("b", -1)], 0, 1)]
    expect_value_error(submission.draw, cases, "Where should the tokens come from?")


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
    made = tokenizer()
    return made.to_str(), made


def end_of() -> int:
    return int(plain()[1].token_to_id(SEPARATOR))


def expect_documents(texts: list[str], answer: Any, think: str, as_they_come: Mapping[str, str] | None = None) -> None:
    """Fail on the smallest text that is not given back, or whose ids do not end with the only separator."""
    end, wrong = end_of(), []
    if not isinstance(answer, list) or len(answer) != len(texts):
        raise CheckFailure(texts, f"a list of {len(texts)} lists of ids", answer, think)
    for text, ids in zip(texts, answer, strict=True):
        if not (isinstance(ids, list) and all(type(number) is int and 0 <= number <= end for number in ids)):
            raise CheckFailure(text, "a list of ids", ids, think)
        back = plain()[1].decode([number for number in ids if number != end], skip_special_tokens=False)
        expected = (as_they_come or {}).get(text, text)
        if back != expected or ids.count(end) != 1 or ids[-1] != end:
            wrong.append(CheckFailure(text, f"ids of {expected!r}, then {end}", f"ids of {back!r}: {ids}", think))
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
        answer = submission.encode_documents(plain()[0], texts, SEPARATOR)
        expect(answer, expected, given=texts, think="One list for each text, and what at its end?")


@check("encode_documents", points=3, needs=("ids_by_hand",))
def test_every_text_comes_back(submission: Any, world_seed: int) -> None:
    """Texts in every script come back from their ids, character by character."""
    chance = random.Random(f"{world_seed} texts")
    letters = "\n 0aéفकと你\U0001f340"
    texts = [*TEXTS, *("".join(chance.choices(letters, k=12)) for _ in range(9))]
    expect_documents(texts, submission.encode_documents(plain()[0], texts, SEPARATOR), "What is lost on the way?")


@check("encode_documents", points=5, needs=("ids_by_hand",))
def test_separator_in_a_text(submission: Any) -> None:
    """Who writes the separator on a page does not end a document there; the text still comes back."""
    texts = [SEPARATOR, f"before{SEPARATOR}after", f"{SEPARATOR}\n{SEPARATOR} low", f"GPT-2 writes {SEPARATOR}."]
    answer = submission.encode_documents(plain()[0], texts, SEPARATOR)
    expect_documents(texts, answer, "How does a tokenizer treat a special token that stands in a text?")
    other = tokenizer(end="</s>")
    ids = submission.encode_documents(other.to_str(), ["low </s> low"], "</s>")[0]
    end = other.token_to_id("</s>")
    if ids.count(end) != 1 or ids[-1] != end or other.decode(ids[:-1], skip_special_tokens=False) != "low </s> low":
        raise CheckFailure(("low </s> low", "</s>"), f"one {end}, at the end", ids, "Another tokenizer, another name.")


@check("encode_documents", points=2, needs=("ids_by_hand",))
def test_lone_surrogates(submission: Any) -> None:
    """Half a character, which UTF-8 cannot express, becomes a question mark and stops nothing."""
    texts = ["a\ud800b", "\udfff", "low", "\ud83d low \ude42"]
    answer = submission.encode_documents(plain()[0], texts, SEPARATOR)
    come = {"a\ud800b": "a?b", "\udfff": "?", "\ud83d low \ude42": "? low ?"}
    expect_documents(texts, answer, "A broken page must not stop the run, nor vanish.", come)


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


@check("encode_documents", points=3, needs=("ids_by_hand",))
def test_whole_documents(submission: Any) -> None:
    """What the file says about cutting texts, filling them up and adding tokens changes nothing: counts are exact."""
    texts = ["low lower low lower", "w", ""]
    for change, think in (
        (cutting, "This tokenizer.json was written for 5 tokens. Is the end of the page still there?"),
        (filling, "This tokenizer.json fills short texts up. Who would train on that?"),
        (adding, "This tokenizer.json puts tokens around a text."),
    ):
        answer = submission.encode_documents(tokenizer(change).to_str(), texts, SEPARATOR)
        expect_documents(texts, answer, think)


def lowering(made: Any) -> None:
    from tokenizers import normalizers

    made.normalizer = normalizers.Lowercase()


@check("encode_documents", points=2, needs=("ids_by_hand",))
def test_useless_tokenizers(submission: Any) -> None:
    """A vocabulary without the separator, and a tokenizer that changes texts, are errors."""
    cases = [(plain()[0], ["low"], "</s>"), (tokenizer(lowering).to_str(), ["The Low\n"], SEPARATOR)]
    expect_value_error(submission.encode_documents, cases, "Would the model read the corpus?")


# --- with_running_total

Row = tuple[str, int, str, int]
"""Group, place, id, weight."""
BIN = 1 << 38


def rows_table(rows: list[Row]) -> Any:
    import pyarrow as pa

    groups, places, names, weights = zip(*rows, strict=True)
    return pa.table({"group": groups, "place": pa.array(places, pa.int64()), "id": names,
                     "weight": pa.array(weights, pa.int64())})  # fmt: skip


def totals(rows: list[Row], grouped: bool) -> dict[str, int]:
    """Id -> sum of the weights before it, in one long list."""
    found, sums = {}, dict.fromkeys((row[0] for row in rows), 0)
    for group, _, name, weight in sorted(rows, key=lambda row: row[1:3]):
        key = group if grouped else next(iter(sums))
        found[name] = sums[key]
        sums[key] += weight
    return found


def expect_totals(submission: Any, rows: list[Row], think: str, grouped: bool = False, **limits: Any) -> None:
    columns = ["place", "weight", "before", ["group"] if grouped else [], ["id"]]
    answer = submission.on_tables("with_running_total", rows_table(rows), args=columns, **limits)
    if sorted(answer.column_names) != ["before", "group", "id", "place", "weight"]:
        raise CheckFailure(columns, ["group", "place", "id", "weight", "before"], answer.column_names,
                           "The columns of the table, and one more.")  # fmt: skip
    got = sorted(zip(*(answer.column(name).to_pylist() for name in ("group", "place", "id", "weight", "before")),
                     strict=True), key=repr)  # fmt: skip
    before = totals(rows, grouped)
    wanted = sorted(((*row, before[row[2]]) for row in rows), key=repr)
    if got == wanted:
        return
    if len(got) != len(wanted):
        raise CheckFailure(f"{len(rows)} rows", f"{len(wanted)} rows", f"{len(got)} rows", think)
    expected, actual = next(pair for pair in zip(wanted, got, strict=True) if pair[0] != pair[1])
    given: Any = sorted(rows, key=lambda row: row[1:3]) if len(rows) < 10 else f"{len(rows)} rows"
    raise CheckFailure(given, f"(group, place, id, weight, before) = {expected}", actual, think)


@check("with_running_total", points=5)
@pytest.mark.spark
def test_sums_before(submission: Any) -> None:
    """The sum over all rows before, in the same bin and in earlier ones; the first row has 0; equal places by id."""
    rows = [
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


@check("with_running_total", points=4, needs=("sums_before",))
@pytest.mark.spark
def test_groups_apart(submission: Any, world_seed: int) -> None:
    """Each group has totals of its own; seven partitions of shuffled rows give the same."""
    rows = many_rows(world_seed, 300)
    random.Random(f"{world_seed} shuffled").shuffle(rows)
    expect_totals(submission, rows, "Does anything of another group count, or of another partition?", grouped=True,
                  partitions=7)  # fmt: skip


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
