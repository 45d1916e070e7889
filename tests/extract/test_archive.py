"""Every record of an archive comes out, and damage costs the record that it is in and no other."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import archive
from pipeline.extract.archive import Record, read_records

LIMIT = 100_000


def read(data: bytes, limit: int = LIMIT) -> list[Record]:
    return list(read_records(BytesIO(data), limit))


def seen(data: bytes) -> list[str]:
    """The contents of the records in order; those that are damaged as ``!``."""
    return ["!" if record.damage else record.content.decode() for record in read(data)]


@pytest.fixture
def five(make: SimpleNamespace) -> list[bytes]:
    """Five records of different lengths, uncompressed."""
    return [make.record(f"content {number} {'x' * number}".encode()) for number in range(5)]


WHOLE = ["content 0 ", "content 1 x", "content 2 xx", "content 3 xxx", "content 4 xxxx"]


def test_one_gzip_member_a_record(five: list[bytes], make: SimpleNamespace) -> None:
    packed = make.members(*five)
    records = read(b"".join(packed))
    assert [record.content.decode() for record in records] == WHOLE
    assert [record.number for record in records] == [0, 1, 2, 3, 4]
    assert [record.offset for record in records] == [sum(map(len, packed[:number])) for number in range(5)]
    assert not any(record.damage for record in records)


def test_one_gzip_member_for_all_records(five: list[bytes]) -> None:
    assert seen(gzip.compress(b"".join(five))) == WHOLE


def test_no_compression(five: list[bytes]) -> None:
    data = b"".join(five)
    assert seen(data) == WHOLE
    assert [record.offset for record in read(data)] == [sum(map(len, five[:number])) for number in range(5)]


def test_the_header_is_read(make: SimpleNamespace) -> None:
    data = make.record(
        b"abc", "conversion", "<http://a.example/x>", "2024-01-02T03:04:05Z", None, "WARC-Truncated: length"
    )
    [record] = read(data)
    assert record == Record(
        0, 0, "conversion", "http://a.example/x", "2024-01-02T03:04:05Z", None, "length", b"abc", 3, None
    )


def test_header_names_have_no_case_and_lines_may_end_without_return() -> None:
    data = b"WARC/1.0\nwarc-type: RESPONSE\ncontent-length: 2\nwarc-target-uri: http://a.example/\n\nhi\n\n"
    [record] = read(data)
    assert (record.kind, record.url, record.content, record.damage) == ("response", "http://a.example/", b"hi", None)


def test_arc_files_are_read() -> None:
    version = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    head = b"filedesc://a.arc 0.0.0.0 20240102030405 text/plain %d\n%s\n" % (len(version), version)
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>old</p>"
    document = b"http://a.example/old 1.2.3.4 20010203040506 text/html %d\n%s\n" % (len(body), body)
    for data in (head + document, gzip.compress(head) + gzip.compress(document)):
        records = read(data)
        assert [record.kind for record in records] == ["warcinfo", "response"]
        assert records[1].url == "http://a.example/old"
        assert records[1].date == "2001-02-03T04:05:06Z"
        assert records[1].content == body
        assert not any(record.damage for record in records)


# --- damage in compressed files


def test_a_member_with_a_flipped_byte_is_lost_alone(five: list[bytes], make: SimpleNamespace) -> None:
    packed = make.members(*five)
    packed[2] = packed[2][:30] + bytes([packed[2][30] ^ 0xFF]) + packed[2][31:]
    assert seen(b"".join(packed)) == [*WHOLE[:2], "!", *WHOLE[3:]]


def test_a_wrong_checksum_is_damage(five: list[bytes], make: SimpleNamespace) -> None:
    packed = make.members(*five)
    packed[2] = packed[2][:-8] + b"\0\0\0\0" + packed[2][-4:]
    assert seen(b"".join(packed)) == [*WHOLE[:2], "!", *WHOLE[3:]]


def test_a_member_cut_off_in_the_middle_of_the_file_does_not_take_the_next_with_it(
    five: list[bytes], make: SimpleNamespace
) -> None:
    packed = make.members(*five)
    packed[2] = packed[2][:40]
    assert seen(b"".join(packed)) == [*WHOLE[:2], "!", *WHOLE[3:]]


@pytest.mark.parametrize("missing", [1, 8, 20, 60])
def test_a_file_cut_off_loses_its_last_record(five: list[bytes], make: SimpleNamespace, missing: int) -> None:
    assert seen(b"".join(make.members(*five))[:-missing]) == [*WHOLE[:4], "!"]


def test_garbage_between_members_is_one_damaged_record(five: list[bytes], make: SimpleNamespace) -> None:
    packed = make.members(*five)
    packed[2] = b"no gzip at all " * 10
    assert seen(b"".join(packed)) == [*WHOLE[:2], "!", *WHOLE[3:]]


def test_garbage_that_looks_like_gzip_is_passed(five: list[bytes], make: SimpleNamespace) -> None:
    packed = make.members(*five)
    packed[2] = b"junk" + archive.GZIP_MAGIC + b"\0junk" + gzip.compress(b"packed, but no record")
    assert seen(b"".join(packed)) == [*WHOLE[:2], "!", *WHOLE[3:]]


def test_zeros_behind_the_last_member_are_padding(five: list[bytes], make: SimpleNamespace) -> None:
    assert seen(b"".join(make.members(*five)) + bytes(1000)) == WHOLE


def test_a_file_whose_first_member_is_destroyed_is_still_read(five: list[bytes], make: SimpleNamespace) -> None:
    packed = make.members(*five)
    packed[0] = b"XX" + packed[0][2:]
    assert seen(b"".join(packed)) == ["!", *WHOLE[1:]]


def test_records_before_the_damage_in_a_single_member_are_read(five: list[bytes]) -> None:
    noise = b"".join(bytes([number * 7 % 251, number * 13 % 241]) for number in range(2000))
    data = gzip.compress(b"".join(five) + noise)
    assert seen(data)[:5] == WHOLE
    assert set(seen(data)[5:]) == {"!"}


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_byte_may_be_wrong(data: st.DataObject) -> None:
    """Whatever byte is wrong, at least the records whose members do not hold it come out."""
    records = [
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(text), text.encode())
        for text in WHOLE
    ]
    packed = [gzip.compress(record, mtime=0) for record in records]
    victim = data.draw(st.integers(0, 4))
    place = data.draw(st.integers(0, len(packed[victim]) - 1))
    value = data.draw(st.integers(0, 255))
    packed[victim] = packed[victim][:place] + bytes([value]) + packed[victim][place + 1 :]
    found = seen(b"".join(packed))
    assert set(WHOLE) - {WHOLE[victim]} <= set(found)
    assert len(found) <= 6


# --- damage in uncompressed data


def test_a_record_that_claims_too_much_gives_back_what_it_swallowed(five: list[bytes], make: SimpleNamespace) -> None:
    five[2] = make.record(b"content 2 xx", length=150)
    assert seen(b"".join(five)) == [*WHOLE[:2], "!", *WHOLE[3:]]
    five[2] = make.record(b"content 2 xx", length=90_000)
    assert seen(b"".join(five)) == [*WHOLE[:2], "!", *WHOLE[3:]]


def test_a_record_that_claims_too_little_is_damaged(five: list[bytes], make: SimpleNamespace) -> None:
    five[2] = make.record(b"content 2 xx", length=3)
    assert seen(b"".join(five)) == [*WHOLE[:2], "!", *WHOLE[3:]]


@pytest.mark.parametrize("length", ["", "-5", "many", "1e3", "9" * 30, "\u0665"])
def test_a_record_without_a_valid_length_is_damaged(five: list[bytes], length: str) -> None:
    five[2] = f"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\nabc\r\n\r\n".encode()
    assert seen(b"".join(five)) == [*WHOLE[:2], "!", *WHOLE[3:]]


def test_the_record_right_behind_a_header_without_length_is_read(five: list[bytes]) -> None:
    five[2] = b"WARC/1.1\r\nWARC-Type: response\r\n\r\n"
    assert seen(b"".join(five)) == [*WHOLE[:2], "!", *WHOLE[3:]]


def test_a_record_without_a_header_is_damaged(five: list[bytes]) -> None:
    five[2] = b"WARC-Type: response\r\n\r\nabc\r\n\r\n"
    assert seen(b"".join(five)) == [*WHOLE[:2], "!", *WHOLE[3:]]


def test_a_header_that_does_not_end_is_damaged(five: list[bytes]) -> None:
    five[2] = b"WARC/1.1\r\n" + b"X: y\r\n" * 100_000 + b"\r\n\r\n"
    found = seen(b"".join(five))
    assert found[:2] == WHOLE[:2]
    assert found[-2:] == WHOLE[3:]
    assert found.count("!") >= 1


def test_a_block_cut_off_by_the_end_of_the_file(five: list[bytes]) -> None:
    assert seen(b"".join(five)[:-10]) == [*WHOLE[:4], "!"]


# --- damage in uncompressed ARC files


def arc(content: str, claimed: int | str | None = None, url: str = "http://a.example/") -> bytes:
    """One document of an ARC file with its closing new line; ``claimed`` is its length, by default the truth."""
    length = len(content.encode()) if claimed is None else claimed
    return f"{url} 1.2.3.4 20010203040506 text/html {length}\n{content}\n".encode()


@pytest.fixture
def old() -> list[bytes]:
    """The same five records as documents of an ARC file."""
    return [arc(text) for text in WHOLE]


def test_documents_of_an_arc_file_may_have_any_scheme(old: list[bytes]) -> None:
    old[2] = arc(WHOLE[2], url="dns:a.example")
    assert seen(b"".join(old)) == WHOLE
    assert [record.url for record in read(b"".join(old))][2] == "dns:a.example"


@pytest.mark.parametrize("claimed", [20, 66, 150, 160, 90_000, LIMIT + 1])
def test_an_arc_document_that_claims_too_much_gives_back_what_it_swallowed(old: list[bytes], claimed: int) -> None:
    old[2] = arc(WHOLE[2], claimed)
    assert seen(b"".join(old)) == [*WHOLE[:2], "!", *WHOLE[3:]]


@pytest.mark.parametrize("claimed", [3, "", "-5", "many"])
def test_an_arc_document_without_its_length_is_damaged(old: list[bytes], claimed: int | str) -> None:
    old[2] = arc(WHOLE[2], claimed)
    assert seen(b"".join(old)) == [*WHOLE[:2], "!", *WHOLE[3:]]
    old[0] = arc(WHOLE[0], claimed)
    assert seen(b"".join(old))[-3:] == ["!", *WHOLE[3:]]


def test_an_arc_document_without_its_header_or_with_its_middle_gone_is_damaged(old: list[bytes]) -> None:
    header, content = old[2].split(b"\n", 1)
    for damaged in (content, header[:40] + b"\n", header + b"\ncon\n", header[:30] + b"\0" * 5000 + b"\n" + content):
        old[2] = damaged
        assert seen(b"".join(old)) == [*WHOLE[:2], "!", *WHOLE[3:]]


@pytest.mark.parametrize("shift", range(0, 140, 7))
def test_the_next_arc_document_is_found_wherever_the_file_is_cut_into_pieces(shift: int) -> None:
    rubbish = b"x" * (archive.PIECE_BYTES - shift) + b"\n"
    assert seen(arc("first", 3) + rubbish + arc("second")) == ["!", "second"]


@pytest.mark.parametrize(
    "line",
    [
        "see http://a.example/ 1.2.3.4 20010203040506 text/html 3",  # not at the beginning of a line
        "http://a.example/ host 20010203040506 text/html 3",
        "http://a.example/ 1.2.3.4 20010203 text/html 3",
        "http://a.example/ 1.2.3.4 20010203040506 text/html three",
        "http://a.example/ 1.2.3.4 20010203040506 text/html",
        "a.example 1.2.3.4 20010203040506 text/html 3",
    ],
)
def test_text_is_not_taken_for_the_header_of_an_arc_document(line: str) -> None:
    assert seen(arc(f"first\n{line}\nlast", 3) + arc("next")) == ["!", "next"]


def test_a_warc_file_is_not_resumed_at_the_header_of_an_arc_document(five: list[bytes], make: SimpleNamespace) -> None:
    five[2] = make.record(b"on the old format:\n" + arc("an example"), length=9_000)
    assert seen(b"".join(five)) == [*WHOLE[:2], "!", *WHOLE[3:]]


def test_what_is_no_record_at_the_beginning_costs_itself(old: list[bytes], five: list[bytes]) -> None:
    assert seen(b"rubbish\n" + b"".join(old)) == ["!", *WHOLE]
    assert seen(b"rubbish\n" + b"".join(five)) == ["!", *WHOLE]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_byte_of_an_arc_file_may_be_wrong(data: st.DataObject) -> None:
    """Whatever byte is wrong, at least the documents that do not hold it come out."""
    documents = [arc(text) for text in WHOLE]
    victim = data.draw(st.integers(0, 4))
    place = data.draw(st.integers(0, len(documents[victim]) - 2))  # its last new line belongs to the next one as well
    value = data.draw(st.integers(0, 255))
    documents[victim] = documents[victim][:place] + bytes([value]) + documents[victim][place + 1 :]
    found = {record.content for record in read(b"".join(documents)) if not record.damage}
    assert {text.encode() for text in WHOLE if text != WHOLE[victim]} <= found


def test_a_search_for_the_next_arc_document_is_bounded_work(old: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_SKIPPED_BYTES", 1_000_000)
    old[2] = arc("x", 3) + b"http://a.example/" + b"x" * 3_000_000 + b"\n"
    assert seen(b"".join(old)) == [*WHOLE[:2], "!"]


# --- no archives at all


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"hello\n" * 100,
        b"\x1f\x8b",
        gzip.compress(b""),
        gzip.compress(b"hello\n" * 100),
        b"%PDF-1.7 \0\1\2",
    ],
    ids=["empty", "blank", "text", "magic", "packed nothing", "packed text", "binary"],
)
def test_what_is_no_archive_is_one_damaged_record(data: bytes) -> None:
    records = read(data)
    assert len(records) == 1
    assert records[0].damage


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_end(data: bytes) -> None:
    assert read(data)
    assert read(archive.GZIP_MAGIC + data)
    assert read(b"WARC/1.1\r\nContent-Length: 5\r\n\r\n" + data)


# --- limits


def test_of_an_oversized_record_only_the_beginning_is_kept(five: list[bytes], make: SimpleNamespace) -> None:
    five[2] = make.record(b"y" * 50_000)
    for data in (b"".join(five), b"".join(make.members(*five)), gzip.compress(b"".join(five))):
        records = read(data, 1000)
        assert [len(record.content) for record in records] == [10, 11, 1000, 13, 14]
        assert records[2].length == 50_000
        assert not any(record.damage for record in records)


def test_a_gzip_bomb_costs_its_record_and_bounded_work(
    five: list[bytes], make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_SKIPPED_BYTES", 1_000_000)
    bomb = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    header = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n"
    for claimed in (50_000_000, 5):
        bomb = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
        packed = make.members(*five)
        packed[2] = bomb.compress(header % claimed + bytes(50_000_000)) + bomb.flush()
        found = seen(b"".join(packed))
        assert [text for text in found if text != "!"] == [*WHOLE[:2], *WHOLE[3:]]
        assert found.count("!") == 1


def test_blank_lines_without_end_are_bounded_work(
    five: list[bytes], make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = make.members(*five)
    packed[2] = gzip.compress(b"\r\n" * 5_000_000)
    assert seen(b"".join(packed)) == [*WHOLE[:2], *WHOLE[3:]]
    monkeypatch.setattr(archive, "MAX_SKIPPED_BYTES", 1_000_000)
    assert seen(b"".join(packed)) == [*WHOLE[:2], "!", *WHOLE[3:]]
