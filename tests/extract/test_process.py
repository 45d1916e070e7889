"""One hostile page costs one page: the process that reads it dies, is replaced, and the next page is read."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import EnvironmentProblem
from pipeline.extract import process
from pipeline.extract.failures import PageFailed
from pipeline.extract.html import extract_html
from pipeline.extract.process import ExtractionProcess
from pipeline.extract.settings import HtmlSettings
from pipeline.extract.worker import WorkerSettings, read_frame, write_frame

GOOD = "<html><head><title>T</title></head><body><article>" + "<p>A good page is read. It is long enough.</p>" * 5

HOSTILE = {
    "nested formatting": "<html><body>" + "<p><b>" * 50_000 + "x",
    "100,000 levels": "<div>" * 100_000 + "x",
    "spans": "<span>" * 100_000 + "x",
    "nested tables": "<table><tr><td>" * 20_000,
    "nested lists": "<ul><li>" * 30_000 + "x",
    "attributes": "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">x",
    "open comments": "<!--" * 300_000,
    "entities": "&" * 1_000_000,
    "paragraphs": "<p>hello world</p>" * 200_000,
    "one long line": "<p>" + "a " * 1_000_000,
    "controls": "<p>" + "".join(map(chr, range(32))) * 1000,
    "surrogates": "<p>\ud800\udfff" + GOOD,
}


@pytest.fixture(scope="module")
def child() -> Iterator[ExtractionProcess]:
    settings = WorkerSettings(
        html=HtmlSettings(), max_seconds_per_page=0.5, max_memory_bytes=2_000_000_000, records_per_reset=2
    )
    one = ExtractionProcess(settings)
    yield one
    one.close()


def test_the_process_answers_as_the_function_does(child: ExtractionProcess) -> None:
    for _ in range(3):  # with records_per_reset=2 the caches are emptied in between
        assert child.extract(GOOD, "http://a.example/", "2024-01-02") == extract_html(
            GOOD, "http://a.example/", "2024-01-02"
        )


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_page_costs_one_page(child: ExtractionProcess, name: str) -> None:
    try:
        assert isinstance(child.extract(HOSTILE[name], None, None)["text"], str)
    except PageFailed as failure:
        assert "\n" not in str(failure)
    assert child.extract(GOOD, None, None) == extract_html(GOOD)


def test_a_page_that_takes_too_long_is_named_so(child: ExtractionProcess) -> None:
    with pytest.raises(PageFailed, match=r"^Timeout: .*0\.5 s"):
        child.extract(HOSTILE["nested formatting"], None, None)


def test_a_process_that_is_killed_is_replaced(child: ExtractionProcess) -> None:
    child.extract(GOOD, None, None)
    assert child._child is not None
    os.kill(child._child.pid, signal.SIGKILL)
    with pytest.raises(PageFailed, match=r"^Crash: "):
        child.extract(GOOD, None, None)
    assert child.extract(GOOD, None, None) == extract_html(GOOD)


def test_a_page_that_eats_memory_costs_one_page() -> None:
    settings = WorkerSettings(
        html=HtmlSettings(), max_seconds_per_page=20, max_memory_bytes=500_000_000, records_per_reset=100
    )
    one = ExtractionProcess(settings)
    try:
        with pytest.raises(PageFailed):
            one.extract("<p>x</p>" * 1_500_000, None, None)
        assert one.extract(GOOD, None, None) == extract_html(GOOD)
    finally:
        one.close()


def test_the_process_ends_with_its_input(child: ExtractionProcess) -> None:
    child.extract(GOOD, None, None)
    running = child._child
    assert running is not None and running.stdin is not None
    running.stdin.close()
    assert running.wait(timeout=10) == 0
    child.close()


def test_a_process_that_cannot_start_stops_the_run_and_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Found before the real one, whether or not that is installed: a package of this name without the module.
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "__init__.py").touch()
    monkeypatch.setattr(process.sys, "path", [str(tmp_path)])
    settings = WorkerSettings(
        html=HtmlSettings(), max_seconds_per_page=1, max_memory_bytes=2_000_000_000, records_per_reset=1
    )
    monkeypatch.chdir("/")
    with pytest.raises(EnvironmentProblem, match=r"does not start: .*pipeline"):
        ExtractionProcess(settings).extract(GOOD, None, None)


def test_frames() -> None:
    stream = io.BytesIO()
    write_frame(stream, {"text": "é\ud800\n", "none": None})
    write_frame(stream, {})
    data = stream.getvalue()
    assert read_frame(io.BytesIO(data)) == {"text": "é\ud800\n", "none": None}
    assert read_frame(io.BytesIO(data[:-3])) is not None
    for size in range(len(data) - 7):
        assert read_frame(io.BytesIO(data[:size])) is None
