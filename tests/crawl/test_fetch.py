"""One request to a server that means no good. Whatever it sends, an answer comes back in time and within bounds."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from little_web import Reply, page, serve

from pipeline.crawl.fetch import Answer, Fetcher, media_type
from pipeline.crawl.settings import CrawlSettings
from pipeline.errors import ConfigError

Talk = Callable[[socket.socket], None]


@contextmanager
def raw_server(talk: Talk) -> Iterator[str]:
    """A server that reads a request's head and then says what ``talk`` says."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            with suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(5)
                    connection.recv(65_536)
                    talk(connection)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        stop.set()
        thread.join(10)
        listener.close()


def get(url: str, max_bytes: int = 10_000, **settings: Any) -> Answer:
    limits = {"read_timeout_seconds": 0.5, "total_timeout_seconds": 1.0, "allow_private_addresses": True}
    fetcher = Fetcher(CrawlSettings(**(limits | settings)))
    try:
        return fetcher.get(url, max_bytes)
    finally:
        fetcher.close()


def send(data: bytes) -> Talk:
    return lambda connection: connection.sendall(data)


def for_ever(piece: bytes, beginning: bytes = b"", pause: float = 0.0) -> Talk:
    def talk(connection: socket.socket) -> None:
        connection.sendall(beginning)
        deadline = time.monotonic() + 2.5
        while time.monotonic() < deadline:
            connection.sendall(piece)
            time.sleep(pause)

    return talk


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("talk", "failure"),
    [
        pytest.param(send(b""), "connection_broken", id="says nothing and goes"),
        pytest.param(send(b"220 smtp.example ESMTP\r\n"), "connection_broken", id="speaks another protocol"),
        pytest.param(send(b"\x00\xff" * 50_000), "connection_broken", id="noise"),
        pytest.param(send(OK + b"A: b\r\n" * 200 + b"\r\n"), "connection_broken", id="too many headers"),
        pytest.param(send(OK + b"A: " + b"b" * 70_000 + b"\r\n\r\n"), "connection_broken", id="a header too long"),
        pytest.param(send(OK + b"Content-Length: 10\r\n\r\nfive!"), "truncated", id="body breaks off"),
        pytest.param(
            send(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nfive!\r\nzz\r\n"), "truncated", id="bad chunk"
        ),
        pytest.param(
            send(OK + b"Transfer-Encoding: chunked\r\n\r\n64\r\nfive!"), "truncated", id="chunk breaks off"
        ),
        pytest.param(
            send(OK + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"), "bad_content_encoding", id="no gzip"
        ),
        pytest.param(for_ever(b"x", OK + b"Content-Length: 900\r\n\r\n", 0.1), "total_timeout", id="drips a body"),
        pytest.param(for_ever(b"X: y\r\n", OK, 0.1), "total_timeout", id="drips headers"),
        pytest.param(for_ever(b"HTTP/1.1 100 Continue\r\n\r\n", b"", 0.05), "total_timeout", id="continues for ever"),
        pytest.param(for_ever(b"", b"", 0.1), "read_timeout", id="is silent"),
        pytest.param(for_ever(b"x" * 60_000, OK + b"\r\n"), "too_large", id="a body without end"),
        pytest.param(
            for_ever(b"8000\r\n" + b"x" * 0x8000 + b"\r\n", OK + b"Transfer-Encoding: chunked\r\n\r\n"), "too_large",
            id="chunks without end",
        ),
    ],
)  # fmt: skip
def test_hostile_servers(talk: Talk, failure: str) -> None:
    with raw_server(talk) as url:
        began = time.monotonic()
        answer = get(url)
    assert answer.failure == failure
    assert len(answer.body) <= 10_000
    assert time.monotonic() - began < 4
    assert answer.seconds < 2.5


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(b"\0" * size) + packer.flush()


@pytest.mark.parametrize("encoding", [b"gzip", b"gzip, gzip"])
def test_a_bomb_is_not_opened_beyond_the_limit(encoding: bytes) -> None:
    body = bomb(50_000_000) if encoding == b"gzip" else gzip.compress(bomb(50_000_000))
    head = OK + b"Content-Encoding: " + encoding + b"\r\nContent-Length: %d\r\n\r\n" % len(body)
    with raw_server(send(head + body)) as url:
        answer = get(url)
    assert (answer.failure, answer.body) == ("too_large", b"\0" * 10_000)


def test_a_plain_answer() -> None:
    head = b"HTTP/1.1 404 Not Found\r\nContent-Type: Text/HTML; charset=x\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n"
    folded = b"X-Folded: one\r\n two\r\nContent-Length: 5\r\n\r\nfive!"
    with raw_server(send(head + folded)) as url:
        answer = get(url)
    assert (answer.status, answer.reason, answer.body, answer.failure) == (404, "Not Found", b"five!", None)
    assert answer.content_type == "text/html"
    assert answer.all_headers("SET-COOKIE") == ["a=1", "b=2"]
    assert answer.header("x-folded") == "one two"
    assert answer.header("missing") is None


def test_a_body_without_length_and_one_in_chunks() -> None:
    for rest in (b"\r\nfive!", b"Transfer-Encoding: chunked\r\n\r\n2\r\nfi\r\n3\r\nve!\r\n0\r\n\r\n"):
        with raw_server(send(OK + rest)) as url:
            assert get(url).body == b"five!"


def test_nobody_listens_and_nobody_is_called_so() -> None:
    with raw_server(send(b"")) as url:
        pass
    assert get(url).failure == "no_connection"
    assert get("http://no-such-host.invalid/").failure == "unknown_host"
    assert get("https://127.0.0.1:1/").failure == "no_connection"


def test_tls_is_verified_and_never_given_up() -> None:
    with raw_server(send(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as url:
        assert get(url.replace("http:", "https:")).failure == "tls_failure"


def test_a_name_that_leads_to_a_private_address_is_caught_after_connecting(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_server(send(OK + b"Content-Length: 0\r\n\r\n")) as url:
        port = int(url.rstrip("/").rpartition(":")[2])
        answer_of_the_name_server = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer_of_the_name_server)
        assert get(f"http://rebound.example:{port}/", allow_private_addresses=False).failure == "private_address"
        assert get(f"http://rebound.example:{port}/").status == 200


def test_what_is_sent_is_what_the_record_says() -> None:
    with serve({"http://a.example/x?a=1": page()}) as web:
        answer = get("http://a.example/x?a=1", proxy=web.proxy, user_agent="lab/1 (+mailto:me@a.example)")
        assert dict(answer.request_headers) == web.headers["http://a.example/x?a=1"]
    assert dict(answer.request_headers)["User-Agent"] == "lab/1 (+mailto:me@a.example)"
    assert answer.status == 200


def test_an_unwanted_body_is_not_read() -> None:
    with serve({"http://a.example/": Reply(b"%PDF" * 10, headers={"Content-Type": "application/pdf"})}) as web:
        fetcher = Fetcher(CrawlSettings(proxy=web.proxy))
        seen = []
        answer = fetcher.get("http://a.example/", 100, lambda status, kind: bool(seen.append((status, kind))))
        fetcher.close()
    assert seen == [(200, "application/pdf")]
    assert (answer.unread, answer.body, answer.failure) == (True, b"", None)


@pytest.mark.parametrize(
    ("header", "kind"),
    [("text/html", "text/html"), ("Text/HTML ; charset=utf-8", "text/html"), ("", ""), (None, ""), (";", "")],
)
def test_media_types(header: str | None, kind: str) -> None:
    assert media_type(header) == kind


@pytest.mark.parametrize("proxy", ["nonsense://x", "http://[", "ftp://a.example"])
def test_a_proxy_that_is_none_is_said_in_one_line(proxy: str) -> None:
    with pytest.raises(ConfigError, match="not the address of a proxy"):
        Fetcher(CrawlSettings(proxy=proxy))
