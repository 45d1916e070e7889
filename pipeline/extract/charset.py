"""Finds out how a page is encoded: byte order mark, HTTP header, ``<meta>``, then detection.

Labels mean what they mean to a browser (WHATWG Encoding Standard, section 4.2): ``gb2312`` is GB18030, ``iso-8859-1``
is windows-1252, ``shift_jis`` is windows-31J.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

META_BYTES = 4096
"""How far into a page a ``<meta charset>`` is looked for. Browsers must look at 1024 bytes; many pages are later."""
DETECTION_BYTES = 1 << 15
MAX_REPLACED_FRACTION = 0.01
"""A declared encoding that leaves more than this fraction of characters undecodable is taken for a lie."""

# Python codec -> the superset that browsers use for it.
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
}
# What a web page may be encoded in. Python knows more (rot13, idna, unicode_escape): no page has a business with them.
_WEB_CODECS = frozenset(
    ["utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5hkscs", "cp932", "euc_jp", "iso2022_jp", "cp949"]
    + ["koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp866", "cp874"]
    + [f"cp{number}" for number in range(1250, 1259)]
    + [f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)]
)
# Labels of the standard that Python does not know, or knows as something else.
_LABELS = {
    "unicode-1-1-utf-8": "utf-8",
    "x-gbk": "gbk",
    "x-sjis": "shift_jis",
    "x-euc-jp": "euc_jp",
    "windows-31j": "cp932",
    "windows-949": "cp949",
    "ks_c_5601-1987": "cp949",
    "x-x-big5": "big5",
    "big5-hkscs": "big5hkscs",
    "windows-874": "cp874",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "iso-8859-8-i": "iso8859-8",
    "logical": "iso8859-8",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "dos-874": "cp874",
    "unicode": "utf-16",
}
_DEFAULT = "cp1252"  # what browsers take for an undeclared page
_UNDECLARED = ["gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "koi8-r", "cp874", "utf-16-le", "utf-16-be"] + [
    f"cp{number}" for number in range(1250, 1259)
]
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_TAG = re.compile(rb"<[^<>]{1,2000}>")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta\s[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.+-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_CONTENT_TYPE_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.+-]{2,40})", re.IGNORECASE)


def codec_of(label: str | None) -> str | None:
    """The Python codec for a charset label as browsers read it; None when there is no such web encoding."""
    label = (label or "").strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
    except (LookupError, ValueError):
        return None
    name = _SUPERSETS.get(name, name)
    return name if name in _WEB_CODECS else None


def charset_of_content_type(content_type: str | None) -> str | None:
    """The charset parameter of a Content-Type header."""
    found = _CONTENT_TYPE_CHARSET.search(content_type or "")
    return found[1] if found else None


def charset_of_meta(body: bytes) -> str | None:
    """The charset that the page's ``<meta>`` or XML declaration names within its first `META_BYTES` bytes."""
    head = _COMMENT.sub(b"", body[:META_BYTES])
    found = _META.search(head) or _XML.match(head)
    if not found:
        return None
    label = found[1].decode("ascii")
    # A declaration that could be read byte by byte is not in UTF-16, whatever it says.
    return "utf-8" if (codec_of(label) or "").startswith("utf-16") else label


def decode_html(body: bytes, http_charset: str | None) -> tuple[str, str, str]:
    """Text of ``body``, name of its charset, and how that was found: ``bom``, ``http``, ``meta`` or ``detected``.

    Bytes that mean nothing become U+FFFD; NUL characters are removed.
    """
    for mark, codec in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return _clean(body[len(mark) :].decode(codec, "replace")), codec, "bom"
    for label, how in ((http_charset, "http"), (charset_of_meta(body), "meta")):
        if declared := codec_of(label):
            text = body.decode(declared, "replace")
            if text.count("\ufffd") <= MAX_REPLACED_FRACTION * len(text):
                return _clean(text), declared, how
    detected = detect_charset(body)
    return _clean(body.decode(detected, "replace")), detected, "detected"


def detect_charset(body: bytes) -> str:
    """The codec that ``body`` is most probably in.

    Valid UTF-8 is UTF-8 unless it holds the escapes of ISO-2022-JP; otherwise the statistics of the characters
    outside of markup decide among the encodings that undeclared pages are found in.
    """
    if b"\x1b$" in body and _decodes(body, "iso2022_jp"):
        return "iso2022_jp"
    if _decodes(body, "utf-8"):
        return "utf-8"
    text = _TAG.sub(b" ", body)[:DETECTION_BYTES]
    best = from_bytes(text, cp_isolation=_UNDECLARED).best()
    if best is None:
        return "utf-8"  # nothing fits: what is undecodable shall be seen as U+FFFD
    western = from_bytes(text, cp_isolation=[_DEFAULT]).best()
    if western and western.chaos <= best.chaos and western.coherence >= best.coherence:
        return _DEFAULT  # its neighbours differ in a few letters and often look as good
    return codecs.lookup(best.encoding).name  # one of those it was asked to choose from


def _decodes(body: bytes, codec: str) -> bool:
    try:
        body.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _clean(text: str) -> str:
    return text.replace("\0", "")
