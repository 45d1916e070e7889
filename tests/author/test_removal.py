"""Solutions go, with what only they use; everything else stays as it stands, and what is unclear is an error."""

from __future__ import annotations

import pytest

from labs.author.removal import without_solutions
from pipeline.errors import ConfigError

MODULE = '''"""A module."""

import re

LIMIT = 3
_PATTERN = re.compile("x")
_SHARED = 7


def _only_here(text):
    return _deeper(text)


def _deeper(text):
    return _PATTERN.findall(text)


def solve(text: str, most: int = LIMIT) -> list[str]:
    """Says what it does."""
    found = _only_here(text)
    return found[: most + _SHARED]


def other(text):
    return text * _SHARED
'''


def removed(text: str = MODULE, names: tuple[str, ...] = ("solve",), used: tuple[str, ...] = ()) -> str:
    return without_solutions("m", text, dict.fromkeys(names, "yours"), used).text


def test_the_body_and_what_only_it_uses_are_gone() -> None:
    text = removed()
    for gone in ("_only_here", "_deeper", "_PATTERN", "found"):
        assert gone not in text
    for kept in ('"""Says what it does."""', "def solve(text: str, most: int = LIMIT)", "LIMIT = 3", "_SHARED = 7"):
        assert kept in text
    space: dict[str, object] = {}
    exec(compile(text, "m", "exec"), space)
    assert space["other"]("a") == "a" * 7
    with pytest.raises(NotImplementedError, match="yours"):
        space["solve"]("x")


def test_what_another_file_uses_stays() -> None:
    assert "_deeper" in removed(used=("_deeper",))
    assert "_PATTERN" in removed(used=("_deeper",))
    assert "_only_here" not in removed(used=("_deeper",))


def test_what_is_not_used_by_the_solution_stays_though_nothing_uses_it() -> None:
    assert "def unused" in removed(MODULE + "\n\ndef unused():\n    return 1\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("solve = lambda x: x\n", "no plain function"),
        ("class solve:\n    pass\n", "no plain function"),
        ("import functools\n@functools.cache\ndef solve(x):\n    return x\n", "no plain function"),
        ("if True:\n    def solve(x):\n        return x\n", "no plain function"),
        ("def solve(x):\n    return x\nsolve = solve\n", "gets a value twice"),
        ("def solve(x):\n    '''Only this.'''\n", "no body"),
    ],
)
def test_what_is_unclear_is_an_error(text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        removed(text)


def test_the_texts_that_were_taken_out_are_told() -> None:
    bodies = without_solutions("m", MODULE, {"solve": "yours"}, ()).bodies
    assert any("found[: most" in body for body in bodies)
    assert any("_deeper(text)" in body for body in bodies)
