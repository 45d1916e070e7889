"""Writes down what happens: journals and WARC files of one crawl's directory, and reads them back for the next run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pipeline.crawl.archive import OPEN_SUFFIX, Archive, Position, capture_records, read_answer, recover, warc_date
from pipeline.crawl.frontier import Candidate
from pipeline.crawl.journal import DISCOVERED, FETCH_LOG, Journal, LogLine, cut_unfinished_line, read_journal, rewrite
from pipeline.crawl.settings import CrawlSettings
from pipeline.crawl.visit import Visit
from pipeline.errors import BooksDoNotBalance

PAGES: Final = "pages"
SITES: Final = "sites"


class Recorder:
    """The only writer to a crawl's directory.

    For one URL the order is always: the URLs found on it (`discovered`), its WARC records, its log line (`finished`).
    """

    def __init__(self, directory: Path, settings: CrawlSettings) -> None:
        self._directory = directory
        self._discovered = Journal(directory / DISCOVERED)  # the lock: taken before anything is mended
        try:
            self.memory = _recall(directory)
            self._log = Journal(directory / FETCH_LOG)
        except BaseException:
            self._discovered.close()
            raise
        about = {
            "software": settings.user_agent,
            "http-header-user-agent": settings.user_agent,
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "robots": "RFC 9309",
        }
        self._archives = {name: Archive(directory, name, about, settings.max_warc_bytes) for name in (PAGES, SITES)}

    def discovered(self, candidate: Candidate) -> None:
        """Notes how a URL was discovered; a later note replaces an earlier one."""
        line: dict[str, Any] = {"url": candidate.url, "kind": candidate.kind, "depth": candidate.depth}
        line |= {"via": candidate.via, "redirected_from": list(candidate.redirected_from) or None}
        self._discovered.append(line)

    def finished(self, candidate: Candidate, outcome: str, reason: str | None, visit: Visit | None = None) -> None:
        """Notes the fate of a URL, after storing the answer, if there is one to store."""
        line = LogLine(candidate.url, candidate.kind, outcome, reason, candidate.depth, candidate.via)
        name = PAGES if candidate.kind == "page" else SITES
        if visit is None:
            self._log.append(line)
            return
        answer = visit.answer
        position: Position | None = None
        if outcome != "noindex" and answer.status is not None and not answer.unread:
            cut = answer.failure == "too_large"
            if answer.failure is None or (cut and outcome == "fetched"):
                position = self._archives[name].write(_records(candidate, visit, outcome, cut))
        self._log.append(
            LogLine(
                url=candidate.url,
                kind=candidate.kind,
                outcome=outcome,
                reason=reason,
                depth=candidate.depth,
                via=candidate.via,
                attempts=candidate.attempts,
                status=answer.status,
                location=answer.header("location"),
                content_type=answer.content_type or None,
                bytes=len(answer.body),
                fetched_at=warc_date(answer.fetched_at),
                seconds=round(answer.seconds, 4),
                warc=position.warc if position else None,
                warc_offset=position.offset if position else None,
                warc_end=position.end if position else None,
            )
        )
        self._archives[name].commit()

    def stored_answer(self, line: LogLine) -> tuple[int, bytes] | None:
        """Status and body of an answer that was stored for a log line; None when there is none (any more)."""
        if line.warc is None or line.warc_offset is None:
            return None
        for path in (self._directory / line.warc, self._directory / (line.warc + OPEN_SUFFIX)):
            if path.exists():
                try:
                    return read_answer(path, line.warc_offset)
                except (OSError, ValueError):
                    return None
        return None

    def warcs(self, name: str) -> tuple[Path, ...]:
        """The complete WARC files of `PAGES` or `SITES`."""
        return self._archives[name].files()

    def close(self) -> None:
        """Completes the WARC files and gives the directory free."""
        try:
            for archive in self._archives.values():
                archive.close()
        finally:
            self._log.close()
            self._discovered.close()


@dataclass
class Memory:
    """What a directory tells of an earlier crawl: every URL discovered, in order, and the fates decided."""

    candidates: dict[str, Candidate] = field(default_factory=dict)
    log: dict[str, LogLine] = field(default_factory=dict)


@dataclass(frozen=True)
class Books:
    """The count of a crawl: ``discovered`` = ``pending`` + the sum of ``outcomes``."""

    discovered: int
    pending: int
    outcomes: dict[str, dict[str, int]]
    """Kind -> outcome -> number of URLs."""


def balance(directory: Path) -> Books:
    """Counts a crawl from its files alone. Raises `BooksDoNotBalance` when the log has a URL nobody discovered."""
    discovered = {line["url"] for line in read_journal(directory / DISCOVERED)}
    fates = {line["url"]: (line["kind"], line["outcome"]) for line in read_journal(directory / FETCH_LOG)}
    if strangers := fates.keys() - discovered:
        raise BooksDoNotBalance(
            f"{directory}: {len(strangers)} URLs in {FETCH_LOG} were never discovered, e.g. {min(strangers)}"
        )
    counts = Counter(fates.values())
    kinds = sorted({kind for kind, _ in counts})
    outcomes = {kind: {outcome: n for (k, outcome), n in sorted(counts.items()) if k == kind} for kind in kinds}
    return Books(len(discovered), len(discovered) - len(fates), outcomes)


def _records(candidate: Candidate, visit: Visit, outcome: str, cut: bool) -> list[bytes]:
    answer = visit.answer
    about = {
        "outcome": outcome,
        "depth": str(candidate.depth),
        "via": candidate.via or "",
        "redirectedFrom": " ".join(candidate.redirected_from),
        "attempts": str(candidate.attempts),
        "fetchTimeMs": str(round(answer.seconds * 1000)),
        "robots": "allowed" if candidate.kind != "robots" else "",
    }
    return capture_records(
        answer.url,  # of a robots.txt that was redirected: where it was found
        warc_date(answer.fetched_at),
        answer.request_headers,
        answer.status or 0,
        answer.reason,
        answer.headers,
        answer.body,
        {name: value for name, value in about.items() if value},
        truncated="length" if cut else None,
    )


def _recall(directory: Path) -> Memory:
    """Reads both journals after mending what a killed crawl left: half lines, and WARC records without a log line.

    Fates that a resumed crawl looks at again are taken out of the log: ``over_budget``, and those whose answer was
    lost with its WARC file.
    """
    for name in (DISCOVERED, FETCH_LOG):
        cut_unfinished_line(directory / name)
    lines = {line["url"]: line for line in read_journal(directory / FETCH_LOG)}
    ends: dict[str, int] = {}
    for line in lines.values():
        if "warc_end" in line:
            ends[line["warc"]] = max(line["warc_end"], ends.get(line["warc"], 0))
    damaged = recover(directory, ends)
    kept = {
        url: line for url, line in lines.items() if line["outcome"] != "over_budget" and line.get("warc") not in damaged
    }
    if len(kept) < len(lines):
        rewrite(directory / FETCH_LOG, kept.values())
    candidates = {}
    for line in read_journal(directory / DISCOVERED):
        origins = tuple(line.get("redirected_from", ()))
        candidates[line["url"]] = Candidate(line["url"], line["kind"], line["depth"], line.get("via"), origins)
    return Memory(candidates, {url: LogLine(**line) for url, line in kept.items()})
