"""Reads one page by any function in a copy of this process, so that a page that hangs costs that copy only.

`pipeline.extract.process` keeps one child for many pages and limits its memory too, but can only run what it can
import by name. A copy made by ``fork`` runs any function, whatever it is made of; Unix only.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, cast

from pipeline.extract.failures import PageFailed
from pipeline.extract.html import Extracted, extract_html
from pipeline.extract.worker import set_alarms

_MAX_ERROR_CHARACTERS = 500


def extract_within(
    html: str,
    url: str | None,
    captured: str | None,
    seconds: float,
    extract: Callable[[str, str | None, str | None], Any] = extract_html,
) -> Extracted:
    """What ``extract(html, url, captured)`` returns, from a process that gets ``seconds`` of processor time.

    Raises `PageFailed` when it takes longer (or six times that by the clock), raises or dies. When this function
    returns or raises, that process has ended.
    """
    fork = get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    child = fork.Process(target=_answer, args=(theirs, extract, html, url, captured, seconds), daemon=True)
    child.start()
    theirs.close()  # else the end of the child would not be the end of the pipe
    try:
        reply = json.loads(ours.recv_bytes())
    except EOFError:
        reply = None
    finally:
        ours.close()
        child.kill()
        child.join()
    if reply is None:
        raise PageFailed(_death(child.exitcode, seconds))
    if "extracted" not in reply:
        raise PageFailed(reply["error"])
    return cast(Extracted, reply["extracted"])


def _answer(
    replies: Connection,
    extract: Callable[[str, str | None, str | None], Any],
    html: str,
    url: str | None,
    captured: str | None,
    seconds: float,
) -> None:
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)  # whatever the copied process did on them, here they must kill
    set_alarms(seconds)
    try:
        reply = json.dumps({"extracted": extract(html, url, captured)})
    except Exception as error:  # noqa: BLE001 - whatever a page provokes is that page's error
        said = " ".join(f"{type(error).__name__}: {error}".split())
        reply = json.dumps({"error": said[:_MAX_ERROR_CHARACTERS]})
    replies.send_bytes(reply.encode("ascii"))


def _death(exit_status: int | None, seconds: float) -> str:
    if exit_status in (-signal.SIGPROF, -signal.SIGALRM):
        return f"Timeout: the page took more than {seconds:g} s"
    return f"Crash: the page killed the process that read it (exit status {exit_status})"
