"""Which lines are the same line, and a text without the repeated ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.dedup.lines import line_hash, line_hashes, remove_lines


def test_lines_that_differ_in_case_marks_and_numbers_are_the_same() -> None:
    assert line_hash("  Posted on 3 May — 12 Comments ") == line_hash("posted on 4 may: 7 comments")
    assert line_hash("Posted in May") != line_hash("Posted in June")


def test_a_line_without_words_is_no_line() -> None:
    assert line_hash("* * *") is line_hash("") is None


def test_only_the_first_of_equal_lines_and_none_too_short() -> None:
    text = "Share this page\n}\n\nshare THIS page!\nNine chars\nNine char"
    assert line_hashes(text, 10) == [(0, line_hash("Share this page")), (4, line_hash("nine chars"))]


def test_removal_keeps_the_first_appearance_where_it_is() -> None:
    banner = line_hash("Accept all cookies")
    assert banner is not None
    text = "Accept all cookies\nBody\n\nAccept all cookies.\nMore"
    assert remove_lines(text, {banner: 0}, 10) == ("Accept all cookies\nBody\n\nMore", 1, len("Accept all cookies."))
    assert remove_lines(text, {banner: None}, 10) == ("Body\n\nMore", 2, 2 * len("Accept all cookies") + 1)
    assert remove_lines(text, {banner: None}, 20) == (text, 0, 0)
    assert remove_lines(text, {}, 1) == (text, 0, 0)


@given(st.text(alphabet="ab \n.", max_size=60))
def test_nothing_to_remove_changes_nothing_and_all_to_remove_leaves_no_word(text: str) -> None:
    assert remove_lines(text, {}, 1) == (text, 0, 0)
    left, lines, characters = remove_lines(text, {value: None for _, value in line_hashes(text, 1)}, 1)
    assert line_hashes(left, 1) == []
    assert lines <= text.count("\n") + 1
    assert characters <= len(text)
