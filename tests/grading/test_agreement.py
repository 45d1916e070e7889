"""Agreement beyond chance, on tables small enough to work out by hand."""

from __future__ import annotations

import random

import pytest
from sklearn.metrics import cohen_kappa_score

from labs.grading.agreement import agreed, cohens_kappa, period, share_of_shuffles_as_good

TRUE = ["keep"] * 6 + ["spam"] * 4


def test_kappa_worked_by_hand() -> None:
    """The table of the handout of lab 04: agreed 0.8, by chance 0.52."""
    given = ["keep"] * 5 + ["spam"] + ["keep"] + ["spam"] * 3
    assert agreed(TRUE, given) == 8
    assert cohens_kappa(TRUE, given) == pytest.approx((0.8 - 0.52) / 0.48)


def test_one_label_for_all_is_chance_and_the_opposite_is_below_it() -> None:
    assert cohens_kappa(TRUE, ["keep"] * 10) == pytest.approx(0)
    assert cohens_kappa(TRUE, TRUE) == 1
    assert cohens_kappa(["a", "b"], ["b", "a"]) == -1


def test_kappa_is_that_of_a_library() -> None:
    draw = random.Random(3)
    for _ in range(20):
        true, given = (draw.choices("abcd", k=25) for _ in range(2))
        assert cohens_kappa(true, given) == pytest.approx(cohen_kappa_score(true, given))


@pytest.mark.parametrize(("true", "given"), [([], []), (["a", "a"], ["a", "b"]), (["a", "b"], ["a"])])
def test_where_there_is_nothing_to_tell_apart_is_no_kappa(true: list[str], given: list[str]) -> None:
    with pytest.raises(ValueError, match="at least two different"):
        cohens_kappa(true, given)


def test_shuffles() -> None:
    """Of the 24 orders of four different labels one is as good as the true one: a share of 0.042."""
    assert share_of_shuffles_as_good("abcd", "abcd") == pytest.approx(1 / 24, abs=0.02)
    assert share_of_shuffles_as_good(TRUE, ["keep"] * 10) == 1
    assert share_of_shuffles_as_good(TRUE * 3, TRUE * 3) == 0
    assert share_of_shuffles_as_good(TRUE * 3, TRUE * 3) == share_of_shuffles_as_good(TRUE * 3, TRUE * 3)


@pytest.mark.parametrize(
    ("labels", "found"), [("aaaaaa", 1), ("ababab", 2), ("ababa", 2), ("abcabc", 3), ("aabaab", 3), ("abbabab", None)]
)
def test_period(labels: str, found: int | None) -> None:
    assert period(labels, longest=3) == found
