"""The command `pipeline crawl`: what it says and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli import app, run_app
from pipeline.crawl import command
from pipeline.crawl.crawler import CrawlSummary


@pytest.mark.parametrize(("stopped", "code"), [(False, 0), (True, 130)])
def test_a_crawl_that_was_stopped_does_not_count_as_done(
    stopped: bool, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = {"page": dict.fromkeys(("fetched", "failed", "redirected", "http_error", "refused_by_robots"), 1_000)}
    summary = CrawlSummary((), (), Path("log"), 5_001, outcomes, 1, 5_000, 2.0, stopped)
    monkeypatch.setattr(command, "crawl_with_progress", lambda *_, **__: summary)
    assert run_app(app, ["crawl", "http://site.example/", "--out", "x"]) == code
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("+ 1 pending  (2.0 s)")
    assert lines[1:] == (["stopped: continue with --resume"] if stopped else [])
