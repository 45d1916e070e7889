"""What a record must be to become a document, and that whatever it is, it becomes one row."""

from __future__ import annotations

import gzip
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xxhash import xxh3_128_hexdigest

from pipeline import schema
from pipeline.extract.archive import Record
from pipeline.extract.charset import decode_html
from pipeline.extract.document import Kernels, document_id, document_row, host_of
from pipeline.extract.failures import PageFailed
from pipeline.extract.html import extract_html
from pipeline.extract.http import decode_body
from pipeline.extract.settings import ExtractRules, ExtractSettings
from pipeline.tokens import count_tokens

URL = "http://www.Site.example:8080/page"
DATE = "2024-05-06T07:08:09Z"
KERNELS = Kernels(decode_body, decode_html, lambda html, url, captured: extract_html(html, url, captured))


def row(content: bytes, settings: ExtractSettings | None = None, **fields: Any) -> dict[str, Any]:
    record = Record(17, 3, "response", URL, DATE, content=content, length=len(content))
    return document_row(replace(record, **fields), "a.warc.gz", settings or ExtractSettings(), KERNELS)


def rules(found: dict[str, Any]) -> list[tuple[str, str | None]]:
    assert found["error"] is None
    return [(broken["rule"], broken["evidence"]) for broken in found["broken"]]


def test_a_page_is_a_document(make: SimpleNamespace) -> None:
    content = make.block(make.page(title="The library"), content_type="text/html; charset=utf-8")
    found = row(content)
    assert rules(found) == []
    assert make.paragraph in found["text"]
    assert found["characters"] == len(found["text"])
    assert [found["tokens"]] == count_tokens([found["text"]])
    assert {key: found[key] for key in ("url", "host", "warc_date", "warc_file", "warc_offset")} == {
        "url": URL,
        "host": "www.site.example",
        "warc_date": DATE,
        "warc_file": "a.warc.gz",
        "warc_offset": 17,
    }
    assert (found["content_type"], found["charset"], found["language_tag"]) == ("text/html", "utf-8", "en")
    measured = found["measured"]["extract"]
    assert measured["body_bytes"] == len(make.page(title="The library"))
    assert measured["http_status"] == 200
    assert measured["replaced_fraction"] == 0
    assert measured["kept_fraction"] == 1  # the page is all article
    assert measured["truncated"] == 0


def test_the_columns_are_those_of_the_schema(make: SimpleNamespace) -> None:
    wanted = {field.name for field in schema.ADDED_BY["extract"]} | {"measured", "broken", "error"}
    for content in (make.block(make.page()), make.block(b"", "404 Not Found"), b""):
        assert set(row(content)) == wanted
    assert set(row(b"", damage="broken")) == wanted
    assert set(row(b"", kind="request")) == wanted


def test_the_id_is_a_hash_of_url_date_and_body(make: SimpleNamespace) -> None:
    content = make.block(make.page())
    body_digest = xxh3_128_hexdigest(make.page())
    wanted = xxh3_128_hexdigest(f"{URL}\n{DATE}\n{body_digest}".encode())
    assert row(content)["id"] == wanted == document_id(URL, DATE, make.page())
    elsewhere = document_row(
        Record(99, 7, "response", URL, DATE, content=content, length=len(content)), "b", ExtractSettings(), KERNELS
    )
    assert elsewhere["id"] == wanted
    assert row(content, url="http://other.example/")["id"] != wanted
    assert row(content, date="2024-05-06T07:08:10Z")["id"] != wanted
    assert row(make.block(make.page("Other")))["id"] != wanted


def test_records_that_are_no_documents_have_an_id_of_their_place() -> None:
    ids = {
        row(b"x", kind="request")["id"],
        row(b"x", kind="request", offset=18)["id"],
        row(b"x", kind="request", number=4)["id"],
        row(b"x", damage="broken", offset=19)["id"],
    }
    assert len(ids) == 4
    assert all(len(one) == 32 for one in ids)


@pytest.mark.parametrize("kind", ["request", "metadata", "warcinfo", "revisit", "continuation", "strange"])
def test_other_records_are_dropped_by_their_type(kind: str, make: SimpleNamespace) -> None:
    assert rules(row(make.block(make.page()), kind=kind)) == [("extract.record_type", kind)]


def test_damage_is_an_error() -> None:
    found = row(b"", damage="the gzip member is damaged")
    assert (found["error"], found["broken"], found["url"]) == ("the gzip member is damaged", [], URL)


@pytest.mark.parametrize("status", ["404 Not Found", "301 Moved", "503 Busy", "204 No Content", "206 Partial"])
def test_only_success_is_a_document(status: str, make: SimpleNamespace) -> None:
    found = row(make.block(make.page(), status))
    assert rules(found) == [("extract.http_status", status[:3])]
    assert found["measured"]["extract"]["http_status"] == float(status[:3])
    assert found["text"] == ""


def test_an_answer_without_a_status_line_is_taken_as_a_page(make: SimpleNamespace) -> None:
    found = row(make.page())
    assert rules(found) == []
    assert found["measured"]["extract"]["http_status"] is None


@pytest.mark.parametrize(
    ("content_type", "body", "wanted"),
    [
        ("application/pdf", b"<html>", "application/pdf"),
        ("text/html", b"%PDF-1.7 x", "application/pdf"),
        ("image/png", b"x", "image/png"),
        ("application/json; charset=utf-8", b"{}", "application/json"),
        (None, b"\x89PNG\r\n\x1a\n", "image/png"),
        (None, b"\0\1\2\3", "application/octet-stream"),
        ("application/octet-stream", b"\0\1\2\3", "application/octet-stream"),
    ],
)
def test_other_content_types_are_dropped(
    content_type: str | None, body: bytes, wanted: str, make: SimpleNamespace
) -> None:
    assert rules(row(make.block(body, content_type=content_type))) == [("extract.content_type", wanted)]


@pytest.mark.parametrize("content_type", [None, "application/octet-stream", "TEXT/HTML", "application/xhtml+xml", ""])
def test_pages_are_recognised_without_a_content_type(content_type: str | None, make: SimpleNamespace) -> None:
    assert rules(row(make.block(b"\n" + make.page(), content_type=content_type))) == []


def test_plain_text_is_its_own_text(make: SimpleNamespace) -> None:
    found = row(make.block(b"Dear reader,\r\n\r\nthis is <b>not</b> HTML.\r\n", content_type="text/plain"))
    assert found["text"] == "Dear reader,\n\nthis is <b>not</b> HTML."
    assert rules(found) == []


def test_conversion_records_are_passed_through(make: SimpleNamespace) -> None:
    found = row("Ein schöner Text.\n".encode(), kind="conversion", content_type="text/plain")
    assert (found["text"], found["charset"]) == ("Ein schöner Text.", "utf-8")


def test_a_page_without_main_text_is_dropped(make: SimpleNamespace) -> None:
    for body in (b"", b"<html><body></body></html>", b"<html><body><script>1</script></body></html>"):
        assert [rule for rule, _ in rules(row(make.block(body)))] == ["extract.empty_text"]


def test_bodies_are_unpacked_and_joined(make: SimpleNamespace) -> None:
    packed = gzip.compress(make.page())
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    content = make.block(chunked, "200 OK", "text/html", "Content-Encoding: gzip", "Transfer-Encoding: chunked")
    assert rules(row(content)) == []
    assert make.paragraph in row(content)["text"]


@pytest.mark.parametrize("limit_minus_size", [-1, 0, 1])
def test_the_limit_of_a_body_is_the_last_that_is_allowed(limit_minus_size: int, make: SimpleNamespace) -> None:
    size = len(make.page())
    settings = ExtractSettings(rules=ExtractRules(max_body_bytes=size + limit_minus_size))
    wanted = [("extract.max_body_bytes", None)] if limit_minus_size < 0 else []
    assert rules(row(make.block(make.page()), settings)) == wanted
    packed = make.block(gzip.compress(make.page()), "200 OK", "text/html", "Content-Encoding: gzip")
    assert rules(row(packed, settings)) == wanted


def test_a_body_that_unpacks_to_more_than_memory_allows_is_dropped(make: SimpleNamespace) -> None:
    bomb = make.block(gzip.compress(bytes(1_000_000)), "200 OK", "text/html", "Content-Encoding: gzip")
    small = ExtractSettings(rules=ExtractRules(max_body_bytes=9_999), max_record_bytes=10_000)
    assert [rule for rule, _ in rules(row(bomb, small))] == ["extract.max_body_bytes"]
    unlimited = ExtractSettings(rules=ExtractRules(max_body_bytes=None), max_record_bytes=10_000)
    assert "max_record_bytes" in row(bomb, unlimited)["error"]


def test_a_record_that_was_not_read_to_its_end_is_dropped_by_its_size() -> None:
    found = row(b"HTTP/1.1 200 OK\r\n\r\nbeginning", length=50_000_000)
    assert [(broken["rule"], broken["value"]) for broken in found["broken"]] == [("extract.max_body_bytes", 5e7)]
    unlimited = ExtractSettings(rules=ExtractRules(max_body_bytes=None))
    assert "max_record_bytes" in row(b"HTTP/1.1 200 OK\r\n\r\nbeginning", unlimited, length=50_000_000)["error"]


def test_undecodable_text_is_dropped(make: SimpleNamespace) -> None:
    body = b"\xff\xfe\xfd" * 20 + b"x" * 100
    found = row(make.block(b"\xef\xbb\xbf" + body, content_type="text/plain"))
    assert found["measured"]["extract"]["replaced_fraction"] == 60 / 160
    assert [rule for rule, _ in rules(found)] == ["extract.max_replaced_fraction"]


def test_the_charset_of_the_http_header_is_used(make: SimpleNamespace) -> None:
    chinese = "委员会星期二开会讨论在老城区新建公共图书馆的计划，并且同意了夏天的安排。"
    body = make.page(chinese).decode().encode("gb18030")
    found = row(make.block(body, content_type="text/html; charset=gb2312"))
    assert found["charset"] == "gb18030"
    assert chinese in found["text"]


def test_whatever_a_page_provokes_is_its_error(make: SimpleNamespace) -> None:
    def raising(error: Exception) -> Kernels:
        def extract(html: str, url: str | None, captured: str | None) -> Any:
            raise error

        return Kernels(decode_body, decode_html, extract)

    record = Record(0, 0, "response", URL, DATE, content=make.block(make.page()), length=1)
    for error, text in (
        (PageFailed("Timeout: x"), "Timeout: x"),
        (RecursionError("deep\nvery"), "RecursionError: deep very"),
    ):
        assert document_row(record, "a", ExtractSettings(), raising(error))["error"] == text


def test_a_record_that_was_cut_by_its_writer_is_marked(make: SimpleNamespace) -> None:
    assert row(make.block(make.page()), truncated="length")["measured"]["extract"]["truncated"] == 1


@settings(deadline=None)  # the first one loads libraries
@given(
    st.binary(max_size=200),
    st.sampled_from(["response", "resource", "conversion", "request", ""]),
    st.sampled_from([None, "", "http://[", "http://\ud800", "urn:x", "HTTP://Ü.example"]),
)
def test_any_record_is_one_row(content: bytes, kind: str, url: str | None) -> None:
    for block in (content, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>" + content):
        found = row(block, kind=kind, url=url)
        assert len(found["id"]) == 32
        assert isinstance(found["host"], str)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://WWW.Site.example:80/x", "www.site.example"),
        ("https://user:secret@site.example./", "site.example"),
        ("http://bücher.example/", "xn--bcher-kva.example"),
        ("http://[::1]:8/", "::1"),
        ("urn:uuid:1", ""),
        ("http://[", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_host_of_a_url(url: str | None, host: str) -> None:
    assert host_of(url) == host
