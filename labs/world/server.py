"""Serves a world on loopback as an HTTP/1.1 forward proxy: crawlers see real host names, nothing leaves the machine."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from labs.world.build import World
from labs.world.page import Response

MAX_HEADER_BYTES: Final = 64 * 1024
IDLE_SECONDS: Final = 30.0
STOP_SECONDS: Final = 10.0
_CHUNK: Final = b" " * 65_536


@dataclass(frozen=True)
class Request:
    """One request as it arrived: seconds of the monotonic clock, address, method, user agent, status answered."""

    time: float
    url: str
    method: str
    user_agent: str
    status: int

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


@dataclass
class ServedWorld:
    """A running proxy. ``request_log`` grows with every request, in order of arrival."""

    proxy_url: str
    request_log: list[Request] = field(default_factory=list)

    def requests_to(self, host: str) -> list[Request]:
        return [request for request in self.request_log if request.host == host]


class _Proxy:
    def __init__(self, world: World, log: list[Request]) -> None:
        self.world, self.log = world, log
        self.refused: Counter[str] = Counter()
        self.connections: set[asyncio.Task[None]] = set()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serves a connection in a task of our own: asyncio of 3.11 logs a cancelled one of its own as a fault."""
        task = asyncio.get_running_loop().create_task(self.serve(reader, writer))
        self.connections.add(task)  # the loop alone would let go of it
        task.add_done_callback(self.connections.discard)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers the requests of one connection until it closes, breaks or idles."""
        try:
            while True:
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), IDLE_SECONDS)
                if not await self._answer(head, writer):
                    break
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ConnectionError):
            pass  # the other side has gone or speaks no HTTP: nobody is left to be told
        finally:
            writer.close()

    async def _answer(self, head: bytes, writer: asyncio.StreamWriter) -> bool:
        """Sends one answer; returns whether the connection stays open."""
        first, *lines = head.decode("latin-1").split("\r\n")
        method, _, rest = first.partition(" ")
        target = rest.rpartition(" ")[0]
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        url = target if "://" in target else f"http://{headers.get('host', '')}{target}"
        answer = self._response(method, url)
        self.log.append(Request(time.monotonic(), url, method, headers.get("user-agent", ""), answer.status))
        if answer.delay:
            await asyncio.sleep(answer.delay)
        keep = headers.get("connection", headers.get("proxy-connection", "")).lower() != "close"
        keep = keep and not answer.missing_bytes and not answer.padding
        length = len(answer.body) + answer.missing_bytes + answer.padding
        fields = [*answer.headers, ("Content-Length", str(length)), ("Connection", "keep-alive" if keep else "close")]
        reason = HTTPStatus(answer.status).phrase
        block = f"HTTP/1.1 {answer.status} {reason}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields)
        writer.write(block.encode("latin-1") + b"\r\n")
        if method != "HEAD":
            writer.write(answer.body)
            for start in range(0, answer.padding, len(_CHUNK)):
                writer.write(_CHUNK[: answer.padding - start])
                await writer.drain()
        await writer.drain()
        return keep

    def _response(self, method: str, url: str) -> Response:
        if method not in ("GET", "HEAD"):
            return Response(405, (("Allow", "GET, HEAD"),), b"")
        try:
            answer = self.world.respond(url)
        except (KeyError, ValueError):  # no such host, or no address at all: what a proxy says of a failed lookup
            return Response(502, (("Content-Type", "text/plain"),), b"no such host in this world")
        if self.refused[url] < answer.refusals:
            self.refused[url] += 1
            return Response(answer.refusal_status, (("Retry-After", "1"), ("Content-Type", "text/plain")), b"busy")
        return answer


@contextmanager
def serve(world: World) -> Iterator[ServedWorld]:
    """Serves ``world`` on an ephemeral port of 127.0.0.1 until the block is left."""
    served = ServedWorld("")
    proxy = _Proxy(world, served.request_log)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="world", daemon=True)
    thread.start()  # before the first coroutine: in a notebook this thread has a running loop of its own
    try:
        starting = asyncio.start_server(proxy.accept, "127.0.0.1", 0, limit=MAX_HEADER_BYTES)
        server = asyncio.run_coroutine_threadsafe(starting, loop).result(STOP_SECONDS)
        served.proxy_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield served
        finally:
            asyncio.run_coroutine_threadsafe(_shut(server), loop).result(STOP_SECONDS)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(STOP_SECONDS)
        loop.close()


async def _shut(server: asyncio.Server) -> None:
    """Closes the socket and ends every connection still open."""
    server.close()
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
