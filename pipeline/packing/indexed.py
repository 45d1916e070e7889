"""Megatron's indexed format, and a plain index beside it: a ``.bin`` of token ids, and where each document begins.

The ``.bin`` holds the ids of all documents one after the other and nothing else, so that it is also a plain array for
``numpy.memmap``; two indexes tell where documents begin: the ``.idx`` that Megatron-Core reads
(``megatron/core/datasets/indexed_dataset.py``), and ``.offsets.npy``, int64, in tokens, one more than documents.

The layout of an ``.idx``, little-endian: 9 bytes ``MMIDIDX\\0\\0``; u64 version 1; u8 code of the type of an id; u64
sequences; u64 entries of the last array; int32 tokens of each sequence; int64 byte where each sequence begins in the
``.bin``; int64 first sequence of each document, and at the end their number. Here each document is one sequence.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

MAGIC: Final = b"MMIDIDX\x00\x00"
VERSION: Final = 1
TYPE_CODES: Final[dict[int, np.dtype[np.signedinteger] | np.dtype[np.unsignedinteger]]] = {
    1: np.dtype("<u1"),
    2: np.dtype("<i1"),
    3: np.dtype("<i2"),
    4: np.dtype("<i4"),
    5: np.dtype("<i8"),
    8: np.dtype("<u2"),
}
"""Code of an index -> type of an id. The codes 6 and 7 are floats, which no token id is."""
MAX_UINT16_VOCABULARY: Final = 65_499
"""From 65,500 entries on Megatron takes four bytes an id; a reader relies on it nowhere, but files then look alike."""
MAX_DOCUMENT_TOKENS: Final = (1 << 31) - 1
"""Lengths are int32."""

_HEADER: Final = struct.Struct("<9sQBQQ")


class Index(NamedTuple):
    """What an ``.idx`` tells."""

    type_code: int
    lengths: list[int]
    """Tokens of each sequence."""
    pointers: list[int]
    """The byte of the ``.bin`` where each sequence begins."""
    documents: list[int]
    """The first sequence of each document, and the number of sequences at the end."""


def type_code(vocabulary_size: int) -> int:
    """The code of the type that holds the ids of a vocabulary: 8 (uint16) up to 65,499 entries, else 4 (int32).

    Raises ValueError for a vocabulary without entries or one that int32 cannot hold.
    """
    if not 0 < vocabulary_size <= 1 << 31:
        raise ValueError(f"a vocabulary of {vocabulary_size} entries has no type for its ids")
    return 8 if vocabulary_size <= MAX_UINT16_VOCABULARY else 4


def id_bytes(token_ids: Sequence[int] | NDArray[np.integer], code: int) -> bytes:
    """The part of a ``.bin`` that holds ``token_ids``. Raises ValueError for an id that the type cannot hold."""
    kind = TYPE_CODES[code]
    values = np.asarray(token_ids, dtype=np.int64)
    limits = np.iinfo(kind)
    if values.size and not (max(limits.min, 0) <= values.min() and values.max() <= limits.max):
        raise ValueError(f"a token id is negative or above {limits.max}, which {kind.name} cannot hold")
    return values.astype(kind).tobytes()


def index_bytes(lengths: Sequence[int] | NDArray[np.integer], code: int) -> bytes:
    """The ``.idx`` of a ``.bin`` whose documents have ``lengths`` tokens, in their order; see the module.

    Raises ValueError for a length that is negative or above 2,147,483,647.
    """
    tokens = np.asarray(lengths, dtype=np.int64)
    if tokens.size and not (tokens.min() >= 0 and tokens.max() <= MAX_DOCUMENT_TOKENS):
        raise ValueError(f"a document has a negative number of tokens or more than {MAX_DOCUMENT_TOKENS:,}")
    begins = offsets(lengths)[:-1] * TYPE_CODES[code].itemsize
    documents = np.arange(len(tokens) + 1, dtype="<i8")
    header = _HEADER.pack(MAGIC, VERSION, code, len(tokens), len(documents))
    return header + tokens.astype("<i4").tobytes() + begins.tobytes() + documents.tobytes()


def offsets(lengths: Sequence[int] | NDArray[np.integer]) -> NDArray[np.int64]:
    """Where documents of ``lengths`` tokens begin, in tokens, and where the last one ends: shape (documents + 1,)."""
    return np.concatenate([np.zeros(1, dtype="<i8"), np.cumsum(np.asarray(lengths, dtype="<i8"), dtype="<i8")])


def read_index(data: bytes) -> Index:
    """What the bytes of an ``.idx`` tell. Raises ValueError that says what is wrong with them."""
    if len(data) < _HEADER.size:
        raise ValueError(f"an index has at least {_HEADER.size} bytes, this one {len(data)}")
    magic, version, code, sequences, entries = _HEADER.unpack_from(data)
    if magic != MAGIC or version != VERSION:
        raise ValueError("not an index of Megatron's, or of another version")
    if code not in TYPE_CODES:
        raise ValueError(f"the index names an unknown type of ids: {code}")
    expected = _HEADER.size + sequences * 4 + sequences * 8 + entries * 8
    if len(data) != expected:
        raise ValueError(f"an index of {sequences} sequences has {expected} bytes, this one {len(data)}")
    lengths = np.frombuffer(data, "<i4", sequences, _HEADER.size)
    pointers = np.frombuffer(data, "<i8", sequences, _HEADER.size + lengths.nbytes)
    documents = np.frombuffer(data, "<i8", entries, _HEADER.size + lengths.nbytes + pointers.nbytes)
    return Index(code, lengths.tolist(), pointers.tolist(), documents.tolist())


def read_documents(index: bytes, ids: bytes) -> list[list[int]]:
    """The token ids of every document of a shard. Raises ValueError when ``.idx`` and ``.bin`` do not fit together."""
    found = read_index(index)
    kind = TYPE_CODES[found.type_code]
    end = 0
    for length, pointer in zip(found.lengths, found.pointers, strict=True):
        if length < 0 or pointer != end:
            raise ValueError(f"a sequence begins at byte {pointer}, the one before it ends at {end}")
        end += length * kind.itemsize
    if end != len(ids):
        raise ValueError(f"the index tells of {end} bytes of ids, there are {len(ids)}")
    if (
        found.documents[:1] != [0]
        or found.documents[-1] != len(found.lengths)
        or sorted(found.documents) != found.documents
    ):
        raise ValueError("the documents of the index do not cover its sequences")
    tokens = np.frombuffer(ids, kind)
    begins = offsets(found.lengths)
    return [
        tokens[begins[first] : begins[last]].tolist()
        for first, last in zip(found.documents, found.documents[1:], strict=False)
    ]
