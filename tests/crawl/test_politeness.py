"""When to come back: delays, Retry-After, back-off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.politeness import host_delay, is_temporary, next_fetch_time, retry_after_seconds, retry_delay

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
LIMITS = {"backoff_seconds": 2.0, "max_backoff_seconds": 20.0, "max_retry_after_seconds": 100.0}


@pytest.mark.parametrize(
    ("own", "asked", "longest", "delay"),
    [
        (1, None, 30, 1),
        (1, 0.5, 30, 1),
        (1, 5, 30, 5),
        (1, 30, 30, 30),
        (1, 31, 30, 30),
        (60, 90, 30, 60),
        (0, None, 30, 0),
    ],
)
def test_the_longer_delay_holds_up_to_a_limit(own: float, asked: float | None, longest: float, delay: float) -> None:
    assert host_delay(own, asked, longest) == delay


def test_the_pause_counts_from_the_end_of_the_last_request() -> None:
    assert next_fetch_time(finished=100.0, delay=2.0) == 102.0
    assert next_fetch_time(finished=100.0, delay=2.0, hold_until=101.0) == 102.0
    assert next_fetch_time(finished=100.0, delay=2.0, hold_until=160.0) == 160.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0), ("120", 120.0), (" 7 ", 7.0),
        ("Sun, 01 Mar 2026 12:01:30 GMT", 90.0),
        ("Sunday, 01-Mar-26 12:01:30 GMT", 90.0),
        ("Sun Mar  1 12:01:30 2026", 90.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        (None, None), ("", None), ("-5", None), ("1.5", None), ("soon", None), ("Sun, 99 Mar 2026 12:00:00 GMT", None),
        ("9" * 40, None), ("٣", None),
    ],
)  # fmt: skip
def test_retry_after_in_seconds_and_as_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, NOW.timestamp()) == seconds


@given(st.integers(-10_000, 10_000))
def test_dates_and_seconds_agree(seconds: int) -> None:
    date = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert retry_after_seconds(date, NOW.timestamp()) == max(0, seconds)


@given(st.text(max_size=40))
def test_no_header_is_an_error(value: str) -> None:
    seconds = retry_after_seconds(value, NOW.timestamp())
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(("attempt", "delay"), [(1, 2), (2, 4), (3, 8), (4, 16), (5, 20), (6, 20), (5000, 20)])
def test_back_off_doubles_up_to_its_limit(attempt: int, delay: float) -> None:
    assert retry_delay(attempt, None, NOW.timestamp(), **LIMITS) == delay


@pytest.mark.parametrize(
    ("retry_after", "delay"),
    [
        ("0", 0), ("5", 5), ("100", 100), ("101", 100),
        ("Sun, 01 Mar 2026 12:01:30 GMT", 90), ("Sun, 01 Mar 2026 12:01:41 GMT", 100),
        ("soon", 8), (None, 8),
    ],
)  # fmt: skip
def test_what_the_server_asks_for_comes_first_up_to_its_limit(retry_after: str | None, delay: float) -> None:
    assert retry_delay(3, retry_after, NOW.timestamp(), **LIMITS) == delay


@pytest.mark.parametrize(
    ("status", "temporary"),
    [(200, False), (301, False), (404, False), (403, False), (408, True), (410, False), (425, True), (429, True),
     (500, True), (501, False), (502, True), (503, True), (504, True), (505, False)],
)  # fmt: skip
def test_which_statuses_are_worth_another_attempt(status: int, temporary: bool) -> None:
    assert is_temporary(status) is temporary
