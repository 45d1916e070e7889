"""Copies are found through other names, layout and comments; what the starter has, and other work, is no copy."""

from __future__ import annotations

import re

import pytest

from labs.catalogue import Lab
from labs.instructor.similarity import MIN_SHINGLES, SHINGLE_TOKENS, find_alike, syntax_shingles


def disguised(source: str) -> str:
    """Other names, numbers and texts, other blank lines, comments everywhere."""
    source = re.sub(r"\b(counts|covered|found|positions|lengths?|total)\b", r"\1_of_mine", source)
    source = re.sub(r"\b(\d)\b", r"\g<1>0", source)
    return "# mine\n\n" + source.replace("\n\n", "\n\n\n# thought about this\n")


def test_a_disguised_copy_is_found_and_its_lines_are_named(right: str, lab: Lab) -> None:
    starter = lab.exercise_file.read_text()
    (found,) = find_alike(lab.name, {"anna": right, "ben": disguised(right)}, starter, 0.5)
    assert (found.a, found.b) == ("anna", "ben")
    assert found.jaccard > 0.95
    lines = right.splitlines()
    assert len(found.lines_a) > 0.5 * sum(bool(line.strip()) for line in lines)


def test_what_the_starter_has_is_no_copy(lab: Lab) -> None:
    starter = lab.exercise_file.read_text()
    assert find_alike(lab.name, {"anna": starter, "ben": starter}, starter, 0.1) == []


def test_other_work_is_not_alike(right: str, lab: Lab) -> None:
    other = "\n".join(
        f"def f{n}(x):\n    return [x ** {n}, {{'a': x}}] if x else x[{n}:] or f{n}(-x)\n" for n in range(40)
    )
    assert find_alike(lab.name, {"anna": right, "ben": other}, "", 0.1) == []


def test_names_numbers_texts_comments_and_docstrings_make_no_difference() -> None:
    one = "def f(a, b):\n    '''Says.'''\n    return a + 1 if b == 'x' else [a for a in b]  # this\n"
    other = "def g(left,right):\n    return (left + 22\n)if right=='yy' else [n for n in right]\n".replace(
        "(left + 22\n)", "left + 22 "
    )
    assert syntax_shingles(one).keys() == syntax_shingles(other).keys()


@pytest.mark.parametrize("tokens", [0, 1, SHINGLE_TOKENS - 1, SHINGLE_TOKENS, SHINGLE_TOKENS + 1])
def test_short_texts(tokens: int) -> None:
    source = "(" * tokens + ")" * 0
    assert len(syntax_shingles(source)) == (1 if tokens >= SHINGLE_TOKENS else 0)


@pytest.mark.parametrize("source", ["\x00", "'''", "(" * 100_000, "é" * 10, "\t x\n  y\n z", "0x" * 9])
def test_what_is_no_python_is_no_error(source: str) -> None:
    syntax_shingles(source)


def test_little_work_is_left_out() -> None:
    small = "x = 1 + 2\n" * 2
    assert find_alike("l", {"a": small, "b": small}, "", 0.1) == []
    assert MIN_SHINGLES > 1
