"""Signs are read from the text; what every honest solution needs is none."""

from __future__ import annotations

import pytest

from labs.catalogue import all_labs
from labs.instructor.signs import MAX_SIGNS, signs_of_code

LABS = all_labs()


def kinds(code: str) -> list[str]:
    signs = signs_of_code({"04_rules/exercise.py": code.encode()}, LABS)
    return [f"{sign.kind} {sign.where.rpartition(' ')[2]}" for sign in signs]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import os", ["import 1"]),
        ("import urllib.request", ["import 1"]),
        ("from urllib import request", ["import 1"]),
        ("def f():\n    import subprocess as s", ["import 2"]),
        ("from pipeline.pii.find import mask", ["not given 1"]),
        ("import pipeline.pii.find", ["not given 1"]),
        ("from pipeline import pii", ["not given 1"]),
        ("from labs.grading import worker", ["not given 1"]),
        ("eval('1')", ["call 1"]),
        ("open('x')", ["call 1"]),
        ("spark._jvm.java.lang.Runtime", ["attribute 1"]),
        ("x.__globals__", ["attribute 1"]),
        ("import time\ntime.time = lambda: 0", ["patch 2"]),
        ("class A:\n    def __eq__(self, other):\n        return True", ["method 2"]),
        ("def f(:", ["syntax 1"]),
        ("\0", ["syntax 1"]),
        ("(" * 5000, ["syntax 1"]),
    ],
)
def test_what_a_person_should_look_at(code: str, found: list[str]) -> None:
    assert kinds(code) == found


@pytest.mark.parametrize(
    "code",
    [
        "import re\nimport math\nfrom collections import Counter\nimport unicodedata",
        "from pipeline import words as units\nfrom pipeline.rules.stop_words import stop_words_of",
        "class A:\n    def __init__(self):\n        self.count = 0\n        self.a.b = 1",
        "import urllib.parse",
        "def f(opened):\n    return re.compile('x').match(opened)",
    ],
)
def test_what_honest_solutions_need_is_no_sign(code: str) -> None:
    assert kinds(code) == []


def test_the_starters_have_no_signs() -> None:
    files = {f"{lab.name}/exercise.py": lab.exercise_file.read_bytes() for lab in LABS}
    assert signs_of_code(files, LABS) == []


def test_signs_are_bounded() -> None:
    assert len(kinds("import os\n" * 1_000)) == MAX_SIGNS + 1
