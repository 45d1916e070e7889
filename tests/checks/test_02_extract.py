"""The graded checks of lab 02: bodies, charsets, main text, pages that hang, and the measure of it all."""

from __future__ import annotations

import codecs
import gzip
import html
import os
import re
import time
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import brotli

from labs.grading.check import CheckFailure, check, credit, expect, expect_each, within
from labs.grading.submission import SubmissionError
from labs.world.build import Site, world
from labs.world.draws import Draw
from labs.world.phrases import LABEL_NAMES, LABELS
from labs.world.writing import article, choose_pool

PAGES = 200
CHINESE = "委员会星期二开会讨论在老城区新建公共图书馆的计划，并且同意了夏天的安排。"
JAPANESE = "委員会は火曜日に集まり、旧市街に新しい図書館を建てる計画について話し合いました。"
RUSSIAN = "Комитет собрался во вторник, чтобы обсудить планы новой библиотеки в старом городе."


def raising(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """``function``, with the answer "raises NAME" where it raises the exception called so."""

    def ask(*args: Any) -> Any:
        try:
            return function(*args)
        except SubmissionError as error:
            if error.kind != "exception" or f" raised {name}" not in str(error):
                raise
            return f"raises {name}"

    return ask


# --- labels


@check("labels", points=1)
def test_labels_follow_documents(labels: Any) -> None:
    """Your labels depend on the documents: they are no pattern, and not as good when they are shuffled."""
    labels.expect_follow_documents()


@check("labels", points=2, needs=("labels_follow_documents",))
def test_labels_cover(labels: Any) -> None:
    """Every document has a label: full points for all of them, none for half."""
    labels.credit_coverage()


@check("labels", points=1, needs=("labels_follow_documents",))
def test_labels_consistent(labels: Any) -> None:
    """Documents that come twice have the same label twice: full points for all of them, none for half."""
    labels.credit_consistency()


@check("labels", points=4, needs=("labels_follow_documents",))
def test_labels_agree(labels: Any) -> None:
    """Agreement with the truth beyond chance, Cohen's kappa: full points at 0.8, none at 0.4."""
    labels.credit_agreement(zero=0.4, full=0.8)


# --- decode_body

BODY = b"<p>The committee met on Tuesday.</p>\r\n" * 30


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def chunked(data: bytes, size: int) -> bytes:
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])


def expect_bodies(submission: Any, cases: list[tuple[Any, ...]], think: str) -> None:
    """``cases``: (body, transfer encoding, content encoding, max_bytes, answer)."""
    ask = raising("BodyDamage", submission.decode_body)
    expect_each([(case[:-1], case[-1]) for case in cases], ask, think=think, spread=True)


@check("decode_body", points=3)
def test_unpacks(submission: Any) -> None:
    """gzip, deflate with and without its envelope, and br are unpacked, whatever the case of their names."""
    packed = [("gzip", gzip.compress(BODY)), ("x-gzip", gzip.compress(BODY)), ("GZIP", gzip.compress(BODY)),
              ("deflate", zlib.compress(BODY)), ("Deflate", bare_deflate(BODY)), ("br", brotli.compress(BODY)),
              (None, BODY), ("", BODY), ("identity", BODY)]  # fmt: skip
    cases = [(data, None, name, 9_999, (BODY, True)) for name, data in packed]
    think = "What is the name of the encoding when you have taken blanks and capitals away?"
    expect_bodies(submission, cases, think)


@check("decode_body", points=2, needs=("unpacks",))
def test_not_packed_at_all(submission: Any) -> None:
    """A body that is not encoded as its header says is taken as it is: archives keep old headers."""
    names = ("gzip", "deflate", "br")
    cases: list[tuple[Any, ...]] = [(b"<p>text</p>", None, name, 9_999, (b"<p>text</p>", True)) for name in names]
    cases += [(b"", None, name, 9_999, (b"", True)) for name in names]
    cases += [(b"<p>text</p>", "chunked", "gzip", 9_999, (b"<p>text</p>", True))]
    think = "gzip begins with 1f 8b. What does HTML begin with?"
    expect_bodies(submission, cases, think)


@check("decode_body", points=2, needs=("unpacks",))
def test_several_encodings(submission: Any) -> None:
    """Several encodings come off in reverse order, behind the chunks, and all members of gzip; four are damage."""
    both = brotli.compress(gzip.compress(BODY))
    thrice = gzip.compress(gzip.compress(gzip.compress(BODY)))
    cases = [
        (both, None, "gzip, br", 9_999, (BODY, True)),
        (both, None, "identity,gzip ,BR", 9_999, (BODY, True)),
        (chunked(gzip.compress(BODY), 50), "Chunked", "gzip", 9_999, (BODY, True)),
        (thrice, None, "gzip,gzip,gzip", 9_999, (BODY, True)),
        (gzip.compress(BODY[:500]) + gzip.compress(BODY[500:]), None, "gzip", 9_999, (BODY, True)),
        (gzip.compress(thrice), None, "gzip,gzip,gzip,gzip", 9_999, "raises BodyDamage"),
    ]
    think = "In which order does the header list encodings? And what may stand behind the end of a gzip member?"
    expect_bodies(submission, cases, think)


@check("decode_body", points=3)
def test_chunks(submission: Any) -> None:
    """Chunks are joined; their sizes are hexadecimal and may have an extension, a trailer may follow."""
    cases = [
        (b"4\r\nabcd\r\n3\r\nefg\r\n0\r\n\r\n", "chunked", None, 99, (b"abcdefg", True)),
        (b"A\r\n0123456789\r\n0\r\n\r\n", "chunked", None, 99, (b"0123456789", True)),
        (b"0c\r\n0123456789ab\r\n0\r\n\r\n", "chunked", None, 99, (b"0123456789ab", True)),
        (b"4;name=value\r\nabcd\r\n0\r\nTrailer: x\r\n\r\n", "chunked", None, 99, (b"abcd", True)),
        (b"6\r\nab\r\ncd\r\n0\r\n\r\n", "chunked", None, 99, (b"ab\r\ncd", True)),
        (b"4\r\n\r\nab\r\n0\r\n\r\n", "chunked", None, 99, (b"\r\nab", True)),
        (chunked(BODY, 100), "chunked", None, 9_999, (BODY, True)),
        (b"4\r\nabcd\r\n", "chunked", None, 99, (b"abcd", True)),
        (b"9\r\nabcd", "chunked", None, 99, (b"abcd", True)),
        (b"3\r\nabc", None, None, 99, (b"3\r\nabc", True)),
    ]
    think = (
        "RFC 9112, section 7.1: read a size, take exactly so many bytes, whatever they are. A missing end is no damage."
    )
    expect_bodies(submission, cases, think)


@check("decode_body", points=2, needs=("unpacks",))
def test_damage(submission: Any) -> None:
    """A body that breaks off or is broken is damage, and so is an encoding that nobody knows."""
    packed = gzip.compress(BODY)
    spoilt = packed[:15] + b"\xff\xff\xff" + packed[18:]
    cases = [
        (packed[:-12], "gzip"), (packed[: len(packed) // 2], "gzip"), (zlib.compress(BODY)[:-12], "deflate"),
        (brotli.compress(BODY)[:-12], "br"), (spoilt, "gzip"), (BODY, "compress"), (BODY, "zstd"),
    ]  # fmt: skip
    rows = [(data, None, name, 9_999, "raises BodyDamage") for data, name in cases]
    rows += [(b"4\r\nabcd\r\nnonsense", "chunked", None, 99, "raises BodyDamage")]
    think = "Half a page looks like a page. Is the stream at its end (eof) when its bytes are?"
    expect_bodies(submission, rows, think)


@check("decode_body", points=3, needs=("unpacks",))
def test_at_most_max_bytes(submission: Any) -> None:
    """No more than max_bytes come back, and whether that was all is told right on both sides of the limit."""
    size = len(BODY)
    packed = [(None, None, BODY), (None, "gzip", gzip.compress(BODY)), (None, "deflate", bare_deflate(BODY)),
              (None, "br", brotli.compress(BODY)), ("chunked", None, chunked(BODY, 70))]  # fmt: skip
    cases = [
        (data, transfer, name, limit, (BODY[:limit], limit >= size))
        for transfer, name, data in packed
        for limit in (size - 1, size, size + 1)
    ]
    think = "How can you know whether there is one byte more than the limit? Ask for one byte more."
    expect_bodies(submission, cases, think)


@check("decode_body", points=3, needs=("at_most_max_bytes",))
def test_bomb(submission: Any) -> None:
    """A megabyte and a half that unpacks to 1.5 GB costs no more than the limit."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS)
    start = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    think = "Does your function unpack first and cut afterwards? Then the page decides how much memory you need."
    body = start + block * 1_500
    given = f"{len(body):,} bytes of deflate, which unpack to 1.5 GB, and max_bytes = 1000"
    ask = raising("BodyDamage", submission.decode_body)
    answer = within(0.4, lambda: ask(body, None, "deflate", 1_000), given=given, think=think)
    expect(answer, (bytes(1_000), False), given=given, think=think)


# --- codec_of


def expect_codecs(submission: Any, pairs: dict[str | None, str | None], think: str) -> None:
    expect_each(list(pairs.items()), submission.codec_of, think=think)


@check("codec_of", points=2)
def test_label_names(submission: Any) -> None:
    """Labels are known by all their names, in any case, with blanks around them."""
    pairs: dict[str | None, str | None] = {
        "utf-8": "utf-8", "UTF8": "utf-8", " Utf-8\n": "utf-8", "gb18030": "gb18030", "big5-hkscs": "big5hkscs",
        "euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp", "windows-1251": "cp1251", "cp1251": "cp1251",
        "koi8-r": "koi8-r", "KOI8-U": "koi8-u", "iso-8859-5": "iso8859-5", "iso_8859-2": "iso8859-2",
        "windows-1256": "cp1256", "ibm866": "cp866", "utf-16be": "utf-16-be",
    }  # fmt: skip
    expect_codecs(submission, pairs, "codecs.lookup knows most of these. What must you do to the label first?")


@check("codec_of", points=4, needs=("label_names",))
def test_as_browsers_read_them(submission: Any) -> None:
    """A label means what it means to a browser: the superset, and the labels that Python lacks."""
    pairs: dict[str | None, str | None] = {
        "gb2312": "gb18030", "GBK": "gb18030", "x-gbk": "gb18030", "shift_jis": "cp932", "x-sjis": "cp932",
        "windows-31j": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "big5": "big5hkscs",
        "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-9": "cp1254",
        "latin5": "cp1254", "tis-620": "cp874", "iso-8859-11": "cp874", "utf-16": "utf-16-le", "unicode": "utf-16-le",
        "macintosh": "mac-roman", "x-mac-cyrillic": "mac-cyrillic",
    }  # fmt: skip
    think = "Pages that say gb2312 hold characters of GB18030. The table in the handout has all of these."
    expect_codecs(submission, pairs, think)


@check("codec_of", points=2, needs=("label_names",))
def test_no_web_encoding(submission: Any) -> None:
    """What no page may be encoded in is None: Python knows codecs of other kinds, and strangers write any label."""
    labels = ("", "rot13", "hex", "zlib", "idna", "unicode_escape", "utf-7", "utf-32", "no-such", "\0", "ü", None,
              "cp037")  # fmt: skip
    pairs: dict[str | None, str | None] = dict.fromkeys(labels)
    pairs |= {"cp949": "cp949", "windows-874": "cp874"}
    expect_codecs(submission, pairs, "Is the codec that you found in WEB_CODECS?")


# --- decode_html


def normal_name(codec: Any) -> Any:
    """Python's one name of a codec; what is none stays."""
    try:
        return codecs.lookup(codec).name
    except (LookupError, TypeError, ValueError):
        return codec


def expect_decoded(submission: Any, cases: list[tuple[Any, ...]], think: str, *, text: bool = True) -> None:
    """``cases``: (body, http charset, text, codec, how); with ``text=False`` only codec and how are compared."""

    def ask(body: bytes, label: str | None) -> Any:
        answer = submission.decode_html(body, label)
        if not isinstance(answer, list | tuple) or len(answer) != 3:
            return answer
        found = (answer[0], normal_name(answer[1]), answer[2])
        return found if text else found[1:]

    rows = [((case[0], case[1]), (case[2], normal_name(case[3]), case[4])) for case in cases]
    expect_each([(given, found if text else found[1:]) for given, found in rows], ask, think=think, spread=True)


@check("decode_html", points=3)
def test_http_then_meta(submission: Any) -> None:
    """The HTTP header decides; the page's own label only where the header names none, or none that exists."""
    page = '<meta charset="windows-1251">' + RUSSIAN
    other = '<meta charset="koi8-r">' + RUSSIAN
    cases = [
        (RUSSIAN.encode("koi8-r"), "koi8-r", RUSSIAN, "koi8-r", "http"),
        (page.encode("cp1251"), None, page, "cp1251", "meta"),
        (page.encode("cp1251"), "no-such", page, "cp1251", "meta"),
        (page.encode("cp1251"), "rot13", page, "cp1251", "meta"),
        (other.encode("cp1251"), "windows-1251", other, "cp1251", "http"),
        ((CHINESE + "镕").encode("gb18030"), "gb2312", CHINESE + "镕", "gb18030", "http"),
        ((JAPANESE + "①").encode("cp932"), "shift_jis", JAPANESE + "①", "cp932", "http"),
        ("“café” — 5 €".encode("cp1252"), "iso-8859-1", "“café” — 5 €", "cp1252", "http"),
    ]
    expect_decoded(submission, cases, "Which of the two labels do you ask first? And what does codec_of say to it?")


@check("decode_html", points=3, needs=("http_then_meta",))
def test_byte_order_mark(submission: Any) -> None:
    """A byte order mark beats every label and is no part of the text."""
    page = '<meta charset="windows-1251">' + CHINESE
    cases = [
        (mark + page.encode(codec), label, page, codec, "bom")
        for mark, codec in (
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
        )
        for label in (None, "windows-1251", "utf-8")
    ]
    expect_decoded(submission, cases, "Look at the first three bytes before you look at anything else.")


@check("decode_html", points=3, needs=("http_then_meta",))
def test_forms_of_meta(submission: Any) -> None:
    """The page's label is found in all its forms within 4,096 bytes, and not in comments or in the text."""
    heads = [
        ("<meta charset=koi8-r>", "koi8-r", "meta"),
        ("<META  Charset = 'KOI8-R' />", "koi8-r", "meta"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r", "meta"),
        ('<meta content="text/html;charset=koi8-r" http-equiv=content-type>', "koi8-r", "meta"),
        ("<?xml version='1.0' encoding='koi8-r'?><html>", "koi8-r", "meta"),
        ('<!-- <meta charset="cp1251"> --><meta charset="koi8-r">', "koi8-r", "meta"),
        (" " * 4_000 + '<meta charset="koi8-r">', "koi8-r", "meta"),
        ('<meta charset="utf-16">', "utf-8", "meta"),
        ('<!--\n<meta charset="koi8-r">\n-->', "utf-8", "detected"),
        ("<p>charset=koi8-r</p>", "utf-8", "detected"),
        (" " * 4_096 + '<meta charset="koi8-r">', "utf-8", "detected"),
    ]
    cases = [((head + RUSSIAN).encode(codec), None, head + RUSSIAN, codec, how) for head, codec, how in heads]
    think = "A label that could be read byte by byte cannot stand in a page of UTF-16. A comment is no declaration."
    expect_decoded(submission, cases, think)


@check("decode_html", points=3, needs=("http_then_meta",))
def test_lying_label(submission: Any) -> None:
    """A label that leaves more than 1 % of the characters undecodable is a lie; exactly 1 % is damage."""
    page = '<meta charset="windows-1251">' + RUSSIAN
    lie = '<meta charset="utf-8">' + RUSSIAN * 3
    cases = [
        (b"a" * 99 + b"\xff", "utf-8", "a" * 99 + "\ufffd", "utf-8", "http"),
        (page.encode("cp1251"), "utf-8", page, "cp1251", "meta"),
        (lie.encode("cp1251"), None, lie, "cp1251", "detected"),
        (lie.encode("cp1251"), "utf-8", lie, "cp1251", "detected"),
        ((CHINESE * 5).encode()[:-1], "utf-8", (CHINESE * 5)[:-1] + "\ufffd", "utf-8", "http"),
    ]
    think = "Decode with 'replace' and count. 1 of 100 characters may be damage, 2 of 100 are not."
    expect_decoded(submission, cases, think)
    two = b"\xffa" * 2 + b"a" * 96
    said = submission.decode_html(two, "utf-8")
    expect(said[2] if isinstance(said, list | tuple) and len(said) == 3 else said, "detected", given=two, think=think)


@check("decode_html", points=2, needs=("http_then_meta",))
def test_nothing_declared(submission: Any) -> None:
    """Without a label that holds, the bytes are detected; NUL never stays, whatever was declared."""
    cases = [
        ((RUSSIAN * 3).encode("cp1251"), None, RUSSIAN * 3, "cp1251", "detected"),
        ((CHINESE * 3).encode("gb18030"), None, CHINESE * 3, "gb18030", "detected"),
        (RUSSIAN.encode(), None, RUSSIAN, "utf-8", "detected"),
        (b"", None, "", "utf-8", "detected"),
        (b"a\0b\0", "utf-8", "ab", "utf-8", "http"),
        (b"a\0b", None, "ab", "utf-8", "detected"),
        (codecs.BOM_UTF8 + b"\0a", None, "a", "utf-8", "bom"),
    ]
    expect_decoded(submission, cases, "detect_charset is given. Where in your function are NUL characters removed?")


@check("decode_html", points=3, needs=("http_then_meta",))
def test_planted_charsets(submission: Any, world_seed: int) -> None:
    """Pages that name GB18030, Shift_JIS or windows-1251 in <meta> only are read; no points at half of their lines."""
    web = world(world_seed, PAGES)
    right = total = 0
    for site in web.sites:
        if site.spec.charset == "utf-8" or site.closed or site.spec.kind == "farm":
            continue
        for position in range(min(2, site.articles)):
            page = site.article_page(position)
            answer = submission.decode_html(web.respond(page.url).body, None)
            text = html.unescape(answer[0]) if isinstance(answer, list | tuple) and isinstance(answer[0], str) else ""
            lines = (page.text or "").split("\n")
            total += len(lines)
            right += sum(line in text for line in lines)
    credit(right / total, zero=0.5, full=1.0, what="share of the lines that were read")


# --- extract_html


@lru_cache(maxsize=8)
def plain_sentences(seed: int) -> list[str]:
    """Sentences of real English text that hold nothing special."""
    pool = choose_pool(Draw(seed, "lab 02", "pool"), "en", "general").sentences
    return [sentence for sentence in pool if 60 < len(sentence) < 200 and not re.search(r"[<>&|$]|\s\s", sentence)]


def sentences(seed: int, name: str, count: int) -> list[str]:
    """So many different ones of them."""
    return Draw(seed, "lab 02", name).sample(plain_sentences(seed), count)


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>\n" for text in texts)


def document(body: str, head: str = "", attributes: str = 'lang="en"') -> str:
    return f"<!DOCTYPE html>\n<html {attributes}><head>{head}</head>\n<body>{body}</body></html>"


def text_of(answer: Any) -> str:
    """The text of an answer; a wrong kind of answer has none."""
    text = answer.get("text") if isinstance(answer, dict) else None
    return text if isinstance(text, str) else ""


def expect_text(submission: Any, page: str, wanted: list[str], unwanted: list[str], think: str) -> None:
    """Fail on the first of ``wanted`` that is not in the extracted text, or of ``unwanted`` that is."""
    text = text_of(submission.extract_html(page))
    for piece in wanted:
        if piece not in text:
            raise CheckFailure(page, f"a text with {piece!r}", text, think)
    for piece in unwanted:
        if piece in text:
            raise CheckFailure(page, f"a text without {piece!r}", text, think)


@check("extract_html", points=2)
def test_main_text(submission: Any, world_seed: int) -> None:
    """The article comes out, one line a paragraph; menu, banner, comments and footer stay behind."""
    texts = sentences(world_seed, "main", 5)
    page = document(
        '<nav><ul><li><a href="/">Home page</a></li><li><a href="/about">About us</a></li></ul></nav>'
        '<div class="cookie-banner"><p>We use cookies to improve this site. Accept all cookies?</p></div>'
        f"<main><article><!-- hidden note -->{paragraphs(texts)}</article></main>"
        '<div id="comments"><h3>Comments</h3><div class="comment"><p>First! What a silly plan this is.</p></div>'
        "</div><footer>Copyright by nobody. All rights reserved.</footer><script>var shown = 'never shown';</script>"
    )
    unwanted = ["About us", "cookies", "silly plan", "rights reserved", "never shown", "hidden note", "<p>"]
    think = "Which options of trafilatura decide about comments, and about doubtful pieces?"
    expect_text(submission, page, ["\n".join(texts)], unwanted, think)


@check("extract_html", points=2, needs=("main_text",))
def test_tables_and_code(submission: Any, world_seed: int) -> None:
    """Cells of a table, items of a list, and the lines of code with their indentation stay."""
    draw = Draw(world_seed, "lab 02", "cells")
    before, after = (paragraphs(sentences(world_seed, name, 3)) for name in ("before", "after"))
    cells = [f"{draw.between(1, 9)}{draw.between(10, 99)},{draw.between(100, 999)}" for _ in range(6)]
    rows = "".join(f"<tr><td>Town {one}</td><td>{cell}</td></tr>" for one, cell in enumerate(cells))
    table = document(f"<article>{before}<table><tr><th>Place</th><th>People</th></tr>{rows}</table>{after}</article>")
    expect_text(submission, table, ["Place", *cells], [], "Which option decides about tables?")
    name = draw.choice(("double", "triple", "halve"))
    code = f"def {name}(x):\n    if x:\n        return {draw.between(2, 99)} * x\n    return 0"
    block = document(f"<article>{before}<ul><li>one cup</li></ul><pre><code>{code}</code></pre>{after}</article>")
    think = "Blanks at the start of a line are part of a program. Where do you tidy the text?"
    expect_text(submission, block, ["one cup", f"\n{code}\n"], [], think)


@check("extract_html", points=4, needs=("main_text",))
def test_formulas(submission: Any, world_seed: int) -> None:
    """LaTeX that stands in images, scripts and MathML is written into the sentence as $…$; other images are not."""
    before = paragraphs(sentences(world_seed, "formulas", 3))
    n = Draw(world_seed, "lab 02", "formula").between(2, 99)
    forms = [
        f'<img class="math" src="f.png" alt="x^{{{n}}}"/>',
        f'<img src="f.png" alt="x^{{{n}}}" class="mwe-math-fallback-image-inline" />',
        f'<script type="math/tex">x^{{{n}}}</script>',
        f'<script type="math/tex; mode=display">x^{{{n}}}</script>',
        f'<math alttext="x^{{{n}}}"><msup><mi>x</mi><mn>{n}</mn></msup></math>',
        '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">'
        f"x^{{{n}}}</annotation></semantics></math>",
    ]
    think = "Formulas must be text before trafilatura sees the page. Mind what stands behind the element: its tail."
    for form in forms:
        page = document(f"<article>{before}<p>We call {form} a power, and <b>so</b> {form} is used.</p></article>")
        wanted = f"We call $x^{{{n}}}$ a power, and so $x^{{{n}}}$ is used."
        expect_text(submission, page, [wanted], [], think)
    photo = '<img class="photo" src="p.png" alt="a red bicycle">'
    page = document(f"<article>{before}<p>We call {photo} a bicycle, and others call it a bike.</p></article>")
    expect_text(submission, page, [], ["$"], "Is every image a formula?")


@check("extract_html", points=3, needs=("main_text",))
def test_joiners(submission: Any, world_seed: int) -> None:
    """U+200C and U+200D inside words stay: without them Persian is misspelt; other invisible characters go."""
    texts = ["کتاب\u200cها را می\u200cخواهیم و به آن\u200cها نیاز داریم تا درس خود را بهتر بخوانیم.",
             "क्\u200dष और क\u200dष दो अलग रूप हैं, जिन्हें पाठक एक नज़र में पहचान लेते हैं।"]  # fmt: skip
    others = sentences(world_seed, "joiners", 3)
    page = document(f"<article>{paragraphs(others)}<p>{texts[0]}</p><p>{texts[1]}</p></article>")
    think = "trafilatura removes what does not print. Send these two characters in the clothes of two that do."
    expect_text(submission, page, [*others, *texts], ["\U00013000", "\U00013001"], think)


@check("extract_html", points=3, needs=("main_text",))
def test_metadata(submission: Any, world_seed: int) -> None:
    """Title and author are one line or None; the language tag is what the page says of itself, or None."""
    body = f"<article>{paragraphs(sentences(world_seed, 'metadata', 4))}</article>"
    names = '<meta name="author" content="Ada  Lovelace"><meta property="og:title" content="A new\n  library">'
    cases = [
        (document(body, names, 'lang="pt-BR"'), ("A new library", "Ada Lovelace", "pt-BR")),
        (document(body, "<title>A plan for the summer</title>", ""), ("A plan for the summer", None, None)),
        (document(body, "", 'lang="zh_CN"'), (None, None, "zh-CN")),
        (document(body, "", 'xml:lang="fr"'), (None, None, "fr")),
        (document(body, '<meta http-equiv="Content-Language" content="es, en">', ""), (None, None, "es")),
        (document(body, '<meta http-equiv="content-language" content="es">', 'lang="de"'), (None, None, "de")),
        (document(body, "", 'lang="the language of all"'), (None, None, None)),
        (document(f"<div lang='it'>{body}</div>", "", 'lang=""'), (None, None, None)),
    ]

    def ask(page: str) -> Any:
        answer = submission.extract_html(page)
        return tuple(answer.get(name, "missing") for name in ("title", "author", "language_tag"))

    think = "None is an answer, an empty string is none. A tag is letters and digits with '-' between."
    expect_each(cases, ask, think=think)


@check("extract_html", points=3, needs=("main_text",))
def test_dates(submission: Any, world_seed: int) -> None:
    """The date of publication, never after the capture, never guessed from the text, whatever day it is today."""
    texts = sentences(world_seed, "dates", 4)
    body = f"<article>{paragraphs(texts)}</article>"
    published = '<meta property="article:published_time" content="2021-03-04T10:00:00Z">'
    modified = '<meta property="article:modified_time" content="2022-05-06T10:00:00Z">'
    json_ld = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2020-02-03"}</script>'
    later = published.replace("2021", "2090")
    guess = f"<article>{paragraphs(texts)}<p>It all began on 5 May 2018.</p></article><footer>Copyright 2019</footer>"
    cases = [
        ((document(body, published), None, None), "2021-03-04"),
        ((document(body, modified + published), None, None), "2021-03-04"),
        ((document(body, json_ld), None, None), "2020-02-03"),
        ((document(body, later), None, None), "2090-03-04"),
        ((document(body, published), None, "2021-03-04T00:00:00Z"), "2021-03-04"),
        ((document(body), "http://h.example/2017/03/04/x.html", None), "2017-03-04"),
        ((document(guess), None, None), None),
    ]

    def ask(page: str, url: str | None, captured: str | None) -> Any:
        return submission.extract_html(page, url, captured).get("date", "missing")

    think = "trafilatura passes date_extraction_params on to htmldate: which day may a date not exceed by default?"
    expect_each(cases, ask, think=think, spread=True)
    for captured in ("2021-03-03T23:59:59Z", "2020-12-31T00:00:00Z"):
        given = document(body, published)
        date = ask(given, None, captured)
        if date is not None and not (isinstance(date, str) and date <= captured[:10]):
            raise CheckFailure((given, None, captured), f"None, or a date up to {captured[:10]}", date, think)


@check("extract_html", points=2, needs=("main_text",))
def test_odd_pages(submission: Any, world_seed: int) -> None:
    """Whatever the page is, there is an answer; a page without text has the text "" and no title."""
    empty = {"text": "", "title": None, "date": None, "author": None, "language_tag": None}

    def ask(page: str) -> Any:
        answer = submission.extract_html(page)
        return {name: answer.get(name, "missing") for name in empty} if isinstance(answer, dict) else answer

    cases = [(page, empty) for page in ("", " ", "<!-- x -->")]
    expect_each(cases, ask, think="bare_extraction answers None for some pages, and lxml raises for others.")
    texts = sentences(world_seed, "odd", 4)
    inside = paragraphs(texts).replace("</p>", "")
    declared = f'<?xml version="1.0" encoding="utf-8"?>\n<html><body><div><b><article>{inside}'
    expect_text(submission, declared, texts, [], "lxml refuses a string that declares an encoding.")
    noisy = document(f"<article>{paragraphs(texts)}</article>").replace("</p>", "\x85\x1b</p>")
    expect_text(
        submission,
        noisy,
        texts,
        ["\x85", "\x1b"],
        "Control characters are no text. When do you remove them: before trafilatura sees the page, or after?",
    )


@check("extract_html", points=2, needs=("main_text",))
def test_no_memory(submission: Any, world_seed: int) -> None:
    """The same page has the same answer, however often and after whatever other pages it comes."""
    texts = sentences(world_seed, "memory", 6)
    page = document(f"<article>{paragraphs([' '.join(texts[:3]), *texts[3:]])}</article>")
    first = submission.extract_html(page)
    expect("\n".join(texts[3:]) in text_of(first), True, given=page, think="This page is seen for the first time.")
    for time_number in range(2, 6):
        think = f"This is time number {time_number}. Which option makes trafilatura remember pages?"
        expect(submission.extract_html(page), first, given=page, think=think)


@lru_cache(maxsize=8)
def planted(seed: int) -> list[tuple[str, str, str, Site]]:
    """(address, page, main text, site) of one page for each language, and of one with formulas."""
    web = world(seed, PAGES)
    found: dict[tuple[str, bool], tuple[str, str, str, Site]] = {}
    for site in web.sites:
        kind = (site.spec.language, site.spec.domain == "mathematics")
        if site.closed or kind in found or site.spec.kind not in ("news", "blog", "documentation", "article", "forum"):
            continue
        for page in map(site.article_page, range(site.articles)):
            if page.text and page.language and 400 < len(page.text) < 4_000:
                body = web.respond(page.url).body
                found[kind] = (page.url, body.decode(site.spec.charset), page.text, site)
                break
    return list(found.values())


@lru_cache(maxsize=1)
def extracted(submission: Any, seed: int) -> list[str]:
    """The texts that the submission finds in the planted pages, for two checks."""
    return [text_of(submission.extract_html(page, url)) for url, page, _, _ in planted(seed)]


def world_tokens(text: str) -> list[str]:
    """Words in lower case, one character a word in Chinese and Japanese."""
    return re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W\u3040-\u30ff\u4e00-\u9fff]+", text.lower())


def agreement(found: str, gold: str) -> float:
    """Token F1 by taking each gold token out of what was found, at most once."""
    left, right = world_tokens(found), sorted(world_tokens(gold))
    both = len(left) + len(right)
    common = 0
    counts: dict[str, int] = {}
    for token in left:
        counts[token] = counts.get(token, 0) + 1
    for token in right:
        if counts.get(token, 0) > 0:
            counts[token] -= 1
            common += 1
    return 2 * common / both if both else 1.0


@check("extract_html", points=4, needs=("main_text",))
def test_f1_of_planted_pages(submission: Any, world_seed: int) -> None:
    """Mean token F1 on eleven pages in ten languages and four layouts: full points at 0.962, none at 0.93."""
    pairs = zip(extracted(submission, world_seed), planted(world_seed), strict=True)
    scores = [agreement(text, gold) for text, (_, _, gold, _) in pairs]
    credit(sum(scores) / len(scores), zero=0.93, full=0.962, what="mean token F1")


@check("extract_html", points=3, needs=("main_text",))
def test_dress_of_planted_pages(submission: Any, world_seed: int) -> None:
    """Pages whose text comes without banner, related links, comments and footer: full points at 98 %, none at 65 %."""
    clean = 0
    texts = extracted(submission, world_seed)
    for text, (_, page, gold, site) in zip(texts, planted(world_seed), strict=True):
        labels = dict(zip(LABEL_NAMES, LABELS[site.spec.language], strict=True))
        dress = [labels[name] for name in ("cookies", "rights", "related", "comments")]
        dress += [html.unescape(comment) for comment in re.findall(r'<div class="comment"><p>(.*?)</p>', page)]
        clean += agreement(text, gold) > 0.8 and not any(piece in text and piece not in gold for piece in dress)
    credit(clean / len(texts), zero=0.65, full=0.98, what="share of clean pages")


# --- extract_within

LIMIT = 0.02
NESTED = "<html><body>" + "<p><b>" * 12_000
ATTRIBUTES = "<p " + " ".join(f"a{number}=1" for number in range(60_000)) + ">x</p>"


def ask_within(submission: Any, page: str, seconds: float, captured: str | None = None) -> Any:
    return raising("PageFailed", submission.extract_within)(page, "http://h.example/", captured, seconds)


@check("extract_within", points=2, needs=("main_text",))
def test_answers_as_extract(submission: Any, world_seed: int) -> None:
    """A good page gets the answer of extract, for which it has the address and the time of capture."""
    texts = sentences(world_seed, "bounded", 4)
    head = '<title>A plan for it</title><meta property="article:published_time" content="2021-03-04">'
    page = document(f"<article>{paragraphs(texts)}</article>", head)
    think = "How does the answer come back from the process that made it?"
    for captured in ("2021-03-04T00:00:00Z", "2020-12-31T00:00:00Z"):
        answer = ask_within(submission, page, 5.0, captured)
        date = answer.get("date") if isinstance(answer, dict) else None
        found = (text_of(answer).split("\n"), date if captured > "2021" else None)
        wanted = (texts, "2021-03-04" if captured > "2021" else None)
        expect(found, wanted, given=(page, captured), think=think)


@check("extract_within", points=2, needs=("answers_as_extract",))
def test_large_answer(submission: Any, world_seed: int) -> None:
    """A text of more than 100,000 characters comes back whole."""
    lines = sentences(world_seed, "large", 36)
    texts = [" ".join(lines[number:] + lines[:number]) for number in range(36)]
    page = document(f"<article>{paragraphs(texts)}</article>")
    text = text_of(ask_within(submission, page, 5.0))
    think = "A pipe holds 64 kB. Does the parent read before it waits for the child's end?"
    enough = len(text) > 0.9 * sum(map(len, texts))
    expect(enough, True, given=f"a page of {len(page):,} characters (answer: {len(text):,})", think=think)


@check("extract_within", points=3, needs=("answers_as_extract",))
def test_page_that_hangs(submission: Any) -> None:
    """A page that takes more than the limit raises PageFailed, soon."""
    think = "24,000 elements inside each other: trafilatura goes through them again and again. Who stops it?"
    given = f"{NESTED[:30]}… ({len(NESTED):,} characters), seconds = {LIMIT}"
    answer = within(2.0, lambda: ask_within(submission, NESTED, LIMIT), given=given, think=think)
    expect(answer, "raises PageFailed", given=given, think=think)


@check("extract_within", points=2, needs=("page_that_hangs",))
def test_page_that_hangs_in_c(submission: Any) -> None:
    """The limit holds also while C code runs, which no exception in its own process interrupts."""
    think = (
        "60,000 attributes: the parser, written in C, compares each with all. A signal handler in Python has to wait."
    )
    given = f"{ATTRIBUTES[:30]}… ({len(ATTRIBUTES):,} characters), seconds = {LIMIT}"
    answer = within(1.2, lambda: ask_within(submission, ATTRIBUTES, LIMIT), given=given, think=think)
    expect(answer, "raises PageFailed", given=given, think=think)


@check("extract_within", points=3, needs=("page_that_hangs",))
def test_nothing_goes_on(submission: Any, world_seed: int) -> None:
    """After a page that hangs, no thread or process of it is left, and the next page is answered."""
    texts = sentences(world_seed, "next", 4)
    page = document(f"<article>{paragraphs(texts)}</article>")
    ask_within(submission, page, 5.0)
    before = tasks()
    given = "a good page, a page that hangs, a good page"
    expect(ask_within(submission, NESTED, LIMIT), "raises PageFailed", given=given, think="Who stops this page?")
    for _ in range(50):
        left = {task for task, waits in tasks().items() if task not in before and not waits}
        if not left:
            break
        time.sleep(0.02)
    think = "Look at what still runs when your function has raised: kill it, and wait for its end (join)."
    expect(len(left), 0, given=f"{given}: how many threads and processes of the second go on", think=think)
    expect(text_of(ask_within(submission, page, 5.0)).split("\n"), texts, given=given, think=think)


def tasks() -> dict[tuple[int, int], bool]:
    """(process, thread) of this process and of all that it has started, and whether it is a process that waits.

    A process that waits may wait for the next page; a thread, or a process that was killed and not joined, does not.
    Linux only: elsewhere there is nothing to see. Spark's processes are left out.
    """
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        name, fields = status(entry)
        if not name.endswith("(java") and len(fields) > 1:
            children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    family = [os.getpid()]
    for process in family:
        family += children.get(process, [])
    found = {}
    for process in family:
        for entry in Path(f"/proc/{process}/task").glob("*/stat"):
            thread = int(entry.parent.name)
            found[process, thread] = thread == process and status(entry)[1][:1] == ["S"]
    return found


def status(file: Path) -> tuple[str, list[str]]:
    """Name of a process or thread in its ``stat`` file, and the fields behind it; empty when it has ended."""
    try:
        name, _, fields = file.read_text().rpartition(")")
    except OSError:
        return "", []
    return name, fields.split()


# --- token_f1


def expect_f1(submission: Any, cases: list[tuple[str, str, float]], think: str) -> None:
    expect_each([((one, other), f1) for one, other, f1 in cases], submission.token_f1, think=think, spread=True)


@check("token_f1", points=2)
def test_f1_by_hand(submission: Any) -> None:
    """The harmonic mean of precision and recall; order, case and punctuation do not count."""
    cases = [
        ("a b c", "a b c", 1.0),
        ("c b a", "a b c", 1.0),
        ("A, b. C!", "a b c", 1.0),
        ("a b", "a b c d", 2 / 3),
        ("a b c d", "a b", 2 / 3),
        ("a b c", "c d", 0.4),
        ("x y", "a b", 0.0),
        ("mp3 2024", "MP3, 2024.", 1.0),
    ]
    expect_f1(submission, cases, "Write down precision and recall for this pair, then 2pr / (p + r).")


@check("token_f1", points=2, needs=("f1_by_hand",))
def test_f1_counts_copies(submission: Any) -> None:
    """A token counts as often as it occurs: a menu that stands twice is twice wrong."""
    cases = [("a a", "a b", 0.5), ("a a a", "a", 0.5), ("a a b", "a a b b", 6 / 7), ("a", "a a a", 0.5),
             ("a a a b", "a b b b", 0.5)]  # fmt: skip
    expect_f1(submission, cases, "A set forgets how often. Which container counts?")


@check("token_f1", points=1, needs=("f1_by_hand",))
def test_f1_of_nothing(submission: Any) -> None:
    """Two texts without tokens agree; one without does not agree with one that has some."""
    cases = [("", "", 1.0), ("...", "", 1.0), ("", "a", 0.0), ("a", "", 0.0), ("a", "!", 0.0), (" \n", "—", 1.0)]
    expect_f1(submission, cases, "To find nothing where nothing is is right.")


@check("token_f1", points=2, needs=("f1_by_hand",))
def test_f1_without_blanks(submission: Any) -> None:
    """In scripts without blanks each character is a token; words of other scripts stay whole beside them."""
    cases = [
        ("图书馆", "图书", 0.8),
        ("我们在这里", "我们不在这里", 10 / 11),
        ("新しいPython本", "Python 本", 4 / 7),
        ("図書館で", "図書館", 6 / 7),
        ("ห้อง", "ห้อ", 6 / 7),
        ("новый дом", "новый", 2 / 3),
        ("한국어 책", "한국어", 2 / 3),
    ]
    expect_f1(
        submission, cases, "Split on blanks, a Chinese page is a handful of tokens, and one sign more makes all wrong."
    )


@check("token_f1", points=2, needs=("f1_by_hand",))
def test_f1_of_world_texts(submission: Any, world_seed: int) -> None:
    """On real texts the value is what counting by hand gives, also for a text and a half of it, in either order."""
    cases = []
    for language in ("de", "en", "ja", "ru", "zh"):
        draw = Draw(world_seed, "lab 02", "f1", language)
        one, other = article(draw, language, "general").text[:600], article(draw, language, "general").text[:600]
        half = one[: len(one) // 2].rpartition(" ")[0] or one[: len(one) // 2]
        cases += [
            (one, other, agreement(one, other)),
            (half, one, agreement(half, one)),
            (one, half, agreement(one, half)),
        ]
        cases += [(one + "\n" + one, one, 2 / 3)]
    expect_f1(submission, cases, "Count the tokens of this pair by hand, or of its first line.")
