"""A little web for tests: one forward proxy on loopback that plays any host, and remembers what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """What a URL answers. ``cut`` sends fewer bytes than announced; ``drip`` sends one byte after each pause."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    wait: float = 0.0
    drip: float = 0.0


def page(*links: str, head: str = "", text: str = "text") -> Reply:
    anchors = "".join(f'<a href="{link}">link</a>' for link in links)
    body = f"<!doctype html><html><head><title>t</title>{head}</head><body><p>{text}</p>{anchors}</body></html>"
    return Reply(body.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def redirect(location: str, status: int = 301) -> Reply:
    return Reply(status=status, headers={"Location": location})


Site = dict[str, Reply | list[Reply] | Callable[[str], Reply]]


@dataclass
class LittleWeb:
    """``replies`` maps a URL to its reply, or to a list of replies for the first, second, … and every later request.

    A robots.txt that is not in it is a 404, and so is everything else.
    """

    replies: Site
    proxy: str = ""
    requests: list[tuple[str, float, float]] = field(default_factory=list)
    """URL, begin and end of every request, in order of their ends (monotonic seconds).

    The begin is taken after the client began and the end before it can have read all, so that the pause between two
    requests can only look longer than it was.
    """
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _times: dict[str, int] = field(default_factory=dict)

    def urls(self) -> list[str]:
        return [url for url, _, _ in self.requests]

    def asked(self, url: str) -> int:
        return self.urls().count(url)

    def answer(self, url: str) -> Reply:
        reply = self.replies.get(url) or self.replies.get("*" + url.split("/", 3)[2])
        if callable(reply):
            return reply(url)
        if isinstance(reply, list):
            with self._lock:
                turn = self._times[url] = self._times.get(url, -1) + 1
            return reply[min(turn, len(reply) - 1)]
        return reply or Reply(b"not here", 404, {"Content-Type": "text/html"})


@contextmanager
def serve(replies: Site) -> Iterator[LittleWeb]:
    web = LittleWeb(replies)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            began = time.monotonic()
            url = self.path if self.path.startswith("http") else f"http://{self.headers['Host']}{self.path}"
            reply = web.answer(url)
            web.headers[url] = dict(self.headers)
            time.sleep(reply.wait)
            web.requests.append((url, began, time.monotonic()))
            try:
                self._send(reply)
            except OSError:
                self.close_connection = True

        def _send(self, reply: Reply) -> None:
            head = f"HTTP/1.1 {reply.status} Status\r\n"
            head += "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items())
            if "Content-Length" not in reply.headers and "Transfer-Encoding" not in reply.headers:
                head += f"Content-Length: {len(reply.body)}\r\n"
            self.wfile.write(head.encode("latin-1") + b"\r\n")
            if reply.drip:
                for byte in reply.body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(reply.drip)
            else:
                self.wfile.write(reply.body[: len(reply.body) - reply.cut])
            if reply.cut:
                self.close_connection = True

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web.proxy = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
