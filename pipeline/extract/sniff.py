"""What the bytes of a body are, whatever its headers say: a small part of the WHATWG MIME Sniffing Standard."""

from __future__ import annotations

import re

HTML = "text/html"
TEXT = "text/plain"
BINARY = "application/octet-stream"

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"%!PS-", "application/postscript"),
    (b"{\\rtf", "application/rtf"),
)
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|style|div|p|h[1-6]|a|table|article|main|font|br|b|!--)"
    rb"(?:[\s/>]|--)",
    re.IGNORECASE,
)
_XHTML = re.compile(rb"<\?xml[^>]{0,200}\?>.{0,1000}?<html[\s>]", re.IGNORECASE | re.DOTALL)
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_UNKNOWN = ("", "application/octet-stream", "application/unknown", "unknown/unknown", "*/*", "application/http")
_HEAD_BYTES = 2048


def media_type(content_type: str | None) -> str:
    """``type/subtype`` in lower case without parameters; "" when there is none."""
    return (content_type or "").partition(";")[0].partition(",")[0].strip().lower()


def sniff(body: bytes, declared: str | None) -> str:
    """The media type of ``body``: the declared one, unless there is none or the bytes are plainly something else."""
    declared = media_type(declared)
    for signature, kind in _SIGNATURES:
        if body.startswith(signature):
            return kind
    if declared not in _UNKNOWN and "/" in declared:
        return declared
    head = body[:_HEAD_BYTES]
    if head.startswith(_BYTE_ORDER_MARKS):
        head = head.replace(b"\0", b"")[2:].lstrip(b"\xbf")
    elif b"\0" in head:
        return BINARY
    head = head.lstrip()
    return HTML if _MARKUP.match(head) or _XHTML.match(head) else TEXT
