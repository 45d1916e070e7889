"""WARC files that others can read, and that survive being cut anywhere."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from pipeline.crawl.archive import Archive, capture_records, read_answer, recover, warc_date

URL = "http://a.example/x?a=1"
WHEN = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
BODY = "<p>日本語 ünï\n".encode()
ABOUT = {"software": "tests"}


def capture(body: bytes = BODY, url: str = URL, headers: tuple[tuple[str, str], ...] = ()) -> list[bytes]:
    request = [("Host", "a.example"), ("User-Agent", "lab/1")]
    return capture_records(
        url, warc_date(WHEN), request, 200, "OK", headers, body, {"depth": "3", "via": "http://a.example/"}
    )


def base32_sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def test_the_three_records_of_an_answer_by_warcio() -> None:
    headers = (
        ("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"),
        ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"),
    )  # fmt: skip
    records = []
    for record in ArchiveIterator(io.BytesIO(b"".join(capture(headers=headers))), check_digests="raise"):
        records.append((record.rec_type, record.rec_headers, record.http_headers, record.content_stream().read()))
    request, response, metadata = records
    assert [record[0] for record in records] == ["request", "response", "metadata"]
    assert {record[1].protocol for record in records} == {"WARC/1.1"}
    assert {record[1].get_header("WARC-Target-URI") for record in records} == {URL}
    assert {record[1].get_header("WARC-Date") for record in records} == {"2026-03-01T12:00:00.250000Z"}
    assert len({record[1].get_header("WARC-Record-ID") for record in records}) == 3
    for record in (request, metadata):
        assert record[1].get_header("WARC-Concurrent-To") == response[1].get_header("WARC-Record-ID")

    assert request[1].get_header("Content-Type") == "application/http; msgtype=request"
    assert (request[2].protocol, request[2].statusline) == ("GET", "/x?a=1 HTTP/1.1")
    assert request[2].get_header("User-Agent") == "lab/1"

    assert response[1].get_header("Content-Type") == "application/http; msgtype=response"
    assert response[3] == BODY
    assert response[1].get_header("WARC-Payload-Digest") == base32_sha1(BODY)
    assert response[2].headers == [
        ("Content-Type", "text/html"), ("X-Crawl-Content-Encoding", "gzip"), ("X-Crawl-Transfer-Encoding", "chunked"),
        ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Length", str(len(BODY))),
    ]  # fmt: skip

    assert metadata[1].get_header("Content-Type") == "application/warc-fields"
    assert metadata[3] == b"depth: 3\r\nvia: http://a.example/\r\n"


def test_the_block_of_the_response_is_an_http_answer_with_the_right_digest() -> None:
    raw = gzip.decompress(capture()[1])
    head, _, rest = raw.partition(b"\r\n\r\n")
    length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    block, end = rest[:length], rest[length:]
    assert end == b"\r\n\r\n"
    assert block == b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
    assert b"WARC-Block-Digest: " + base32_sha1(block).encode() in head


@given(st.binary(max_size=400), st.sampled_from(["", "Grün", "x" * 300]))
def test_any_body_is_read_back_by_both_readers(body: bytes, reason: str) -> None:
    members = capture_records(URL, warc_date(WHEN), [("Host", "a.example")], 404, reason, [("X-Ü", "é")], body, {})
    for record in FastIterator(io.BytesIO(b"".join(members)), verify_digests=True):
        if record.record_type == WarcRecordType.response:
            assert record.http_headers is not None
            assert record.http_headers.status_code == 404
            assert record.reader.read() == body
    bodies = [r.content_stream().read() for r in ArchiveIterator(io.BytesIO(members[1]), check_digests="raise")]
    assert bodies == [body]


def test_dates_are_utc_whatever_zone_they_come_in() -> None:
    assert warc_date(WHEN.astimezone(timezone(timedelta(hours=9)))) == "2026-03-01T12:00:00.250000Z"


def types(path: Path) -> list[str]:
    with path.open("rb") as file:
        return [record.rec_type for record in ArchiveIterator(file, check_digests="raise")]


def test_a_file_is_open_until_it_is_complete_and_positions_lead_to_answers(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "pages", ABOUT, 10**9)
    positions = [archive.write(capture(body)) for body in (b"one", b"two", b"")]
    archive.commit()
    assert [path.name for path in tmp_path.iterdir()] == ["pages-00000.warc.gz.open"]
    archive.close()
    assert [path.name for path in tmp_path.iterdir()] == ["pages-00000.warc.gz"] == [p.name for p in archive.files()]
    path = tmp_path / positions[0].warc
    assert [read_answer(path, position.offset) for position in positions] == [(200, b"one"), (200, b"two"), (200, b"")]
    assert positions[-1].end == path.stat().st_size
    assert types(path) == ["warcinfo", *(["request", "response", "metadata"] * 3)]
    with pytest.raises(ValueError, match="no response record"):
        read_answer(path, 0)


def test_a_full_file_is_followed_by_another(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "pages", ABOUT, max_warc_bytes=2_000)
    names = []
    for _ in range(5):
        names.append(archive.write(capture()).warc)
        archive.commit()
    archive.close()
    assert names[0] == "pages-00000.warc.gz"
    assert len(set(names)) > 1
    assert sorted(set(names)) == [path.name for path in archive.files()] == sorted(p.name for p in tmp_path.iterdir())
    assert all(types(path)[0] == "warcinfo" for path in archive.files())
    assert all(path.stat().st_size < 2_000 + sum(map(len, capture())) for path in archive.files())


def test_an_archive_without_answers_leaves_no_file(tmp_path: Path) -> None:
    Archive(tmp_path, "pages", ABOUT, 1000).close()
    assert list(tmp_path.iterdir()) == []


def test_what_was_not_committed_is_not_kept(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "pages", ABOUT, 10**9)
    archive.write(capture(b"logged"))
    archive.commit()
    archive.write(capture(b"written, but the log was full"))
    archive.close()
    assert types(tmp_path / "pages-00000.warc.gz") == ["warcinfo", "request", "response", "metadata"]
    archive.write(capture(b"the first of its file"))
    archive.close()
    assert [path.name for path in tmp_path.iterdir()] == ["pages-00000.warc.gz"]


def test_wherever_the_last_answer_was_cut_the_logged_ones_are_kept_and_writing_goes_on(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "pages", ABOUT, 10**9)
    logged = archive.write(capture(b"logged"))
    archive.write(capture(b"not logged"))
    open_file = tmp_path / f"{logged.warc}.open"
    whole = open_file.read_bytes()
    for end in (logged.end, logged.end + 1, (logged.end + len(whole)) // 2, len(whole)):
        open_file.write_bytes(whole[:end])
        assert recover(tmp_path, {logged.warc: logged.end}) == set()
        assert open_file.read_bytes() == whole[: logged.end]
    again = Archive(tmp_path, "pages", ABOUT, 10**9)
    position = again.write(capture(b"later"))
    again.commit()
    again.close()
    path = tmp_path / logged.warc
    assert types(path) == ["warcinfo", *(["request", "response", "metadata"] * 2)]
    assert read_answer(path, position.offset) == (200, b"later")


def test_an_open_file_without_logged_answers_is_removed(tmp_path: Path) -> None:
    position = Archive(tmp_path, "pages", ABOUT, 10**9).write(capture())
    assert recover(tmp_path, {}) == set()
    assert list(tmp_path.iterdir()) == []
    assert position.warc == "pages-00000.warc.gz"


def test_a_file_that_lost_logged_answers_is_set_aside_and_named(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "pages", ABOUT, 10**9)
    end = archive.write(capture()).end
    archive.commit()
    archive.close()
    path = tmp_path / "pages-00000.warc.gz"
    path.write_bytes(path.read_bytes()[:-1])
    assert recover(tmp_path, {path.name: end, "moved-00000.warc.gz": 5}) == {path.name}
    assert [file.name for file in tmp_path.iterdir()] == [f"{path.name}.damaged"]
