"""The frontier: what is still to be fetched, from which host, and when that host's turn is.

courlan's `UrlStore` (1.4) was tried as the frontier and is not used: it rewrites what is put in (drops parameters by
substring, decodes IDNA, turns http into https when the host was seen with both), treats ``/p`` and ``/p/`` as one page,
searches a host's whole list at every addition (quadratic), reads the wall clock itself, and is saved with pickle.
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, field
from typing import Final, Literal

from pipeline.crawl.canonical import host_of

Kind = Literal["robots", "sitemap", "page"]
_PRIORITY: Final[dict[str, int]] = {"robots": 0, "sitemap": 1, "page": 2}


@dataclass
class Candidate:
    """A URL that was discovered, and how."""

    url: str
    kind: Kind
    depth: int
    """Links between a seed and this URL; for a sitemap, the indexes above it."""
    via: str | None = None
    """The URL it was found on."""
    redirected_from: tuple[str, ...] = ()
    """The redirects that led here, the first one first."""
    attempts: int = 0
    target: str = ""
    """Where to send the request; differs from ``url`` only for a robots.txt that redirects."""

    def __post_init__(self) -> None:
        self.target = self.target or self.url

    @property
    def host(self) -> str:
        return host_of(self.target)


@dataclass
class _Host:
    ready: list[tuple[int, int, int, Candidate]] = field(default_factory=list)
    waiting: list[tuple[float, int, Candidate]] = field(default_factory=list)
    free_at: float = 0.0
    busy: bool = False
    turn: float | None = None  # the time under which the host stands in the schedule


class Frontier:
    """Queues by host, of which at most one request at a time is out. Time comes from outside, in seconds.

    Inside a host the order is: robots.txt, sitemaps, pages; shallow pages first, so that a trap, which is deep, never
    keeps the real pages waiting; then order of discovery.
    """

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._schedule: list[tuple[float, int, str]] = []
        self._number = itertools.count()
        self._length = 0

    def __len__(self) -> int:
        """Candidates in the queues; those that were taken are not counted."""
        return self._length

    def add(self, candidate: Candidate, not_before: float = 0.0) -> None:
        """Queues a candidate, to be taken at ``not_before`` at the earliest."""
        host = self._hosts.setdefault(candidate.host, _Host())
        heapq.heappush(host.waiting, (not_before, next(self._number), candidate))
        self._length += 1
        self._give_turn(candidate.host)

    def take(self, now: float) -> Candidate | None:
        """The next candidate whose host is free and whose time has come; None when there is none at ``now``.

        Its host is busy until `release`.
        """
        while self._schedule and self._schedule[0][0] <= now:
            turn, _, name = heapq.heappop(self._schedule)
            host = self._hosts[name]
            if host.turn != turn or host.busy:
                continue  # an entry that was overtaken by an earlier one
            host.turn = None
            while host.waiting and host.waiting[0][0] <= now:
                _, number, candidate = heapq.heappop(host.waiting)
                entry = (_PRIORITY[candidate.kind], candidate.depth, number, candidate)
                heapq.heappush(host.ready, entry)
            if host.ready and host.free_at <= now:
                host.busy = True
                self._length -= 1
                return heapq.heappop(host.ready)[-1]
            self._give_turn(name)
        return None

    def release(self, host_name: str, free_at: float) -> None:
        """Ends the request to a host; the next one may start at ``free_at``."""
        host = self._hosts[host_name]
        host.busy = False
        host.free_at = free_at
        self._give_turn(host_name)

    def next_turn(self) -> float | None:
        """A time before which `take` finds nothing; None when no host with candidates is free."""
        while self._schedule and self._hosts[self._schedule[0][2]].turn != self._schedule[0][0]:
            heapq.heappop(self._schedule)
        return self._schedule[0][0] if self._schedule else None

    def drain(self) -> list[Candidate]:
        """Empties the queues and returns what was in them, in order of host and discovery."""
        left: list[Candidate] = []
        for host in self._hosts.values():
            queued = {number: candidate for _, _, number, candidate in host.ready}
            queued |= {number: candidate for _, number, candidate in host.waiting}
            left += [queued[number] for number in sorted(queued)]
            host.ready.clear()
            host.waiting.clear()
            host.turn = None
        self._schedule.clear()
        self._length = 0
        return left

    def _give_turn(self, name: str) -> None:
        host = self._hosts[name]
        if host.busy or not (host.ready or host.waiting):
            return
        turn = host.free_at if host.ready else max(host.free_at, host.waiting[0][0])
        if host.turn is None or turn < host.turn:
            host.turn = turn
            heapq.heappush(self._schedule, (turn, next(self._number), name))
