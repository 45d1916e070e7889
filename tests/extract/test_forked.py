"""Any function reads a page in a process that ends with the page."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import active_children
from typing import Any

import pytest

from pipeline.extract.failures import PageFailed
from pipeline.extract.forked import extract_within
from pipeline.extract.html import extract_html

PAGE = "<html><title>The plan</title><article>" + "<p>The committee met on Tuesday to discuss it.</p>" * 5


def test_it_answers_as_the_function_does() -> None:
    wanted = extract_html(PAGE, "http://a.example/", "2024-01-02")
    assert extract_within(PAGE, "http://a.example/", "2024-01-02", 10) == wanted


def test_a_large_answer_passes_whole() -> None:
    text = "word é \ud800 " * 100_000
    assert extract_within(PAGE, None, None, 10, lambda *_: {"text": text}) == {"text": text}


def spin(*_: Any) -> None:
    while True:
        pass


def test_processor_time_is_limited() -> None:
    started = time.monotonic()
    with pytest.raises(PageFailed, match=r"^Timeout: .* 0\.1 s"):
        extract_within(PAGE, None, None, 0.1, spin)
    assert time.monotonic() - started < 5
    assert active_children() == []


def test_time_by_the_clock_is_limited() -> None:
    with pytest.raises(PageFailed, match=r"^Timeout: "):
        extract_within(PAGE, None, None, 0.05, lambda *_: time.sleep(60))


def test_handlers_of_this_process_do_not_save_the_child() -> None:
    before = signal.signal(signal.SIGPROF, signal.SIG_IGN)
    try:
        with pytest.raises(PageFailed, match=r"^Timeout: "):
            extract_within(PAGE, None, None, 0.05, spin)
    finally:
        signal.signal(signal.SIGPROF, before)


def test_an_exception_is_told_on_one_line() -> None:
    def fail(*_: Any) -> None:
        raise ValueError("two\nlines" + "!" * 9_999)

    with pytest.raises(PageFailed) as failure:
        extract_within(PAGE, None, None, 10, fail)
    assert str(failure.value).startswith("ValueError: two lines!")
    assert len(str(failure.value)) <= 500


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(PageFailed, match=r"^Crash: .*exit status -9"):
        extract_within(PAGE, None, None, 10, lambda *_: os.kill(os.getpid(), signal.SIGKILL))


def test_an_answer_that_is_no_plain_data_is_told() -> None:
    with pytest.raises(PageFailed, match=r"^TypeError: "):
        extract_within(PAGE, None, None, 10, lambda *_: {"text": object()})
