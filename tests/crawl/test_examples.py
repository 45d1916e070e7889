"""The examples in the docstrings are true."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["canonical", "discover", "fetch", "robots", "traps"])
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"pipeline.crawl.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
