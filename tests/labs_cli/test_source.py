"""What an exercise says changes with its code and with what it may use, and with nothing else."""

from __future__ import annotations

import pytest

from labs.cli.source import ExerciseSource

BEFORE = (
    "import re\n\nLIMIT = 1\n\ndef deep(x):\n    return x\n\ndef helper(x):\n    return deep(x)\n\n"
    "def f(x):\n    return 1\n\ndef g(x):\n    return helper(2)\n"
)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("return 1", "return 3", "f"),
        ("helper(2)", "helper(3)", "g"),
        ("return x", "return -x", "g"),
        ("helper(2)", "f(2)", "g"),
        ("import re", "import os", "fg"),
        ("LIMIT = 1", "LIMIT = 2", "fg"),
        ("LIMIT = 1", "LIMIT = helper(1)", "fg"),
        ("return 1", "return 1  # a comment", ""),
        ("\n\ndef g", "\n\n\n\ndef g", ""),
        ("def g(x):\n    return helper(2)\n", "", "g"),
    ],
)
def test_what_changed(old: str, new: str, changed: str) -> None:
    before, after = ExerciseSource(BEFORE), ExerciseSource(BEFORE.replace(old, new))
    assert [name for name in "fg" if before.fingerprint(name) != after.fingerprint(name)] == list(changed)


def test_a_file_that_is_not_python_says_nothing() -> None:
    assert ExerciseSource("def f(:").fingerprint("f") == ""
