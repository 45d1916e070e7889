"""How `lab look` shows a document: by its lines, and never all of a long one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from labs.cli.look import SHOWN_CHARACTERS, SHOWN_LINES, beginning


def test_lines_stay_lines_and_blanks_in_them_count_once() -> None:
    assert beginning("Menu\n\n  Home   and\tmore \r\nThe end.") == (["Menu", "Home and more", "The end."], 0)


def test_nothing_has_no_lines() -> None:
    assert beginning(" \n\t\n") == ([], 0)


def test_a_long_line_is_cut_at_the_limit() -> None:
    whole = "a" * SHOWN_CHARACTERS
    assert beginning(whole) == ([whole], 0)
    assert beginning(whole + "a") == ([whole], 1)
    assert beginning(whole + "\na") == ([whole], 1)


def test_many_lines_are_cut_at_the_limit() -> None:
    assert beginning("x\n" * SHOWN_LINES) == (["x"] * SHOWN_LINES, 0)
    assert beginning("x\n" * (SHOWN_LINES + 2)) == (["x"] * SHOWN_LINES, 2)


@given(st.text(alphabet="ab \n", max_size=2_000))
def test_what_is_shown_and_what_is_missing_are_the_whole(text: str) -> None:
    shown, missing = beginning(text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert sum(map(len, shown)) + missing == sum(map(len, lines))
    assert sum(map(len, shown)) <= SHOWN_CHARACTERS
