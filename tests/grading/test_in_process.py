"""Trusted functions are called in this process, and one that never ends is stopped."""

from __future__ import annotations

import re
import time

import pytest

from labs.grading import run
from labs.grading.run import InProcessSubmission
from labs.grading.submission import SubmissionError


def for_ever() -> None:
    while True:
        pass


def catastrophic() -> bool:
    return re.match(r"(a+)+$", "a" * 60 + "b") is not None


@pytest.mark.parametrize("function", [for_ever, catastrophic])
def test_what_never_ends_is_stopped(function: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "IN_PROCESS_SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(SubmissionError, match=r"did not answer within 0\.2 seconds") as caught:
        InProcessSubmission({"f": function}).f()  # type: ignore[dict-item]
    assert caught.value.kind == "timeout"
    assert time.monotonic() - began < 5
