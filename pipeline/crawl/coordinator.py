"""The one thread that decides what is requested next and what becomes of every URL; many others fetch for it.

Because a single thread owns the frontier, the journals and the archive, there are no locks, and a crawl that is
killed anywhere repeats the requests that were under way and nothing else.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from pipeline.crawl.canonical import host_of, join, origin_of
from pipeline.crawl.fetch import Fetcher
from pipeline.crawl.frontier import Candidate, Frontier
from pipeline.crawl.gate import Fate, Gate
from pipeline.crawl.journal import LogLine
from pipeline.crawl.politeness import next_fetch_time, retry_after_seconds, retry_delay
from pipeline.crawl.recorder import Recorder
from pipeline.crawl.settings import CrawlSettings
from pipeline.crawl.visit import Visit, is_temporary_fault, outcome_of, visit


@dataclass(frozen=True)
class CrawlProgress:
    """How far a crawl is. ``discovered`` and ``finished`` count URLs of all kinds, ``fetched`` pages."""

    discovered: int
    finished: int
    in_flight: int
    fetched: int
    seconds: float


class Coordinator:
    """A running crawl. Only the thread that made it calls its methods."""

    def __init__(
        self,
        settings: CrawlSettings,
        recorder: Recorder,
        fetcher: Fetcher,
        progress: Callable[[CrawlProgress], None] | None,
    ) -> None:
        self._settings, self._recorder, self._fetcher, self._progress = settings, recorder, fetcher, progress
        self._gate = Gate(settings)
        self._frontier = Frontier()
        self._fate: dict[str, Candidate | str] = {}  # URL -> what is still to be done, or its outcome
        self._waiting_for_robots: dict[str, list[Candidate]] = {}  # by origin
        self._pages_asked: Counter[str] = Counter()  # by host
        self._all_pages_asked = 0
        self._over_budget: list[Candidate] = []
        self._in_flight = 0
        self._finished = 0
        self._fetched = 0
        self._started = time.monotonic()
        self.requests = 0

    # --- beginning

    def remember(self) -> None:
        """Takes up where an earlier run of this directory ended."""
        memory = self._recorder.memory
        pending = []
        for url, candidate in memory.candidates.items():
            if candidate.kind == "page" and candidate.via is None:
                self._gate.seed_hosts.add(host_of(url))
            line = memory.log.get(url)
            if line is None:
                self._fate[url] = candidate
                pending.append(candidate)
            else:
                self._fate[url] = line.outcome
                self._remember_fate(candidate, line)
        for candidate in pending:
            if candidate.kind == "robots":
                self._waiting_for_robots[origin_of(candidate.url)] = []
                self._frontier.add(candidate)
        for candidate in pending:
            if candidate.kind != "robots":
                self._admit(candidate)

    def _remember_fate(self, candidate: Candidate, line: LogLine) -> None:
        self._finished += 1
        if candidate.kind == "robots":
            self._remember_robots(line)
            return
        if line.outcome != "trapped":
            self._gate.count(candidate)
        if candidate.kind == "page" and line.attempts:
            self._count_page(candidate)
            self._fetched += line.outcome == "fetched"

    def _remember_robots(self, line: LogLine) -> None:
        fetched_at = datetime.fromisoformat(line.fetched_at or "1970-01-01T00:00:00+00:00")
        if self._gate.is_stale(fetched_at):
            return
        if line.outcome == "redirect_limit":
            self._gate.learn_robots(line.url, 404, b"", fetched_at)
        elif line.warc is None:
            self._gate.learn_robots(line.url, None, b"", fetched_at)
        elif answer := self._recorder.stored_answer(line):
            self._gate.learn_robots(line.url, *answer, fetched_at)

    def plant(self, seeds: Sequence[str]) -> None:
        """Starts from these canonical URLs."""
        self._gate.seed_hosts.update(map(host_of, seeds))
        for url in seeds:
            self._discover(Candidate(url, "page", depth=0))

    # --- discovery

    def _discover(self, candidate: Candidate) -> None:
        """Takes note of a URL. A known one that is still to be fetched may turn out to be nearer, or a sitemap."""
        known = self._fate.get(candidate.url)
        if known is None:
            self._fate[candidate.url] = candidate
            self._recorder.discovered(candidate)
            self._admit(candidate)
        elif isinstance(known, Candidate) and known.attempts == 0:
            if (known.kind, candidate.kind) == ("page", "sitemap"):
                known.kind = "sitemap"
            elif known.kind != candidate.kind or candidate.depth >= known.depth:
                return
            known.depth, known.via = candidate.depth, candidate.via
            self._recorder.discovered(known)

    def _admit(self, candidate: Candidate) -> None:
        """Lets a page or sitemap on to robots.txt, or decides its fate without any request."""
        fate = self._gate.refuses(candidate)
        if fate is None:
            self._obey_robots(candidate)
        else:
            self._finish(candidate, fate)

    def _obey_robots(self, candidate: Candidate) -> None:
        robots = self._gate.robots_of(candidate.url)
        if robots is None:
            self._ask_for_robots(candidate)
            return
        verdict = robots.verdict(candidate.url)
        if verdict == "allowed":
            self._frontier.add(candidate)
        else:
            self._finish(candidate, ("refused_by_robots", verdict))

    def _ask_for_robots(self, candidate: Candidate) -> None:
        """Lets a candidate wait for the robots.txt of its origin, which the first one to ask for puts in the queue."""
        origin = origin_of(candidate.url)
        if origin in self._waiting_for_robots:
            self._waiting_for_robots[origin].append(candidate)
            return
        self._waiting_for_robots[origin] = [candidate]
        robots = Candidate(f"{origin}/robots.txt", "robots", depth=0, via=candidate.url)
        known = self._fate.get(robots.url)
        if isinstance(known, str):
            self._finished -= 1  # it is too old and gets a second line
        self._fate[robots.url] = robots
        self._recorder.discovered(robots)
        self._frontier.add(robots)

    # --- the loop

    def until_done(self, stop: threading.Event) -> None:
        """Fetches until nothing is left or ``stop`` is set, then waits for the requests under way."""
        results: queue.SimpleQueue[Future[Visit]] = queue.SimpleQueue()
        with ThreadPoolExecutor(self._settings.threads, thread_name_prefix="fetch") as pool:
            while True:
                while not stop.is_set() and self._in_flight < self._settings.threads and (candidate := self._next()):
                    self._in_flight += 1
                    self.requests += 1
                    pool.submit(visit, candidate, self._fetcher, self._settings).add_done_callback(results.put)
                turn = None if stop.is_set() else self._frontier.next_turn()
                if turn is None and not self._in_flight:
                    break
                full = self._in_flight >= self._settings.threads
                if (done := _wait(results, None if full else turn)) is not None:
                    self._in_flight -= 1
                    self._handle(done.result())
                    self._report()
        if not stop.is_set():
            waiting = [page for pages in self._waiting_for_robots.values() for page in pages]
            for candidate in (*self._over_budget, *waiting):
                self._finish(candidate, ("over_budget", self._spent_budget(candidate)))

    def _next(self) -> Candidate | None:
        """The next candidate to request, counted as begun. Those beyond a budget are put aside."""
        while candidate := self._frontier.take(time.monotonic()):
            if candidate.attempts == 0 and self._spent_budget(candidate):
                self._over_budget.append(candidate)
                self._frontier.release(candidate.host, 0.0)
                continue
            if candidate.attempts == 0 and candidate.kind == "page":
                if self._gate.robots_of(candidate.url) is None:  # it grew too old while the page waited
                    self._frontier.release(candidate.host, 0.0)
                    self._ask_for_robots(candidate)
                    continue
                self._count_page(candidate)
                if self._all_pages_asked == self._settings.max_pages:
                    self._put_the_rest_aside()
            candidate.attempts += 1
            return candidate
        return None

    def _count_page(self, candidate: Candidate) -> None:
        self._pages_asked[host_of(candidate.url)] += 1
        self._all_pages_asked += 1

    def _spent_budget(self, candidate: Candidate) -> str | None:
        if self._all_pages_asked >= self._settings.max_pages:
            return "max_pages"
        if candidate.kind == "page" and self._pages_asked[candidate.host] >= self._settings.max_pages_per_host:
            return "max_pages_per_host"
        return None

    def _put_the_rest_aside(self) -> None:
        """Nothing new will be requested, so no host's turn is waited for; what was begun is still tried again."""
        for candidate in self._frontier.drain():
            if candidate.attempts:
                self._frontier.add(candidate)
            else:
                self._over_budget.append(candidate)

    def _report(self) -> None:
        if self._progress is not None:
            seconds = time.monotonic() - self._started
            self._progress(CrawlProgress(len(self._fate), self._finished, self._in_flight, self._fetched, seconds))

    # --- what came back

    def _handle(self, result: Visit) -> None:
        candidate, answer, settings = result.candidate, result.answer, self._settings
        host, hold_until, wait = candidate.host, 0.0, None
        if is_temporary_fault(answer):
            retry_after, now = answer.header("retry-after"), time.time()
            wait = retry_delay(
                candidate.attempts,
                retry_after,
                now,
                backoff_seconds=settings.backoff_seconds,
                max_backoff_seconds=settings.max_backoff_seconds,
                max_retry_after_seconds=settings.max_retry_after_seconds,
            )
            if retry_after_seconds(retry_after, now) is not None:
                hold_until = result.finished + wait  # the whole host wants to be left alone
        if wait is not None and candidate.attempts < settings.max_attempts:
            self._frontier.add(candidate, not_before=result.finished + wait)
        elif candidate.kind == "robots":
            self._conclude_robots(result)
        elif candidate.kind == "sitemap":
            self._conclude_sitemap(result)
        else:
            self._conclude_page(result)
        self._frontier.release(host, next_fetch_time(result.finished, self._gate.delay(host), hold_until))

    def _conclude_robots(self, result: Visit) -> None:
        candidate, answer = result.candidate, result.answer
        outcome, reason = outcome_of(answer)
        status = answer.status if answer.failure in (None, "too_large") else None
        if result.redirect is not None and len(candidate.redirected_from) < self._settings.max_robots_redirects:
            candidate.redirected_from += (candidate.target,)
            candidate.target, candidate.attempts = result.redirect, 0
            self._frontier.add(candidate)
            return
        if result.redirect is not None:
            outcome, reason, status = "redirect_limit", "max_robots_redirects", 404  # "unavailable": RFC 9309, 2.3.1.2
        elif outcome == "redirected":
            outcome, reason = "failed", "bad_redirect"
        elif outcome == "too_large" and status == 200:
            outcome, reason = "fetched", "max_robots_bytes"
        robots = self._gate.learn_robots(candidate.url, status, answer.body, answer.fetched_at)
        sitemaps = [join(candidate.url, address) for address in robots.sitemaps]
        if not sitemaps and robots.access != "none":
            sitemaps = [join(candidate.url, path) for path in self._settings.guessed_sitemaps]
        waiting = self._waiting_for_robots.pop(origin_of(candidate.url))
        for address in sitemaps:
            if address is not None:
                self._discover(Candidate(address, "sitemap", depth=0, via=candidate.url))
        self._finish(candidate, (outcome, reason), result)
        for page in waiting:
            self._obey_robots(page)

    def _conclude_sitemap(self, result: Visit) -> None:
        candidate, fate = result.candidate, outcome_of(result.answer)
        if fate[0] == "redirected":
            fate = self._follow(result)
        elif result.sitemap is not None:
            fate = ("fetched", "max_sitemap_bytes" if fate[0] == "too_large" else None)
            pages, sitemaps = result.sitemap
            for url in sitemaps:
                self._discover(Candidate(url, "sitemap", candidate.depth + 1, via=candidate.url))
            for url in pages:
                self._discover(Candidate(url, "page", depth=1, via=candidate.url))
        elif fate[0] == "fetched":
            fate = ("failed", "not_a_sitemap")
        self._finish(candidate, fate, result)

    def _conclude_page(self, result: Visit) -> None:
        candidate, fate = result.candidate, outcome_of(result.answer)
        if fate[0] == "redirected":
            fate = self._follow(result)
        elif result.unreadable is not None:
            fate = ("failed", result.unreadable)
        elif result.page is not None:
            if "noindex" in result.page.directives:
                fate = ("noindex", None)
            for url in result.page.links:
                self._discover(Candidate(url, "page", candidate.depth + 1, via=candidate.url))
        self._finish(candidate, fate, result)

    def _follow(self, result: Visit) -> Fate:
        """Puts a redirect's target into the frontier, where its host's robots.txt and delay await it as any other."""
        candidate, target = result.candidate, result.redirect
        if target is None:
            return "failed", "bad_redirect"
        chain = (*candidate.redirected_from, candidate.url)
        if target in chain:
            return "redirect_loop", None
        if len(chain) > self._settings.max_redirects:
            return "redirect_limit", "max_redirects"
        self._discover(Candidate(target, candidate.kind, candidate.depth, candidate.url, chain))
        return "redirected", None

    def _finish(self, candidate: Candidate, fate: Fate, result: Visit | None = None) -> None:
        self._recorder.finished(candidate, *fate, result)
        self._fate[candidate.url] = fate[0]
        self._finished += 1
        self._fetched += candidate.kind == "page" and fate[0] == "fetched"


def _wait(results: queue.SimpleQueue[Future[Visit]], turn: float | None) -> Future[Visit] | None:
    """The next result; None when a host's turn comes first, or every half a second to look for an interrupt."""
    patience = 0.5 if turn is None else min(0.5, turn - time.monotonic())
    try:
        return results.get(timeout=patience) if patience > 0 else results.get_nowait()
    except queue.Empty:
        return None
