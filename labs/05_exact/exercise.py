"""Lab 05: exact duplicates. Read README.md first; `lab check 05` tells how far you are.

First whole documents: text -> key -> one survivor of each key. Then lines: text -> keys of its lines -> the lines that
many pages of one site repeat -> the text without them.

`words` below is given: it cleans a line and cuts it into words. Import pyspark inside the two functions that need it
and not at the top: then the other checks answer at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.dedup.shingles import words  # noqa: F401 - for line_hashes and remove_lines

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

INVISIBLE = "\u00ad\u200b\u2060\ufeff"
"""Soft hyphen, zero width space, word joiner, byte order mark: a reader never sees them."""


def normalise_document(text: str) -> str:
    """``text`` in the form in which two copies are equal, letter by letter.

    Folded: the characters of `INVISIBLE` are left out; case (by Unicode case folding, which is more than lower case);
    compatibility and composition of characters (Unicode form NFKC); each run of white space of any kind becomes one
    blank, and none is left at the ends. The result is a fixed point: normalised again it stays as it is.

    Not folded: punctuation, accents, numbers, the order of words, and the joiners U+200C and U+200D.
    """
    raise NotImplementedError


def document_hash(text: str) -> str | None:
    """The key of a document: xxh3_128 of its normalised text in UTF-8, as 32 hexadecimal digits in lower case.

    Normalise with your `normalise_document`. Lone surrogates (half characters of broken pages, such as ``"\\ud800"``)
    are encoded with ``"surrogatepass"``. None when nothing is left of the text: empty documents are nobody's copies.
    """
    raise NotImplementedError


def best_of_equals(documents: DataFrame) -> DataFrame:
    """The survivor of each group of equal documents: string columns ``hash``, ``survivor``; one row a hash, any order.

    ``documents`` has ``id`` (string), ``hash`` (string, or null for an empty document) and ``rank``
    (struct<number: double, text: string>; a smaller one is a better document). The survivor is the ``id`` of the
    document with the smallest ``rank``; among equal ranks the smallest ``id``, as strings compare. A document that has
    its hash for itself survives too. Documents whose hash is null are in no group and have no row.

    Returns a plan: no collect, no count; the result does not depend on partitions or order of rows. A group may be
    millions of documents: no task may need all its members at once, or send them all to another.
    """
    raise NotImplementedError


def line_hashes(text: str, min_line_characters: int) -> list[tuple[int, int]]:
    """(number, key) of each different line of ``text``, at its first appearance, in the order of the text.

    Lines are separated by ``\\n`` and by nothing else; they are numbered from 0, and every line counts. The key of a
    line is xxh3_64 of its ``words`` joined by one blank, in UTF-8, as a *signed* 64-bit number, -2**63 … 2**63 - 1:
    that is what Spark's bigint holds. Lines with equal keys are the same line.

    Left out are lines with fewer than ``min_line_characters`` characters (white space at their ends does not count),
    and lines without words.
    """
    raise NotImplementedError


def repeated_lines(documents: DataFrame, min_documents: int) -> DataFrame:
    """The lines that stand in at least ``min_documents`` documents of one scope, one row each, in any order.

    ``documents`` has ``id`` (string), ``scope`` (string: the site, or null when it is unknown) and ``lines``
    (array<struct<number: int, hash: bigint>>: what `line_hashes` gives, so each hash once a document).

    Columns of the result: ``scope``, ``hash``; ``documents`` (bigint): in how many documents of the scope the line
    stands; ``id`` and ``number`` (int): its first appearance, which is in the document with the smallest ``id``, and
    the number of the line there. A null scope is no scope: its documents count nowhere.

    A plan, as for `best_of_equals`: a line may stand on every page of the web.
    """
    raise NotImplementedError


def remove_lines(text: str, repeated: dict[int, int | None], min_line_characters: int) -> tuple[str, int, int]:
    """(the text without its repeated lines, how many lines were removed, how many characters they had).

    ``repeated`` has the keys of repeated lines. Its value is None where the line first appears in another document:
    then each such line goes. It is the number of a line where *this* document has the first appearance: then that
    line stays, and each later one with the same key goes. Lines that `line_hashes` leaves out always stay.

    The characters are those of the removed lines as they stand, without ``\\n``. Nothing removed: the text comes back
    exactly as it was. Something removed: ``\\n`` at both ends of what is left are cut off.
    """
    raise NotImplementedError
