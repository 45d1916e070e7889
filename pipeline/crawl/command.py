"""A crawl as a person sees it: a progress bar in a terminal, and what came of it in words or as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline.crawl.crawler import CrawlProgress, CrawlSummary, crawl
from pipeline.crawl.settings import CrawlSettings


def crawl_with_progress(
    seeds: Sequence[str], directory: Path, settings: CrawlSettings, *, resume: bool, console: Console
) -> CrawlSummary:
    """`crawl`, shown on ``console`` when that is a terminal."""
    if not console.is_terminal:
        return crawl(seeds, directory, settings, resume=resume)
    columns = (
        SpinnerColumn(),
        TextColumn("crawl"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f} URLs, {task.fields[fetched]} pages"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("crawl", total=1, fetched=0)

        def show(progress: CrawlProgress) -> None:
            bar.update(task, total=progress.discovered, completed=progress.finished, fetched=progress.fetched)

        return crawl(seeds, directory, settings, resume=resume, progress=show)


def as_dict(summary: CrawlSummary) -> dict[str, Any]:
    """The form of ``--json``."""
    return {
        "warcs": [str(path) for path in summary.warcs],
        "site_warcs": [str(path) for path in summary.site_warcs],
        "log": str(summary.log),
        "discovered": summary.discovered,
        "outcomes": summary.outcomes,
        "pending": summary.pending,
        "requests": summary.requests,
        "stopped": summary.stopped,
    }


def in_words(summary: CrawlSummary) -> str:
    """``crawl: 1,431 URLs discovered = 1,200 fetched + 90 refused by robots + …``, and how to go on when stopped."""
    total: dict[str, int] = {}
    for outcomes in summary.outcomes.values():
        for outcome, number in outcomes.items():
            total[outcome] = total.get(outcome, 0) + number
    if summary.pending:
        total["pending"] = summary.pending
    parts = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    text = f"crawl: {summary.discovered:,} URLs discovered = " + " + ".join(
        f"{number:,} {outcome.replace('_', ' ')}" for outcome, number in parts
    )
    text += f"  ({summary.seconds:.1f} s)"
    return text + ("\nstopped: continue with --resume" if summary.stopped else "")
