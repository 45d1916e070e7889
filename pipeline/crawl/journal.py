"""Append-only files of JSON lines: the crawl's whole memory, besides its WARC files.

``discovered.jsonl`` has a line for every URL when it is first seen (a later line for the same URL replaces it), and
``fetch-log.jsonl`` one for every URL when its fate is decided. A line is written only after everything it speaks of is
in the hands of the operating system, so a crawl that is killed between any two instructions loses nothing it logged.
"""

from __future__ import annotations

import fcntl
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.errors import EnvironmentProblem, PipelineError

DISCOVERED: Final = "discovered.jsonl"
FETCH_LOG: Final = "fetch-log.jsonl"

OUTCOMES: Final = {
    "fetched": "a complete answer that is a page; for robots.txt and sitemaps, one that could be read",
    "noindex": "a page that asks not to be stored; its links were followed",
    "redirected": "an answer that points to another URL, which was discovered in its turn",
    "redirect_loop": "a redirect to a URL that led here",
    "redirect_limit": "one redirect too many in a row",
    "wrong_content_type": "an answer that is no page; its body was not read",
    "too_large": "a body beyond the limit; it was not kept",
    "http_error": "a status of 4xx or 5xx, after all attempts",
    "failed": "no complete answer, after all attempts",
    "refused_by_robots": "robots.txt forbids it or could not be had; never requested",
    "trapped": "a trap guard refused it; never requested",
    "private_address": "an address of this machine or of a local network; never requested",
    "out_of_scope": "on another host than the seeds; never requested",
    "over_budget": "a budget was spent before its turn; never requested; a resumed crawl looks at it again",
}


@dataclass(frozen=True)
class LogLine:
    """The fate of one URL: a line of ``fetch-log.jsonl``."""

    url: str
    kind: str
    outcome: str
    """One of `OUTCOMES`."""
    reason: str | None = None
    """The limit, status or failure behind the outcome."""
    depth: int = 0
    via: str | None = None
    attempts: int = 0
    status: int | None = None
    location: str | None = None
    content_type: str | None = None
    bytes: int | None = None
    fetched_at: str | None = None
    seconds: float | None = None
    warc: str | None = None
    """Base name of the WARC file with the answer, the offset of its response record, and where its records end."""
    warc_offset: int | None = None
    warc_end: int | None = None


class Journal:
    """A file that lines are appended to. Locked, so that two crawls cannot write to one directory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with writing(path):
            self._file = path.open("ab", buffering=0)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise PipelineError(f"another crawl is writing to {path.parent}: wait for it or stop it") from None

    def append(self, line: Mapping[str, Any] | LogLine) -> None:
        """Writes one line, without its empty values."""
        values = asdict(line) if isinstance(line, LogLine) else line
        text = json.dumps({key: value for key, value in values.items() if value is not None}, ensure_ascii=False)
        with writing(self._path):
            write_all(self._file, text.encode("utf-8") + b"\n")

    def close(self) -> None:
        self._file.close()


def read_journal(path: Path) -> Iterator[dict[str, Any]]:
    """The complete lines of a journal, in order; a last line without its end is left out. Nothing if there is no file.

    Raises `PipelineError` for a line that is not a JSON object.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                value = json.loads(line)
            except ValueError:
                value = None
            if not isinstance(value, dict) or "url" not in value:
                raise PipelineError(f"{path}, line {number}: not a line of a crawl's journal; start in a new directory")
            yield value


def cut_unfinished_line(path: Path) -> None:
    """Removes what a killed crawl left of its last line."""
    if not path.exists():
        return
    with path.open("rb+") as file:
        end = keep = file.seek(0, 2)
        while keep > 0:
            start = max(0, keep - 65_536)
            file.seek(start)
            newline = file.read(keep - start).rfind(b"\n")
            keep = start + newline + 1 if newline >= 0 else start
            if newline >= 0:
                break
        if keep < end:
            file.truncate(keep)


def rewrite(path: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    """Replaces a journal by these lines: written aside, then renamed."""
    aside = path.with_name(path.name + ".new")
    with writing(path):
        with aside.open("wb") as file:
            for line in lines:
                file.write(json.dumps(line, ensure_ascii=False).encode("utf-8") + b"\n")
        aside.replace(path)


def write_all(file: io.FileIO, data: bytes) -> None:
    """Hands all bytes to the operating system, which may take them in pieces."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what the operating system has against writing to ``path`` into an `EnvironmentProblem`."""
    try:
        yield
    except OSError as error:
        raise EnvironmentProblem(
            f"cannot write {path}: {error.strerror or error}; mend this and resume the crawl"
        ) from error
