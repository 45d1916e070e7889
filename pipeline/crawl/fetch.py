"""One HTTP request, with every limit in force, and what came back: an `Answer`, never an exception.

`trafilatura.downloads` (2.3) is not used for this: `fetch_response` follows redirects itself (robots.txt of the next
host unseen), retries itself (past the politeness schedule), repeats a failed TLS request without verification, merges
repeated headers into a dictionary, and has no limit on the time of a whole fetch. It stands on urllib3; so does this.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    IncompleteRead,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from pipeline.crawl.canonical import host_of, is_private_host
from pipeline.crawl.settings import CrawlSettings
from pipeline.errors import ConfigError

_CHUNK: Final = 64 * 1024
Header = tuple[str, str]


@dataclass(frozen=True)
class Answer:
    """What one request brought."""

    url: str
    fetched_at: datetime
    seconds: float
    request_headers: tuple[Header, ...]
    status: int | None = None
    """None when no status line came."""
    reason: str = ""
    headers: tuple[Header, ...] = ()
    body: bytes = b""
    """Without transfer and content encoding; b"" after a failure, except ``too_large``, where it is cut."""
    failure: str | None = None
    """Why there is no whole body: see `failure_of`, or ``too_large``; None when the answer is complete."""
    unread: bool = False
    """Whether the body was not wanted, and so not read."""

    def header(self, name: str) -> str | None:
        """Value of the first header of that name, in any case of letters."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def all_headers(self, name: str) -> list[str]:
        """Values of all headers of that name."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def content_type(self) -> str:
        """Media type in lower case without parameters; "" when there is none."""
        return media_type(self.header("content-type"))


def media_type(content_type: str | None) -> str:
    """The media type of a Content-Type header: lower case, without parameters.

    >>> media_type("Text/HTML; charset=utf-8")
    'text/html'
    """
    return (content_type or "").partition(";")[0].strip().lower()


class PrivateAddress(NewConnectionError):
    """The host is on this machine or in a local network."""


class _Guarded(HTTPConnection):
    """A connection that goes to public addresses only, and whose answer must begin in time.

    The address is looked at after connecting, so a name server that changes its mind cannot get around it. A socket
    time-out restarts with every byte; the timer does not.
    """

    public_only = True
    total_timeout_seconds = 60.0

    def _new_conn(self) -> socket.socket:
        connection = super()._new_conn()
        address = connection.getpeername()[0].partition("%")[0]
        ip = ipaddress.ip_address(address)
        if self.public_only and not (getattr(ip, "ipv4_mapped", None) or ip).is_global:
            connection.close()
            raise PrivateAddress(self, f"{address} is not a public address")
        return connection

    def getresponse(self) -> Any:
        connection, too_late = self.sock, threading.Event()

        def hang_up() -> None:
            too_late.set()
            with suppress(OSError):  # it had ended by itself
                connection.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self.total_timeout_seconds, hang_up)
        timer.daemon = True
        timer.start()
        try:
            response = super().getresponse()
        finally:
            timer.cancel()
        if too_late.is_set():  # http.client takes the end of the connection for the end of the headers
            raise http.client.HTTPException("headers without end")
        return response


class _GuardedTLS(_Guarded, HTTPSConnection):
    pass


class Fetcher:
    """Sends GET requests within the limits of the settings. May be used from many threads."""

    def __init__(self, settings: CrawlSettings) -> None:
        self._settings = settings
        self._pools = _pool_manager(settings)

    def close(self) -> None:
        """Closes all idle connections."""
        self._pools.clear()

    def get(self, url: str, max_bytes: int, wanted: Callable[[int, str], bool] | None = None) -> Answer:
        """Requests a canonical URL once: no redirect is followed, nothing is repeated.

        ``wanted(status, media type)`` decides, before the body is read, whether to read it. A body longer than
        ``max_bytes``, after decompression, is cut there and not read on (failure ``too_large``).
        """
        settings = self._settings
        fetched_at, started = datetime.now(UTC), time.monotonic()
        request_headers = (
            ("Host", urlsplit(url).netloc),
            ("User-Agent", settings.user_agent),
            ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"),
            ("Accept-Encoding", "gzip, deflate"),
        )
        status: int | None = None
        reason, body, failure, unread = "", b"", None, False
        headers: tuple[Header, ...] = ()
        try:
            if settings.proxy is None and not settings.allow_private_addresses and is_private_host(host_of(url)):
                raise PrivateAddress(None, "not a public address")  # type: ignore[arg-type]
            with self._request(url, request_headers) as response:
                status, reason = response.status, response.reason or ""
                headers = tuple((name, _one_line(value)) for name, value in response.headers.iteritems())
                if wanted is None or wanted(status, media_type(response.headers.get("content-type"))):
                    body, failure = _read_body(response, max_bytes, started + settings.total_timeout_seconds)
                    if failure is None:
                        response.release_conn()
                else:
                    unread = True
        except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            failure = failure_of(error)
        seconds = time.monotonic() - started
        if failure == "connection_broken" and seconds >= settings.total_timeout_seconds:
            failure = "total_timeout"  # it was we who broke it
        return Answer(url, fetched_at, seconds, request_headers, status, reason, headers, body, failure, unread)

    @contextmanager
    def _request(self, url: str, headers: tuple[Header, ...]) -> Iterator[Any]:
        response = self._pools.urlopen(
            "GET",
            url,
            headers=dict(headers),
            redirect=False,
            retries=False,
            preload_content=False,
            assert_same_host=False,
            timeout=urllib3.Timeout(
                connect=self._settings.connect_timeout_seconds, read=self._settings.read_timeout_seconds
            ),
        )
        try:
            yield response
        finally:
            response.close()  # does nothing to a connection that went back to its pool


def failure_of(error: BaseException) -> str:
    """A short, stable name for why a request failed, to be counted by."""
    if isinstance(error, ProxyError):
        error = error.original_error
    if isinstance(error, ProtocolError) and isinstance(error.__cause__, IncompleteRead | http.client.IncompleteRead):
        return "truncated"
    match error:
        case PrivateAddress():
            return "private_address"
        case NameResolutionError():
            return "unknown_host"
        case NewConnectionError():  # before its parent class
            return "no_connection"
        case ConnectTimeoutError():
            return "connect_timeout"
        case ReadTimeoutError() | TimeoutError():
            return "read_timeout"
        case SSLError():
            return "tls_failure"
        case DecodeError():
            return "bad_content_encoding"
        case _:
            return "connection_broken"


def _read_body(response: Any, max_bytes: int, deadline: float) -> tuple[bytes, str | None]:
    """The decoded body and None, or what to keep of it and the failure.

    ``read1`` returns what is there instead of waiting for more, so the clock is looked at often.
    """
    chunks: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK, decode_content=True):
        size += len(chunk)
        if size > max_bytes:
            return b"".join([*chunks, chunk])[:max_bytes], "too_large"
        if time.monotonic() > deadline:
            return b"", "total_timeout"
        chunks.append(chunk)
    return b"".join(chunks), None


def _one_line(value: str) -> str:
    """A header value that was folded over lines, on one line."""
    return re.sub(r"\s*[\r\n]+\s*", " ", value)


def _pool_manager(settings: CrawlSettings) -> urllib3.PoolManager:
    class Connection(_Guarded):
        public_only = settings.proxy is None and not settings.allow_private_addresses
        total_timeout_seconds = settings.total_timeout_seconds

    class TLSConnection(_GuardedTLS):
        public_only = Connection.public_only
        total_timeout_seconds = settings.total_timeout_seconds

    class Pool(urllib3.HTTPConnectionPool):
        ConnectionCls = Connection

    class TLSPool(urllib3.HTTPSConnectionPool):
        ConnectionCls = TLSConnection

    options: dict[str, Any] = {"num_pools": 4 * settings.threads, "maxsize": 1, "ca_certs": certifi.where()}
    manager: urllib3.PoolManager
    if settings.proxy:
        options["maxsize"] = settings.threads
        try:
            manager = urllib3.ProxyManager(settings.proxy, **options)
        except (HTTPError, ValueError) as error:
            raise ConfigError(
                f"not the address of a proxy: {settings.proxy!r}; one looks like http://host:3128"
            ) from error
    else:
        manager = urllib3.PoolManager(**options)
    manager.pool_classes_by_scheme = {"http": Pool, "https": TLSPool}
    return manager
