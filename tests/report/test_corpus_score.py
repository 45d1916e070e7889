"""One number for a corpus, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.report.corpus_score import corpus_score


def page(tokens: int, quality: str = "high", allowed: bool = True, reachable: bool = True) -> dict[str, Any]:
    return {"quality": quality, "allowed": allowed, "reachable": reachable, "tokens": tokens}


def test_a_corpus_of_all_that_can_be_had_is_worth_100() -> None:
    found = corpus_score([("a", 10), ("b", 5)], {"a": page(10), "b": page(5, "medium"), "c": page(9, "garbage")}, [])
    assert found == {
        "clean": 15, "dirt": 0, "duplicate": 0, "obtainable": 15,
        "kept": 1.0, "dirt_share": 0.0, "duplicate_share": 0.0, "score": 100.0,
    }  # fmt: skip


@pytest.mark.parametrize("corpus", [[], [("unknown", 5)], [("a", 0)]])
def test_nothing_clean_is_worth_nothing(corpus: list[tuple[str, int]]) -> None:
    assert corpus_score(corpus, {"a": page(10)}, [])["score"] == 0
    assert corpus_score(corpus, {}, [])["score"] == 0


def test_each_token_is_in_one_class() -> None:
    pages = {"a": page(80), "b": page(70), "c": page(5, "low"), "d": page(5, allowed=False)}
    corpus = [("a", 100), ("b", 70), ("c", 6), ("d", 7), ("nowhere", 8)]
    found = corpus_score(corpus, pages, [("b", "a", 0.8)])
    assert (found["clean"], found["dirt"], found["duplicate"]) == (80, 20 + 6 + 7 + 8, 70)


def test_a_copy_of_a_copy_may_be_none() -> None:
    pages = {"a": page(30), "b": page(20), "c": page(10)}
    pairs = [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", 0.79)]
    found = corpus_score([("c", 10), ("b", 20), ("a", 30)], pages, pairs)
    assert (found["clean"], found["duplicate"], found["obtainable"]) == (40, 20, 40)


def test_the_same_page_twice_is_a_duplicate() -> None:
    assert corpus_score([("a", 10), ("a", 10)], {"a": page(10)}, [])["duplicate"] == 10


def test_more_than_all_is_all() -> None:
    # b was preferred to a and c by nobody, so both of these are there.
    pages = {"a": page(30), "b": page(31), "c": page(30)}
    found = corpus_score([("a", 30), ("c", 30)], pages, [("a", "b", 0.9), ("b", "c", 0.9)])
    assert (found["clean"], found["obtainable"], found["kept"]) == (60, 31, 1.0)


def test_the_curve() -> None:
    pages = {"a": page(90), "b": page(90)}
    found = corpus_score([("a", 90), ("dirt", 10)], pages, [])
    assert found["score"] == pytest.approx(100 * 0.5 * (1 - 0.1 / 0.25))
    assert corpus_score([("a", 90), ("dirt", 30)], pages, [])["score"] == 0
