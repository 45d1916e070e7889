"""Benchmark items in texts: found in any dress, and not found where they are not."""

from __future__ import annotations

import pytest

from pipeline.decontaminate.audit import contamination

ITEM = "A train leaves at 7 and drives 60 miles in each of 3 hours: how far is it then from home?"  # 20 words


@pytest.mark.parametrize(
    "text",
    [
        ITEM,
        ITEM.upper(),
        ITEM.replace(" ", "\n"),
        ITEM.replace(":", " -").replace("?", ""),
        f"Menu Home News\n{ITEM}\nAll rights reserved",
        ITEM.translate({ord("a"): "\uff41"}),  # a full-width letter
    ],
)
def test_an_item_in_another_dress(text: str) -> None:
    assert contamination({"page": text}, {"item": ITEM}) == [("page", "item", 1.0)]


def test_other_numbers_are_another_problem() -> None:
    assert contamination({"page": ITEM.replace("60", "75")}, {"item": ITEM}) == []


def words(start: int, end: int) -> str:
    return " ".join(f"w{number}" for number in range(start, end))


@pytest.mark.parametrize(("known", "share"), [(17, None), (18, 6 / 12), (23, 11 / 12), (24, 12 / 12)])
def test_the_share_of_thirteen_grams(known: int, share: float | None) -> None:
    # 24 words have 12 runs of 13; the first `known` of them have known - 12.
    found = contamination({"page": f"x {words(0, known)} y"}, {"item": words(0, 24)})
    assert found == ([] if share is None else [("page", "item", pytest.approx(share))])


def test_short_items() -> None:
    items = {"five": "what is two plus two", "four": "two plus two is"}
    page = "He asked: What is two plus two? Is it four? Two plus two is four."
    assert contamination({"page": page, "other": "what is two plus three"}, items) == [("page", "five", 1.0)]


def test_many_texts_and_items() -> None:
    items = {"a": words(0, 20), "b": words(20, 40)}
    texts = {"both": words(0, 40), "none": words(50, 90), "b only": words(15, 40), "empty": ""}
    assert contamination(texts, items) == [("b only", "b", 1.0), ("both", "a", 1.0), ("both", "b", 1.0)]
    assert contamination({}, items) == contamination(texts, {}) == []


@pytest.mark.parametrize(("n", "min_share"), [(0, 0.5), (13, 0.0), (13, 1.1)])
def test_impossible_arguments(n: int, min_share: float) -> None:
    with pytest.raises(ValueError, match="n must be at least 1"):
        contamination({}, {}, n, min_share)
