"""Lab 09: the audit of a run, the worth of a corpus, leaked benchmark items, and a configuration from a pilot.

Values expected here come by hand, from an independent computation, or from what was planted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from labs.grading.check import CheckFailure, check, credit, expect, expect_each
from labs.grading.submission import SubmissionError
from labs.world.draws import Draw
from labs.world.similarity import words as world_words
from labs.world.writing import article, benchmark_problems, forum_thread, machine_babble, promotion, repetitive

LANGUAGES = ("ar", "de", "es", "fa", "fr", "ja", "pt", "ru", "zh")
"""Not English: to read its sentences takes longer than those of all the others."""
MAKERS = (promotion, machine_babble, repetitive)
"""What writes pages that are not good."""
UNITS = ("documents", "characters", "tokens")
GOOD = ("high", "medium")


@dataclass(frozen=True)
class Planted:
    """A page of the seeded web, without the web around it."""

    url: str
    text: str
    quality: str
    words: int


@lru_cache(maxsize=2)
def planted_pages(seed: int) -> list[Planted]:
    """A hundred pages of five kinds in nine languages."""
    found = []
    for number in range(100):
        draw = Draw(seed, "lab 09", "page", number)
        language = draw.choice(LANGUAGES)
        if number < 45:
            url, draft = f"http://news.example/{number}.html", article(draw, language, "general")
        elif number < 60:
            url, draft = f"http://forum.example/viewtopic.php?t={number}", forum_thread(draw, language)
        else:
            url, draft = f"http://farm.test/{number}.html", MAKERS[number % len(MAKERS)](draw, language)
        found.append(Planted(url, draft.text, draft.quality, len(world_words(draft.text))))
    return found


# --- balance_books


def count(documents: int, characters: int | None = None, tokens: int | None = None) -> dict[str, int]:
    """Ten characters and two tokens a document, unless it is said otherwise."""
    return {
        "documents": documents,
        "characters": 10 * documents if characters is None else characters,
        "tokens": 2 * documents if tokens is None else tokens,
    }


NONE = count(0)


def stage(name: str, came_in: Any, kept: Any, dropped: Any = NONE, error: Any = NONE, edited: Any = NONE) -> Any:
    accounts = {"in": came_in, "kept": kept, "dropped": dropped, "error": error, "edited": edited}
    return {"stage": name, "books": {key: count(a) if isinstance(a, int) else dict(a) for key, a in accounts.items()}}


Fault = tuple[str, str, str, int]


def expect_faults(submission: Any, cases: Iterable[tuple[list[Any], list[Fault]]], think: str) -> None:
    """The faults of each run in any order; the smallest run that goes wrong is told."""
    expect_each(
        [(stages, sorted(faults)) for stages, faults in cases],
        lambda stages: in_order(submission.balance_books(stages)),
        think=think,
    )


def in_order(faults: Any) -> Any:
    """A list of faults sorted; anything else as it is, to be told as wrong."""
    try:
        return sorted(tuple(fault) for fault in faults)
    except TypeError:
        return faults


def for_all_units(name: str, rule: str, documents: int) -> list[Fault]:
    return [(name, rule, unit, number) for unit, number in count(documents).items()]


@check("balance_books", points=4)
def test_lost_and_invented(submission: Any) -> None:
    """What leaves a stage is what came in; a loss is above 0, an invention below 0, in each unit by itself."""
    expect_faults(
        submission,
        [
            ([stage("rules", 10, 7, 2, 1)], []),
            ([stage("rules", 10, 6, 3)], for_all_units("rules", "sum", 1)),
            ([stage("rules", 10, 9, 3)], for_all_units("rules", "sum", -2)),
            ([stage("rules", 10, 9, 0, 3)], for_all_units("rules", "sum", -2)),
            ([stage("rules", 10, count(10, tokens=19))], [("rules", "sum", "tokens", 1)]),
            ([stage("rules", 10, 9, count(1, characters=11))], [("rules", "sum", "characters", -1)]),
        ],
        "in = kept + dropped + errors. What does the difference say when it is above 0?",
    )


@check("balance_books", points=4, needs=("lost_and_invented",))
def test_between_stages(submission: Any) -> None:
    """A stage gets what the one before has kept; the first one has none before it."""
    first = stage("extract", 10, 8, 2)
    expect_faults(
        submission,
        [
            ([first, stage("urls", 8, 8)], []),
            ([first, stage("urls", 7, 7)], for_all_units("urls", "handover", 1)),
            ([first, stage("urls", 10, 10)], for_all_units("urls", "handover", -2)),
            ([first, stage("urls", count(8, tokens=20), count(8, tokens=20))], [("urls", "handover", "tokens", -4)]),
            ([first, stage("urls", 8, 5, 3), stage("language", 8, 8)], for_all_units("language", "handover", -3)),
        ],
        "What could get lost between two stages, where neither of them looks?",
    )


@check("balance_books", points=4, needs=("lost_and_invented",))
def test_edited_texts(submission: Any) -> None:
    """Texts may shrink and grow, and the books say by how much; documents may not."""
    expect_faults(
        submission,
        [
            ([stage("pii", 10, count(10, 96, 23), edited=count(0, 4, -3))], []),
            ([stage("pii", 10, count(10, 96, 23))], [("pii", "sum", "characters", 4), ("pii", "sum", "tokens", -3)]),
            ([stage("pii", 10, count(10, 96, 20), edited=count(0, 3, 0))], [("pii", "sum", "characters", 1)]),
            ([stage("pii", 10, count(8, 100, 20), edited=count(2, 0, 0))], [("pii", "edited", "documents", 2)]),
            ([stage("pii", 10, count(11, 100, 20), edited=count(-1, 0, 0))], [("pii", "edited", "documents", -1)]),
        ],
        "A mask makes a text longer or shorter. Can it make a document half?",
    )


@check("balance_books", points=3, needs=("between_stages",))
def test_each_stage_by_itself(submission: Any) -> None:
    """Faults of two stages do not cancel each other, and a stage is not blamed for the one before it."""
    lost = stage("rules", 10, 4, 3)
    expect_faults(
        submission,
        [
            ([lost, stage("exact", 4, 4)], for_all_units("rules", "sum", 3)),
            (
                [lost, stage("exact", 4, 5, 2)],
                for_all_units("rules", "sum", 3) + for_all_units("exact", "sum", -3),
            ),
            (
                [lost, stage("exact", 7, 7), stage("near", 7, 7)],
                for_all_units("rules", "sum", 3) + for_all_units("exact", "handover", -3),
            ),
        ],
        "If you only compare what came in first with what is there in the end, what do you not see?",
    )


@check("balance_books", points=2, needs=("lost_and_invented",))
def test_below_zero(submission: Any) -> None:
    """No count may be below 0, even if the sum is right; only edited may."""
    expect_faults(
        submission,
        [
            ([stage("rules", 5, 8, -3)], for_all_units("rules", "negative", -3)),
            ([stage("rules", 5, 8, -2, -1)], for_all_units("rules", "negative", -2)),
            ([stage("rules", count(5, tokens=-1), count(5, tokens=-1))], [("rules", "negative", "tokens", -1)]),
            ([stage("pii", 5, count(5, 50, 13), edited=count(0, 0, -3))], []),
        ],
        "5 came in, 8 were kept, -3 were dropped. Does that balance?",
    )


def drawn_run(draw: Draw) -> list[Any]:
    """A run of two to five stages whose books fit."""
    stages: list[Any] = []
    came_in = count(draw.between(20, 90), draw.between(500, 900), draw.between(100, 300))
    for number in range(draw.between(2, 5)):
        dropped, error = (count(*(draw.below(5) for _ in UNITS)) for _ in "ab")
        edited = count(0, draw.between(-9, 9), draw.between(-9, 9))
        kept = {unit: came_in[unit] - dropped[unit] - error[unit] - edited[unit] for unit in UNITS}
        stages.append(stage(f"stage_{number}", came_in, kept, dropped, error, edited))
        came_in = kept
    return stages


@check("balance_books", points=3, needs=("edited_texts", "each_stage_by_itself"))
def test_planted_faults(submission: Any, world_seed: int) -> None:
    """In runs drawn by lot the planted fault is found, and nothing else; no stages have no faults."""
    draw, cases = Draw(world_seed, "lab 09", "books"), []
    for number in range(12):
        stages = drawn_run(draw)
        place, unit, size = draw.below(len(stages)), draw.choice(UNITS), draw.between(1, 7)
        books, name, faults = stages[place]["books"], stages[place]["stage"], []
        if number % 3 == 1:
            account = draw.choice(("dropped", "error"))
            books[account][unit] += size
            faults = [(name, "sum", unit, -size)]
        elif number % 3 == 2:
            books["kept"][unit] -= size
            faults = [(name, "sum", unit, size)]
            if place + 1 < len(stages):
                faults.append((stages[place + 1]["stage"], "handover", unit, -size))
        cases.append((stages, faults))
    think = "Try your function on the run that is shown, one stage at a time."
    expect_faults(submission, [*cases, ([], [])], think)


# --- corpus_score


def page(tokens: int, quality: str = "high", *, allowed: bool = True, reachable: bool = True) -> dict[str, Any]:
    return {"quality": quality, "allowed": allowed, "reachable": reachable, "tokens": tokens}


Case = tuple[Sequence[tuple[str, int]], Mapping[str, Any], Sequence[tuple[str, str, float]]]


def expect_figures(submission: Any, cases: Iterable[tuple[Case, dict[str, float]]], think: str) -> None:
    """Only the named figures are compared."""
    cases = list(cases)
    asked = {repr(given): expected for given, expected in cases}

    def figures(*given: Any) -> Any:
        answer = submission.corpus_score(*given)
        if not isinstance(answer, dict):
            return answer
        return {name: answer.get(name) for name in asked[repr(given)]}

    expect_each(cases, figures, think=think, spread=True)


@check("corpus_score", points=5)
def test_clean_and_dirt(submission: Any) -> None:
    """Clean are known pages of high or medium quality that robots.txt allows; everything else is dirt."""
    pages = {
        "high": page(10), "medium": page(10, "medium"), "low": page(10, "low"), "garbage": page(10, "garbage"),
        "forbidden": page(10, allowed=False), "found by luck": page(10, reachable=False),
    }  # fmt: skip
    clean = {
        "high": True, "medium": True, "low": False, "garbage": False, "forbidden": False, "found by luck": True,
        "unknown": False,
    }  # fmt: skip
    cases: list[tuple[Case, dict[str, float]]] = []
    for name, good in clean.items():
        known = {name: pages[name]} if name in pages else {}
        cases.append((([(name, 10)], known, []), {"clean": 10 * good, "dirt": 10 * (not good), "duplicate": 0}))
    everything = [(name, 10) for name in [*pages, "unknown"]]
    cases.append(((everything, pages, []), {"clean": 30, "dirt": 40, "duplicate": 0, "dirt_share": 4 / 7}))
    expect_figures(submission, cases, "Whose text is it, and may we have it?")


@check("corpus_score", points=4, needs=("clean_and_dirt",))
def test_text_beside_the_text(submission: Any) -> None:
    """Of a clean page no more tokens are clean than its main text has; what is beyond is dirt."""
    pages = {"a": page(80), "b": page(50)}
    cases: list[tuple[Case, dict[str, float]]] = [
        (([("a", 80)], pages, []), {"clean": 80, "dirt": 0}),
        (([("a", 81)], pages, []), {"clean": 80, "dirt": 1, "dirt_share": 1 / 81}),
        (([("a", 60)], pages, []), {"clean": 60, "dirt": 0}),
        (([("a", 60), ("b", 70)], pages, []), {"clean": 110, "dirt": 20, "dirt_share": 2 / 13}),
    ]
    expect_figures(submission, cases, "Menu and cookie banner came along with the text: what are they?")


@check("corpus_score", points=5, needs=("clean_and_dirt",))
def test_copies(submission: Any) -> None:
    """Pages at least 0.8 similar are copies, in whichever order a pair names them; so is the same page again."""
    pages = {"a": page(30), "b": page(20), "low": page(40, "low")}
    corpus = [("a", 30), ("b", 20)]
    cases: list[tuple[Case, dict[str, float]]] = [
        ((corpus, pages, [("a", "b", 0.8)]), {"clean": 30, "dirt": 0, "duplicate": 20, "duplicate_share": 0.4}),
        ((corpus, pages, [("b", "a", 0.8)]), {"clean": 30, "dirt": 0, "duplicate": 20}),
        ((corpus, pages, [("a", "b", 0.79)]), {"clean": 50, "dirt": 0, "duplicate": 0, "duplicate_share": 0.0}),
        (([("a", 30), ("a", 30)], pages, []), {"clean": 30, "dirt": 0, "duplicate": 30}),
        (([("a", 30), ("low", 40)], pages, [("a", "low", 1.0)]), {"clean": 30, "dirt": 40, "duplicate": 0}),
        (([("low", 40), ("low", 40)], pages, []), {"clean": 0, "dirt": 80, "duplicate": 0}),
        # All tokens of a copy are duplicate, also those beside its main text.
        (([("a", 30), ("b", 25)], pages, [("a", "b", 0.9)]), {"clean": 30, "dirt": 0, "duplicate": 25}),
    ]
    expect_figures(submission, cases, "For each document: is something like it among the clean ones already?")


@check("corpus_score", points=4, needs=("copies",))
def test_largest_first(submission: Any) -> None:
    """The largest document counts, among equals the first url; a copy of a copy may be none."""
    pages = {"a": page(30), "b": page(20), "c": page(10), "d": page(20)}
    chain = [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", 0.7)]
    cases: list[tuple[Case, dict[str, float]]] = [
        (([("b", 20), ("a", 30)], pages, [("a", "b", 0.9)]), {"clean": 30, "duplicate": 20}),
        (([("a", 30), ("b", 20)], pages, [("a", "b", 0.9)]), {"clean": 30, "duplicate": 20}),
        (([("c", 10), ("b", 20), ("a", 30)], pages, chain), {"clean": 40, "duplicate": 20}),
        (([("c", 10), ("b", 20)], pages, chain), {"clean": 20, "duplicate": 10}),
        # b and d are equally large: b counts and takes both others with it. Were it d, c would count as well.
        (
            ([("d", 20), ("b", 20), ("c", 10)], pages, [("b", "d", 0.9), ("b", "c", 0.9)]),
            {"clean": 20, "duplicate": 30},
        ),
    ]
    expect_figures(submission, cases, "Is what a duplicate resembles a duplicate too?")


@check("corpus_score", points=4, needs=("clean_and_dirt",))
def test_what_could_be_had(submission: Any) -> None:
    """Obtainable is what is clean and reachable, each copy once; kept is at most 1, and 0 where there is nothing."""
    pages = {
        "a": page(60), "b": page(40, "medium"), "c": page(99, "low"), "d": page(99, allowed=False),
        "e": page(99, reachable=False),
    }  # fmt: skip
    cases: list[tuple[Case, dict[str, float]]] = [
        (([("a", 60)], pages, []), {"obtainable": 100, "kept": 0.6}),
        (([("a", 60)], pages, [("a", "b", 0.95)]), {"obtainable": 60, "kept": 1.0}),
        (([], pages, []), {"obtainable": 100, "kept": 0.0, "dirt_share": 0.0, "duplicate_share": 0.0, "score": 0.0}),
        (([("e", 99), ("a", 60)], pages, []), {"obtainable": 100, "clean": 159, "kept": 1.0}),
        (([("x", 5)], {}, []), {"obtainable": 0, "kept": 0.0, "dirt_share": 1.0, "score": 0.0}),
        (([("c", 0)], {"c": page(0, "low")}, []), {"obtainable": 0, "kept": 0.0, "dirt_share": 0.0, "score": 0.0}),
    ]
    expect_figures(submission, cases, "What would a perfect pipeline bring home?")


@check("corpus_score", points=4, needs=("what_could_be_had",))
def test_the_curve(submission: Any) -> None:
    """100 * kept * (1 - dirt_share / 0.25) * (1 - duplicate_share / 0.25), and no factor is below 0."""
    pages = {"a": page(90), "b": page(90), "dirt": page(10, "low"), "more": page(60, "garbage"), "copy": page(10)}
    twins = [("a", "copy", 0.9)]
    cases: list[tuple[Case, dict[str, float]]] = [
        (([("a", 90), ("b", 90)], pages, twins), {"score": 100.0}),
        (([("a", 90)], pages, twins), {"score": 50.0}),
        (([("a", 90), ("dirt", 10)], pages, twins), {"score": 50 * 0.6}),
        (([("a", 90), ("copy", 10)], pages, twins), {"score": 50 * 0.6}),
        (([("a", 90), ("copy", 5), ("dirt", 5)], pages, twins), {"score": 50 * 0.8 * 0.8}),
        (([("a", 90), ("more", 30)], pages, twins), {"score": 0.0}),
        # Both factors would be below 0: two wrongs make no right.
        (([("a", 90), ("more", 90), ("a", 90)], pages, twins), {"score": 0.0}),
    ]
    expect_figures(submission, cases, "Compute each of the three factors by hand.")


def worth_by_tables(corpus: Any, pages: Any, pairs: Any) -> dict[str, float]:
    """The score's parts in another way: by sets of pages that are taken out, not by one walk."""

    def clean_of(rows: list[tuple[str, int]]) -> tuple[list[tuple[str, int]], int]:
        left, counted, copies = sorted(rows, key=lambda row: (-row[1], row[0])), [], 0
        while left:
            url, tokens = left.pop(0)
            counted.append((url, tokens))
            mates = {url, *(b for a, b, j in pairs if a == url and j >= 0.8)}
            mates |= {a for a, b, j in pairs if b == url and j >= 0.8}
            copies += sum(size for other, size in left if other in mates)
            left = [row for row in left if row[0] not in mates]
        return counted, copies

    good = {url for url, one in pages.items() if one["quality"] in GOOD and one["allowed"]}
    counted, copies = clean_of([row for row in corpus if row[0] in good])
    clean = sum(min(tokens, pages[url]["tokens"]) for url, tokens in counted)
    total = sum(tokens for _, tokens in corpus)
    best, _ = clean_of([(url, pages[url]["tokens"]) for url in good if pages[url]["reachable"]])
    obtainable = sum(size for _, size in best)
    return {"clean": clean, "duplicate": copies, "dirt": total - clean - copies, "obtainable": obtainable}


def planted_truth(seed: int, draw: Draw) -> tuple[dict[str, dict[str, Any]], list[tuple[str, str, float]]]:
    """The planted pages, with words for tokens, and pairs drawn by lot among them."""
    pages = {
        one.url: page(one.words, one.quality, allowed=draw.chance(0.9), reachable=draw.chance(0.9))
        for one in planted_pages(seed)
    }
    chosen = {tuple(sorted(draw.sample(list(pages)[:40], 2))) for _ in range(60)}
    return pages, [(a, b, draw.choice((0.5, 0.79, 0.8, 0.95))) for a, b in sorted(chosen)]


@check("corpus_score", points=4, needs=("largest_first", "text_beside_the_text", "what_could_be_had"))
def test_small_web(submission: Any, world_seed: int) -> None:
    """Corpora drawn from planted pages: each token is in one class, whatever the order of the documents."""
    draw = Draw(world_seed, "lab 09", "corpus")
    pages, pairs = planted_truth(world_seed, draw)
    copied = {url for pair in pairs for url in pair[:2]}
    for _ in range(3):
        corpus = [
            (url, max(0, one["tokens"] + draw.between(-20, 20)))
            for url, one in pages.items()
            if url in copied or draw.chance(0.4)
        ]
        corpus = draw.sample(corpus, len(corpus))
        answer = submission.corpus_score(corpus, pages, pairs)
        expected = worth_by_tables(corpus, pages, pairs)
        found = {name: answer.get(name) for name in expected} if isinstance(answer, dict) else answer
        expect(found, expected, given=f"{len(corpus)} of {len(pages)} planted pages, {len(pairs)} pairs",
               think="clean + dirt + duplicate is all there is in the corpus. Which of the three is off?")  # fmt: skip


# --- contamination


def numbered(start: int, end: int) -> str:
    """The words number ``start`` to ``end`` - 1 of a language that has no others: waa, wab, wac, …"""
    return " ".join(f"w{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(start, end))


def found_items(answer: Any) -> Any:
    """(text, item) -> share; anything that is no list of three as it is, to be told as wrong."""
    try:
        found = {(text, item): share for text, item, share in answer}
    except (TypeError, ValueError):
        return answer
    return found if len(found) == len(answer) else answer


Leak = tuple[tuple[Any, ...], dict[tuple[str, str], float]]


def expect_leaks(submission: Any, cases: Iterable[Leak], think: str) -> None:
    expect_each(cases, lambda *given: found_items(submission.contamination(*given)), think=think, spread=True)


@check("contamination", points=5)
def test_share_of_ngrams(submission: Any) -> None:
    """The share is that of the item's distinct n-grams, and the limit itself is contamination."""
    item = {"item": numbered(0, 24)}
    cases: list[Leak] = [
        (({"page": f"x {numbered(0, known)} y"}, item), {("page", "item"): share} if share else {})
        for known, share in ((17, 0), (18, 6 / 12), (19, 7 / 12), (24, 1.0))
    ]
    cases += [
        (({"page": "a b c x"}, {"item": "a b c d e f"}, 2, 0.4), {("page", "item"): 0.4}),
        (({"page": "a b c x"}, {"item": "a b c d e f"}, 2, 0.41), {}),
        # Distinct n-grams: ab, ba, bx, xy. Three of them stand in the page.
        (({"page": "a b a x y"}, {"item": "a b a b a b x y"}, 2, 0.5), {("page", "item"): 3 / 4}),
        (({"page": "a b a b a b"}, {"item": "a b c d e f"}, 2, 0.1), {("page", "item"): 1 / 5}),
    ]
    expect_leaks(submission, cases, "How many different n-grams has the item? How many of those stand in the page?")


@check("contamination", points=4, needs=("share_of_ngrams",))
def test_in_another_dress(submission: Any) -> None:
    """Case, punctuation, line breaks, accents, width of letters and what stands around make no difference."""
    item = "The café's owner, Zoë, sold twelve_dozen rolls: how many did she sell in all?"
    plain = "the cafe s owner zoe sold twelve dozen rolls how many did she sell in all"
    dresses = [
        item,
        plain,
        plain.upper(),
        plain.replace(" ", "\n"),
        plain.replace(" ", "\t\u00a0"),
        f"Home > News\n{item}\n(c) 2024",
        item.replace("é", "e\u0301"),
        item.replace("'", "\u2019").replace(",", ";"),
        plain.replace("rolls", "\uff52olls"),
        "> " + item.replace(" ", " \n> "),
    ]
    cases: list[Leak] = [(({"page": dress}, {"item": item}), {("page", "item"): 1.0}) for dress in dresses]
    cases.append((({"page": plain}, {"item": item.upper()}), {("page", "item"): 1.0}))
    cases.append((({"page": plain.replace("sold", "bought").replace("many", "few")}, {"item": item}), {}))
    expect_leaks(submission, cases, "Text and item go through the same normalisation. Print the words of both.")


@check("contamination", points=3, needs=("share_of_ngrams",))
def test_other_numbers(submission: Any) -> None:
    """A problem with other numbers is another problem."""
    item = "Tom has 12 pens and 7 books: how many things has he got in all his bags?"
    cases: list[Leak] = [
        (({"page": item}, {"item": item}), {("page", "item"): 1.0}),
        (({"page": item.replace("12", "31").replace("7", "4")}, {"item": item}), {}),
        (({"page": "one 2 three 4 five 7"}, {"item": "one 2 three 4 five 6"}, 5, 0.6), {}),
        (({"page": "in 1998 we had 3 cats"}, {"item": "in 1999 we had 3 cats"}), {}),
    ]
    expect_leaks(submission, cases, "Deduplication makes all numbers alike. Should you, here?")


@check("contamination", points=4, needs=("share_of_ngrams",))
def test_short_items(submission: Any) -> None:
    """An item shorter than n words must stand there as a whole; with fewer than 5 words it is never found."""
    five, four = "what is two plus two", "two plus two is"
    cases: list[Leak] = [
        (({"page": "He asked: what is two plus two?"}, {"item": five}), {("page", "item"): 1.0}),
        (({"page": "what is two plus three, and is two plus two"}, {"item": five}), {}),
        (({"page": "two plus two is four"}, {"item": four}), {}),
        (({"page": "two plus two is four"}, {"item": four}, 2, 0.5), {}),
        (({"page": "what is it"}, {"item": ""}), {}),
        (({"page": ""}, {"item": five}), {}),
        (({"page": numbered(0, 12)}, {"item": numbered(0, 12)}), {("page", "item"): 1.0}),
        (({"page": numbered(0, 11)}, {"item": numbered(0, 12)}), {}),
    ]
    expect_leaks(submission, cases, 'How often does "yes" stand in a crawl? And how many 13-grams have five words?')


@check("contamination", points=3, needs=("share_of_ngrams",))
def test_without_blanks(submission: Any) -> None:
    """In scripts without blanks every character is a word."""
    item = "\u5c0f\u660e\u6709\u4e09\u4e2a\u82f9\u679c\uff0c\u4ed6\u53c8\u4e70\u4e86\u4e24\u4e2a\u3002"
    page_text = f"\u4eca\u5929\u7684\u65b0\u95fb{item}\u672c\u7ad9\u58f0\u660e"
    cases: list[Leak] = [
        (({"page": page_text}, {"item": item}), {("page", "item"): 1.0}),
        (({"page": page_text.replace("\u82f9\u679c", "\u68a8\u5b50")}, {"item": item}), {}),
        (
            ({"page": "\u6211\u7231Python\u8bed\u8a00"}, {"item": "\u6211\u7231 Python \u8bed\u8a00"}),
            {("page", "item"): 1.0},
        ),
        (
            (
                {"page": "\u3053\u306e\u3059\u3057\u3068\u30cd\u30b3\u3067\u3059"},
                {"item": "\u3059\u3057\u3068\u30cd\u30b3"},
            ),
            {("page", "item"): 1.0},
        ),
        (({"page": "\u3059\u3057\u30cd\u30b3\u3059"}, {"item": "\u3059\u3057\u30cd\u30b3"}), {}),
    ]
    expect_leaks(submission, cases, "Split on blanks, a Chinese question is one word. How many has it here?")


@check("contamination", points=3, needs=("share_of_ngrams",))
def test_many_texts_and_items(submission: Any) -> None:
    """Each text and each item is by itself: halves in two texts make no whole, and two items may share n-grams."""
    halves = {"first": numbered(0, 15), "second": numbered(15, 30)}
    asked = "answer the question with one letter only and say why you think that is right"
    one, other = numbered(0, 20), numbered(50, 70)
    cases: list[Leak] = [
        ((halves, {"item": numbered(0, 30)}), {}),
        (({"page": numbered(0, 30)}, {"a": numbered(0, 15), "b": numbered(1, 30)}),
         {("page", "a"): 1.0, ("page", "b"): 1.0}),
        (({"one": numbered(0, 20), "two": numbered(0, 20), "three": "waa"}, {"a": numbered(0, 20)}),
         {("one", "a"): 1.0, ("two", "a"): 1.0}),
        # The same instruction stands in front of many questions: it is no proof that one of them leaked.
        (({"page": f"{asked} {one}"}, {"a": f"{asked} {one}", "b": f"{asked} {other}"}), {("page", "a"): 1.0}),
        (({"long": numbered(0, 40), "short": "a b c d e"}, {"five": "a b c d e", "thirteen": numbered(7, 20)}),
         {("long", "thirteen"): 1.0, ("short", "five"): 1.0}),
        (({}, {"a": numbered(0, 20)}), {}),
        (({"page": numbered(0, 20)}, {}), {}),
    ]  # fmt: skip
    expect_leaks(submission, cases, "Which n-grams are looked up where?")


@check("contamination", points=1, needs=("share_of_ngrams",))
def test_impossible_limits(submission: Any) -> None:
    """n below 1 and a min_share of 0, below 0 or above 1 are errors; 1 is none."""
    given: tuple[Any, ...] = ({"page": "a b c d e"}, {"item": "a b c d e"}, 1, 1.0)
    expect(found_items(submission.contamination(*given)), {("page", "item"): 1.0}, given=given, think="1 is allowed.")
    for n, min_share in ((0, 0.5), (-1, 0.5), (13, 0.0), (13, -0.1), (13, 1.01)):
        try:
            answer = submission.contamination({}, {}, n, min_share)
        except SubmissionError as error:
            if "raised ValueError" not in str(error):
                raise
        else:
            raise CheckFailure(({}, {}, n, min_share), "ValueError", answer, "Check the limits before the texts.")


def dressed(draw: Draw, text: str) -> str:
    """A page as others publish it: lines broken elsewhere, capitals, other marks, boiler-plate around."""
    parts = text.split()
    glue = draw.choice((" ", "\n", "  \n"))
    broken = "".join(part + (glue if draw.chance(0.3) else " ") for part in parts)
    if draw.chance(0.5):
        broken = broken.upper()
    if draw.chance(0.5):
        broken = broken.replace(".", " ...").replace("(", " [ ").replace('"', "\u201c")
    return f"Home | About | Contact\n{broken}\nAll rights reserved."


@check("contamination", points=4, needs=("in_another_dress", "many_texts_and_items"))
def test_planted_items(submission: Any, world_seed: int) -> None:
    """Problems of HumanEval hidden in planted pages are found, no others: F1 of 0.98 for full points."""
    draw = Draw(world_seed, "lab 09", "leaks")
    problems = dict(benchmark_problems())
    asked = {name: problems[name] for name in draw.sample(sorted(problems), 30)}
    texts, planted = {}, set()
    for number, one in enumerate(draw.sample(planted_pages(world_seed), 24)):
        name = f"page {number}"
        text = one.text
        if number % 2:
            leaked = draw.choice(sorted(asked))
            planted.add((name, leaked))
            text = f"{text[: len(text) // 2]}\n{asked[leaked]}\n{text[len(text) // 2 :]}"
        texts[name] = dressed(draw, text)
    answer = found_items(submission.contamination(texts, asked))
    if not isinstance(answer, dict):
        raise CheckFailure("24 pages and 30 problems", "a list of (text, item, share)", answer)
    right = len(planted & answer.keys())
    credit(2 * right / (len(planted) + len(answer)), zero=0.5, full=0.98, what="F1 of the planted items")


# --- configure


def document(quality_score: float, tokens: int, clean: bool) -> dict[str, Any]:
    return {"quality_score": quality_score, "tokens": tokens, "clean": clean}


def threshold(documents: Sequence[dict[str, Any]], chosen: Any) -> float | None:
    """The score from which on the stage keeps documents when it is told this part of the configuration.

    None when ``chosen`` is no such part. What is a hair above a document's percentile still counts as that percentile.
    """
    if not isinstance(chosen, dict) or set(chosen) != {"keep_fraction", "percentile_by"}:
        return None
    fraction, by = chosen["keep_fraction"], chosen["percentile_by"]
    if type(fraction) not in (int, float) or not 0 < fraction <= 1 or by not in ("tokens", "documents"):
        return None
    weights = [one["tokens"] if by == "tokens" else 1 for one in documents]
    wanted, kept = fraction * sum(weights) * (1 - 1e-9), 0
    scored = sorted(zip((one["quality_score"] for one in documents), weights, strict=True), reverse=True)
    for score, weight in scored:
        kept += weight
        if kept >= wanted:
            return float(score)
    return 0.0


def expect_cuts(submission: Any, cases: Iterable[tuple[list[dict[str, Any]], float]], think: str) -> None:
    """The lowest score that is kept, whatever fraction says so."""

    def lowest_kept(documents: list[dict[str, Any]]) -> Any:
        answer = submission.configure(documents, [])
        found = threshold(documents, answer.get("quality") if isinstance(answer, dict) else None)
        return answer if found is None else {"lowest score kept": found}

    expect_each([(given, {"lowest score kept": score}) for given, score in cases], lowest_kept, think=think)


@check("configure", points=4)
def test_best_cut(submission: Any) -> None:
    """Of all cuts the one where clean / all clean * (1 - dirt / kept / 0.25) is largest, in tokens."""
    expect_cuts(
        submission,
        [
            ([document(0.9, 100, True), document(0.8, 300, True), document(0.2, 100, False)], 0.8),
            ([document(0.9, 100, True), document(0.2, 300, True)], 0.2),
            # A little dirt is the price of much clean text: 1 * (1 - 10/610/0.25) = 0.93 against 0.5.
            ([document(0.9, 300, True), document(0.5, 10, False), document(0.4, 300, True)], 0.4),
            # Much dirt is not: 1 * (1 - 100/700/0.25) = 0.43 against 0.5.
            ([document(0.9, 300, True), document(0.5, 100, False), document(0.4, 300, True)], 0.9),
            # Tokens count: many short documents of dirt beside a long clean one.
            ([document(0.9, 900, True), *[document(0.5, 5, False)] * 6, document(0.4, 500, True)], 0.4),
            # The best score of all is that of a short page of dirt.
            ([document(0.95, 5, False), document(0.9, 300, True), document(0.1, 300, False)], 0.9),
        ],
        "Write down, for each document from the best to the worst, what the corpus would be worth if you cut below it.",
    )


@check("configure", points=3, needs=("best_cut",))
def test_fraction_of_what(submission: Any) -> None:
    """keep_fraction is of what percentile_by says, and equal scores stay together."""
    expect_cuts(
        submission,
        [
            ([document(0.9, 1000, True), document(0.8, 1000, True), *[document(0.3, 100, False)] * 8], 0.8),
            ([*[document(0.9, 50, True)] * 8, document(0.2, 2000, False)], 0.9),
            ([document(0.9, 100, True), document(0.5, 200, True), document(0.5, 150, False)], 0.9),
            ([document(0.5, 100, True), document(0.5, 100, False), document(0.4, 800, True)], 0.4),
        ],
        "The best two of ten documents may have nine tenths of the tokens. Which share is yours?",
    )


@check("configure", points=2, needs=("best_cut",))
def test_nothing_to_learn(submission: Any) -> None:
    """Without a clean token there is nothing to say about quality, without pairs nothing about near duplicates."""
    documents = [document(0.9, 10, True)]
    cases: list[tuple[tuple[Any, Any], list[str]]] = [
        (([], []), []),
        (([document(0.9, 10, False)], []), []),
        (([document(0.9, 0, True), document(0.8, 5, False)], []), []),
        ((documents, []), ["quality"]),
        (([], [(0.9, True)]), ["near"]),
        ((documents, [(0.9, True)]), ["near", "quality"]),
    ]

    def keys(*given: Any) -> Any:
        answer = submission.configure(*given)
        return sorted(answer) if isinstance(answer, dict) else answer

    expect_each(cases, keys, spread=True, think="What does the pipeline do with a key that is not there?")


def near_of(submission: Any, pairs: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    """The part ``near`` of the answer. Raises `CheckFailure` when it is none that the pipeline could take."""
    answer = submission.configure([], list(pairs))
    near = answer.get("near") if isinstance(answer, dict) else None
    if not isinstance(near, dict) or set(near) != {"min_jaccard", "bands", "rows"}:
        raise CheckFailure(([], pairs), "near with min_jaccard, bands and rows", answer, "See the docstring.")
    limit, bands, rows = near["min_jaccard"], near["bands"], near["rows"]
    if type(limit) not in (int, float) or type(bands) is not int or type(rows) is not int or bands < 1 or rows < 1:
        raise CheckFailure(([], pairs), "a number and two whole numbers from 1", near, "Of which types are they?")
    return near


@check("configure", points=4)
def test_limit_of_copies(submission: Any) -> None:
    """min_jaccard judges most pairs right: 0.8 where none is better, else half-way, nearest to 0.8, from 0.5 to 1."""
    cases = [
        ([(0.6, False), (0.7, True), (0.9, True)], 0.65),
        ([(0.82, False), (0.7, False), (0.88, True)], 0.85),
        ([(0.7, False), (0.95, True)], 0.8),
        ([(0.9, True)], 0.8),
        ([(0.8, True), (0.7, True), (0.8, True)], 0.5),
        ([(0.9, False)], 1.0),
        ([(0.3, True), (0.4, True), (0.6, True)], 0.5),
        # One wrong at 0.75 and one wrong at 0.5: the first is nearer to 0.8.
        ([(0.7, True), (0.72, False), (0.78, True)], 0.75),
        # One person's slip does not move the limit.
        ([(0.55, True), (0.6, False), (0.62, False), (0.7, False), (0.9, True), (0.95, True)], 0.8),
    ]
    expect_each(
        cases, lambda pairs: near_of(submission, pairs)["min_jaccard"],
        think="Count the wrong pairs for each limit that you could choose. Is the limit itself a copy? (Yes.)",
    )  # fmt: skip


@check("configure", points=4, needs=("limit_of_copies",))
def test_bands_for_the_limit(submission: Any) -> None:
    """Bands and rows find pairs at the chosen limit with a recall of 0.92, from at most 128 permutations."""
    for middle in (0.55, 0.62, 0.7, 0.8, 0.9, 0.95):
        pairs = [(middle - 0.04, False), (middle + 0.04, True)]
        near = near_of(submission, pairs)
        limit, bands, rows = near["min_jaccard"], near["bands"], near["rows"]
        recall = 1 - (1 - limit**rows) ** bands
        in_vain = 1 - (1 - (limit / 2) ** rows) ** bands
        expected = "bands * rows <= 128, a recall of at least 0.92, and few pairs in vain"
        if bands * rows > 128 or recall < 0.92 or in_vain > 0.2:
            told = f"{near}: recall {recall:.3f} at {limit:.3g}, {in_vain:.3f} at {limit / 2:.3g}"
            raise CheckFailure(([], pairs), expected, told, "What are 14 bands of 8 rows made for?")


MEANS = {"high": 0.72, "medium": 0.62, "low": 0.42, "garbage": 0.25}
"""Mean score that a classifier gives to pages of a class."""
CRAWLS = ({True: 1.0, False: 1.0}, {True: 0.9, False: 0.06}, {True: 0.4, False: 1.0})
"""What share of the clean pages, and of the others, each of three crawls has."""


def drawn_crawl(draw: Draw, world_seed: int, share: Mapping[bool, float]) -> list[dict[str, Any]]:
    """Documents as large as planted pages, up to eight of each, with scores as a classifier has them."""
    found = []
    for one in 8 * planted_pages(world_seed):
        clean = one.quality in GOOD
        if draw.chance(share[clean]):
            noise = (draw.fraction() + draw.fraction() - 1) * 0.25
            found.append(document(round(min(1.0, MEANS[one.quality] + noise), 6), one.words, clean))
    return found


def worth(documents: Sequence[dict[str, Any]], lowest: float) -> float:
    """What is kept from the score ``lowest`` on, as the handout says it."""
    kept = [one for one in documents if one["quality_score"] >= lowest]
    tokens, clean = sum(one["tokens"] for one in kept), sum(one["tokens"] for one in kept if one["clean"])
    all_clean = sum(one["tokens"] for one in documents if one["clean"])
    return clean / all_clean * max(0.0, 1 - (tokens - clean) / tokens / 0.25) if tokens else 0.0


@check("configure", points=6, needs=("best_cut", "fraction_of_what"))
def test_large_run(submission: Any, world_seed: int) -> None:
    """From the pilots of three crawls: what your cuts are worth in the large runs, of what the best cuts are worth."""
    draw = Draw(world_seed, "lab 09", "pilot")
    ratios: list[float] = []
    constants: dict[float, list[float]] = {fraction: [] for fraction in (0.1, 0.25, 0.5, 0.75, 0.9, 1.0)}
    for share in CRAWLS:
        pilot, large = drawn_crawl(draw, world_seed, share), drawn_crawl(draw, world_seed, share)
        answer = submission.configure(pilot, [])
        # The large run trains a model of its own: the order means the same, the numbers do not.
        large = [{**one, "quality_score": one["quality_score"] ** 3} for one in large]
        scores = sorted(one["quality_score"] for one in large)
        best = max(worth(large, score) for score in scores[:: len(scores) // 40])
        quality = answer.get("quality") if isinstance(answer, dict) else None
        cut = threshold(large, quality)
        ratios.append(0.0 if cut is None else worth(large, cut) / best)
        for fraction, values in constants.items():
            fixed = threshold(large, {"keep_fraction": fraction, "percentile_by": "tokens"})
            values.append(worth(large, fixed or 0.0) / best)
    trivial = max(sum(values) for values in constants.values()) / len(ratios)
    credit(sum(ratios) / len(ratios), zero=trivial, full=0.88,
           what="the worth of your cuts, where the best cuts are worth 1")  # fmt: skip
