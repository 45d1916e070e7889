"""The parent's side of the process that reads pages: starts it, asks it, and starts another when a page killed it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from functools import lru_cache
from tempfile import TemporaryFile
from typing import cast

from pipeline.engine.batches import MAX_ERROR_CHARACTERS
from pipeline.errors import EnvironmentProblem
from pipeline.extract.failures import PageFailed
from pipeline.extract.html import Extracted
from pipeline.extract.settings import ExtractSettings
from pipeline.extract.worker import WorkerSettings, read_frame, write_frame


class ExtractionProcess:
    """One child process at a time, kept from page to page until a page kills it."""

    def __init__(self, settings: WorkerSettings) -> None:
        self._settings = settings
        self._child: subprocess.Popen[bytes] | None = None

    def extract(self, html: str, url: str | None, captured: str | None) -> Extracted:
        """What `extract_html` returns, from the child. Raises `PageFailed` when the page makes it fail or die."""
        child = self._child or self._start()
        assert child.stdin is not None and child.stdout is not None
        try:
            write_frame(child.stdin, {"html": html, "url": url, "captured": captured})
            reply = read_frame(child.stdout)
        except OSError:
            reply = None
        if reply is None:
            raise PageFailed(self._death_of(child))
        if "extracted" not in reply:
            error = " ".join(str(reply.get("error")).split())[:MAX_ERROR_CHARACTERS]
            if error.startswith("MemoryError"):
                self.close()  # what a page left half-built is not worth keeping
            raise PageFailed(error)
        return cast(Extracted, reply["extracted"])

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is not None:
            _end(child)

    def _start(self) -> subprocess.Popen[bytes]:
        # The child must find the same modules, also when Spark has put them on this process's path only.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with TemporaryFile() as messages:
            child = subprocess.Popen(
                [sys.executable, "-m", "pipeline.extract.worker", self._settings.model_dump_json()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=messages,
                env=environment,
            )
            assert child.stdout is not None
            if read_frame(child.stdout) is None:
                _end(child)
                messages.seek(0)
                last = messages.read()[-2000:].decode("utf-8", "replace").strip().splitlines()[-1:]
                raise EnvironmentProblem(f"the process that reads pages does not start: {' '.join(last)}")
        self._child = child
        return child

    def _death_of(self, child: subprocess.Popen[bytes]) -> str:
        self._child = None
        _end(child)
        if child.returncode in (-signal.SIGPROF, -signal.SIGALRM):
            return f"Timeout: the page took more than {self._settings.max_seconds_per_page:g} s"
        if child.returncode == -signal.SIGKILL:
            return (
                "Crash: the process that read the page was killed by SIGKILL, as the system does when memory runs out"
            )
        return f"Crash: the page killed the process that read it (exit status {child.returncode})"


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for stream in (child.stdin, child.stdout):
        with suppress(OSError):
            assert stream is not None
            stream.close()


@lru_cache(maxsize=1)
def extraction_process(settings: ExtractSettings) -> ExtractionProcess:
    """The child of this Python process, started with its first page."""
    return ExtractionProcess(
        WorkerSettings(
            html=settings.html,
            max_seconds_per_page=settings.max_seconds_per_page,
            max_memory_bytes=settings.max_memory_bytes,
            records_per_reset=settings.records_per_reset,
        )
    )
