"""WARC 1.1 files (ISO 28500:2017): for every answer a request, a response and a metadata record.

Like Common Crawl, the response record holds the body without transfer and content encoding; the headers that spoke of
them are kept under ``X-Crawl-…`` and Content-Length is that of the stored body, so every reader gets what it expects.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.crawl.journal import write_all, writing

OPEN_SUFFIX: Final = ".open"
_RENAMED_HEADERS: Final = frozenset({"transfer-encoding", "content-encoding", "content-length"})


@dataclass(frozen=True)
class Position:
    """Where an answer stands: file name, offset of its response record, end of its last record (bytes)."""

    warc: str
    offset: int
    end: int


def capture_records(
    url: str,
    date: str,
    request_headers: Sequence[tuple[str, str]],
    status: int,
    reason: str,
    response_headers: Sequence[tuple[str, str]],
    body: bytes,
    metadata: Mapping[str, str],
    truncated: str | None = None,
) -> list[bytes]:
    """The records ``request``, ``response`` and ``metadata`` of one answer, each a gzip member of its own.

    All three carry the URL and the ``date`` (see `warc_date`); request and metadata name the response in
    WARC-Concurrent-To. Block and payload digests are SHA-1 in Base32. ``body`` is free of encodings. The metadata
    record is of the type ``application/warc-fields``. ``truncated`` is the value of the response's WARC-Truncated,
    e.g. ``length``. Bytes that are not ASCII are escaped in the head of the answer.
    """
    common = {"WARC-Date": date}
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")

    stored_headers = [
        (f"X-Crawl-{name}" if name.lower() in _RENAMED_HEADERS else _ascii(name), _ascii(value))
        for name, value in response_headers
    ]
    stored_headers.append(("Content-Length", str(len(body))))
    response = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=StatusAndHeaders(f"{status} {_ascii(reason)}".rstrip(), stored_headers, protocol="HTTP/1.1"),
        warc_headers_dict={**common, **({"WARC-Truncated": truncated} if truncated else {})},
    )
    response_id = response.rec_headers.get_header("WARC-Record-ID")
    concurrent = {**common, "WARC-Concurrent-To": response_id}

    parsed = urlsplit(url)
    path = parsed.path + (f"?{parsed.query}" if parsed.query else "")
    request = writer.create_warc_record(
        url,
        "request",
        http_headers=StatusAndHeaders(f"GET {path} HTTP/1.1", list(request_headers), is_http_request=True),
        warc_headers_dict=dict(concurrent),
    )
    fields = "".join(f"{name}: {value}\r\n" for name, value in metadata.items()).encode("utf-8")
    about = writer.create_warc_record(
        url,
        "metadata",
        payload=io.BytesIO(fields),
        length=len(fields),
        warc_content_type="application/warc-fields",
        warc_headers_dict=dict(concurrent),
    )
    members = []
    for record in (request, response, about):
        writer.write_record(record)
        members.append(out.getvalue())
        out.seek(0)
        out.truncate()
    return members


def _ascii(text: str) -> str:
    """The text with every byte that is not printable ASCII escaped; a server may send anything in its head."""
    return re.sub(r"[^ -~]", lambda match: quote(match[0].encode("latin-1", "replace")), text)


def warc_date(moment: datetime) -> str:
    """A time as WARC 1.1 writes it, in UTC with microseconds: ``2026-01-02T03:04:05.000006Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Archive:
    """A series of WARC files ``NAME-00000.warc.gz``, … in one directory.

    A file is written as ``….warc.gz.open`` and loses the suffix when it is complete; only one is open. A file is
    complete when it has outgrown ``max_warc_bytes``. What was written counts only after `commit`.
    """

    def __init__(self, directory: Path, name: str, about: Mapping[str, str], max_warc_bytes: int) -> None:
        self._directory, self._name, self._about = directory, name, about
        self._max_warc_bytes = max_warc_bytes
        self._path: Path | None = None
        self._file: io.FileIO | None = None
        self._committed = 0
        for path in directory.glob(f"{name}-*.warc.gz{OPEN_SUFFIX}"):  # what a killed crawl left, see `recover`
            with writing(path):
                self._path, self._file = path, path.open("ab", buffering=0)
            self._committed = self._file.tell()

    def write(self, members: Sequence[bytes]) -> Position:
        """Appends the members of `capture_records`; when it returns, the operating system has them all."""
        if self._file is None or self._path is None:
            self._path, self._file = self._begin()
        start = self._file.tell()
        with writing(self._path):
            write_all(self._file, b"".join(members))
        return Position(self._path.name.removesuffix(OPEN_SUFFIX), start + len(members[0]), self._file.tell())

    def commit(self) -> None:
        """Keeps what was written: to be called when the positions in it were logged. Completes a full file."""
        if self._file is not None:
            self._committed = self._file.tell()
            if self._committed >= self._max_warc_bytes:
                self.close()

    def close(self) -> None:
        """Completes the open file, if there is one, without what was not committed (after an error)."""
        if self._file is None or self._path is None:
            return
        path, file, self._path, self._file = self._path, self._file, None, None
        with writing(path), file:
            file.truncate(self._committed)
            if self._committed:
                path.rename(path.with_name(path.name.removesuffix(OPEN_SUFFIX)))
            else:
                path.unlink()

    def files(self) -> tuple[Path, ...]:
        """The complete files of the series, in order."""
        return tuple(sorted(self._directory.glob(f"{self._name}-*.warc.gz")))

    def _begin(self) -> tuple[Path, io.FileIO]:
        numbers = [int(path.name.rpartition("-")[2].partition(".")[0]) for path in self.files()]
        name = f"{self._name}-{max(numbers, default=-1) + 1:05d}.warc.gz"
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=True, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record(name, dict(self._about)))
        path = self._directory / (name + OPEN_SUFFIX)
        with writing(path):
            file = path.open("ab", buffering=0)
            self._committed = 0
            write_all(file, out.getvalue())
        return path, file


def recover(directory: Path, ends: Mapping[str, int]) -> set[str]:
    """Cuts from open WARC files what no log line speaks of, and tells which files are shorter than the log says.

    ``ends`` maps a file's name to the end of the last record that was logged in it. An open file without any logged
    record is removed. Files that lost data (a power cut) are set aside as ``….damaged``, and their names returned.
    A file that is not there any more was moved to where it is used, and counts as whole.
    """
    damaged = set()
    for name, end in ends.items():
        for path in (directory / name, directory / (name + OPEN_SUFFIX)):
            if path.exists() and path.stat().st_size < end:
                damaged.add(name)
                with writing(path):
                    path.rename(directory / f"{name}.damaged")
    for path in directory.glob(f"*.warc.gz{OPEN_SUFFIX}"):
        logged = ends.get(path.name.removesuffix(OPEN_SUFFIX))
        with writing(path):
            if logged is None:
                path.unlink()
            else:
                with path.open("rb+") as file:
                    file.truncate(logged)
    return damaged


def read_answer(path: Path, offset: int) -> tuple[int, bytes]:
    """Status and body of the response record at ``offset``. Raises ValueError when there is none."""
    with path.open("rb") as file:
        file.seek(offset)
        for record in ArchiveIterator(file):
            if record.rec_type == "response" and record.http_headers:
                return int(record.http_headers.get_statuscode()), record.content_stream().read()
            break
    raise ValueError(f"no response record at offset {offset} of {path}")
