"""Messages on a socket: four bytes of length, then that many bytes; never over a limit, never after a deadline."""

from __future__ import annotations

import socket
import struct
import time
from typing import Final

MAX_FRAME_BYTES: Final = 256 << 20
_HEADER: Final = struct.Struct(">I")
_RECEIVE_BYTES: Final = 1 << 20


class BrokenFrame(ConnectionError):
    """The other side is gone, or sent what is no message."""


class FrameTimeout(TimeoutError):
    """The other side did not answer in time."""


def send(connection: socket.socket, data: bytes, deadline: float | None = None) -> None:
    """Send one message. ``deadline`` is a time of `time.monotonic`; None waits for ever."""
    if len(data) > MAX_FRAME_BYTES:
        raise BrokenFrame(f"a message of {len(data)} bytes is over the limit of {MAX_FRAME_BYTES}")
    _set_deadline(connection, deadline)
    try:
        connection.sendall(_HEADER.pack(len(data)) + data)
    except TimeoutError as error:
        raise FrameTimeout from error
    except OSError as error:
        raise BrokenFrame(f"the other side is gone: {error}") from error


def receive(connection: socket.socket, deadline: float | None = None) -> bytes:
    """Receive one message. Raises `FrameTimeout` after ``deadline``, `BrokenFrame` when the other side is gone."""
    (length,) = _HEADER.unpack(_receive(connection, _HEADER.size, deadline))
    if length > MAX_FRAME_BYTES:
        raise BrokenFrame(f"a message of {length} bytes is over the limit of {MAX_FRAME_BYTES}")
    return _receive(connection, length, deadline)


def _receive(connection: socket.socket, length: int, deadline: float | None) -> bytes:
    pieces = []
    while length:
        _set_deadline(connection, deadline)
        try:
            piece = connection.recv(min(length, _RECEIVE_BYTES))
        except TimeoutError as error:
            raise FrameTimeout from error
        except OSError as error:
            raise BrokenFrame(f"the other side is gone: {error}") from error
        if not piece:
            raise BrokenFrame("the other side closed the connection")
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def _set_deadline(connection: socket.socket, deadline: float | None) -> None:
    if deadline is None:
        connection.settimeout(None)
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise FrameTimeout
    connection.settimeout(left)
