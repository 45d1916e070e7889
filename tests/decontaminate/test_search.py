"""Items in a text: in any dress, with the place where they stand."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decontaminate.search import find_overlaps, index_items, merged

PROBLEM = (
    "A farmer has 17 sheep and buys 25 more at the market. On the way home 3 of them run away and 2 are sold to a "
    "neighbour. How many sheep does the farmer have in the evening, and how many legs do they have together?"
)  # 41 words: a long item


def numbered(start: int, end: int) -> str:
    return " ".join(f"w{number}" for number in range(start, end))


@pytest.mark.parametrize(
    "dressed",
    [
        PROBLEM,
        PROBLEM.upper(),
        PROBLEM.replace(" ", "\n"),
        PROBLEM.replace(".", " -- ").replace(",", ";"),
        f"Home | About\n{PROBLEM}\nAll rights reserved",
        f"Quiz of the week:{PROBLEM}Send us your answer",
    ],
)
def test_the_span_holds_the_item(dressed: str) -> None:
    (overlap,) = find_overlaps(dressed, index_items({"sheep": PROBLEM, "other": numbered(0, 40)}))
    assert (overlap.item, overlap.share) == ("sheep", 1.0)
    ((start, end),) = overlap.spans
    assert dressed[start:end].lower().split()[0].endswith("a")  # "Quiz of the week:A" is two words
    assert dressed[start:end].lower().rstrip("?").endswith("together")


def test_numbers_make_another_problem() -> None:
    changed = PROBLEM.replace("17", "19").replace("25", "31").replace("3 of", "4 of").replace("and 2", "and 1")
    assert find_overlaps(changed, index_items({"sheep": PROBLEM})) == []


@pytest.mark.parametrize(("words_there", "found"), [(31, False), (32, True)])
def test_half_of_the_ngrams_is_enough(words_there: int, found: bool) -> None:
    # 52 words have 40 runs of 13; the first 32 of them have 20 runs, the first 31 have 19.
    overlaps = find_overlaps(f"x {numbered(0, words_there)} y", index_items({"item": numbered(0, 52)}))
    assert [overlap.share for overlap in overlaps] == ([0.5] if found else [])


def test_short_items_are_found_by_runs_of_eight() -> None:
    item = numbered(0, 16)  # 9 runs of 8, but only 4 of 13
    text = f"{numbered(0, 12)} changed {numbered(13, 16)}"  # 5 of them: the last word of a run is number 12 at most
    (overlap,) = find_overlaps(text, index_items({"item": item}))
    assert overlap.share == pytest.approx(5 / 9)
    assert find_overlaps(text, index_items({"item": item}, short_n=13)) == []


def test_an_item_in_two_places_has_two_spans() -> None:
    item = numbered(0, 30)
    first, second = f"{numbered(0, 20)}", f"{numbered(10, 30)}"
    text = f"{first}. Something else stands here. {second}."
    (overlap,) = find_overlaps(text, index_items({"item": item}))
    assert [text[start:end] for start, end in overlap.spans] == [first, second]
    # 18 runs of 13: 8 of the first part, 8 of the second, none in both.
    assert overlap.share == pytest.approx(16 / 18)


@pytest.mark.parametrize(("count", "found"), [(4, []), (5, ["item"])])
def test_very_short_items_are_not_looked_for(count: int, found: list[str]) -> None:
    item = numbered(0, count)
    assert [overlap.item for overlap in find_overlaps(f"a {item} b", index_items({"item": item}))] == found


def test_items_that_share_a_passage() -> None:
    rules, ask_a, ask_b = numbered(0, 40), numbered(100, 110), numbered(200, 210)
    index = index_items({"b": f"{rules} {ask_b}", "a": f"{rules} {ask_a}"})
    assert [overlap.item for overlap in find_overlaps(f"{rules} {ask_a}", index)] == ["a", "b"]
    assert [overlap.item for overlap in find_overlaps(f"{rules} {ask_a}", index, min_share=0.9)] == ["a"]


@pytest.mark.parametrize("min_share", [0.0, -0.1, 1.01])
def test_impossible_shares(min_share: float) -> None:
    with pytest.raises(ValueError, match="min_share must be above 0"):
        find_overlaps("", index_items({}), min_share)


def test_impossible_ngrams_without_items() -> None:
    with pytest.raises(ValueError, match="short_n must be at least 1"):
        index_items({}, n=5, short_n=6)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)).map(lambda pair: (pair[0], sum(pair)))))
def test_merged_spans_cover_the_same_places(spans: list[tuple[int, int]]) -> None:
    found = merged(spans)
    assert {place for span in found for place in range(*span)} == {place for span in spans for place in range(*span)}
    assert all(before[1] < after[0] for before, after in itertools.pairwise(found))
