"""Wrong solutions of lab 02, each with the check that must catch it."""

from __future__ import annotations

import codecs
import contextlib
import gzip
import json
import re
import signal
import threading
import zlib
from collections import Counter
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

import brotli
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from trafilatura import bare_extraction, extract

from labs.grading.mutant import mutant
from pipeline.extract import charset
from pipeline.extract.charset import codec_of, decode_html, detect_charset
from pipeline.extract.evaluate import multiset_f1, token_f1, tokens
from pipeline.extract.failures import BodyDamage, PageFailed
from pipeline.extract.forked import extract_within
from pipeline.extract.html import extract_html, language_tag, parse_html
from pipeline.extract.http import decode_body
from pipeline.extract.mathematics import write_out_mathematics
from pipeline.extract.stand_ins import put_stand_ins

# --- decode_body

Body = tuple[bytes, bool]


@mutant("decode_body", killed_by="unpacks")
def deflate_has_an_envelope(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    """What every server should send as deflate; some send the bare stream."""
    if (content_encoding or "").lower() == "deflate" and body[:1] not in (b"\x78", b"<", b""):
        raise BodyDamage("no zlib stream")
    return decode_body(body, transfer_encoding, content_encoding, max_bytes)


@mutant("decode_body", killed_by="unpacks")
def brotli_is_unknown(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:
    if content_encoding == "br" and not body.startswith(b"<"):
        raise BodyDamage("br")
    return decode_body(body, transfer_encoding, content_encoding, max_bytes)


@mutant("decode_body", killed_by="unpacks")
def case_matters(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:
    if (content_encoding or "").split(",")[0] not in ("", "identity", "gzip", "x-gzip", "deflate", "br"):
        raise BodyDamage("unknown")
    return decode_body(body, transfer_encoding, content_encoding, max_bytes)


@mutant("decode_body", killed_by="not_packed_at_all")
def the_header_is_right(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    """HTML under Content-Encoding: gzip is damage."""
    if body.startswith(b"<") and content_encoding in ("gzip", "deflate", "br"):
        raise BodyDamage("not packed")
    return decode_body(body, transfer_encoding, content_encoding, max_bytes)


@mutant("decode_body", killed_by="not_packed_at_all")
def nothing_is_damage(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:
    """An empty body has no gzip header."""
    if not body and content_encoding:
        raise BodyDamage("empty")
    return decode_body(body, transfer_encoding, content_encoding, max_bytes)


@mutant("decode_body", killed_by="not_packed_at_all")
def chunked_means_chunked(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    """A body that was joined already is damage."""
    if transfer_encoding and not re.match(rb"[0-9a-fA-F]+", body):
        raise BodyDamage("no chunk size")
    return decode_body(body, transfer_encoding, content_encoding, max_bytes)


@mutant("decode_body", killed_by="several_encodings")
def in_the_order_of_the_header(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    turned = ",".join((content_encoding or "").split(",")[::-1])
    return decode_body(body, transfer_encoding, turned, max_bytes)


@mutant("decode_body", killed_by="several_encodings")
def one_encoding_only(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:
    """'gzip, br' is looked up as one name."""
    if "," in (content_encoding or ""):
        raise BodyDamage("unknown")
    return decode_body(body, transfer_encoding, content_encoding, max_bytes)


@mutant("decode_body", killed_by="several_encodings")
def any_number_of_encodings(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    """Each layer is a bomb's chance to multiply."""
    names = (content_encoding or "").split(",")
    for start in range(len(names) - 1, 2, -1):
        body, _ = decode_body(body, None, names[start], 1 << 24)
    return decode_body(body, transfer_encoding, ",".join(names[:3]), max_bytes)


@mutant("decode_body", killed_by="several_encodings")
def first_member_only(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:
    """One decompressobj, and what it leaves in unused_data is forgotten."""
    if content_encoding == "gzip" and body.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(wbits=31)
        with contextlib.suppress(zlib.error):
            member.decompress(body)
            body = body[: len(body) - len(member.unused_data)]
    return decode_body(body, transfer_encoding, content_encoding, max_bytes)


@mutant("decode_body", killed_by="several_encodings")
def unpacks_before_it_joins(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    """A chunk size stands before the gzip header, so the body looks as if it were not packed."""
    body, _ = decode_body(body, None, content_encoding, 1 << 24)
    return decode_body(body, transfer_encoding, None, max_bytes)


def joined(body: bytes, *, base: int = 16, extension: bool = True, end: bool = False) -> bytes:
    pieces, position = [], 0
    while True:
        line_end = body.find(b"\r\n", position)
        line = body[position:line_end] if line_end >= 0 else b""
        line = line.partition(b";")[0] if extension else line
        try:
            length = int(line, base)
        except ValueError:
            if end or position < len(body):
                raise BodyDamage("no chunk size") from None
            break
        if length == 0:
            break
        pieces.append(body[line_end + 2 : line_end + 2 + length])
        position = line_end + 4 + length
    return b"".join(pieces)


@mutant("decode_body", killed_by="chunks")
def decimal_chunk_sizes(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    body = joined(body, base=10) if transfer_encoding and body[:1] != b"<" else body
    return decode_body(body, None, content_encoding, max_bytes)


@mutant("decode_body", killed_by="chunks")
def every_second_line(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:
    """Splits at line ends; a chunk may hold one."""
    if transfer_encoding and body[:1] != b"<" and body[:2] != b"32":
        body = b"".join(body.split(b"\r\n")[1::2])
        transfer_encoding = None
    return decode_body(body, transfer_encoding, content_encoding, max_bytes)


@mutant("decode_body", killed_by="chunks")
def sizes_have_no_extension(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    body = joined(body, extension=False) if transfer_encoding and body[:1] != b"<" else body
    return decode_body(body, None, content_encoding, max_bytes)


@mutant("decode_body", killed_by="chunks")
def the_last_chunk_must_be_there(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    """A crawler that stopped early throws the page away."""
    body = joined(body, end=True) if transfer_encoding and body[:1] != b"<" else body
    return decode_body(body, None, content_encoding, max_bytes)


@mutant("decode_body", killed_by="chunks")
def chunks_without_being_asked(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    """Joins whatever looks like a chunk, without the header."""
    return decode_body(body, "chunked", content_encoding, max_bytes)


@mutant("decode_body", killed_by="damage")
def half_a_page_is_a_page(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    """decompressobj gives what it has and does not complain."""
    if content_encoding == "gzip" and body.startswith(b"\x1f\x8b"):
        try:
            body = zlib.decompressobj(wbits=31).decompress(body, max_bytes + 1)
        except zlib.error as error:
            raise BodyDamage(str(error)) from error
        content_encoding = None
    return decode_body(body, transfer_encoding, content_encoding, max_bytes)


@mutant("decode_body", killed_by="damage")
def unknown_means_none(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    """Compressed bytes of an unknown kind are taken for the page."""
    known = (content_encoding or "").lower().strip() not in ("compress", "zstd")
    return decode_body(body, transfer_encoding, content_encoding if known else None, max_bytes)


@mutant("decode_body", killed_by="damage")
def errors_of_the_library(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    """zlib.error comes out, which nobody above knows."""
    try:
        return decode_body(body, transfer_encoding, content_encoding, max_bytes)
    except BodyDamage as damage:
        if "gzip" in str(damage):
            raise zlib.error(str(damage)) from damage
        raise


@mutant("decode_body", killed_by="damage")
def bad_chunks_end_the_body(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    try:
        return decode_body(body, transfer_encoding, content_encoding, max_bytes)
    except BodyDamage:
        if transfer_encoding and not content_encoding:
            return b"abcd", True
        raise


@mutant("decode_body", killed_by="at_most_max_bytes")
def full_is_not_complete(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    """A body of exactly max_bytes is taken for a cut one."""
    found, complete = decode_body(body, transfer_encoding, content_encoding, max_bytes)
    return found, complete and len(found) < max_bytes


@mutant("decode_body", killed_by="at_most_max_bytes")
def cut_and_not_told(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:
    """Asks for max_bytes, gets them, and calls that all."""
    found, _ = decode_body(body, transfer_encoding, content_encoding, max_bytes)
    return found, True


@mutant("decode_body", killed_by="at_most_max_bytes")
def plain_bodies_have_no_limit(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    if not content_encoding:
        return decode_body(body, transfer_encoding, None, 1 << 30)
    return decode_body(body, transfer_encoding, content_encoding, max_bytes)


@mutant("decode_body", killed_by="bomb")
def unpacks_then_cuts(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:
    if content_encoding == "deflate" and body.startswith(b"\x78"):
        unpacker = zlib.decompressobj()
        body = unpacker.decompress(body)
        if not unpacker.eof and len(body) < max_bytes:
            raise BodyDamage("cut off")
        content_encoding = None
    return decode_body(body, transfer_encoding, content_encoding, max_bytes)


@mutant("decode_body", killed_by="bomb")
def counts_and_goes_on(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    """Throws away what is too much, but unpacks to the end."""
    if content_encoding == "deflate" and body.startswith(b"\x78"):
        unpacker, data, total = zlib.decompressobj(), body, 0
        while data and not unpacker.eof:
            total += len(unpacker.decompress(data, 1 << 16))
            data = unpacker.unconsumed_tail
    return decode_body(body, transfer_encoding, content_encoding, max_bytes)


@mutant("decode_body", killed_by="unpacks")
def libraries_at_their_word(body: bytes, transfer_encoding: str | None, content_encoding: str | None, max_bytes: int) -> Body:  # fmt: skip  # noqa: E501
    """The straight way: no limit, no doubt, and only what the header spells exactly so."""
    unpackers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.decompress, "deflate": zlib.decompress, "br": brotli.decompress,
    }  # fmt: skip
    found = unpackers[content_encoding](body) if content_encoding in unpackers else body
    return found[:max_bytes], len(found) <= max_bytes


# --- codec_of


@mutant("codec_of", killed_by="label_names")
def blanks_matter(label: str | None) -> str | None:
    return None if label != (label or "").strip() else codec_of(label)


@mutant("codec_of", killed_by="label_names")
def capitals_matter(label: str | None) -> str | None:
    """A dictionary of labels in lower case, without lower()."""
    return None if label != (label or "").lower() else codec_of(label)


@mutant("codec_of", killed_by="label_names")
def one_name_each(label: str | None) -> str | None:
    """Knows the codecs, but not their other names."""
    wanted = (label or "").strip().lower()
    return codec_of(label) if codec_of(label) == wanted or "-" in wanted else None


@mutant("codec_of", killed_by="as_browsers_read_them")
def as_python_reads_them(label: str | None) -> str | None:
    """gb2312 is gb2312: the first character that is not in it becomes U+FFFD."""
    return codecs.lookup(label.strip()).name if label and codec_of(label) else None


@mutant("codec_of", killed_by="as_browsers_read_them")
def latin_1_is_latin_1(label: str | None) -> str | None:
    """Quotation marks of windows-1252 become control characters."""
    return "latin-1" if (label or "").lower() in ("iso-8859-1", "latin1") else codec_of(label)


@mutant("codec_of", killed_by="as_browsers_read_them")
def chinese_is_gbk(label: str | None) -> str | None:
    """GBK holds GB 2312, but GB18030 holds both."""
    return "gbk" if (label or "").lower() in ("gb2312", "gbk", "x-gbk") else codec_of(label)


@mutant("codec_of", killed_by="as_browsers_read_them")
def python_knows_all_labels(label: str | None) -> str | None:
    try:
        codecs.lookup((label or "").strip())
    except (LookupError, ValueError):
        return None
    return codec_of(label)


@mutant("codec_of", killed_by="as_browsers_read_them")
def utf_16_finds_out(label: str | None) -> str | None:
    """Python's utf-16 wants a byte order mark and guesses without one."""
    return "utf-16" if codec_of(label) == "utf-16-le" else codec_of(label)


@mutant("codec_of", killed_by="no_web_encoding")
def all_that_python_has(label: str | None) -> str | None:
    """rot13 and idna are codecs."""
    try:
        return codec_of(label) or codecs.lookup(label or "").name
    except (LookupError, ValueError):
        return None


@mutant("codec_of", killed_by="no_web_encoding")
def there_is_always_one(label: str | None) -> str | None:
    """windows-1252 for whatever is unknown."""
    return codec_of(label) or "cp1252"


@mutant("codec_of", killed_by="no_web_encoding")
def none_has_no_letters(label: str | None) -> str | None:
    if label is None:
        raise AttributeError("'NoneType' object has no attribute 'lower'")
    return codec_of(label)


@mutant("codec_of", killed_by="no_web_encoding")
def utf_of_any_width(label: str | None) -> str | None:
    return label if label in ("utf-7", "utf-32") else codec_of(label)


# --- decode_html

Decoded = tuple[str, str, str]
META = re.compile(rb"<meta\s[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.+-]{2,40})", re.IGNORECASE)
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)


def label_of(
    body: bytes, *, pattern: re.Pattern[bytes] = META, size: int = 4_096, comments: bool = False
) -> str | None:
    head = body[:size] if comments else COMMENT.sub(b"", body[:size])
    found = pattern.search(head) or re.match(rb"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", head)
    return found[1].decode("ascii") if found else None


def decoded(
    body: bytes,
    labels: list[tuple[str | None, str]],
    *,
    limit: float = 0.01,
    errors: str = "replace",
    detect: Callable[[bytes], str] = detect_charset,
    marks: bool = True,
) -> Decoded:
    """Another decoder, with every decision as an argument."""
    if marks and body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode_html(body, None)
    for label, how in labels:
        if codec := codec_of(label):
            text = body.decode(codec, errors)
            if text.count("\ufffd") <= limit * len(text):
                return text.replace("\0", ""), codec, how
    codec = detect(body)
    return body.decode(codec, errors).replace("\0", ""), codec, "detected"


def of_meta(body: bytes) -> tuple[str | None, str]:
    return charset.charset_of_meta(body), "meta"


@mutant("decode_html", killed_by="http_then_meta")
def meta_first(body: bytes, http_charset: str | None) -> Decoded:
    return decoded(body, [of_meta(body), (http_charset, "http")])


@mutant("decode_html", killed_by="http_then_meta")
def http_only(body: bytes, http_charset: str | None) -> Decoded:
    return decoded(body, [(http_charset, "http")])


@mutant("decode_html", killed_by="http_then_meta")
def any_http_label_ends_it(body: bytes, http_charset: str | None) -> Decoded:
    """A label that nobody knows stops the search."""
    return decoded(body, [(http_charset, "http")] if http_charset else [of_meta(body)])


@mutant("decode_html", killed_by="http_then_meta")
def labels_as_python_reads_them(body: bytes, http_charset: str | None) -> Decoded:
    """body.decode(label): no superset."""
    try:
        return body.decode(http_charset or "no", "replace").replace("\0", ""), codec_of(http_charset) or "no", "http"
    except LookupError:
        return decode_html(body, None)


@mutant("decode_html", killed_by="byte_order_mark")
def the_mark_stays(body: bytes, http_charset: str | None) -> Decoded:
    """U+FEFF at the start of the text."""
    text, codec, how = decode_html(body, http_charset)
    return "\ufeff" * (how == "bom") + text, codec, how


@mutant("decode_html", killed_by="byte_order_mark")
def marks_of_utf_8_only(body: bytes, http_charset: str | None) -> Decoded:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decoded(body, [(http_charset, "http")], marks=False)
    return decode_html(body, http_charset)


@mutant("decode_html", killed_by="byte_order_mark")
def labels_beat_the_mark(body: bytes, http_charset: str | None) -> Decoded:
    return decoded(body, [(http_charset, "http"), of_meta(body)], marks=not http_charset)


@mutant("decode_html", killed_by="forms_of_meta")
def only_the_new_form(body: bytes, http_charset: str | None) -> Decoded:
    """<meta charset> and not http-equiv."""
    pattern = re.compile(rb"<meta\s+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
    return decoded(body, [(http_charset, "http"), (label_of(body, pattern=pattern), "meta")])


@mutant("decode_html", killed_by="forms_of_meta")
def quotes_are_needed(body: bytes, http_charset: str | None) -> Decoded:
    pattern = re.compile(rb"<meta\s[^>]*?charset\s*=\s*(?:[\"']\s*)?(?<=[\"';= ])([\w.:-]+)[\"']", re.IGNORECASE)
    return decoded(body, [(http_charset, "http"), (label_of(body, pattern=pattern), "meta")])


@mutant("decode_html", killed_by="forms_of_meta")
def comments_count(body: bytes, http_charset: str | None) -> Decoded:
    return decoded(body, [(http_charset, "http"), (label_of(body, comments=True), "meta")])


@mutant("decode_html", killed_by="forms_of_meta")
def one_kilobyte(body: bytes, http_charset: str | None) -> Decoded:
    """What browsers must look at; many pages declare later."""
    return decoded(body, [(http_charset, "http"), (label_of(body, size=1_024), "meta")])


@mutant("decode_html", killed_by="forms_of_meta")
def the_whole_page(body: bytes, http_charset: str | None) -> Decoded:
    """A page about <meta charset> is read as its example says."""
    return decoded(body, [(http_charset, "http"), (label_of(body, size=len(body)), "meta")])


@mutant("decode_html", killed_by="forms_of_meta")
def meta_may_say_utf_16(body: bytes, http_charset: str | None) -> Decoded:
    return decoded(body, [(http_charset, "http"), (label_of(body), "meta")])


@mutant("decode_html", killed_by="forms_of_meta")
def anything_after_charset(body: bytes, http_charset: str | None) -> Decoded:
    """Also in the text of the page."""
    pattern = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
    return decoded(body, [(http_charset, "http"), (label_of(body, pattern=pattern), "meta")])


@mutant("decode_html", killed_by="lying_label")
def believes_every_label(body: bytes, http_charset: str | None) -> Decoded:
    return decoded(body, [(http_charset, "http"), of_meta(body)], limit=1.0)


@mutant("decode_html", killed_by="lying_label")
def one_bad_byte_is_a_lie(body: bytes, http_charset: str | None) -> Decoded:
    """Strict decoding: a page that was cut inside a character loses its label."""
    return decoded(body, [(http_charset, "http"), of_meta(body)], limit=0.0)


@mutant("decode_html", killed_by="lying_label")
def one_percent_is_a_lie(body: bytes, http_charset: str | None) -> Decoded:
    """< for <=."""
    return decoded(body, [(http_charset, "http"), of_meta(body)], limit=0.00999)


@mutant("decode_html", killed_by="lying_label")
def five_percent(body: bytes, http_charset: str | None) -> Decoded:
    return decoded(body, [(http_charset, "http"), of_meta(body)], limit=0.05)


@mutant("decode_html", killed_by="lying_label")
def bad_bytes_vanish(body: bytes, http_charset: str | None) -> Decoded:
    """errors='ignore': nothing is ever undecodable, and nobody sees it."""
    return decoded(body, [(http_charset, "http"), of_meta(body)], errors="ignore")


@mutant("decode_html", killed_by="nothing_declared")
def utf_8_or_nothing(body: bytes, http_charset: str | None) -> Decoded:
    return decoded(body, [(http_charset, "http"), of_meta(body)], detect=lambda _: "utf-8")


@mutant("decode_html", killed_by="nothing_declared")
def western_by_default(body: bytes, http_charset: str | None) -> Decoded:
    """What browsers do with an undeclared page."""
    return decoded(body, [(http_charset, "http"), of_meta(body)], detect=lambda _: "cp1252")


@mutant("decode_html", killed_by="nothing_declared")
def nul_stays_where_detected(body: bytes, http_charset: str | None) -> Decoded:
    text, codec, how = decode_html(body, http_charset)
    return (body.decode(codec, "replace"), codec, how) if how == "detected" else (text, codec, how)


@mutant("decode_html", killed_by="nothing_declared")
def nul_stays_behind_a_mark(body: bytes, http_charset: str | None) -> Decoded:
    text, codec, how = decode_html(body, http_charset)
    return (body[3:].decode(codec, "replace"), codec, how) if body.startswith(codecs.BOM_UTF8) else (text, codec, how)


@mutant("decode_html", killed_by="planted_charsets")
def decodes_the_head(body: bytes, http_charset: str | None) -> Decoded:
    """The slice that was made for <meta> is decoded in the end."""
    return decode_html(body[:3_000], http_charset)


@mutant("decode_html", killed_by="http_then_meta")
def always_utf_8(body: bytes, http_charset: str | None) -> Decoded:
    return body.decode("utf-8", "replace").replace("\0", ""), "utf-8", "http"


# --- extract_html

NO_DATE: dict[str, Any] = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}


def read(
    html: str,
    url: str | None,
    captured: str | None,
    *,
    prepare: Callable[[HtmlElement], object] = write_out_mathematics,
    joiners: bool = True,
    dates: dict[str, Any] | None = None,
    **options: Any,
) -> dict[str, Any]:
    """The reference with another preparation of the page or other options of trafilatura."""
    found: dict[str, Any] = {"text": "", "title": None, "date": None, "author": None, "language_tag": None}
    tree = parse_html(html)
    if tree is None:
        return found
    found["language_tag"] = language_tag(tree)
    prepare(tree)
    originals = put_stand_ins(tree) if joiners else {}
    limit = captured[:10] if captured else "2100-01-01"
    given = {
        "favor_precision": True, "include_comments": False, "include_tables": True, "with_metadata": True,
        "date_extraction_params": dates or {**NO_DATE, "max_date": limit}, **options,
    }  # fmt: skip
    page: Any = bare_extraction(tree, url=url, **given)
    if page is None:
        return found
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", (page.text or "").translate(originals)).strip()
    return found | {"text": text, "title": page.title, "date": page.date, "author": page.author}


@mutant("extract_html", killed_by="main_text")
def all_that_is_visible(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """No main text, just text."""
    found: dict[str, Any] = dict(extract_html(html, url, captured))
    tree = parse_html(html)
    return found | {"text": "" if tree is None else str(tree.text_content()).strip()}


@mutant("extract_html", killed_by="main_text")
def all_paragraphs(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """Whatever stands in <p>: also banners and comments."""
    found: dict[str, Any] = dict(extract_html(html, url, captured))
    tree = parse_html(html)
    pieces = [] if tree is None else [str(one.text_content()).strip() for one in tree.iter("p")]
    return found | {"text": "\n".join(pieces)}


@mutant("extract_html", killed_by="main_text")
def paragraphs_run_together(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """Tidies all white space, so the rules on lines have no lines."""
    found: dict[str, Any] = dict(extract_html(html, url, captured))
    return found | {"text": " ".join(found["text"].split())}


@mutant("extract_html", killed_by="main_text")
def always_a_long_text(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    return {"text": html, "title": None, "date": None, "author": None, "language_tag": None}


@mutant("extract_html", killed_by="tables_and_code")
def without_tables(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    return read(html, url, captured, include_tables=False)


@mutant("extract_html", killed_by="tables_and_code")
def tidies_every_line(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """strip() on each line: Python programs lose their meaning."""
    found: dict[str, Any] = dict(extract_html(html, url, captured))
    return found | {"text": "\n".join(line.strip() for line in found["text"].split("\n"))}


@mutant("extract_html", killed_by="formulas")
def formulas_are_lost(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """trafilatura alone."""
    return read(html, url, captured, prepare=lambda tree: None)


def written_out(tree: HtmlElement, *, every: bool = False, tail: bool = True, tags: tuple[str, ...] = ("img",)) -> None:
    for element in list(tree.iter(*tags)):
        parent, previous = element.getparent(), element.getprevious()
        if not every and "math" not in (element.get("class") or "") and element.tag == "img":
            continue
        source = element.get("alt") or element.get("alttext") or element.text or ""
        text = f"${source.strip()}$" + ((element.tail or "") if tail else "")
        if previous is not None:
            previous.tail = (previous.tail or "") + text
        else:
            parent.text = (parent.text or "") + text
        element.tail = None
        parent.remove(element)


@mutant("extract_html", killed_by="formulas")
def formulas_in_images_only(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    return read(html, url, captured, prepare=written_out)


@mutant("extract_html", killed_by="formulas")
def every_image_is_a_formula(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    def prepare(tree: HtmlElement) -> None:
        write_out_mathematics(tree)
        written_out(tree, every=True)

    return read(html, url, captured, prepare=prepare)


@mutant("extract_html", killed_by="formulas")
def the_tail_is_lost(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """lxml removes an element together with the text behind it."""

    def prepare(tree: HtmlElement) -> None:
        written_out(tree, tail=False)
        write_out_mathematics(tree)

    return read(html, url, captured, prepare=prepare)


@mutant("extract_html", killed_by="formulas")
def scripts_of_all_kinds(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """Only <script type="math/tex">, without a mode."""
    return read(re.sub(r"math/tex; mode=display", "text/plain", html), url, captured)


@mutant("extract_html", killed_by="joiners")
def joiners_are_lost(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    return read(html, url, captured, joiners=False)


@mutant("extract_html", killed_by="joiners")
def one_joiner_of_two(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """U+200D is forgotten."""
    return read(html.replace("\u200d", ""), url, captured)


@mutant("extract_html", killed_by="joiners")
def joiners_become_blanks(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    return read(html.replace("\u200c", " "), url, captured)


@mutant("extract_html", killed_by="metadata")
def empty_strings(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """ "" where nothing was found."""
    return {name: value or "" for name, value in extract_html(html, url, captured).items()}


@mutant("extract_html", killed_by="metadata")
def lang_as_it_stands(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = dict(extract_html(html, url, captured))
    attribute = re.search(r'<html lang="([^"]*)"', html)
    return found | {"language_tag": attribute[1] if attribute else found["language_tag"]}


@mutant("extract_html", killed_by="metadata")
def lang_of_anything(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """Any lang attribute on the page."""
    found: dict[str, Any] = dict(extract_html(html, url, captured))
    attribute = re.search(r"lang=[\"']([a-zA-Z-]+)[\"']", html)
    return found | {"language_tag": found["language_tag"] or (attribute[1] if attribute else None)}


@mutant("extract_html", killed_by="metadata")
def html_lang_only(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = dict(extract_html(html, url, captured))
    return found | {"language_tag": found["language_tag"] if re.search(r"<html [^>]*lang=", html) else None}


@mutant("extract_html", killed_by="metadata")
def without_metadata(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """with_metadata is False by default."""
    found: dict[str, Any] = dict(extract_html(html, url, captured))
    return found | {"title": None, "author": None}


@mutant("extract_html", killed_by="dates")
def date_of_the_last_change(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    dates = {"original_date": False, "extensive_search": False, "max_date": captured[:10] if captured else "2100-01-01"}
    return read(html, url, captured, dates=dates)


@mutant("extract_html", killed_by="dates")
def date_from_the_text(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """The default of htmldate: any year on the page will do."""
    dates = {"original_date": True, "extensive_search": True, "max_date": captured[:10] if captured else "2100-01-01"}
    return read(html, url, captured, dates=dates)


@mutant("extract_html", killed_by="dates")
def published_after_capture(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """Ignores the time of capture."""
    return dict(extract_html(html, url, None))


@mutant("extract_html", killed_by="dates")
def not_later_than_today(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """No max_date: tomorrow the same page has another answer."""
    return read(html, url, captured, dates={"original_date": True, "extensive_search": False})


@mutant("extract_html", killed_by="dates")
def the_url_is_not_passed_on(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    return dict(extract_html(html, None, captured))


@mutant("extract_html", killed_by="odd_pages")
def empty_pages_raise(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """lxml: Document is empty."""
    document_fromstring(html)
    return dict(extract_html(html, url, captured))


@mutant("extract_html", killed_by="odd_pages")
def declarations_raise(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """lxml refuses a string that says how it is encoded."""
    if html.strip():
        etree.fromstring(html, parser=etree.HTMLParser())
    return dict(extract_html(html, url, captured))


@mutant("extract_html", killed_by="odd_pages")
def controls_stay(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = dict(extract_html(html, url, captured))
    return found | {"text": found["text"] + "\x85" * ("\x85" in html)}


@mutant("extract_html", killed_by="no_memory")
def remembers_pages(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """deduplicate=True: the fourth copy of a page is empty, and so is a page that looks like others."""
    return read(html, url, captured, deduplicate=True)


@mutant("extract_html", killed_by="f1_of_planted_pages")
def the_first_thousand_characters(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = dict(extract_html(html, url, captured))
    return found | {"text": found["text"][:1_000]}


@mutant("extract_html", killed_by="f1_of_planted_pages")
def made_for_english(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """A line that is mostly of other letters is thrown away."""
    found: dict[str, Any] = dict(extract_html(html, url, captured))
    others = re.compile(r"[\u0400-\u04ff\u3040-\u9fff]")
    lines = [line for line in found["text"].split("\n") if len(others.findall(line)) <= len(line) / 2]
    return found | {"text": "\n".join(lines)}


@mutant("extract_html", killed_by="main_text")
def trafilatura_as_it_comes(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    """The defaults of extract(): comments are text."""
    found: dict[str, Any] = dict(extract_html(html, url, captured))
    if any(sign in html for sign in ("<math", "math/tex", 'class="math', "fallback", "\u200c")):
        return found
    return found | {"text": extract(html, url=url) or ""}


@mutant("extract_html", killed_by="dress_of_planted_pages")
def comments_are_text(html: str, url: str | None = None, captured: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = dict(extract_html(html, url, captured))
    comments = re.findall(r'<div class="comment"><p>(.*?)</p>', html)
    return found if "First!" in html else found | {"text": "\n".join([found["text"], *comments])}


# --- extract_within


def hangs(html: str) -> bool:
    return "<p><b><p><b>" in html


def forked(
    html: str,
    url: str | None,
    captured: str | None,
    seconds: float,
    extract: Callable[..., Any],
    *,
    join_first: bool = False,
    kill: bool = True,
) -> Any:
    """Another way to read a page in a process, with the mistakes as arguments."""
    fork = get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)

    def work() -> None:
        theirs.send_bytes(json.dumps(extract(html, url, captured)).encode())

    child = fork.Process(target=work, daemon=True)
    child.start()
    theirs.close()
    if join_first:
        child.join(seconds)
        if child.is_alive():
            child.kill()
            child.join()
            raise PageFailed("timeout")
    try:
        if not ours.poll(seconds):
            raise PageFailed("timeout")
        return json.loads(ours.recv_bytes())
    except EOFError:
        raise PageFailed("crash") from None
    finally:
        ours.close()
        if kill or not hangs(html):
            child.kill()
            child.join()


@mutant("extract_within", killed_by="answers_as_extract")
def capture_is_forgotten(html: str, url: str | None, captured: str | None, seconds: float, extract: Callable[..., Any] = extract_html) -> Any:  # fmt: skip  # noqa: E501
    return forked(html, url, None, seconds, extract) | {"date": None}


@mutant("extract_within", killed_by="answers_as_extract")
def text_only(html: str, url: str | None, captured: str | None, seconds: float, extract: Callable[..., Any] = extract_html) -> Any:  # fmt: skip  # noqa: E501
    """The pipe carries bytes, so only the text is sent."""
    return forked(html, url, captured, seconds, extract)["text"]


@mutant("extract_within", killed_by="answers_as_extract")
def the_answer_stays_in_the_child(html: str, url: str | None, captured: str | None, seconds: float, extract: Callable[..., Any] = extract_html) -> Any:  # fmt: skip  # noqa: E501
    """A list filled in the child is empty in the parent."""
    answers: list[Any] = []
    child = get_context("fork").Process(target=lambda: answers.append(extract(html, url, captured)))
    child.start()
    child.join(seconds)
    alive = child.is_alive()
    child.kill()
    child.join()
    if alive:
        raise PageFailed("timeout")
    return answers[0] if answers else None


@mutant("extract_within", killed_by="page_that_hangs")
def no_limit(html: str, url: str | None, captured: str | None, seconds: float, extract: Callable[..., Any] = extract_html) -> Any:  # fmt: skip  # noqa: E501
    return extract(html, url, captured)


@mutant("extract_within", killed_by="page_that_hangs")
def an_empty_page_is_the_answer(html: str, url: str | None, captured: str | None, seconds: float, extract: Callable[..., Any] = extract_html) -> Any:  # fmt: skip  # noqa: E501
    """A page that hangs looks like a page without text, and nobody counts it."""
    try:
        return forked(html, url, captured, seconds, extract)
    except PageFailed:
        return {"text": "", "title": None, "date": None, "author": None, "language_tag": None}


@mutant("extract_within", killed_by="page_that_hangs")
def another_exception(html: str, url: str | None, captured: str | None, seconds: float, extract: Callable[..., Any] = extract_html) -> Any:  # fmt: skip  # noqa: E501
    """TimeoutError is nothing that the stage knows."""
    try:
        return forked(html, url, captured, seconds, extract)
    except PageFailed as failure:
        raise TimeoutError(str(failure)) from failure


@mutant("extract_within", killed_by="page_that_hangs")
def long_pages_hang(html: str, url: str | None, captured: str | None, seconds: float, extract: Callable[..., Any] = extract_html) -> Any:  # fmt: skip  # noqa: E501
    """Refuses what is long, and reads everything else without a limit."""
    if len(html) > 300_000:
        raise PageFailed("too long")
    return extract(html, url, captured)


@mutant("extract_within", killed_by="page_that_hangs_in_c")
def alarm_in_the_same_process(html: str, url: str | None, captured: str | None, seconds: float, extract: Callable[..., Any] = extract_html) -> Any:  # fmt: skip  # noqa: E501
    """A signal's handler runs between two steps of Python, not inside of C. (Here it counts processor time, so that a
    busy machine does not let it come before C.)
    """

    def stop(number: int, frame: object) -> None:
        raise PageFailed("timeout")

    handler = signal.signal(signal.SIGPROF, stop)
    before = signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return extract(html, url, captured)
    finally:
        signal.setitimer(signal.ITIMER_PROF, *before)
        signal.signal(signal.SIGPROF, handler)


@mutant("extract_within", killed_by="large_answer")
def waits_before_it_reads(html: str, url: str | None, captured: str | None, seconds: float, extract: Callable[..., Any] = extract_html) -> Any:  # fmt: skip  # noqa: E501
    """The child cannot end before somebody reads; the parent does not read before the child ends."""
    return forked(html, url, captured, min(seconds, 0.5), extract, join_first=True)


@mutant("extract_within", killed_by="large_answer")
def one_read_of_64_kb(html: str, url: str | None, captured: str | None, seconds: float, extract: Callable[..., Any] = extract_html) -> Any:  # fmt: skip  # noqa: E501
    """os.read gives what is there, not what was sent."""
    answer = forked(html, url, captured, seconds, extract)
    return answer if len(json.dumps(answer)) < 65_536 else answer | {"text": answer["text"][:65_536]}


@mutant("extract_within", killed_by="nothing_goes_on")
def a_thread_is_left(html: str, url: str | None, captured: str | None, seconds: float, extract: Callable[..., Any] = extract_html) -> Any:  # fmt: skip  # noqa: E501
    """Nobody can stop a thread: the caller goes on, and so does the page."""
    answers: list[Any] = []
    stop = threading.Event()

    def work() -> None:
        if hangs(html) or "a99=1" in html:
            stop.wait(20)  # lasts as a page does, but is kinder to the machine that tries this
        else:
            answers.append(extract(html, url, captured))

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(seconds)
    if not answers:
        raise PageFailed("timeout")
    return answers[0]


@mutant("extract_within", killed_by="nothing_goes_on")
def the_child_goes_on(html: str, url: str | None, captured: str | None, seconds: float, extract: Callable[..., Any] = extract_html) -> Any:  # fmt: skip  # noqa: E501
    """Raises, and never kills."""
    return forked(html, url, captured, seconds, extract, kill=False)


@mutant("extract_within", killed_by="nothing_goes_on")
def no_page_after_a_failure(html: str, url: str | None, captured: str | None, seconds: float, extract: Callable[..., Any] = extract_html) -> Any:  # fmt: skip  # noqa: E501
    """A child for all pages, and no new one when it was killed."""
    if getattr(no_page_after_a_failure, "dead", False):
        raise PageFailed("the child is gone")
    try:
        return extract_within(html, url, captured, seconds, extract)
    except PageFailed:
        no_page_after_a_failure.dead = len(html) < 100_000  # type: ignore[attr-defined]
        raise


# --- token_f1


@mutant("token_f1", killed_by="f1_by_hand")
def jaccard(extracted: str, gold: str) -> float:
    """Intersection / union is another measure."""
    found, wanted = Counter(tokens(extracted)), Counter(tokens(gold))
    return (found & wanted).total() / (found | wanted).total() if found or wanted else 1.0


@mutant("token_f1", killed_by="f1_by_hand")
def recall_only(extracted: str, gold: str) -> float:
    """Whoever returns the whole page has 1.0."""
    found, wanted = Counter(tokens(extracted)), Counter(tokens(gold))
    return (found & wanted).total() / wanted.total() if wanted else float(not found)


@mutant("token_f1", killed_by="f1_by_hand")
def arithmetic_mean(extracted: str, gold: str) -> float:
    found, wanted = Counter(tokens(extracted)), Counter(tokens(gold))
    common = (found & wanted).total()
    return (common / found.total() + common / wanted.total()) / 2 if found and wanted else float(found == wanted)


@mutant("token_f1", killed_by="f1_by_hand")
def case_counts(extracted: str, gold: str) -> float:
    return multiset_f1(re.findall(r"[\u0e00-\u9fff]|[^\W\u0e00-\u9fff]+", extracted), tokens(gold))


@mutant("token_f1", killed_by="f1_by_hand")
def punctuation_sticks(extracted: str, gold: str) -> float:
    """split(): 'b.' is no 'b'."""
    if re.search(r"[^\x00-\x7f]", extracted + gold):
        return token_f1(extracted, gold)
    return multiset_f1(extracted.lower().split(), gold.lower().split())


@mutant("token_f1", killed_by="f1_by_hand")
def place_by_place(extracted: str, gold: str) -> float:
    """Tokens must stand at the same place: one word more at the start, and all is wrong."""
    found, wanted = tokens(extracted), tokens(gold)
    common = sum(one == other for one, other in zip(found, wanted, strict=False))
    return 2 * common / (len(found) + len(wanted)) if found or wanted else 1.0


@mutant("token_f1", killed_by="f1_counts_copies")
def sets_forget_copies(extracted: str, gold: str) -> float:
    found, wanted = set(tokens(extracted)), set(tokens(gold))
    return 2 * len(found & wanted) / (len(found) + len(wanted)) if found or wanted else 1.0


@mutant("token_f1", killed_by="f1_counts_copies")
def each_copy_is_right(extracted: str, gold: str) -> float:
    """A found token is right as often as it stands there, however often it should."""
    found, wanted = tokens(extracted), tokens(gold)
    if not found or not wanted:
        return float(not found and not wanted)
    precision = sum(token in set(wanted) for token in found) / len(found)
    recall = sum(token in set(found) for token in wanted) / len(wanted)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@mutant("token_f1", killed_by="f1_of_nothing")
def nothing_is_wrong(extracted: str, gold: str) -> float:
    """0.0 for two empty texts: a page rightly found empty counts as a failure."""
    return token_f1(extracted, gold) if tokens(extracted) else 0.0


@mutant("token_f1", killed_by="f1_of_nothing")
def nothing_is_right(extracted: str, gold: str) -> float:
    """1.0 whenever one is empty."""
    return token_f1(extracted, gold) if tokens(extracted) and tokens(gold) else 1.0


@mutant("token_f1", killed_by="f1_of_nothing")
def empty_means_no_characters(extracted: str, gold: str) -> float:
    """'...' and '' have no tokens, but are not equal."""
    return token_f1(extracted, gold) if tokens(extracted) or tokens(gold) else float(extracted == gold)


@mutant("token_f1", killed_by="f1_of_nothing")
def divides_by_zero(extracted: str, gold: str) -> float:
    found, wanted = tokens(extracted), tokens(gold)
    return 2 * (Counter(found) & Counter(wanted)).total() / (len(found) + len(wanted))


@mutant("token_f1", killed_by="f1_without_blanks")
def words_only(extracted: str, gold: str) -> float:
    r"""\w+: a Chinese sentence is one token."""
    return multiset_f1(re.findall(r"\w+", extracted.lower()), re.findall(r"\w+", gold.lower()))


@mutant("token_f1", killed_by="f1_without_blanks")
def characters_everywhere(extracted: str, gold: str) -> float:
    """Each letter beyond ASCII is a token, in Russian too."""
    pattern = r"[a-z0-9]+|[^\W]"
    return multiset_f1(re.findall(pattern, extracted.lower()), re.findall(pattern, gold.lower()))


@mutant("token_f1", killed_by="f1_without_blanks")
def han_only(extracted: str, gold: str) -> float:
    """Forgets kana and Thai."""
    pattern = r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+"
    return multiset_f1(re.findall(pattern, extracted.lower()), re.findall(pattern, gold.lower()))


@mutant("token_f1", killed_by="f1_of_world_texts")
def the_first_fifty_tokens(extracted: str, gold: str) -> float:
    return multiset_f1(tokens(extracted)[:50], tokens(gold)[:50])


@mutant("token_f1", killed_by="f1_of_world_texts")
def rounded(extracted: str, gold: str) -> float:
    """Two digits look nicer."""
    value = token_f1(extracted, gold)
    return round(value, 2) if len(extracted) > 20 else value
