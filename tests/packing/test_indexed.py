"""The indexed format: the layout by hand, both ways, and what a damaged shard says."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.packing.indexed import id_bytes, index_bytes, offsets, read_documents, read_index, type_code


def test_the_layout_by_hand() -> None:
    # Documents of 3, 0 and 2 tokens of two bytes each.
    expected = b"MMIDIDX\x00\x00" + struct.pack("<QBQQ", 1, 8, 3, 4)
    expected += struct.pack("<3i", 3, 0, 2) + struct.pack("<3q", 0, 6, 6) + struct.pack("<4q", 0, 1, 2, 3)
    assert index_bytes([3, 0, 2], 8) == expected
    assert id_bytes([1, 258, 65_535], 8) == b"\x01\x00\x02\x01\xff\xff"
    assert id_bytes([65_536], 4) == b"\x00\x00\x01\x00"


def test_a_shard_without_documents() -> None:
    assert read_documents(index_bytes([], 8), b"") == []


@pytest.mark.parametrize(("entries", "code"), [(1, 8), (65_499, 8), (65_500, 4), (1 << 31, 4)])
def test_the_type_follows_the_vocabulary(entries: int, code: int) -> None:
    assert type_code(entries) == code


@pytest.mark.parametrize("entries", [0, -1, (1 << 31) + 1])
def test_impossible_vocabularies(entries: int) -> None:
    with pytest.raises(ValueError, match="has no type for its ids"):
        type_code(entries)


@pytest.mark.parametrize(("token", "code"), [(65_536, 8), (-1, 8), (-1, 4), (1 << 31, 4)])
def test_ids_that_do_not_fit(token: int, code: int) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        id_bytes([0, token], code)


@pytest.mark.parametrize("length", [-1, 1 << 31])
def test_lengths_that_do_not_fit(length: int) -> None:
    with pytest.raises(ValueError, match="a document has"):
        index_bytes([1, length], 8)


@given(st.lists(st.lists(st.integers(0, 65_535), max_size=20), max_size=20), st.sampled_from([8, 4]))
def test_documents_come_back(documents: list[list[int]], code: int) -> None:
    ids = b"".join(id_bytes(document, code) for document in documents)
    lengths = [len(document) for document in documents]
    assert read_documents(index_bytes(lengths, code), ids) == documents
    plain, begins = np.frombuffer(ids, "<u2" if code == 8 else "<u4"), offsets(lengths)
    assert [plain[begins[i] : begins[i + 1]].tolist() for i in range(len(documents))] == documents


def test_documents_of_several_sequences() -> None:
    # As Megatron's own tools write them when a document is split into sentences: 2 + 1 tokens, then 1.
    index = b"MMIDIDX\x00\x00" + struct.pack("<QBQQ", 1, 4, 3, 3)
    index += struct.pack("<3i", 2, 1, 1) + struct.pack("<3q", 0, 8, 12) + struct.pack("<3q", 0, 2, 3)
    assert read_documents(index, id_bytes([7, 8, 9, 10], 4)) == [[7, 8, 9], [10]]


GOOD = index_bytes([2, 1], 8)


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (b"", "at least 34 bytes, this one 0"),
        (GOOD[:33], "at least 34 bytes, this one 33"),
        (b"X" + GOOD[1:], "not an index of Megatron's"),
        (GOOD[:9] + b"\x02" + GOOD[10:], "of another version"),
        (GOOD[:17] + b"\x06" + GOOD[18:], "unknown type of ids: 6"),
        (GOOD[:-1], "has 82 bytes, this one 81"),
        (GOOD + b"\x00", "has 82 bytes, this one 83"),
        (GOOD[:18] + b"\xff" * 8 + GOOD[26:], "this one 82"),
    ],
)
def test_damaged_indexes(index: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_index(index)


@pytest.mark.parametrize("size", [4, 5, 7, 8])
def test_an_index_of_other_ids(size: int) -> None:
    with pytest.raises(ValueError, match=f"6 bytes of ids, there are {size}"):
        read_documents(GOOD, b"\x00" * size)


def test_pointers_that_lead_elsewhere() -> None:
    at = 34 + 2 * 4
    index = GOOD[:at] + struct.pack("<2q", 0, 2) + GOOD[at + 16 :]
    with pytest.raises(ValueError, match="begins at byte 2, the one before it ends at 4"):
        read_documents(index, b"\x00" * 6)
