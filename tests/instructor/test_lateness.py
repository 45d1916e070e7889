"""Lateness is a function of times and a policy; the raw score stays what it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.instructor.lateness import LatePolicy, Times, kept_fraction, read_times
from pipeline.errors import ConfigError

DUE = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("late", "kept"),
    [
        (-timedelta(days=9), 1.0),
        (timedelta(), 1.0),
        (SECOND, 0.9),
        (timedelta(days=1), 0.9),
        (timedelta(days=1) + SECOND, 0.8),
        (timedelta(days=3), 0.7),
        (timedelta(days=3) + SECOND, 0.7),
        (timedelta(days=300), 0.7),
    ],
)
def test_each_day_that_has_begun_costs_up_to_a_maximum(late: timedelta, kept: float) -> None:
    policy = LatePolicy(fraction_a_day=0.1, max_fraction=0.3)
    assert kept_fraction(Times(DUE + late, DUE), policy) == pytest.approx(kept)


@pytest.mark.parametrize(("seconds", "kept"), [(0, 1.0), (1, 0.9)])
def test_extension_and_grace_move_the_due_time(seconds: int, kept: float) -> None:
    submitted = DUE + timedelta(hours=24, minutes=15, seconds=seconds)
    times = Times(submitted, DUE, extension=timedelta(hours=24))
    assert kept_fraction(times, LatePolicy(grace_minutes=15)) == kept


@pytest.mark.parametrize("times", [Times(), Times(submitted=DUE), Times(due=DUE)])
def test_what_nobody_knows_costs_nothing(times: Times) -> None:
    assert kept_fraction(times, LatePolicy()) == 1.0


@given(st.integers(-(10**7), 10**7), st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 1))
def test_later_never_keeps_more(seconds: int, more: int, a_day: float, most: float) -> None:
    policy = LatePolicy(fraction_a_day=a_day, max_fraction=most)
    first, second = (
        kept_fraction(Times(DUE + timedelta(seconds=late), DUE), policy) for late in (seconds, seconds + more)
    )
    assert 0 <= second <= first <= 1


def test_a_table_of_times(tmp_path: Path) -> None:
    path = tmp_path / "times.csv"
    path.write_text(
        "submission,submitted,due,extension_hours\n"
        "anna,2026-03-01T13:00:00+01:00,2026-03-01T12:00:00Z,\nben,2026-03-01 12:00,,24\n"
    )
    times = read_times(path)
    assert times["anna"] == Times(DUE, DUE)
    assert times["ben"] == Times(DUE, None, timedelta(hours=24))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,when\n", "the first line must name"),
        ("submission,submitted,dew\n", "there is no column dew"),
        ("submission,submitted\nanna,soon\n", "line 2"),
        ("submission,submitted,extension_hours\nanna,2026-03-01,long\n", "line 2"),
        ("submission,submitted,extension_hours\nanna,2026-03-01,inf\n", "line 2"),
    ],
)
def test_what_is_wrong_with_a_table_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "times.csv").write_text(text)
    with pytest.raises(ConfigError, match=told):
        read_times(tmp_path / "times.csv")
