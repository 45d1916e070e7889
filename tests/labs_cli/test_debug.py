"""`lab debug` shows the call that fails, and steps through it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .screen import Screen


@pytest.fixture
def screen(checkout: Path) -> Iterator[Screen]:
    path = checkout / "labs/04_words/exercise.py"
    body = "    answer = len(set(words))\n    return answer\n"
    path.write_text(path.read_text().replace("    raise NotImplementedError\n", body))
    screen = Screen(checkout, "debug", "04", "word_count", columns=100)
    yield screen
    screen.close()


@pytest.mark.parametrize(("keys", "end"), [("q\n", "left the debugger"), ("c\n", "returned 1")])
def test_the_call_its_arguments_and_the_way_out_are_shown(screen: Screen, keys: str, end: str) -> None:
    seen = screen.wait_for("(Pdb)")
    for words in ("call      word_count(['a', 'a'])", "expected  2", "actual    1", "q leave", "answer = len"):
        assert words in seen
    screen.press(keys)
    assert "returned None" not in screen.wait_for(end)
    assert screen.process.wait(10) == 1
