"""Lines that many pages of a site repeat: which they are, and the text without them.

After cc_net (Wenzek et al. 2020, CCNet, section 3.1): a line is known by the hash of its normalised form and stays
only where it stands first. Where cc_net removes every line seen before anywhere in the shard, here a line must stand
in `min_documents_per_line` documents of one host: boiler-plate does, a quotation or a second edition does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xxhash

from pipeline.dedup.shingles import words

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def line_hash(line: str) -> int | None:
    """Signed 64-bit xxh3 of the line's normalised words (lower case, no accents or punctuation, numbers folded to 0).

    None for a line without words, which is never a duplicate of anything.
    """
    found = " ".join(words(line))
    if not found:
        return None
    return int(np.uint64(xxhash.xxh3_64_intdigest(found.encode("utf-8", "surrogatepass"))).astype(np.int64))


def line_hashes(text: str, min_line_characters: int) -> list[tuple[int, int]]:
    """(number of the line, its hash) for each different line of ``text``, at its first appearance.

    Lines are separated by ``\\n`` and counted from 0. Lines shorter than ``min_line_characters`` without the blanks
    at their ends are left out, as are lines without words.
    """
    found: dict[int, int] = {}
    for number, line in enumerate(text.split("\n")):
        if len(line.strip()) >= min_line_characters and (value := line_hash(line)) is not None:
            found.setdefault(value, number)
    return [(number, value) for value, number in found.items()]


def repeated_lines(documents: DataFrame, min_documents: int) -> DataFrame:
    """The lines that stand in at least ``min_documents`` documents of one scope, one row each.

    ``documents`` has the columns id (string), scope (string) and lines (array of struct<number, hash>, the different
    lines of the document, as of `line_hashes`). Columns of the result: scope, hash, documents (in how many it stands),
    and id and number of its first appearance: the document with the smallest id, and the line's number there.
    Documents whose scope is null do not count, since they are not known to be of one site.

    Counts and first appearances combine on the map side: a line of every document costs one row a task.
    """
    from pyspark.sql import functions as f  # here, since the plain functions serve without Spark

    lines = documents.where("scope is not null").select("id", "scope", f.explode("lines").alias("line"))
    return (
        lines.groupBy("scope", "line.hash")
        .agg(f.count("*").alias("documents"), f.min(f.struct("id", "line.number")).alias("first"))
        .where(f.col("documents") >= min_documents)
        .select("scope", "hash", "documents", "first.id", "first.number")
    )


def remove_lines(text: str, repeated: dict[int, int | None], min_line_characters: int) -> tuple[str, int, int]:
    """(the text without its repeated lines, number of lines removed, their characters).

    ``repeated`` maps the hash of a line to the number of the line that stays, where this document is the one
    with the line's first appearance, or to None where it is not. The number of characters is without line ends.
    Blank lines at both ends of what is left are cut off when something was removed.
    """
    kept: list[str] = []
    removed: list[str] = []
    for number, line in enumerate(text.split("\n")):
        value = line_hash(line) if len(line.strip()) >= min_line_characters else None
        repeats = value is not None and value in repeated and repeated[value] != number
        (removed if repeats else kept).append(line)
    if not removed:
        return text, 0, 0
    return "\n".join(kept).strip("\n"), len(removed), sum(len(line) for line in removed)
