"""Work done once in each process."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from pipeline.engine.once import once_a_process


def test_the_second_call_is_answered_by_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[str] = []

    def load(name: str) -> str:
        loads.append(name)
        return name.upper()

    monkeypatch.setitem(sys.modules, "loader_of_the_test", SimpleNamespace(load=load))
    found = [once_a_process("loader_of_the_test:load", name) for name in ("a", "b", "a", "a")]
    assert found == ["A", "B", "A", "A"]
    assert loads == ["a", "b"]
