"""What the data card says of licences, and what comes from the web stays text."""

from __future__ import annotations

import pytest

from pipeline.packing.card import NOT_STATED, cell, licence_of

LICENCES = {"example": "CC0", "news.example": "CC BY 4.0"}


@pytest.mark.parametrize(
    ("host", "licence"),
    [
        ("news.example", "CC BY 4.0"),
        ("www.news.example", "CC BY 4.0"),
        ("badnews.example", "CC0"),
        ("other.example", "CC0"),
        ("example", "CC0"),
        ("counterexample", NOT_STATED),
        ("news.example.org", NOT_STATED),
        ("", NOT_STATED),
    ],
)
def test_the_longest_end_of_a_name_states_the_licence(host: str, licence: str) -> None:
    assert licence_of(host, LICENCES) == licence


def test_a_cell_is_one_line_of_text() -> None:
    assert cell("a|b\n<img src=x>") == "a&#124;b &#60;img src=x&#62;"
    assert cell("[x](javascript:1) `y` \x1b[31m") == "&#91;x&#93;&#40;javascript:1&#41; &#96;y&#96; &#91;31m"
    assert len(cell("a" * 500)) == 200
