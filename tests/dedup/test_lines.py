"""Which lines are the same line, and a text without the repeated ones."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.grading.plan import planned
from pipeline.dedup.lines import line_hash, line_hashes, remove_lines, repeated_lines

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DOCUMENTS = "id string, scope string, lines array<struct<number: int, hash: bigint>>"


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


@pytest.mark.parametrize("partitions", [1, 7])
def test_repeated_lines_are_those_of_enough_documents_of_one_scope(spark: SparkSession, partitions: int) -> None:
    rows = [
        ("b", "one", [(0, 1), (4, 2)]),
        ("a", "one", [(3, 1), (0, 2)]),
        ("c", "one", [(0, 1)]),
        ("d", "two", [(0, 1), (5, -3)]),
        ("10", "two", [(7, -3)]),
        ("9", "two", [(1, -3)]),
        ("x", None, [(0, 1)]),
        ("y", None, [(0, 1)]),
        ("z", None, [(0, 1)]),
        ("e", "one", []),
    ]
    random.Random(partitions).shuffle(rows)
    documents = spark.createDataFrame(rows, DOCUMENTS).repartition(partitions)
    found = {
        least: {tuple(row) for row in planned(spark, repeated_lines, documents, least).collect()} for least in (2, 3, 4)
    }
    three = {("one", 1, 3, "a", 3), ("two", -3, 3, "10", 7)}
    assert found == {2: three | {("one", 2, 2, "a", 0)}, 3: three, 4: set()}
    assert repeated_lines(documents, 2).columns == ["scope", "hash", "documents", "id", "number"]
