"""Takes an HTTP response apart: status, headers, and the body without its transfer and content encodings.

Everything is bounded: a body of a few kB may unpack to many GB.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

import brotli
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from pipeline.extract.failures import BodyDamage

MAX_CONTENT_ENCODINGS = 3
_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_GZIP = b"\x1f\x8b"
_FIRST_READ_BYTES = 512
_PIECE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response as it was sent."""

    status: int | None
    """None when the bytes have no status line (HTTP/0.9, or not HTTP at all): then everything is body."""
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Value of the first header called ``name``, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name), None)


def parse_response(block: bytes) -> Response:
    """The parts of the block of a ``response`` record."""
    found = _STATUS_LINE.match(block)
    if not found:
        return Response(None, (), block)
    stream = BytesIO(block)
    parsed: StatusAndHeaders = StatusAndHeadersParser([], verify=False).parse(stream)
    headers = tuple((str(name), str(value)) for name, value in parsed.headers)
    return Response(int(found[1]), headers, block[stream.tell() :])


def decode_body(
    body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int
) -> tuple[bytes, bool]:
    """The body without chunks and compression, at most ``max_bytes`` of it, and whether that was all of it.

    A body that is not encoded as its headers say (many archives keep the headers and unpack the body) is taken as it
    is; all members of a gzip body are unpacked. Raises `BodyDamage` when it is encoded so but breaks off or is
    damaged, or when the encoding is unknown.
    """
    if transfer_encoding and "chunked" in transfer_encoding.lower():
        body = join_chunks(body)
    encodings = [name.strip().lower() for name in (content_encoding or "").split(",")]
    encodings = [name for name in encodings if name not in ("", "identity", "none")]
    if len(encodings) > MAX_CONTENT_ENCODINGS:
        raise BodyDamage(f"{len(encodings)} content encodings")
    for encoding in reversed(encodings):
        body = _unpack(body, encoding, max_bytes + 1)
    return body[:max_bytes], len(body) <= max_bytes


def join_chunks(body: bytes) -> bytes:
    """A chunked body (RFC 9112, section 7.1) in one piece; a body that does not begin with a chunk as it is.

    Raises `BodyDamage` when a later chunk is damaged. A missing end is none: the bytes before it are sound.
    """
    pieces, position = [], 0
    while position < len(body):
        size = _CHUNK_SIZE.match(body, position)
        if not size:
            if position == 0:
                return body
            raise BodyDamage(f"no chunk size at byte {position} of the chunked body")
        length = int(size[1], 16)
        if length == 0:
            break
        pieces.append(body[size.end() : size.end() + length])
        position = size.end() + length
        position += 2 if body[position : position + 2] == b"\r\n" else body[position : position + 1] == b"\n"
    return b"".join(pieces)


class _Unpacker(Protocol):
    def unpack(self, max_bytes: int) -> bytes: ...
    def done(self) -> bool: ...


class _Zlib:
    """What zlib reads; ``magic`` is how a further member begins, None where there is none (gzip has, RFC 1952, 2.2).

    What lies behind the last member is left out: servers pad their answers.
    """

    def __init__(self, body: bytes, window_bits: int, magic: bytes | None = None) -> None:
        self._body, self._position = memoryview(body), 0
        self._window_bits, self._magic = window_bits, magic
        self._begin()

    def _begin(self) -> None:
        self._member = zlib.decompressobj(wbits=self._window_bits)
        self._step = _FIRST_READ_BYTES

    def unpack(self, max_bytes: int) -> bytes:
        while not self.done():
            if self._member.eof:
                self._begin()
            data = self._body[self._position : self._position + self._step]
            piece = self._member.decompress(data, max_bytes)
            left = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            self._position += len(data) - len(left)
            # zlib copies what it was given and did not use, so a body of tiny members must be given in small parts.
            self._step = min(2 * self._step, _PIECE_BYTES)
            if piece or not data:
                return piece
        return b""

    def done(self) -> bool:
        rest = self._body[self._position : self._position + len(self._magic or b"")]
        return self._member.eof and (self._magic is None or rest != self._magic)


class _Brotli:
    def __init__(self, body: bytes) -> None:
        self._unpacker = brotli.Decompressor()
        self._body = body

    def unpack(self, max_bytes: int) -> bytes:
        data, self._body = self._body, b""
        return bytes(self._unpacker.process(data, output_buffer_limit=max_bytes))

    def done(self) -> bool:
        return bool(self._unpacker.is_finished())


def _unpack(body: bytes, encoding: str, max_bytes: int) -> bytes:
    unpacker = _unpacker(body, encoding)
    if unpacker is None:
        return body
    pieces, size = [], 0
    while size < max_bytes and not unpacker.done():
        try:
            piece = unpacker.unpack(min(_PIECE_BYTES, max_bytes - size))
        except (zlib.error, brotli.error) as error:
            if encoding == "br" and size == 0:
                return body  # Brotli has no magic number: this may be a body that was unpacked already
            raise BodyDamage(f"content encoding {encoding}: {error}") from error
        if not piece and not unpacker.done():
            raise BodyDamage(f"content encoding {encoding}: cut off after {size} bytes")
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _unpacker(body: bytes, encoding: str) -> _Unpacker | None:
    """What unpacks ``body``; None when it is not packed. Raises `BodyDamage` for an encoding nobody here knows."""
    if not body:
        return None
    if encoding in ("gzip", "x-gzip"):
        return _Zlib(body, zlib.MAX_WBITS | 16, _GZIP) if body.startswith(_GZIP) else None
    if encoding == "deflate":
        if body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0:
            return _Zlib(body, zlib.MAX_WBITS)
        # Some servers send the bare stream. Text is told from it by its first bytes.
        return None if body.lstrip()[:1] == b"<" else _Zlib(body, -zlib.MAX_WBITS)
    if encoding == "br":
        return None if body.lstrip()[:1] == b"<" else _Brotli(body)
    raise BodyDamage(f"unknown content encoding {encoding[:40]}")
