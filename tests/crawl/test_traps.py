"""Each guard just below, at and above its limit."""

from __future__ import annotations

import pytest

from pipeline.crawl.traps import url_shape, url_trap

LIMITS = {"max_url_characters": 40, "max_path_parts": 4, "max_repeated_path_parts": 2, "max_query_parameters": 2}
BASE = "http://a.example/"  # 17 characters


@pytest.mark.parametrize(
    ("url", "trap"),
    [
        (BASE, None),
        (BASE + "x" * 22, None),
        (BASE + "x" * 23, None),
        (BASE + "x" * 24, "max_url_characters"),
        (BASE + "a/b/c/d", None),
        (BASE + "a/b/c/d/", None),
        (BASE + "a/b/c/d/e", "max_path_parts"),
        (BASE + "a/b/a", None),
        (BASE + "a/a/a", "max_repeated_path_parts"),
        (BASE + "a/b/a/a", "max_repeated_path_parts"),
        (BASE + "a//b//", None),  # two empty parts
        (BASE + "a////", "max_repeated_path_parts"),  # three of them
        (BASE + "aa/a/aaa/a", None),
        (BASE + "?a=1&b=2", None),
        (BASE + "?a=1&b=2&c=3", "max_query_parameters"),
        (BASE + "?a/a/a/a/a/a", None),  # not a path
    ],
)
def test_limits(url: str, trap: str | None) -> None:
    assert url_trap(url, **LIMITS) == trap


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        (BASE + "2024/05/17", BASE + "0/0/0"),
        (BASE + "calendar?year=2024&month=5", BASE + "calendar?year&month"),
        (BASE + "a1b22", BASE + "a0b0"),
        (BASE + "?a", BASE + "?a"),
        (BASE + "about", None),
        ("http://a1.example/about", None),  # the host is no part of the shape
        ("http://a1.example:8080/x5", "http://a1.example:8080/x0"),
    ],
)
def test_shapes(url: str, shape: str | None) -> None:
    assert url_shape(url) == shape


def test_numbers_of_one_digit_are_counted_like_others() -> None:
    assert url_shape(BASE + "0") == url_shape(BASE + "17") == BASE + "0"
