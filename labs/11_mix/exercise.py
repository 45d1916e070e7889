"""Lab 11: mix, tokenise and pack. Read README.md first; then write the functions from top to bottom.

What you may use of the project is imported below; fractions, struct, numpy, tokenizers and pyspark are there too.
Import tokenizers and pyspark inside the function that needs them, so that the others need not wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.engine.running_total import BIN_BITS  # noqa: F401
from pipeline.mixture.draw import draw_key  # noqa: F401
from pipeline.mixture.shares import ImpossibleMixture  # noqa: F401

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# BIN_BITS                        38: places that differ only in their low 38 bits are in the same bin
# draw_key(seed, document_id)     the place of a document in its bucket's order of drawing, 0 … 2**48 - 1
# ImpossibleMixture(message)      a ValueError: the corpus does not hold what the mixture asks of it

SEPARATOR = "<|endoftext|>"
"""The token that ends a document."""


def mixture_shares(
    available: dict[str, int], targets: dict[str, float] | None = None, temperature: float = 1.0
) -> dict[str, Fraction]:
    """Bucket -> its share of the mixture, for every bucket of ``available``; together 1.

    ``available``: bucket -> tokens that the corpus has. ``targets``: bucket -> wanted share. What they leave is split
    among the other buckets in proportion to ``tokens ** (1 / temperature)``. A bucket without tokens has the share 0.
    A target of 0 leaves a bucket out. The temperature may be ``math.inf``: all other buckets alike. Where no bucket has
    tokens and no target is above 0, each has the share 0.

    A decimal means what it says: 0.1 is one tenth, and 0.7, 0.2 and 0.1 are together 1, not 0.9999999999999999. The
    answer may be fractions or floats.

    Raises `ImpossibleMixture` for a target above 0 that names a bucket without tokens; for targets that are together
    above 1, be it by a millionth; and, where any bucket has tokens, for targets that are together below 1 when no other
    bucket can give the rest. Raises ValueError for a temperature below 1 or not a number, and for negative tokens and
    shares.
    """
    raise NotImplementedError


def allocate(
    available: dict[str, int],
    shares: dict[str, Fraction | float],
    max_epochs: float = 1.0,
    total_tokens: int | None = None,
) -> dict[str, int]:
    """Bucket -> tokens that it gives to the mixture: whole numbers, together exactly ``total_tokens``.

    For every bucket of ``available`` and of ``shares``. Each gives the whole part of its share of the total; the tokens
    that are then missing go one each to the buckets with the largest remainders, of equal ones to the first by name.
    No bucket gives more than ``max_epochs`` times what it has. Without ``total_tokens`` the total is the largest whole
    number t for which no bucket's share of t is above that (rounded down to whole tokens). Exact, however many tokens.

    ``shares`` are together 1, to within a millionth: divide by their sum. 0.1 means one tenth, also in ``max_epochs``.
    A bucket that is left out, or has the share 0, gives nothing. Without tokens, without shares above 0 and without a
    total above 0 nothing is wrong: every bucket gives 0.

    Raises `ImpossibleMixture` when a bucket's share of ``total_tokens`` is above what it may give. The message names
    each such bucket, or five of them when there are more, says how many tokens each is short, rounded up, and which
    total is possible. It names no other bucket.
    Raises ValueError for shares that are not together 1, for negative tokens, shares and totals, and unless
    ``max_epochs`` is above 0.
    """
    raise NotImplementedError


def draw(documents: list[tuple[str, int]], wanted_tokens: int, seed: int) -> dict[str, int]:
    """Id -> how often the document is read, for every document of one bucket.

    ``documents``: (id, tokens), in any order. All are read ``wanted_tokens // all their tokens`` times. What is then
    still wanted comes from the front of their order by `draw_key` (equal keys: by id), one reading each, up to the
    first document that is longer than what is still wanted. It ends there: no later document is taken, however short.
    A document of 0 tokens is never too long: it is taken before that end, also when 0 tokens are still wanted.

    So the tokens read are at most ``wanted_tokens``. In a bucket without tokens, of which none are wanted, no document
    is read. Raises ValueError for negative numbers of tokens, and when tokens are wanted of a bucket that has none.
    """
    raise NotImplementedError


def encode_documents(tokenizer_json: str, texts: list[str], separator: str = SEPARATOR) -> list[list[int]]:
    """The token ids of each text, with the id of ``separator`` behind each, and nowhere else.

    ``tokenizer_json``: content of the file of that name, with a BPE model. Only its vocabulary counts: if the file says
    that texts are to be cut, filled up, given further tokens, or encoded with merges left out at random (the model's
    ``dropout``), that must not happen here. A text in which the separator stands as *words* is encoded letter by letter
    there. A lone surrogate, which UTF-8 cannot express, becomes ``?``. An empty text is its separator alone.

    Raises ValueError when the vocabulary does not have the separator; when the separator is a token that the file does
    not mark as special, so that the tokenizer finds it in texts; and for a tokenizer that does not give texts back as
    they were, because its normalizer changes capitals, blanks, ligatures or fractions. Accents may come back composed:
    ``e\\u0301`` and ``é`` are the same text, and the normalizer NFC, which makes one of the other, is no error.
    """
    raise NotImplementedError


def with_running_total(
    rows: DataFrame, place: str, weight: str, total: str, groups: Sequence[str] = (), ties: Sequence[str] = ()
) -> DataFrame:
    """``rows`` with one more column, ``total``: the sum of ``weight`` over all rows of its group that come before it.

    The row itself does not count: the first of a group has 0. The other arguments name columns: the order is that of
    ``place`` (whole numbers, 0 … 2**63 - 1, spread evenly over their upper bits, as hashes are); where places are equal
    it is that of ``ties``; together they are unique in a group. A group is the rows with equal ``groups``, where NULL
    equals NULL; without ``groups`` all rows are one. Every row stays.

    No task may get all rows, or all of a group: bins of `BIN_BITS` can be added up one by one. A table of one row for
    each bin may go to one task. Returns a plan: no collect, no count. Partitions and order of the rows change nothing.
    """
    raise NotImplementedError


def index_bytes(lengths: list[int], code: int) -> bytes:
    """The ``.idx`` file of a shard whose documents have ``lengths`` tokens, in their order. All numbers little-endian.

    ``code`` tells the type of the ids in the ``.bin``: 8 is uint16, two bytes; 4 is int32, four bytes.

    9 bytes ``MMIDIDX\\0\\0``; u64 1, the version; u8 ``code``; u64 number of sequences; u64 number of entries of the
    last array; then three arrays: int32 tokens of each sequence; int64 byte of the ``.bin`` where each sequence begins;
    int64 first sequence of each document, and at the end the number of sequences. Here each document is one sequence;
    it may be empty. Raises ValueError for a length that is negative or that int32 cannot hold.
    """
    raise NotImplementedError
