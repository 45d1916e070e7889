"""Responses come apart into status, headers and body; bodies are unpacked as their headers say, within limits."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.failures import BodyDamage
from pipeline.extract.http import decode_body, join_chunks, parse_response

TEXT = b"<p>The committee met on Tuesday.</p>" * 20


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT),
    "GZIP": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT),
    "identity": TEXT,
    "": TEXT,
    "gzip, br": brotli.compress(gzip.compress(TEXT)),
}


def test_a_response_has_status_headers_and_body() -> None:
    response = parse_response(b"HTTP/1.1 404 Not Found\r\nContent-TYPE: text/html\r\nX: 1\r\n\r\n<p>\r\n\r\nend")
    assert response.status == 404
    assert response.header("content-type") == "text/html"
    assert response.header("absent") is None
    assert response.body == b"<p>\r\n\r\nend"


@pytest.mark.parametrize(
    ("block", "status", "body"),
    [
        (b"HTTP/1.0 200\r\n\r\nx", 200, b"x"),
        (b"HTTP/2 200 OK\nA: b\n\nx", 200, b"x"),
        (b"HTTP/1.1 200 OK\r\nA: b", 200, b""),
        (b"<html>no headers</html>", None, b"<html>no headers</html>"),
        (b"", None, b""),
    ],
)
def test_odd_responses(block: bytes, status: int | None, body: bytes) -> None:
    response = parse_response(block)
    assert (response.status, response.body) == (status, body)


@given(st.binary(max_size=200))
def test_any_block_comes_apart(block: bytes) -> None:
    parse_response(block)
    parse_response(b"HTTP/1.1 200 OK\r\n" + block)


@pytest.mark.parametrize("encoding", list(PACKED))
def test_bodies_are_unpacked(encoding: str) -> None:
    assert decode_body(PACKED[encoding], None, encoding, 10_000) == (TEXT, True)


def test_deflate_without_its_envelope_is_unpacked() -> None:
    assert decode_body(raw_deflate(TEXT), None, "deflate", 10_000) == (TEXT, True)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_body_that_was_unpacked_already_is_taken_as_it_is(encoding: str) -> None:
    assert decode_body(TEXT, None, encoding, 10_000) == (TEXT, True)
    assert decode_body(b"", None, encoding, 10_000) == (b"", True)


@pytest.mark.parametrize(("limit", "complete"), [(len(TEXT) - 1, False), (len(TEXT), True), (len(TEXT) + 1, True)])
@pytest.mark.parametrize("encoding", list(PACKED))
def test_no_more_than_the_limit_is_unpacked(encoding: str, limit: int, complete: bool) -> None:
    assert decode_body(PACKED[encoding], None, encoding, limit) == (TEXT[:limit], complete)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, brotli.compress])
def test_a_bomb_stops_at_the_limit(pack: object) -> None:
    encoding = {gzip.compress: "gzip", zlib.compress: "deflate", brotli.compress: "br"}[pack]  # type: ignore[index]
    body, complete = decode_body(pack(bytes(50_000_000)), None, encoding, 1000)  # type: ignore[operator]
    assert (len(body), complete) == (1000, False)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_body_that_breaks_off_is_damage(encoding: str) -> None:
    with pytest.raises(BodyDamage, match=encoding):
        decode_body(PACKED[encoding][:-12], None, encoding, 10_000)


def test_a_damaged_body_is_damage() -> None:
    with pytest.raises(BodyDamage, match="gzip"):
        decode_body(PACKED["gzip"][:15] + b"\xff\xff\xff" + PACKED["gzip"][18:], None, "gzip", 10_000)


MEMBERS = b"".join(gzip.compress(TEXT[start : start + 200]) for start in range(0, len(TEXT), 200))


@pytest.mark.parametrize("limit", [1, 199, 200, 201, len(TEXT) - 1, len(TEXT), len(TEXT) + 1])
def test_gzip_may_have_several_members(limit: int) -> None:
    """RFC 1952, section 2.2: a file is a series of members."""
    assert decode_body(MEMBERS, None, "gzip", limit) == (TEXT[:limit], limit >= len(TEXT))


def test_a_member_may_be_empty() -> None:
    body = gzip.compress(b"") + gzip.compress(TEXT) + gzip.compress(b"")
    assert decode_body(body, None, "gzip", 10_000) == (TEXT, True)


def test_many_members_cost_no_more_than_their_bytes() -> None:
    assert decode_body(gzip.compress(b"") * 50_000 + gzip.compress(TEXT), None, "gzip", 10_000) == (TEXT, True)


def test_a_later_member_that_breaks_off_is_damage() -> None:
    for cut in (1, 8, 12, 30):
        with pytest.raises(BodyDamage, match="gzip"):
            decode_body(gzip.compress(TEXT) + gzip.compress(TEXT)[:-cut], None, "gzip", 10_000)


@pytest.mark.parametrize("rest", [b"\0", bytes(600), b"\r\n", b"<!-- cached -->", b"\x1f"])
def test_what_is_no_member_behind_the_last_one_is_left_out(rest: bytes) -> None:
    """As curl and browsers do: padding and notes of servers stand there."""
    assert decode_body(gzip.compress(TEXT) + rest, None, "gzip", 10_000) == (TEXT, True)


def test_a_bomb_of_members_stops_at_the_limit() -> None:
    assert decode_body(gzip.compress(bytes(100_000)) * 500, None, "gzip", 150_000) == (bytes(150_000), False)


def test_unknown_or_too_many_encodings_are_damage() -> None:
    with pytest.raises(BodyDamage, match="compress"):
        decode_body(TEXT, None, "compress", 10_000)
    with pytest.raises(BodyDamage, match="4 content encodings"):
        decode_body(TEXT, None, "gzip, gzip, gzip, gzip", 10_000)


def test_chunks_are_joined() -> None:
    assert join_chunks(b"4\r\nabcd\r\n3;name=value\r\nefg\r\n0\r\nTrailer: x\r\n\r\n") == b"abcdefg"
    assert join_chunks(b"A\r\n0123456789\r\n0\r\n\r\n") == b"0123456789"


def test_a_missing_last_chunk_is_no_damage() -> None:
    assert join_chunks(b"4\r\nabcd\r\n") == b"abcd"
    assert join_chunks(b"9\r\nabcd") == b"abcd"


def test_a_body_that_is_not_chunked_stays() -> None:
    assert join_chunks(TEXT) == TEXT
    assert join_chunks(b"") == b""


def test_a_damaged_chunk_is_damage() -> None:
    with pytest.raises(BodyDamage, match="byte 9"):
        join_chunks(b"4\r\nabcd\r\nnonsense")


def test_chunks_are_joined_before_unpacking() -> None:
    packed = gzip.compress(TEXT)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    assert decode_body(chunked, "chunked", "gzip", 10_000) == (TEXT, True)


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", "gzip, br", "identity"]), st.booleans())
def test_any_body_is_decoded_or_damaged(body: bytes, encoding: str, chunked: bool) -> None:
    for packed in (body, b"\x1f\x8b\x08" + body, b"\x78\x9c" + body):
        try:
            decoded, _ = decode_body(packed, "chunked" if chunked else None, encoding, 100)
        except BodyDamage:
            continue
        assert len(decoded) <= 100
