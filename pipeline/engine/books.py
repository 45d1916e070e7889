"""The books of a stage: what went in must come out as kept, dropped or error, to the last character."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import xxhash
from pyspark.sql import functions as f

from pipeline import schema
from pipeline.errors import BooksDoNotBalance

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


@dataclass(frozen=True, slots=True)
class Count:
    """A number of documents with the characters and tokens of their texts."""

    documents: int = 0
    characters: int = 0
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Books:
    """One stage's books. ``edited`` is what the stage cut out of (negative: added to) documents that it kept."""

    entered: Count
    kept: Count
    dropped: Count
    error: Count
    edited: Count

    def as_dict(self) -> dict[str, dict[str, int]]:
        """The form that stands in manifests: ``entered`` is called ``in``."""
        return {("in" if name == "entered" else name): count for name, count in asdict(self).items()}

    @classmethod
    def from_dict(cls, books: dict[str, dict[str, int]]) -> Books:
        return cls(**{("entered" if name == "in" else name): Count(**count) for name, count in books.items()})


@dataclass(frozen=True, slots=True)
class Audit:
    """What reading a stage's table back from storage has shown."""

    kept: Count
    dropped: Count
    error: Count
    entered: Count
    """By the columns that remember how each document came in."""
    edited_but_not_kept: int
    """Documents that were dropped or failed and yet left with another text than they came in with."""
    content_hash: str
    """Hash of all rows, independent of their order, of partitions and of files."""


def audit(documents: DataFrame) -> Audit:
    """Count and hash a stage's table in one pass."""
    columns = sorted(documents.columns)
    per_outcome = {
        row[schema.OUTCOME]: row
        for row in documents.groupBy(schema.OUTCOME)
        .agg(
            f.count(f.lit(1)).alias("documents"),
            *(
                f.coalesce(f.sum(name), f.lit(0)).alias(name)
                for name in ("characters", "tokens", schema.CHARACTERS_IN, schema.TOKENS_IN)
            ),
            f.count_if(
                (f.col("characters") != f.col(schema.CHARACTERS_IN)) | (f.col("tokens") != f.col(schema.TOKENS_IN))
            ).alias("edited"),
            f.sum(f.xxhash64(*columns).cast("decimal(38,0)")).alias("sum_of_hashes"),
            f.bit_xor(f.xxhash64(f.lit("second"), *columns)).alias("xor_of_hashes"),
        )
        .collect()
    }
    counts = {
        outcome: Count(row["documents"], row["characters"], row["tokens"]) for outcome, row in per_outcome.items()
    }
    entered = Count(
        sum(row["documents"] for row in per_outcome.values()),
        sum(row[schema.CHARACTERS_IN] for row in per_outcome.values()),
        sum(row[schema.TOKENS_IN] for row in per_outcome.values()),
    )
    hashed = repr(
        [
            (outcome, row["documents"], str(row["sum_of_hashes"]), row["xor_of_hashes"])
            for outcome, row in sorted(per_outcome.items())
        ]
    )
    return Audit(
        kept=counts.get(schema.KEPT, Count()),
        dropped=counts.get(schema.DROPPED, Count()),
        error=counts.get(schema.FAILED, Count()),
        entered=entered,
        edited_but_not_kept=sum(row["edited"] for outcome, row in per_outcome.items() if outcome != schema.KEPT),
        content_hash=xxhash.xxh3_128_hexdigest(f"{columns} {hashed}".encode()),
    )


def balance(stage: str, audited: Audit, previous: Count | None) -> Books:
    """The books of ``stage``; ``previous`` is what the stage before has kept, None for the first one.

    Raises `BooksDoNotBalance` with every figure that is off.
    """
    entered = audited.entered if previous is None else previous
    edited = Count(
        0,
        entered.characters - audited.kept.characters - audited.dropped.characters - audited.error.characters,
        entered.tokens - audited.kept.tokens - audited.dropped.tokens - audited.error.tokens,
    )
    wrong = [
        f"{unit}: {expected} came in, {found} are accounted for"
        for unit, expected, found in (
            (name, getattr(entered, name), getattr(audited.entered, name)) for name in Count.__slots__
        )
        if expected != found
    ]
    if audited.edited_but_not_kept:
        wrong.append(f"{audited.edited_but_not_kept} documents were both edited and not kept")
    if wrong:
        raise BooksDoNotBalance(f"stage {stage} lost or invented documents: {'; '.join(wrong)}")
    return Books(entered, audited.kept, audited.dropped, audited.error, edited)
