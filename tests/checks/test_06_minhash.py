"""Lab 06: near duplicates. Values expected here come by hand, from datasketch, or from the truth of the world."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations
from typing import Any

import pytest

from labs.grading.check import CheckFailure, check, credit, expect, expect_each, expect_value_error

PAGES = 200
"""Articles of the small world: about 20 planted pairs."""
EMPTY = 2**32 - 1


def jaccard(a: Iterable[str], b: Iterable[str]) -> float:
    first, second = set(a), set(b)
    return len(first & second) / len(first | second) if first or second else 0.0


def numbered(name: str, count: int) -> list[str]:
    return [f"{name} {number}" for number in range(count)]


# --- labels


@check("labels", points=1)
def test_labels_follow_documents(labels):
    """Your labels depend on the documents: they are no pattern, and not as good when they are shuffled."""
    labels.expect_follow_documents()


@check("labels", points=2, needs=("labels_follow_documents",))
def test_labels_cover(labels):
    """Every document has a label: full points for all of them, none for half."""
    labels.credit_coverage()


@check("labels", points=1, needs=("labels_follow_documents",))
def test_labels_consistent(labels):
    """Documents that come twice have the same label twice: full points for all of them, none for half."""
    labels.credit_consistency()


@check("labels", points=4, needs=("labels_follow_documents",))
def test_labels_agree(labels):
    """Agreement with the truth beyond chance, Cohen's kappa: full points at 0.8, none at 0.4."""
    labels.credit_agreement(zero=0.4, full=0.8)


# --- shingles


@check("shingles", points=3)
def test_windows(submission):
    """A window of n words moves by one word; without n it has five."""
    expect_each(
        [
            (("a b c d", 2), ["a b", "b c", "c d"]),
            (("a b c d", 3), ["a b c", "b c d"]),
            (("a b c", 1), ["a", "b", "c"]),
            (("one two three four five six",), ["one two three four five", "two three four five six"]),
        ],
        submission.shingles,
        spread=True,
        think="Where does the first window start, and where the last?",
    )


@check("shingles", points=3)
def test_short_documents(submission):
    """Texts of 0, 1, n - 1, n and n + 1 words have 0, 1, 1, 1 and 2 shingles."""
    expect_each(
        [
            (("", 5), []),
            ((" ?! … \n", 5), []),
            (("one", 5), ["one"]),
            (("one two three four", 5), ["one two three four"]),
            (("one two three four five", 5), ["one two three four five"]),
            (("a b c d e f", 5), ["a b c d e", "b c d e f"]),
            (("a b", 3), ["a b"]),
            (("", 1), []),
        ],
        submission.shingles,
        spread=True,
        think="If all short texts had the same shingles, or an empty one in common, whose copies would they be?",
    )


@check("shingles", points=3, needs=("windows",))
def test_normalised(submission):
    """Case, accents, width, punctuation and line breaks make no difference."""
    expect_each(
        [
            (("The CAT", 2), ["the cat"]),
            (("one, two!", 2), ["one two"]),
            (("one\n\ttwo", 2), ["one two"]),
            (("snake_case", 2), ["snake case"]),
            (("don't go", 2), ["don t", "t go"]),
            (("caf\u00e9 au", 2), ["cafe au"]),
            (("cafe\u0301 au", 2), ["cafe au"]),
            (("\uff21\uff22 c", 2), ["ab c"]),
            (("\ufb01ne day", 2), ["fine day"]),
            (("\u0401\u043b\u043a\u0430 \u0438", 2), ["\u0435\u043b\u043a\u0430 \u0438"]),
            (("\u2122 x", 2), ["tm x"]),
            (("\u0939\u093f\u0928\u094d\u0926\u0940 x", 2), ["\u0939\u0928\u0926 x"]),
        ],
        submission.shingles,
        spread=True,
        think="Print unicodedata.normalize('NFKD', text) and look at each character's category.",
    )


@check("shingles", points=2, needs=("windows",))
def test_numbers_fold(submission):
    """Each number, however long and with points or commas in it, is one 0."""
    expect_each(
        [
            (("in 1998", 2), ["in 0"]),
            (("1,234.50 now", 2), ["0 now"]),
            (("in 2024.", 2), ["in 0"]),
            (("mp3 x86y", 2), ["mp0 x0y"]),
            (("3, 4", 2), ["0 0"]),
            (("\u0661\u0662 x", 2), ["0 x"]),
        ],
        submission.shingles,
        spread=True,
        think="A page with today's date, a price or a counter in it is still the same page.",
    )


@check("shingles", points=2, needs=("windows",))
def test_distinct_in_order(submission):
    """A shingle that comes again is not listed again; the order is that of first appearance."""
    expect_each(
        [
            (("b a b a b a", 2), ["b a", "a b"]),
            (("z y x w z y x w v", 1), ["z", "y", "x", "w", "v"]),
            (("In 1998, in 2024", 1), ["in", "0"]),
        ],
        submission.shingles,
        spread=True,
        think="Jaccard is defined on sets. Which container forgets repetition and keeps the order?",
    )


@check("shingles", points=3, needs=("windows",))
def test_no_blanks(submission):
    """In scripts without blanks every character is a word."""
    expect_each(
        [
            (("\u6211\u7231\u5317\u4eac", 3), ["\u6211 \u7231 \u5317", "\u7231 \u5317 \u4eac"]),
            (("\u6211\u7528Python\u5199", 2), ["\u6211 \u7528", "\u7528 python", "python \u5199"]),
            (("\u3059\u3057 \u30cd\u30b3", 2), ["\u3059 \u3057", "\u3057 \u30cd", "\u30cd \u30b3"]),
            (("\u5e74\uff0c2024", 2), ["\u5e74 0"]),
            (("\u0e44\u0e17\u0e22", 2), ["\u0e44 \u0e17", "\u0e17 \u0e22"]),
            (("\U00020000\U00020001", 2), ["\U00020000 \U00020001"]),
        ],
        submission.shingles,
        spread=True,
        think="Cut on blanks, a whole Chinese page is a handful of very long words. NO_BLANKS says which characters.",
    )


@check("shingles", points=1)
def test_impossible_n(submission):
    """n below 1 is an error, also for an empty text; 1 is none."""
    expect(submission.shingles("a b", 1), ["a", "b"], given=("a b", 1), think="One word is a shingle too.")
    expect_value_error(submission.shingles, [("a b", 0), ("", 0), ("a b", -1)], "Check n before you look at the text.")


@check("shingles", points=2, needs=("windows",))
def test_planted_similarity(submission, world_seed):
    """The Jaccard similarity of your shingles is that of the planted pairs, up to 0.03."""
    pairs, texts = planted(world_seed)
    found = {url: submission.shingles(text, 5) for url, text in texts.items() if any(url in pair for pair in pairs)}
    near = sum(abs(jaccard(found[a], found[b]) - value) <= 0.03 for (a, b), value in pairs.items())
    credit(near / len(pairs), zero=0.5, full=0.97, what="the share of planted pairs whose similarity you get")


# --- signature


def datasketch_values(shingles: list[str], num_perm: int, seed: int) -> list[int]:
    """What datasketch 2 gives under the scheme affine32, from its definition: to import it takes half a second.

    The hash is mixed with the 32-bit finaliser of MurmurHash3; permutation k is a[k] * h + b[k] modulo 2**32, with all
    a and then all b drawn by numpy's `RandomState(seed)`.
    """
    import numpy as np
    import xxhash

    draw = np.random.RandomState(seed)
    a = draw.randint(0, 2**31, num_perm, dtype=np.uint32).astype(np.uint64) * 2 + 1
    b = draw.randint(0, 2**32, num_perm, dtype=np.uint32).astype(np.uint64)
    smallest = np.full(num_perm, EMPTY, np.uint64)
    for shingle in shingles:
        mixed = xxhash.xxh3_64_intdigest(shingle.encode("utf-8", "surrogatepass")) % 2**32
        mixed = (mixed ^ mixed >> 16) * 0x85EBCA6B % 2**32
        mixed = (mixed ^ mixed >> 13) * 0xC2B2AE35 % 2**32
        mixed ^= mixed >> 16
        smallest = np.minimum(smallest, (a * np.uint64(mixed) + b) % 2**32)
    return [int(value) for value in smallest]


def agreement(one: list[int], other: list[int]) -> float:
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


@check("signature", points=4)
def test_values_of_datasketch(submission, world_seed):
    """The values are those of datasketch with the named hash function, seed and scheme."""
    draw = random.Random(f"{world_seed} values")
    cases = [(["a b c d e"], 2, 1), (["\u6211 \u7231"], 3, 7)]
    for _ in range(4):
        words = [f"w{draw.randrange(1000)}" for _ in range(draw.randrange(1, 40))]
        cases.append((words, draw.choice([16, 112]), draw.randrange(1, 2**31)))
    expect_each(
        [(case, datasketch_values(*case)) for case in cases],
        submission.signature,
        spread=True,
        think="Four things make a signature: num_perm, seed, hash function and scheme. Name all four.",
    )


@check("signature", points=2)
def test_same_again(submission):
    """The same shingles have the same signature, call after call."""
    given = (numbered("s", 20), 32, 5)
    first = submission.signature(*given)
    if not isinstance(first, list) or len(first) != 32 or len(set(first)) < 2:
        raise CheckFailure(given, "32 numbers", first, "One minimum for each permutation.")
    expect(submission.signature(*given), first, given=given,
           think="Signatures of two machines are compared with each other. What do both know?")  # fmt: skip


@check("signature", points=2, needs=("same_again",))
def test_seed_counts(submission):
    """Another seed gives other permutations."""
    shingles = numbered("s", 20)
    one, other = submission.signature(shingles, 64, 5), submission.signature(shingles, 64, 6)
    if len(one) != 64 or len(other) != 64 or agreement(one, other) > 0.2:
        raise CheckFailure((shingles, 64, "seeds 5 and 6"), "two different signatures of 64 values", (one, other),
                           "Where does the seed go?")  # fmt: skip


@check("signature", points=2, needs=("same_again",))
def test_order_and_copies(submission, world_seed):
    """Order and repetition of shingles change nothing."""
    shingles = numbered("s", 12)
    expected = submission.signature(shingles, 48, 3)
    mixed = shingles + shingles[:4] + shingles[:2]
    random.Random(f"{world_seed} order").shuffle(mixed)
    expect(submission.signature(mixed, 48, 3), expected, given=(mixed, 48, 3),
           think="A signature is that of a set.")  # fmt: skip


@check("signature", points=1)
def test_empty_signature(submission):
    """Without shingles every value is 2**32 - 1."""
    expect(submission.signature([], 4, 1), [EMPTY] * 4, given=([], 4, 1),
           think="What is the minimum of nothing? See what datasketch starts from.")  # fmt: skip


@check("signature", points=1)
def test_lone_surrogate(submission):
    """Half a character, as broken pages have it, does not stop the run."""
    shingles = ["a \ud800 b"]
    expect(submission.signature(shingles, 4, 1), datasketch_values(shingles, 4, 1), given=(shingles, 4, 1),
           think="str.encode has a second argument.")  # fmt: skip


@check("signature", points=2, needs=("same_again",))
def test_estimates_jaccard(submission, world_seed):
    """The share of equal values is close to the Jaccard similarity: no worse than theory allows."""
    draw = random.Random(f"{world_seed} estimates")
    num_perm, errors, variance = 128, 0.0, 0.0
    for number in range(30):
        common, own = draw.randrange(10, 120), draw.randrange(10, 60)
        shared = numbered(f"{world_seed} {number} both", common)
        sides = [shared + numbered(f"{world_seed} {number} {side}", own) for side in "ab"]
        one, other = (submission.signature(side, num_perm, 11) for side in sides)
        true = common / (common + 2 * own)
        errors += (agreement(one, other) - true) ** 2
        variance += true * (1 - true) / num_perm
    credit(
        (errors / variance) ** 0.5,
        zero=4,
        full=1.6,
        what="your error as a multiple of the standard error sqrt(j (1 - j) / num_perm)",
    )


# --- choose_bands


def s_curve(similarity: Any, bands: int, rows: int) -> Any:
    return 1 - (1 - similarity**rows) ** bands


def by_false_positives(threshold: float, recall: float, num_perm: int) -> list[tuple[float, int, int]]:
    """(area left of the threshold, bands, rows), smallest first: for each number of rows only the fewest bands."""
    import numpy as np

    # Simpson's rule on 200 intervals.
    points = np.linspace(0.0, threshold, 201)
    weights = np.array([1, *[4, 2] * 99, 4, 1]) * threshold / 600
    found = []
    for rows in range(1, num_perm + 1):
        for bands in range(1, num_perm // rows + 1):
            if s_curve(threshold, bands, rows) >= recall:
                found.append((float(sum(weights * s_curve(points, bands, rows))), bands, rows))
                break
    return sorted(found)


def drawn_questions(world_seed: int) -> list[tuple[float, float, int]]:
    draw = random.Random(f"{world_seed} bands")
    return [
        (draw.choice([0.5, 0.6, 0.7, 0.75, 0.85, 0.9]), draw.choice([0.8, 0.9, 0.95, 0.99]), draw.choice([48, 90, 128]))
        for _ in range(6)
    ]


def two_numbers(answer: Any, given: Any) -> tuple[int, int]:
    if not (
        isinstance(answer, list | tuple) and len(answer) == 2 and all(type(one) is int and one > 0 for one in answer)
    ):
        raise CheckFailure(given, "(bands, rows), two whole numbers from 1", answer, "Return a tuple of two.")
    return answer[0], answer[1]


@check("choose_bands", points=4)
def test_reaches_recall(submission, world_seed):
    """Pairs at the threshold are found with the recall that was asked for, not with what a library thinks fair."""
    for question in [(0.8, 0.9, 128), (0.8, 0.92, 112), *drawn_questions(world_seed)]:
        bands, rows = two_numbers(submission.choose_bands(*question), question)
        if (recall := s_curve(question[0], bands, rows)) < question[1]:
            raise CheckFailure(
                question, f"recall of at least {question[1]}", f"{bands} bands of {rows} rows: recall {recall:.3f}",
                "A threshold is not a recall: put your answer into 1 - (1 - j**rows)**bands.",
            )  # fmt: skip


@check("choose_bands", points=3, needs=("reaches_recall",))
def test_fits_num_perm(submission, world_seed):
    """bands * rows is not more than the permutations there are."""
    for question in [(0.8, 0.98, 20), (0.9, 0.99, 17), *drawn_questions(world_seed)]:
        bands, rows = two_numbers(submission.choose_bands(*question), question)
        if bands * rows > question[2]:
            raise CheckFailure(question, f"bands * rows <= {question[2]}", (bands, rows), "How many bands fit?")


@check("choose_bands", points=4, needs=("reaches_recall", "fits_num_perm"))
def test_fewest_false_positives(submission, world_seed):
    """Of all that reach the recall, the one with the smallest area left of the threshold."""
    cases = [((0.8, 0.92, 112), (14, 8))]
    for question in drawn_questions(world_seed):
        first, *others = by_false_positives(*question)
        # Where the second is almost as good, rounding of the area could choose: such questions are not fair.
        if not others or others[0][0] > 1.02 * first[0]:
            cases.append((question, first[1:]))
    expect_each(
        cases, submission.choose_bands, spread=True,
        think="Every pair left of the threshold that is proposed costs a comparison. Which choice proposes fewest?",
    )  # fmt: skip


@check("choose_bands", points=3)
def test_recall_itself_counts(submission):
    """A recall that is reached exactly is reached; a hair more is not."""
    expect_each(
        [((0.5, 0.5, 1), (1, 1)), ((0.5, 0.75, 2), (2, 1)), ((0.5, 0.25, 2), (1, 2)), ((1.0, 1.0, 8), (1, 8))],
        submission.choose_bands,
        spread=True,
        think="One band of two rows finds a pair at 0.5 with 0.5 * 0.5: exactly 0.25. At least, or more than?",
    )
    expect_value_error(submission.choose_bands, [(0.5, 0.7500001, 2), (0.5, 0.5000001, 1)], "Out of reach: say so.")


@check("choose_bands", points=2)
def test_impossible_arguments(submission):
    """What cannot be asked, or not be reached, is a ValueError and not a silent answer; 1.0 can be asked."""
    expect(submission.choose_bands(1.0, 1.0, 1), (1, 1), given=(1.0, 1.0, 1), think="Equal sets are always found.")
    expect_value_error(
        submission.choose_bands,
        [(0.8, 0.9, 1), (1.1, 0.9, 16), (0.8, 0.0, 16), (0.8, 1.5, 16), (0.0, 0.9, 16), (0.8, 0.9, 0)],
        "A wrong setting that is answered with some number costs a week of computing.",
    )


# --- candidate_pairs


Member = tuple[str, float | tuple[float, str], int, list[int]]
"""id, rank (number, or number and text), size, bands"""


def members_table(rows: Iterable[Member]) -> Any:
    import pyarrow as pa

    struct = pa.struct([("number", pa.float64()), ("text", pa.string())])
    schema = pa.schema([("id", pa.string()), ("rank", struct), ("size", pa.int32()), ("bands", pa.list_(pa.int64()))])
    found = []
    for name, rank, size, bands in rows:
        number, text = rank if isinstance(rank, tuple) else (rank, "")
        found.append({"id": name, "rank": {"number": number, "text": text}, "size": size, "bands": bands})
    return pa.Table.from_pylist(found, schema)


def proposed(answer: Any) -> list[tuple[str, str]]:
    if set(answer.column_names) != {"a", "b"}:
        raise CheckFailure("members", "columns a, b", answer.column_names, "Select two columns with these names.")
    pairs = list(zip(answer.column("a").to_pylist(), answer.column("b").to_pylist(), strict=True))
    if wrong := [pair for pair in pairs if not all(isinstance(name, str) for name in pair)]:
        raise CheckFailure("members", "ids in both columns", wrong[0], "Is a or b empty, or no string?")
    return sorted(pairs)


def expect_pairs(answer: Any, expected: Iterable[tuple[str, str]], rows: list[Member], think: str) -> None:
    """Fail on one pair that is missing, wrong or repeated, and show the two documents."""
    found, wanted = proposed(answer), set(expected)
    count = f"{len(found)} pairs in all"
    for pair in sorted(set(found) ^ wanted):
        both = [row for row in rows if row[0] in pair]
        told = (f"the pair {pair}", f"not proposed; {count}") if pair in wanted else ("no pair", f"{pair}; {count}")
        raise CheckFailure(both, f"{told[0]}; {len(wanted)} pairs in all", told[1], think)
    pair, times = max(Counter(found).items(), key=lambda item: item[1], default=(("", ""), 0))
    if times > 1:
        both = [row for row in rows if row[0] in pair]
        raise CheckFailure(both, f"{pair} once", f"{times} times", "How many keys do they have in common?")


FEW: list[Member] = [
    ("c", -1.0, 10, [1, 50]),
    ("a", -5.0, 10, [1, 2, 51]),
    ("b", -9.0, 10, [1, 2, 52]),
    ("d", 0.0, 10, [3]),
    ("e", 0.0, 10, [-5, 2**62]),
    ("f", -1.0, 10, [-5, -(2**62)]),
    ("g", 0.0, 10, []),
]
FEW_PAIRS = [("a", "b"), ("a", "c"), ("b", "c"), ("e", "f")]


@check("candidate_pairs", points=4)
@pytest.mark.spark
def test_all_pairs_of_a_small_bucket(submission):
    """Documents that share a key are a pair, once, smaller id first; a bucket at the limit still gives all pairs."""
    answer = submission.on_tables("candidate_pairs", members_table(FEW), args=[3, 0.0])
    expect_pairs(answer, FEW_PAIRS, FEW, "a, b, c share key 1; a and b also key 2; e and f key -5; the limit is 3.")


@check("candidate_pairs", points=3, needs=("all_pairs_of_a_small_bucket",))
@pytest.mark.spark
def test_size_ratio(submission):
    """Sizes 8 and 10 may have Jaccard 0.8 and stay; 79 and 100 cannot and go."""
    rows = [
        ("a", 0.0, 8, [1]), ("b", 0.0, 10, [1]), ("c", 0.0, 100, [2]), ("d", 0.0, 79, [2]),
        ("e", 0.0, 7, [3]), ("f", 0.0, 7, [3]), ("g", 0.0, 100, [4]), ("h", 0.0, 80, [4]),
    ]  # fmt: skip
    answer = submission.on_tables("candidate_pairs", members_table(rows), args=[16, 0.8])
    expect_pairs(answer, [("a", "b"), ("e", "f"), ("g", "h")], rows,
                 "The intersection is at most the smaller set, the union at least the larger.")  # fmt: skip


HOT = 150


def hot_members() -> tuple[list[Member], list[tuple[str, str]]]:
    """A bucket of `HOT`, the best in the middle, and one of five with equal numbers; a limit of four makes both hot.

    Of the five, x and y have the smaller text, and x of these the smaller id.
    """
    best = f"h{HOT // 2:03}"
    rows = [(f"h{number:03}", -2.0 if number == HOT // 2 else -1.0, 10, [7]) for number in range(HOT)]
    pairs = [tuple(sorted((best, name))) for name, *_ in rows if name != best]
    rows += [(name, (0.0, "2020" if name in "xy" else "2021"), 10, [8]) for name in "vwxyz"]
    return rows, sorted([*pairs, ("v", "x"), ("w", "x"), ("x", "y"), ("x", "z")])


@check("candidate_pairs", points=5, needs=("all_pairs_of_a_small_bucket",))
@pytest.mark.spark
def test_hot_bucket_is_a_star(submission):
    """A bucket of n documents over the limit costs n - 1 pairs, each with its best document by rank, then id."""
    rows, expected = hot_members()
    answer = submission.on_tables("candidate_pairs", members_table(rows), args=[4, 0.0])
    if answer.num_rows != len(expected):
        raise CheckFailure(f"buckets of {HOT} and 5 documents, max_pairs_bucket=4", f"{len(expected)} pairs",
                           f"{answer.num_rows} pairs", "All pairs of a hot bucket are n * (n - 1) / 2.")  # fmt: skip
    expect_pairs(answer, expected, rows, "Who will survive of this bucket? Pair everybody with that one.")


@check("candidate_pairs", points=3, needs=("all_pairs_of_a_small_bucket",))
@pytest.mark.spark
def test_partitions_do_not_matter(submission, world_seed):
    """The same pairs from shuffled rows in seven partitions."""
    rows, expected = hot_members()
    rows = rows[HOT // 2 - 20 : HOT // 2 + 20] + rows[HOT:] + FEW
    kept = {name for name, *_ in rows}
    expected = [pair for pair in expected if kept.issuperset(pair)] + FEW_PAIRS
    for bucket in range(8):  # of equal rank, so that the smallest id is the best
        names = [f"t{bucket}{letter}" for letter in "abcdef"]
        rows += [(name, 0.0, 10, [100 + bucket]) for name in names]
        expected += [(names[0], name) for name in names[1:]]
    random.Random(f"{world_seed} partitions").shuffle(rows)
    answer = submission.on_tables("candidate_pairs", members_table(rows), args=[4, 0.0], partitions=7)
    expect_pairs(answer, expected, rows, "Does a step see only a part of a bucket? Who wins a tie: whoever came first?")


@check("candidate_pairs", points=4, needs=("all_pairs_of_a_small_bucket",))
@pytest.mark.spark
def test_nothing_on_the_driver(submission):
    """The function returns a plan and starts no job: nothing is collected or counted on the driver."""
    answer = submission.on_tables("candidate_pairs", members_table(FEW), args=[3, 0.0], partitions=2, plan_only=True)
    expect_pairs(answer, FEW_PAIRS, FEW, "The same pairs as before, in two partitions.")


# --- union_find


def components(edges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By walking through the graph from each smallest node."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for a, b in edges:
        neighbours[a].add(b)
        neighbours[b].add(a)
    found: dict[str, str] = {}
    for start in sorted(neighbours):
        waiting = [] if start in found else [start]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found[node] = start
                waiting += neighbours[node]
    return found


@check("union_find", points=4)
def test_small_graphs(submission):
    """Every node gets the smallest of all that it is connected with, near or far."""
    expect_each(
        [
            ([], {}),
            ([("a", "b")], {"a": "a", "b": "a"}),
            ([("c", "b"), ("b", "a")], {"a": "a", "b": "a", "c": "a"}),
            ([("a", "b"), ("c", "d")], {"a": "a", "b": "a", "c": "c", "d": "c"}),
            ([("a", "b"), ("c", "d"), ("d", "b")], {"a": "a", "b": "a", "c": "a", "d": "a"}),
            ([("x", "x"), ("b", "a"), ("a", "b")], {"x": "x", "a": "a", "b": "a"}),
            ([("9", "10"), ("10", "11")], {"9": "10", "10": "10", "11": "10"}),
        ],
        submission.union_find,
        think="Draw it. Which nodes can be reached from the smallest?",
    )


@check("union_find", points=2, needs=("small_graphs",))
def test_order_of_edges(submission, world_seed):
    """Shuffled and turned edges of random graphs give the same components."""
    draw = random.Random(f"{world_seed} graphs")
    cases = []
    for size in (4, 8, 16, 40):
        nodes = [f"n{draw.randrange(1000)}" for _ in range(size)]
        edges = [(draw.choice(nodes), draw.choice(nodes)) for _ in range(size * 2 // 3)]
        for _ in range(4):
            draw.shuffle(edges)
            cases.append(([edge[:: draw.choice((1, -1))] for edge in edges], components(edges)))
    expect_each(cases, submission.union_find, think="Are all members told when two components become one?")


@check("union_find", points=4, needs=("small_graphs",))
def test_long_chain(submission, world_seed):
    """A chain of 6,000 documents, each like the next, is one component, found in time and without recursion."""
    names = [f"n{number:04}" for number in range(6_001)]
    chain = list(zip(names[1:], names, strict=False))
    for edges in (chain[::-1], random.Random(f"{world_seed} chain").sample(chain, len(chain))):
        found = submission.union_find(edges)
        if found != dict.fromkeys(names, names[0]):
            raise CheckFailure("6,000 edges n0001 - n0000, n0002 - n0001, …", "all belong to n0000",
                               f"{len(found)} nodes in {len(set(found.values()))} components",
                               "Follow every pointer to its end.")  # fmt: skip


# --- choose_survivors

CHAIN = [("a", "b", 0.85), ("b", "c", 0.9)]


@check("choose_survivors", points=3)
def test_chain_keeps_both_ends(submission):
    """A~B~C with A best: A takes B, and C, which is not similar to A, survives."""
    expect_each(
        [
            ((["a"], [], 0.8), {"a": ("a", 1.0)}),
            ((["a", "b"], [("a", "b", 0.9)], 0.8), {"a": ("a", 1.0), "b": ("a", 0.9)}),
            ((["a", "b", "c"], CHAIN, 0.8), {"a": ("a", 1.0), "b": ("a", 0.85), "c": ("c", 1.0)}),
            ((["b", "a", "c"], CHAIN, 0.8), {"b": ("b", 1.0), "a": ("b", 0.85), "c": ("b", 0.9)}),
        ],
        submission.choose_survivors,
        spread=True,
        think="Connected is not similar. May B, which is itself dropped, take C with it?",
    )


@check("choose_survivors", points=3)
def test_limit_itself_is_similar(submission):
    """At min_jaccard a document is dropped, just below it is kept."""
    expect_each(
        [
            ((["a", "b"], [("a", "b", 0.8)], 0.8), {"a": ("a", 1.0), "b": ("a", 0.8)}),
            ((["a", "b"], [("a", "b", 0.7999)], 0.8), {"a": ("a", 1.0), "b": ("b", 1.0)}),
            ((["a", "b"], [("a", "b", 0.5)], 0.5), {"a": ("a", 1.0), "b": ("a", 0.5)}),
        ],
        submission.choose_survivors,
        spread=True,
        think="At least, or more than?",
    )


@check("choose_survivors", points=2)
def test_best_survives(submission):
    """The first of the members survives, whatever the ids are and however an edge is turned."""
    expect_each(
        [
            ((["z", "a"], [("a", "z", 0.9)], 0.8), {"z": ("z", 1.0), "a": ("z", 0.9)}),
            ((["m", "a", "z"], [("a", "m", 0.9), ("m", "z", 0.8)], 0.8),
             {"m": ("m", 1.0), "a": ("m", 0.9), "z": ("m", 0.8)}),
        ],
        submission.choose_survivors,
        spread=True,
        think="The policy (longest, best, earliest) has already put the members in order.",
    )  # fmt: skip


@check("choose_survivors", points=2)
def test_first_survivor_takes(submission):
    """A document that is similar to two survivors goes to the better one, not to the more similar one."""
    edges = [("a", "c", 0.81), ("b", "c", 0.99)]
    expected = {"a": ("a", 1.0), "b": ("b", 1.0), "c": ("a", 0.81)}
    for order in (edges, edges[::-1]):
        expect(submission.choose_survivors(["a", "b", "c"], order, 0.8), expected,
               given=(["a", "b", "c"], order, 0.8), think="Who comes first takes first.")  # fmt: skip


@lru_cache(maxsize=1)
def planted(world_seed: int) -> tuple[dict[tuple[str, str], float], dict[str, str]]:
    """The planted pairs with their true similarity, and the texts of their pages and of some strangers."""
    from labs.world.build import world

    small = world(world_seed, PAGES)
    pairs = {(a, b): value for a, b, _, value in small.pairs()}
    wanted = {url for pair in pairs for url in pair}
    texts: dict[str, str] = {}
    strangers = 0
    for page in small.pages():
        if page.text and (page.url in wanted or strangers < 20):
            strangers += page.url not in wanted
            texts[page.url] = page.text
    return {pair: value for pair, value in pairs.items() if texts.keys() >= set(pair)}, texts


@pytest.fixture(scope="module")
def cleaned(submission, world_seed):
    """Planted pairs, and url -> survivor by all functions of the submission in a row; LSH and Jaccard are done here."""
    pairs, texts = planted(world_seed)
    bands, rows = two_numbers(submission.choose_bands(0.8, 0.92, 112), (0.8, 0.92, 112))
    sets = {url: submission.shingles(text, 5) for url, text in texts.items()}
    buckets = defaultdict(list)
    for url, found in sets.items():
        values = submission.signature(found, bands * rows, 1)
        for band in range(bands):
            buckets[band, tuple(values[band * rows : (band + 1) * rows])].append(url)
    candidates = {pair for bucket in buckets.values() for pair in combinations(sorted(bucket), 2)}
    edges = [(a, b, jaccard(sets[a], sets[b])) for a, b in sorted(candidates)]
    families = defaultdict(list)
    for url, name in submission.union_find([(a, b) for a, b, _ in edges]).items():
        families[name].append(url)
    survivors = {url: url for url in texts}
    for members in families.values():
        members.sort(key=lambda url: (-len(texts[url]), url))
        mine = [edge for edge in edges if edge[0] in members and edge[1] in members]
        chosen = submission.choose_survivors(members, mine, 0.8)
        for url in members:
            try:
                survivors[url] = chosen[url][0]
            except (TypeError, LookupError):
                raise CheckFailure((members, mine, 0.8), "every member in the answer", chosen,
                                   "Member -> (its survivor, similarity).") from None  # fmt: skip
    return pairs, survivors


@check("choose_survivors", points=2, needs=("windows", "estimates_jaccard", "reaches_recall", "small_graphs"))
def test_whole_path_recall(cleaned):
    """All your functions together: of planted pairs at Jaccard 0.8 or more, one of the two is dropped."""
    pairs, survivors = cleaned
    similar = [pair for pair, value in pairs.items() if value >= 0.82]
    caught = sum(any(survivors[url] != url for url in pair) for pair in similar)
    credit(
        caught / len(similar), zero=0.5, full=0.9, what="the share of planted near-duplicate pairs that is broken up"
    )


@check("choose_survivors", points=2, needs=("windows", "estimates_jaccard", "reaches_recall", "small_graphs"))
def test_whole_path_precision(cleaned):
    """All your functions together: what is dropped is truly similar to the survivor it is dropped for."""
    pairs, survivors = cleaned
    dropped = [tuple(sorted(pair)) for pair in survivors.items() if pair[0] != pair[1]]
    true = sum(pairs.get(pair, 0.0) >= 0.78 for pair in dropped)
    credit(true / max(1, len(dropped)), zero=0.7, full=0.98, what="the share of dropped pages that have a true copy")
