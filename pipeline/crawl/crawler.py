"""The door of the crawler: `crawl` runs one from its seeds to its summary."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from pipeline.crawl.canonical import canonicalise
from pipeline.crawl.coordinator import Coordinator, CrawlProgress
from pipeline.crawl.fetch import Fetcher
from pipeline.crawl.journal import DISCOVERED, FETCH_LOG, writing
from pipeline.crawl.recorder import PAGES, SITES, Recorder, balance
from pipeline.crawl.settings import CrawlSettings
from pipeline.errors import ConfigError

__all__ = ["CrawlProgress", "CrawlSummary", "crawl"]


@dataclass(frozen=True)
class CrawlSummary:
    """What a crawl brought, earlier runs of a resumed one included."""

    warcs: tuple[Path, ...]
    """WARC files with every answer to a page's URL, whatever its status: the input of the pipeline."""
    site_warcs: tuple[Path, ...]
    """WARC files with robots.txt files and sitemaps."""
    log: Path
    discovered: int
    outcomes: dict[str, dict[str, int]]
    """Kind of URL (page, robots, sitemap) -> outcome -> number of URLs."""
    pending: int
    """URLs without outcome, 0 unless the crawl was stopped. All outcomes and these add up to ``discovered``."""
    requests: int
    """Requests sent by this run, repeated ones included."""
    seconds: float
    stopped: bool


def crawl(
    seeds: Sequence[str],
    directory: Path,
    settings: CrawlSettings,
    *,
    resume: bool = False,
    progress: Callable[[CrawlProgress], None] | None = None,
) -> CrawlSummary:
    """Crawls from ``seeds`` into ``directory``: ``pages-*.warc.gz``, ``sites-*.warc.gz`` and two journals.

    Ends when nothing is left to fetch or the budgets are spent. On the first SIGINT (in the main thread) the requests
    under way are finished, and the summary says ``stopped``; a second one raises KeyboardInterrupt. With ``resume`` an
    earlier crawl of the directory goes on, however it ended: no URL with a line in the log is requested again, except
    those over budget and a robots.txt older than a day. New seeds are added.

    Raises `ConfigError` for a seed or a proxy that is no web address, and for a directory that has a crawl already
    (without ``resume``), `EnvironmentProblem` when the directory cannot be written, `BooksDoNotBalance` when a URL got
    lost. Faults of the web are outcomes in the log, never exceptions.
    """
    addresses = []
    for seed in seeds:
        address = canonicalise(seed)
        if address is None:
            raise ConfigError(f"not a web address: {seed!r}; a seed looks like https://example.org/")
        addresses.append(address)
    directory = Path(directory)
    if not resume and (directory / DISCOVERED).exists():
        raise ConfigError(f"{directory} has a crawl already: resume it or name another directory")
    with writing(directory):
        directory.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with ExitStack() as stack:
        fetcher = Fetcher(settings)
        stack.callback(fetcher.close)
        recorder = Recorder(directory, settings)
        stack.callback(recorder.close)
        stop = stack.enter_context(_stop_on_interrupt())
        run = Coordinator(settings, recorder, fetcher, progress)
        run.remember()
        run.plant(addresses)
        run.until_done(stop)
    books = balance(directory)
    return CrawlSummary(
        warcs=recorder.warcs(PAGES),
        site_warcs=recorder.warcs(SITES),
        log=directory / FETCH_LOG,
        discovered=books.discovered,
        outcomes=books.outcomes,
        pending=books.pending,
        requests=run.requests,
        seconds=time.monotonic() - started,
        stopped=stop.is_set(),
    )


@contextmanager
def _stop_on_interrupt() -> Iterator[threading.Event]:
    """An event that the first SIGINT sets; the second one does what it always did. Main thread only."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = signal.getsignal(signal.SIGINT)

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, interrupted)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
