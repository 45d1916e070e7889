"""The process that reads pages, one request after another: ``python -m pipeline.extract.worker SETTINGS``.

Requests and replies are frames: four bytes of length, big-endian, then JSON in UTF-8. The process limits itself, so
that it dies even when its parent is gone: memory by RLIMIT_AS, processor time and time by two alarms for each page.
A page that is endless, crashes a parser or eats memory kills this process and nothing else. At the end of its input
it exits.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import struct
import sys
from typing import IO, Any

from pydantic import BaseModel, ConfigDict

from pipeline.extract.settings import HtmlSettings

LENGTH = struct.Struct(">I")
CLOCK_FACTOR = 6
"""A page may take this many times its processor time by the clock: a busy machine must not turn pages into errors."""


class WorkerSettings(BaseModel):
    """What the process needs to know; its only argument, as JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    html: HtmlSettings
    max_seconds_per_page: float
    max_memory_bytes: int
    records_per_reset: int


def write_frame(stream: IO[bytes], value: dict[str, Any]) -> None:
    """Write one frame. Raises OSError when nobody reads."""
    data = json.dumps(value, ensure_ascii=True).encode("ascii")
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def read_frame(stream: IO[bytes]) -> dict[str, Any] | None:
    """Read one frame; None at the end of the stream, also in the middle of a frame."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(head)
    data = stream.read(size)
    if len(data) < size:
        return None
    value = json.loads(data)
    return value if isinstance(value, dict) else None


def set_alarms(seconds: float) -> None:
    """Be killed by SIGPROF after ``seconds`` of processor time, by SIGALRM after some more by the clock; 0: never."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * CLOCK_FACTOR)


def serve(requests: IO[bytes], replies: IO[bytes], settings: WorkerSettings) -> None:
    """Answer requests until there are no more."""
    from trafilatura.meta import reset_caches

    from pipeline.extract.html import extract_html

    write_frame(replies, {"ready": True})
    pages = 0
    while (request := read_frame(requests)) is not None:
        set_alarms(settings.max_seconds_per_page)
        reply: dict[str, Any]
        try:
            reply = {"extracted": extract_html(**request, settings=settings.html)}
        except Exception as error:  # noqa: BLE001 - whatever a page provokes is that page's error
            reply = {"error": f"{type(error).__name__}: {error}"}
        set_alarms(0)
        write_frame(replies, reply)
        pages += 1
        if pages % settings.records_per_reset == 0:
            reset_caches()


def main() -> None:
    settings = WorkerSettings.model_validate_json(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (settings.max_memory_bytes, settings.max_memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Whatever a library prints must not come between the frames.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    serve(sys.stdin.buffer, replies, settings)


if __name__ == "__main__":
    main()
