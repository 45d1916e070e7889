"""What checks share: an error that must come, and an answer that must come in time."""

from __future__ import annotations

import time

import pytest

from labs.grading.check import CheckFailure, expect_value_error, within
from labs.grading.run import InProcessSubmission
from labs.grading.submission import SubmissionError


def halved(number: int) -> int:
    if number % 2:
        raise ValueError(f"{number} is odd")
    return 10 // number * number // 2


SUBMISSION = InProcessSubmission({"halved": halved})


def test_a_value_error_is_what_is_expected() -> None:
    expect_value_error(SUBMISSION.halved, [(1,), (3,)], "Which numbers have a half?")


def test_the_first_answer_instead_of_an_error_is_shown() -> None:
    with pytest.raises(CheckFailure) as caught:
        expect_value_error(SUBMISSION.halved, [(1,), (2,)], "Which numbers have a half?")
    assert (caught.value.given, caught.value.expected, caught.value.actual) == ((2,), "ValueError", 5)


def test_another_error_is_no_value_error() -> None:
    with pytest.raises(SubmissionError, match="ZeroDivisionError"):
        expect_value_error(SUBMISSION.halved, [(0,)], "")


def test_an_answer_in_time_is_returned() -> None:
    assert within(10, lambda: 7, given="g", think="") == 7


def test_an_answer_that_is_late_fails() -> None:
    with pytest.raises(CheckFailure, match=r"within 0\.01 s"):
        within(0.01, lambda: time.sleep(0.02), given="g", think="Where is the time?")
