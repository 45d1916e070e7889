"""Lab 02: from the bytes of a server's answer to clean text. Read README.md first.

The functions stand in the order in which a page needs them; you may write them in any order. You may use trafilatura,
lxml, brotli and the standard library, and what is imported here; nothing else of `pipeline`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# detect_charset(body) -> the codec that undeclared bytes are most probably in, such as "cp1251"
from pipeline.extract.charset import detect_charset  # noqa: F401

# BodyDamage: raised by decode_body. PageFailed: raised by extract_within. Both take one message.
from pipeline.extract.failures import BodyDamage, PageFailed  # noqa: F401

NO_BLANKS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Characters of scripts that are written without blanks, for use inside [...] of a regular expression."""

WEB_CODECS = (
    "utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5hkscs", "cp932", "euc_jp", "iso2022_jp", "cp949", "koi8-r",
    "koi8-u", "mac-roman", "mac-cyrillic", "cp866", "cp874", *(f"cp{number}" for number in range(1250, 1259)),
    *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
)  # fmt: skip
"""All that a page may be encoded in, by the names that `codecs.lookup(...).name` gives."""


def decode_body(
    body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int
) -> tuple[bytes, bool]:
    """The body without chunks and compression: at most ``max_bytes`` of it, and whether that was all.

    ``transfer_encoding`` and ``content_encoding`` are the values of these headers, None without one. Chunks come off
    first, then the content encodings (``gzip``, ``x-gzip``, ``deflate``, ``br``), the last one first. What is not
    encoded as its header says is taken as it is. However far ``body`` would unpack, the work stops near ``max_bytes``.

    Raises `BodyDamage` for data that breaks off or is broken, for an unknown encoding, and for more than three.
    """
    raise NotImplementedError


def codec_of(label: str | None) -> str | None:
    """The Python codec for a charset label as browsers read it, by its name in `WEB_CODECS`; None for anything else.

    Case and blanks around the label do not matter.

    >>> codec_of("GB2312"), codec_of("iso-8859-1"), codec_of("rot13")
    ('gb18030', 'cp1252', None)
    """
    raise NotImplementedError


def decode_html(body: bytes, http_charset: str | None) -> tuple[str, str, str]:
    """The text of a page, its codec, and how that was found: ``"bom"``, ``"http"``, ``"meta"`` or ``"detected"``.

    ``http_charset`` is the label in the HTTP header, None without one. The first that holds decides: a byte order mark;
    the HTTP label; the label in the page's head; `detect_charset`. A declared codec that turns more than 1 % of the
    characters into U+FFFD does not hold. The text has no byte order mark and no NUL; what cannot be decoded is U+FFFD.
    """
    raise NotImplementedError


def extract_html(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """The main text of a page and what the page says of itself: text, title, date, author, language_tag.

    ``captured`` is the time of capture (``"2024-05-06T07:08:09Z"``), where it is known. ``text`` is a string, "" when
    there is none; the others are a string or None; ``date`` is ``YYYY-MM-DD`` and not later than ``captured``. The
    answer depends on the arguments alone: not on pages seen before, not on today's date. Never raises for a string.
    """
    raise NotImplementedError


def extract_within(
    html: str,
    url: str | None,
    captured: str | None,
    seconds: float,
    extract: Callable[[str, str | None, str | None], Any] = extract_html,
) -> Any:
    """What ``extract(html, url, captured)`` returns, if it takes no more than about ``seconds``.

    Raises `PageFailed` when it takes longer, raises, or kills the process it runs in. Whatever happens, nothing goes
    on running for this page afterwards, and the next page is answered as if nothing had been.
    """
    raise NotImplementedError


def token_f1(extracted: str, gold: str) -> float:
    """How well ``extracted`` agrees with ``gold``: harmonic mean of the precision and the recall of its tokens.

    A token is a run of letters and digits (what ``\\w`` matches) in lower case; each character of `NO_BLANKS` is a
    token of its own. A token counts as often as it occurs; order does not count. 1.0 when neither text has a token, 0.0
    when only one of them has none.
    """
    raise NotImplementedError
