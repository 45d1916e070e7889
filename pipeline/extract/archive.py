"""Reads the records of WARC, WET and ARC files, compressed record by record, as a whole, or not at all; also damaged.

Libraries for WARC stop at the first damage. This reader goes on: it yields a record with ``damage`` for what it
could not read and resumes

* after a damaged gzip member: at the next gzip magic number (1f 8b 08) whose member begins with the header of a
  record. A file compressed as one single member has no such place, so what follows the damage is lost;
* after a damaged record in uncompressed data: at the next line that begins with ``WARC/1.``, in an ARC file at the
  next line with an address, an IP address, a date, a media type and a length. A record that claims more bytes than
  it has gives back the records that it swallowed.

The headers themselves are parsed by warcio. Formats: ISO 28500:2017 (WARC 1.1), Annex D (one gzip member a record);
Internet Archive's ARC 1.0.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from pipeline.extract.buffer import PIECE_BYTES, Buffer

GZIP_MAGIC = b"\x1f\x8b\x08"
MAX_LINE_BYTES = 1 << 16
MAX_HEADER_BYTES = 1 << 18

# Bytes that are read past without being kept, when looking for the next record or for the end of an oversized one.
# A gzip bomb may unpack to more: then the rest of its member is given up.
MAX_SKIPPED_BYTES = 1 << 30

_WARC_LINE = re.compile(rb"WARC/\d")
_ARC_LINE = re.compile(rb"[a-z][a-z0-9+.-]*:\S* \S+ \d{8,14} \S+ \d+\r?\n")

# Where reading goes on after damage. Text may look like the header of an ARC record, so there the fields must be what
# the format says, and in a WARC file only WARC counts. A match is no longer than the look-ahead.
_ARC_HEADER = rb"[a-z][a-z0-9+.-]{0,20}:\S{1,3500} [0-9A-Fa-f.:]{2,45} \d{14} \S{1,200} \d{1,18}\r?\n"
_NEXT_MEMBER = re.compile(re.escape(GZIP_MAGIC))
_NEXT_WARC = re.compile(rb"\nWARC/1\.")
_NEXT_ARC = re.compile(rb"\n" + _ARC_HEADER)
_NEXT_OF_EITHER = re.compile(rb"\n(?:WARC/1\.|" + _ARC_HEADER + rb")")
_LOOK_AHEAD_BYTES = 1 << 12
_MAX_LENGTH_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Record:
    """One record of an archive, or one stretch of a file that should have been a record."""

    offset: int
    """Where the record, or the gzip member that holds it, begins in the file."""
    number: int
    """Its place among all records of the file, from 0."""
    kind: str = ""
    """WARC-Type in lower case; ARC documents are ``response``, an ARC file's own header is ``warcinfo``."""
    url: str | None = None
    date: str | None = None
    content_type: str | None = None
    truncated: str | None = None
    """WARC-Truncated: why whoever wrote the record cut its content."""
    content: bytes = b""
    """The record's block, at most ``max_record_bytes`` of it."""
    length: int = 0
    """Bytes of the block as declared, also those that were not kept."""
    damage: str | None = None
    """One line that says why the record cannot be used."""


class Damage(Exception):
    """Why bytes cannot be read."""


class BadHeader(Damage):
    """What should be the header of a record is none; the bytes around it may be sound."""


def read_records(file: BinaryIO, max_record_bytes: int) -> Iterator[Record]:
    """All records of a seekable binary file, in order. At least one: a file without records is one damaged record."""
    number = 0
    for record in _records_of_file(file, max_record_bytes):
        yield replace(record, number=number)
        number += 1
    if number == 0:
        yield Record(0, 0, damage="the file holds no record")


def _records_of_file(file: BinaryIO, max_record_bytes: int) -> Iterator[Record]:
    head = file.read(_LOOK_AHEAD_BYTES)
    member: int | None = 0
    if not head.startswith(GZIP_MAGIC):
        member = None if _begins_record(head) else _next_member(file, 0)
        if member is None:
            file.seek(0)
            yield from _records(Buffer(lambda: file.read(PIECE_BYTES)), max_record_bytes, None)
            return
        yield Record(0, 0, damage="neither gzip nor the header of a record")
    while member is not None:
        unpacked = _Member(file, member)
        yield from _records(Buffer(unpacked.more), max_record_bytes, member)
        following = _next_member(file, member + 1 if unpacked.end is None else unpacked.end)
        if unpacked.end is not None and following != unpacked.end:
            file.seek(unpacked.end)
            if file.read(_LOOK_AHEAD_BYTES if following is None else following - unpacked.end).strip(b"\0\r\n "):
                yield Record(unpacked.end, 0, damage="bytes between gzip members are not gzip")
        member = following


class _Member:
    """Unpacks the one gzip member of ``file`` that begins at ``offset``."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        file.seek(offset)
        self._file = file
        self._unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        self._packed = b""
        self.end: int | None = None
        """Offset behind the member, once it was read to its end and its checksum was right."""

    def more(self) -> bytes:
        """The next unpacked bytes, b"" at the end. Raises `Damage`."""
        while self.end is None:
            self._packed = self._packed or self._file.read(PIECE_BYTES)
            if not self._packed:
                raise Damage("the gzip member is cut off by the end of the file")
            try:
                # A small piece at a time: what stands before the damage is still delivered.
                unpacked = self._unpacker.decompress(self._packed, PIECE_BYTES)
            except zlib.error as error:
                raise Damage(f"the gzip member is damaged: {error}") from error
            self._packed = self._unpacker.unconsumed_tail
            if self._unpacker.eof:
                self.end = self._file.tell() - len(self._unpacker.unused_data)
            if unpacked:
                return unpacked
        return b""


def _next_member(file: BinaryIO, start: int) -> int | None:
    """Offset of the first gzip member at or after ``start``. After other bytes a member must begin with a record:
    the magic number alone also occurs by chance, once in 16 MB of packed bytes."""
    file.seek(start)
    buffer = Buffer(lambda: file.read(PIECE_BYTES), start)
    while buffer.skip_to(_NEXT_MEMBER, len(GZIP_MAGIC), MAX_SKIPPED_BYTES):
        if buffer.position == start or _packs_record(buffer.peek(_LOOK_AHEAD_BYTES)):
            return buffer.position
        buffer.take(1)
    return None


def _packs_record(packed: bytes) -> bool:
    try:
        return _begins_record(zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(packed, _LOOK_AHEAD_BYTES))
    except zlib.error:
        return False


def _begins_record(data: bytes) -> bool:
    data = data.lstrip(b"\r\n")
    return bool(_WARC_LINE.match(data) or _ARC_LINE.match(data))


def _records(buffer: Buffer, max_record_bytes: int, member: int | None) -> Iterator[Record]:
    """The records of one stretch of uncompressed bytes: the gzip member at offset ``member``, or a whole file."""
    record, next_record = Record(member or 0, 0), _NEXT_OF_EITHER
    try:
        while True:
            record = Record(buffer.position if member is None else member, 0)
            if not buffer.skip_blank_lines(MAX_SKIPPED_BYTES):
                raise Damage(f"more than {MAX_SKIPPED_BYTES} blank lines")
            record = Record(buffer.position if member is None else member, 0)
            if not buffer.peek(1):
                return
            is_warc = _WARC_LINE.match(buffer.peek(_LOOK_AHEAD_BYTES))
            try:
                record = _header(buffer, record)
            except BadHeader as damage:
                yield replace(record, damage=str(damage))
                buffer.put_back(b"\n")  # the next record may begin right here, and is looked for behind a new line
                if not buffer.skip_to(next_record, _LOOK_AHEAD_BYTES, MAX_SKIPPED_BYTES):
                    return
                continue
            next_record = _NEXT_WARC if is_warc else _NEXT_ARC
            yield _with_block(buffer, record, max_record_bytes, next_record)
    except Damage as damage:
        yield replace(record, content=b"", damage=str(damage))


def _header(buffer: Buffer, record: Record) -> Record:
    """``record`` with what its header says. Raises `BadHeader`."""
    if not _begins_record(buffer.peek(_LOOK_AHEAD_BYTES)):
        raise BadHeader(f"not the header of a record: {buffer.peek(40)!r}")
    lines = [buffer.line(MAX_LINE_BYTES)]
    if _WARC_LINE.match(lines[0]):
        size = len(lines[0])
        while lines[-1].strip(b"\r\n"):
            lines.append(buffer.line(MAX_LINE_BYTES))
            size += len(lines[-1])
            if not lines[-1].endswith(b"\n") or size > MAX_HEADER_BYTES:
                raise BadHeader("the header of the record does not end")
    elif lines[0].startswith(b"filedesc:"):
        lines += [buffer.line(MAX_LINE_BYTES), buffer.line(MAX_LINE_BYTES)]
    try:
        parsed = ArcWarcRecordLoader().parse_record_stream(BytesIO(b"".join(lines)), no_record_parse=True)
    except (ArchiveLoadFailed, EOFError, StatusAndHeadersParserException, ValueError) as error:
        raise BadHeader(" ".join(f"the header of the record cannot be parsed: {error}".split())) from error

    def get(name: str) -> str | None:
        value = parsed.rec_headers.get_header(name)
        return value.strip() if value else None

    length = get("Content-Length")
    if length is None or not length.isascii() or not length.isdigit() or len(length) > _MAX_LENGTH_DIGITS:
        raise BadHeader(f"the record has no valid Content-Length: {length}")
    return replace(
        record,
        kind=(get("WARC-Type") or "").lower(),
        url=get("WARC-Target-URI"),
        date=get("WARC-Date"),
        content_type=get("Content-Type"),
        truncated=get("WARC-Truncated"),
        length=parsed.length,  # without the lines of an ARC file's own header, which were read already
    )


def _with_block(buffer: Buffer, record: Record, max_record_bytes: int, next_record: re.Pattern[bytes]) -> Record:
    """``record`` with its content, or with the damage when its length is not where the next record begins."""
    content = buffer.take(min(record.length, max_record_bytes))
    if record.length - len(content) > MAX_SKIPPED_BYTES:
        raise Damage(f"the record claims {record.length} bytes")
    size = len(content) + (buffer.skip(record.length - len(content)) if len(content) == max_record_bytes else 0)
    if size == record.length and _ends(content, buffer.peek(_LOOK_AHEAD_BYTES), next_record):
        return replace(record, content=content)
    if size == len(content):
        buffer.put_back(content)
    if not buffer.skip_to(next_record, _LOOK_AHEAD_BYTES, MAX_SKIPPED_BYTES) and buffer.peek(1):
        raise Damage(f"more than {MAX_SKIPPED_BYTES} bytes without a record follow after {record.length} bytes")
    if size < record.length:
        return replace(record, damage=f"the record has {size} of {record.length} bytes")
    return replace(record, damage=f"no record follows after {record.length} bytes: Content-Length is wrong")


def _ends(content: bytes, following: bytes, next_record: re.Pattern[bytes]) -> bool:
    """Whether a record ends behind ``content``, where ``following`` stands."""
    if _begins_record(following):
        return True
    if next_record is not _NEXT_ARC:
        return following.startswith(b"\r\n\r\n") or not following.strip(b"\r\n")
    # A single new line ends an ARC record, which proves little: what it claims may hold other records.
    return (following.startswith(b"\n") or not following.strip(b"\r\n")) and not next_record.search(content + b"\n")
