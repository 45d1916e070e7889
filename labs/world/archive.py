"""Writes a world as WARC 1.1 files, with or without the damage that real archives have."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import urlsplit

import xxhash
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from labs.world.build import World
from labs.world.page import Page, Response

SOFTWARE: Final = "pretraining-data-lab world"
REVISIT_EVERY: Final = 50  # after so many responses of a file, one is visited again and found unchanged
BROKEN_AFTER: Final = 20  # exchanges of the last file before its broken gzip member
BROKEN_MEMBER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03this is no deflate stream"


def _date(number: int) -> str:
    """A moment of January 2024 for record ``number``: archives have dates, worlds have no clock."""
    return f"2024-01-{1 + number // 86_400 % 28:02}T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"


def _identity(*key: str | int) -> str:
    return f"<urn:uuid:{uuid.UUID(xxhash.xxh3_128_hexdigest('|'.join(map(str, key)).encode()))}>"


def archived(world: World) -> Iterator[tuple[Page, Response]]:
    """The pages a polite crawler would bring home (errors and redirects included), with their answers."""
    for page in world.pages():
        if page.allowed and page.reachable:
            yield page, world.respond(page.url)


def write_warcs(world: World, directory: Path, files: int = 4, *, damaged: bool = False) -> list[Path]:
    """Writes the world to ``files`` gzipped WARC files and returns their paths; the same world gives the same bytes.

    Each page is a request and a response record, errors and redirects too; every fiftieth is seen again, a
    ``revisit`` record. The body of a page that a server cuts short is cut short. With ``damaged`` the last file also
    gets a gzip member that is none after twenty pages and ends within a record. Raises ValueError for less than one
    file.
    """
    if files < 1:
        raise ValueError(f"a world needs at least one file, got {files}")
    directory.mkdir(parents=True, exist_ok=True)
    paths = [directory / f"world-{world.seed}-{number:03}.warc.gz" for number in range(files)]
    with ExitStack() as stack:
        streams: list[BinaryIO] = [stack.enter_context(path.open("wb")) for path in paths]
        writers = [WARCWriter(stream, gzip=True, warc_version="WARC/1.1") for stream in streams]
        for number, writer in enumerate(writers):
            writer.write_record(_information(writer, world, paths[number].name))
        last = 0
        for number, (page, response) in enumerate(archived(world)):
            place = xxhash.xxh3_64_intdigest(page.host.encode()) % files  # a host stays together, as crawlers write
            _write_exchange(writers[place], world, number, page, response)
            last += place == files - 1
            if damaged and place == files - 1 and last == BROKEN_AFTER:
                streams[place].write(BROKEN_MEMBER)
    if damaged:
        whole = paths[-1].read_bytes()
        paths[-1].write_bytes(whole[: len(whole) - 200])
    return paths


def _information(writer: WARCWriter, world: World, name: str) -> object:
    record = writer.create_warcinfo_record(name, {"software": SOFTWARE, "seed": str(world.seed)})
    record.rec_headers.replace_header("WARC-Date", _date(0))
    record.rec_headers.replace_header("WARC-Record-ID", _identity(world.seed, name))
    return record


def _write_exchange(writer: WARCWriter, world: World, number: int, page: Page, response: Response) -> None:
    parts = urlsplit(page.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    common = {"WARC-Date": _date(number)}
    response_id = _identity(world.seed, page.url, "response")
    asked = StatusAndHeaders(
        f"GET {path} HTTP/1.1",
        [("Host", page.host), ("User-Agent", "lab/1.0"), ("Accept", "*/*")],
        is_http_request=True,
    )
    length = len(response.body) + response.missing_bytes
    status = f"{response.status} {HTTPStatus(response.status).phrase}"
    answered = StatusAndHeaders(status, [*response.headers, ("Content-Length", str(length))], protocol="HTTP/1.1")
    record = writer.create_warc_record(
        page.url,
        "response",
        payload=BytesIO(response.body),
        http_headers=answered,
        warc_headers_dict={**common, "WARC-Record-ID": response_id},
    )
    request = writer.create_warc_record(
        page.url,
        "request",
        http_headers=asked,
        warc_headers_dict={
            **common,
            "WARC-Record-ID": _identity(world.seed, page.url, "request"),
            "WARC-Concurrent-To": response_id,
        },
    )
    writer.write_record(request)
    writer.write_record(record)
    if number % REVISIT_EVERY == REVISIT_EVERY - 1:
        revisit = writer.create_revisit_record(
            page.url,
            record.rec_headers.get_header("WARC-Payload-Digest"),
            page.url,
            common["WARC-Date"],
            http_headers=answered,
            warc_headers_dict={
                "WARC-Date": _date(number + 1),
                "WARC-Record-ID": _identity(world.seed, page.url, "revisit"),
            },
        )
        writer.write_record(revisit)
