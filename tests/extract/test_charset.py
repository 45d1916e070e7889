"""Where a page's encoding is learnt from, in this order: byte order mark, HTTP, <meta>, detection."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.charset import charset_of_content_type, charset_of_meta, codec_of, decode_html, detect_charset
from pipeline.resources import sample

CHINESE = "委员会星期二开会讨论在老城区新建公共图书馆的计划，并且同意了夏天的安排。"
JAPANESE = "委員会は火曜日に集まり、旧市街に新しい図書館を建てる計画について話し合いました。"
RUSSIAN = "Комитет собрался во вторник, чтобы обсудить планы новой библиотеки в старом городе."
KOREAN = "위원회는 화요일에 모여 구시가지에 새 도서관을 짓는 계획을 논의했습니다."


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("gb18030", "gb18030", CHINESE),
        ("gb2312", "gb18030", CHINESE + "镕"),  # not in GB 2312, but on pages that say so
        ("GBK", "gb18030", CHINESE),
        ("shift_jis", "cp932", JAPANESE + "①"),  # not in Shift_JIS, but in windows-31J
        ("x-sjis", "cp932", JAPANESE),
        ("euc-jp", "euc_jp", JAPANESE),
        ("iso-2022-jp", "iso2022_jp", JAPANESE),
        ("windows-1251", "cp1251", RUSSIAN),
        ("koi8-r", "koi8-r", RUSSIAN),
        ("iso-8859-5", "iso8859-5", RUSSIAN),
        ("euc-kr", "cp949", KOREAN),
        ("iso-8859-1", "cp1252", "“café” — 5 €"),  # the quotes and the euro are in windows-1252 only
        ("us-ascii", "cp1252", "café"),
        ("utf-8", "utf-8", CHINESE + RUSSIAN),
    ],
)
def test_labels_mean_what_they_mean_to_a_browser(label: str, codec: str, text: str) -> None:
    body = text.encode(codec)
    assert decode_html(body, label) == (text, codec, "http")
    meta = f'<meta charset="{label}">'
    assert decode_html(meta.encode() + body, None) == (meta + text, codec, "meta")


@pytest.mark.parametrize("label", ["", "hex", "rot13", "idna", "unicode_escape", "utf-7", "zlib", "no-such", "\0", "ü"])
def test_what_is_no_web_encoding_is_none(label: str) -> None:
    assert codec_of(label) is None


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_beats_everything(mark: bytes, codec: str) -> None:
    page = '<meta charset="windows-1251">' + CHINESE
    assert decode_html(mark + page.encode(codec), "shift_jis") == (page, codec, "bom")


def test_http_beats_meta() -> None:
    page = '<meta charset="utf-8">' + RUSSIAN
    assert decode_html(page.encode("cp1251"), "windows-1251") == (page, "cp1251", "http")


def test_a_declaration_that_does_not_fit_the_bytes_is_passed_over() -> None:
    page = '<meta charset="windows-1251">' + RUSSIAN
    assert decode_html(page.encode("cp1251"), "utf-8") == (page, "cp1251", "meta")


def test_a_few_damaged_bytes_do_not_change_the_encoding() -> None:
    body = (CHINESE * 5).encode("utf-8")[:-1]
    text, codec, how = decode_html(body, "utf-8")
    assert (codec, how, text.count("\ufffd")) == ("utf-8", "http", 1)


@pytest.mark.parametrize(
    ("text", "codec"),
    [(CHINESE, "gb18030"), (JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r")],
)
def test_undeclared_text_is_detected(text: str, codec: str) -> None:
    assert decode_html((text * 3).encode(codec), None) == (text * 3, codec, "detected")


@pytest.mark.parametrize(
    ("locale", "codec"),
    [
        ("de-DE", "cp1252"),
        ("fr-FR", "cp1252"),
        ("da-DK", "cp1252"),
        ("ru-RU", "cp1251"),
        ("ru-RU", "koi8-r"),
        ("ar-MA", "cp1256"),
        ("zh-CN", "gb18030"),
        ("ja-JP", "cp932"),
        ("ja-JP", "iso2022_jp"),
    ],
)
def test_undeclared_real_pages_are_detected(locale: str, codec: str) -> None:
    files = sorted((sample("multilingual") / "debian-handbook" / locale).glob("*.html"))[:4]
    for file in files:
        page = file.read_text(encoding="utf-8").replace('encoding="UTF-8"', "").replace("charset=UTF-8", "")
        body = page.encode(codec, "xmlcharrefreplace")
        assert decode_html(body, None)[0] == body.decode(codec), file.name


def test_what_fits_no_encoding_is_seen_as_undecodable() -> None:
    body = bytes(range(256)) * 20
    text, _, how = decode_html(body, None)
    assert how == "detected"
    assert text.count("\ufffd") > 0.1 * len(text)


@given(st.text(st.characters(exclude_characters="\x1b", exclude_categories=["Cs"]), min_size=1))
def test_valid_utf8_is_utf8(text: str) -> None:
    assert detect_charset(text.encode("utf-8")) == "utf-8"


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "gb2312", "shift_jis", "utf-16", "iso-2022-jp", "x"]))
def test_any_bytes_decode_to_text_without_nul(body: bytes, label: str | None) -> None:
    text, codec, how = decode_html(body, label)
    assert "\0" not in text
    assert codec_of(codec) == codec
    assert how in ("bom", "http", "meta", "detected")
    text.encode("utf-8")  # no lone surrogates


def test_nul_characters_are_removed() -> None:
    assert decode_html(b"a\0b\0", "utf-8")[0] == "ab"


@pytest.mark.parametrize(
    ("page", "label"),
    [
        (b'<meta charset="gb2312">', "gb2312"),
        (b"<META CHARSET=gb2312>", "gb2312"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">', "shift_jis"),
        (b"<?xml version='1.0' encoding='windows-1251'?><html>", "windows-1251"),
        (b'<!-- <meta charset="gb2312"> --><meta charset="koi8-r">', "koi8-r"),
        (b'<meta charset="utf-16">', "utf-8"),
        (b"<p>charset=gb2312</p>", None),
        (b" " * 5000 + b'<meta charset="gb2312">', None),
    ],
)
def test_the_page_says_its_charset_in_its_head(page: bytes, label: str | None) -> None:
    assert charset_of_meta(page) == label


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ('text/html;CHARSET="GB2312"', "GB2312"),
        ("text/html", None),
        ("", None),
        (None, None),
    ],
)
def test_the_charset_of_a_content_type(header: str | None, charset: str | None) -> None:
    assert charset_of_content_type(header) == charset
