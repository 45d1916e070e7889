"""RefinedWeb's line rules, and the page that loses too many words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.c4 import C4Lines, C4ProseLines
from pipeline.rules.lines import Cut, cut_lines
from pipeline.rules.refinedweb_lines import (
    RefinedWebLines,
    is_counter,
    is_navigation,
    is_numeric,
    upper_case_fraction,
)
from pipeline.words import View


def cut(text: str, rules: RefinedWebLines | None = None, language: str = "en") -> Cut:
    return cut_lines(View(text, language), C4Lines(enabled=False), C4ProseLines(), rules or RefinedWebLines())


def test_upper_case_letters_over_characters_that_are_not_blank() -> None:
    assert upper_case_fraction("AB cd") == 2 / 4
    assert upper_case_fraction("ÉÀ — 中") == 2 / 4
    assert upper_case_fraction("123") == upper_case_fraction("") == upper_case_fraction("   ") == 0


@pytest.mark.parametrize("line", ["12", "3.5 %", "2024-01-31", "1 / 2 / 3", "٣٤"])
def test_numeric_lines(line: str) -> None:
    assert is_numeric(line) == 1


@pytest.mark.parametrize("line", ["", "---", "page 3", "第3页", "3rd"])
def test_lines_that_are_not_numeric(line: str) -> None:
    assert is_numeric(line) == 0


@pytest.mark.parametrize("line", ["12 likes", "3.4k Views", "1,024 comments", "7 shares.", "(5) replies", "1 like"])
def test_counters(line: str) -> None:
    assert is_counter(line) == 1


@pytest.mark.parametrize("line", ["12 people like it", "likes", "twelve likes", "12 likely", "he likes 12"])
def test_no_counters(line: str) -> None:
    assert is_counter(line) == 0


@pytest.mark.parametrize("line", ["Sign in to comment", "The whole story: read more", "You have 3 items in cart now"])
def test_buttons(line: str) -> None:
    assert is_navigation(line, line.split(), 10) == 1


def test_a_long_line_is_no_button() -> None:
    line = "Sign in sheets were handed out to all of the guests tonight."
    assert len(line.split()) == 12
    assert is_navigation(line, line.split(), 10) == 0
    assert is_navigation(line, line.split(), 12) == 1


def test_lines_are_cut_and_counted_by_reason() -> None:
    text = "MENU OF THE DAY\n12\n\n34 likes\nHome\nRead more\nThis sentence about soup stays where it was."
    result = cut(text)
    assert result.view.text == "\nThis sentence about soup stays where it was.".strip("\n")
    assert result.refinedweb == {
        "upper_case_lines": 1,
        "numeric_lines": 1,
        "counter_lines": 1,
        "one_word_lines": 2,  # "12" and "Home"
        "navigation_lines": 1,
        "removed_lines": 5,
        "removed_words": 4 + 1 + 2 + 1 + 2,
        "removed_word_fraction": 10 / 18,
    }


def test_the_order_of_lines_does_not_change_the_counts() -> None:
    lines = ["Home", "One sentence here.", "12", "Another sentence there."]
    assert cut("\n".join(lines)).refinedweb == cut("\n".join(reversed(lines))).refinedweb


def test_a_chinese_line_is_not_one_word() -> None:
    assert cut("今天天气很好。", language="zh").refinedweb["removed_lines"] == 0
    assert cut("今天天气很好。", language="en").refinedweb["removed_lines"] == 1


def test_switched_off_it_counts_but_cuts_nothing() -> None:
    result = cut("Home\nOne sentence here.", RefinedWebLines(enabled=False))
    assert result.view.text == "Home\nOne sentence here."
    assert result.refinedweb["one_word_lines"] == 1
    assert result.refinedweb["removed_word_fraction"] == 0


def test_an_empty_text_loses_nothing() -> None:
    assert all(value == 0 for value in cut("").refinedweb.values())


@given(st.lists(st.sampled_from(["Home", "12", "34 likes", "READ MORE", "a b", "A b c. ", "", "Log in"]), max_size=12))
def test_what_is_left_would_not_be_cut_again(lines: list[str]) -> None:
    left = cut("\n".join(lines)).view
    again = cut(left.text)
    assert again.view.text == left.text
    assert again.refinedweb["removed_lines"] == 0
