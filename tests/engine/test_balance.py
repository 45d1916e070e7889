"""Books that follow from each other, and every way in which they may not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engine.balance import UNITS, balance_books, in_words


def stage(name: str, came_in: int, kept: int, dropped: int, error: int = 0, edited: int = 0) -> dict[str, Any]:
    """A stage's books with the same number of documents, characters and tokens, except that no document is edited."""
    counts = {"in": came_in, "kept": kept, "dropped": dropped, "error": error, "edited": edited}
    return {"stage": name, "books": {account: dict.fromkeys(UNITS, value) for account, value in counts.items()}}


def test_books_that_follow_from_each_other() -> None:
    assert balance_books([]) == []
    assert balance_books([stage("extract", 10, 7, 2, 1), stage("urls", 7, 7, 0), stage("rules", 7, 0, 7)]) == []


@pytest.mark.parametrize(("kept", "difference"), [(6, 1), (8, -1)])
def test_what_is_lost_is_above_zero_and_what_is_invented_below(kept: int, difference: int) -> None:
    assert balance_books([stage("rules", 10, kept, 3)]) == [("rules", "sum", unit, difference) for unit in UNITS]


def test_a_stage_must_get_what_the_one_before_has_kept() -> None:
    found = balance_books([stage("urls", 10, 8, 2), stage("rules", 7, 7, 0)])
    assert found == [("rules", "handover", unit, 1) for unit in UNITS]


def test_texts_may_be_edited_and_documents_may_not() -> None:
    books = stage("pii", 10, 10, 0)
    books["books"]["edited"] = {"documents": 0, "characters": 4, "tokens": -3}
    books["books"]["kept"] = {"documents": 10, "characters": 6, "tokens": 13}
    assert balance_books([books]) == []
    books["books"]["edited"]["documents"], books["books"]["kept"]["documents"] = 2, 8
    assert balance_books([books]) == [("pii", "edited", "documents", 2)]


def test_nothing_can_be_kept_less_than_nothing() -> None:
    assert balance_books([stage("rules", 5, 8, -3)]) == [("rules", "negative", unit, -3) for unit in UNITS]


@given(st.lists(st.tuples(*[st.integers(0, 50)] * 3), max_size=5))
def test_any_chain_that_is_made_to_balance_does(outcomes: list[tuple[int, int, int]]) -> None:
    stages: list[dict[str, Any]] = []
    for number, (kept, dropped, error) in enumerate(outcomes):
        came_in = stages[-1]["books"]["kept"]["documents"] if stages else kept + dropped + error
        kept, dropped = min(kept, came_in), min(dropped, came_in - min(kept, came_in))
        stages.append(stage(f"s{number}", came_in, kept, dropped, came_in - kept - dropped))
    assert balance_books(stages) == []


def test_faults_in_words() -> None:
    assert in_words([("rules", "sum", "tokens", -1200)]) == "stage rules: sum is off by -1,200 tokens"
