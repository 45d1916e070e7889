"""A stream of bytes with look-ahead, a known position and a bound on how far it searches."""

from __future__ import annotations

import re
from collections.abc import Callable

PIECE_BYTES = 1 << 16


class Buffer:
    """Bytes from ``more()``, which returns b"" at the end and may raise: what was read before stays readable."""

    def __init__(self, more: Callable[[], bytes], position: int = 0) -> None:
        self._more = more
        self._bytes = bytearray()
        self.position = position
        """Offset of the next byte."""

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes without taking them; fewer at the end of the stream."""
        while len(self._bytes) < size:
            piece = self._more()
            if not piece:
                break
            self._bytes += piece
        return bytes(self._bytes[:size])

    def take(self, size: int) -> bytes:
        """The next ``size`` bytes; fewer at the end of the stream."""
        taken = self.peek(size)
        del self._bytes[: len(taken)]
        self.position += len(taken)
        return taken

    def put_back(self, data: bytes) -> None:
        """Give back bytes that were taken last."""
        self._bytes[:0] = data
        self.position -= len(data)

    def skip(self, size: int) -> int:
        """Pass over ``size`` bytes without keeping them; returns how many there were."""
        skipped = 0
        while skipped < size and (piece := self.take(min(PIECE_BYTES, size - skipped))):
            skipped += len(piece)
        return skipped

    def skip_blank_lines(self, max_bytes: int) -> bool:
        """Pass over carriage returns and new lines. False when there are more than about ``max_bytes`` of them."""
        begin = self.position
        while self.peek(1) and (blank := len(self._bytes) - len(self._bytes.lstrip(b"\r\n"))):
            self.take(blank)
            if self.position - begin > max_bytes:
                return False
        return True

    def line(self, max_bytes: int) -> bytes:
        """The next line with its new line; cut after ``max_bytes``."""
        searched = 0
        while (found := self._bytes.find(b"\n", searched, max_bytes)) < 0 and len(self._bytes) < max_bytes:
            searched = len(self._bytes)
            piece = self._more()
            if not piece:
                break
            self._bytes += piece
        return self.take(found + 1 if found >= 0 else min(len(self._bytes), max_bytes))

    def skip_to(self, pattern: re.Pattern[bytes], longest: int, max_bytes: int) -> bool:
        """Pass over what stands before the first match of ``pattern``, of which none has more than ``longest`` bytes.
        False when there is none: then everything is passed over, or, when that is more than about ``max_bytes``, the
        stream is left in the middle."""
        begin = self.position
        while (found := pattern.search(self._bytes)) is None:
            self.take(max(0, len(self._bytes) - longest + 1))  # keep a tail in which a match may begin
            tail = len(self._bytes)
            if len(self.peek(tail + 1)) == tail:
                self.take(tail)
                return False
            if self.position - begin > max_bytes:
                return False
        self.take(found.start())
        return True
