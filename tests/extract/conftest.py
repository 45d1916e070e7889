"""Builds archives byte by byte, so that a test can damage the very byte it means to."""

from __future__ import annotations

import gzip
from types import SimpleNamespace

import pytest

PARAGRAPH = "The committee met on Tuesday to discuss the new library, and the members agreed on a plan for the summer."


def block(body: bytes, status: str = "200 OK", content_type: str | None = "text/html", *headers: str) -> bytes:
    """An HTTP response."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(
    content: bytes = b"",
    kind: str = "response",
    url: str | None = "http://site.example/",
    date: str = "2024-05-06T07:08:09Z",
    length: int | None = None,
    *headers: str,
) -> bytes:
    """One WARC record with its two closing new lines; ``length`` is what it claims, by default the truth."""
    lines = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Date: {date}", *headers]
    if url is not None:
        lines.append(f"WARC-Target-URI: {url}")
    lines.append(f"Content-Length: {len(content) if length is None else length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content + b"\r\n\r\n"


def page(text: str = PARAGRAPH, title: str = "A title", head: str = "", lang: str = "en") -> bytes:
    """A page with one article of four paragraphs."""
    paragraphs = "".join(f"<p>{text} Number {number}.</p>" for number in range(4))
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>{title}</title>{head}</head>'
        f"<body><article>{paragraphs}</article></body></html>"
    ).encode()


def members(*records: bytes) -> list[bytes]:
    """Each record as a gzip member of its own."""
    return [gzip.compress(one, mtime=0) for one in records]


@pytest.fixture
def make() -> SimpleNamespace:
    return SimpleNamespace(block=block, record=record, page=page, members=members, paragraph=PARAGRAPH)
