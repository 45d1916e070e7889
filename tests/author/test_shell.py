"""The budget of a lab is told in seconds of one machine, whatever machine measures it."""

from __future__ import annotations

from pathlib import Path

import pytest

from labs.author import shell
from labs.cli.workspace import Workspace


@pytest.mark.parametrize("slower", [1, 4])
def test_seconds_shrink_as_the_yardstick_grows(checkout: Path, monkeypatch: pytest.MonkeyPatch, slower: int) -> None:
    """On a machine where the yardstick takes four times as long, the same processor time counts a quarter."""
    times = iter([0.0, 6.0])  # before and after `lab check`
    monkeypatch.setattr(shell, "yardstick_seconds", lambda: slower * shell.YARDSTICK_SECONDS)
    monkeypatch.setattr(shell, "_processor_seconds", lambda: next(times))
    assert shell.check_reference_from_shell(Workspace(checkout).lab("04")).seconds == 6.0 / slower


def test_the_yardstick_takes_a_while() -> None:
    assert 0.05 < shell.yardstick_seconds() < 20
