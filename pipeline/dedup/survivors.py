"""Who survives of equal documents and of a family of near-duplicates: by named policies and never by chance, and no
document is dropped for one it is not similar to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

from pipeline.errors import ConfigError
from pipeline.urls.captures import moment_of

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

Policy = Literal["longest", "best_quality", "earliest", "first_key"]
POLICIES: Final[tuple[str, ...]] = get_args(Policy)

READS: Final[dict[str, tuple[str, ...]]] = {
    "longest": ("characters",),
    "best_quality": ("quality_score",),
    "earliest": ("date", "warc_date"),
    "first_key": (),
}
"""The columns a policy looks at."""

_NEVER: Final = "9999-99-99"


def rank(policy: Policy, columns: list[str], stage: str) -> Column:
    """The rank of a document under ``policy``, a struct<number: double, text: string>; the smallest survives.

    ``longest``: most characters. ``best_quality``: highest quality_score, documents without one last. ``earliest``:
    first publication date, documents without one last, then first crawled. ``first_key``: all rank equal. Ties are
    broken by the smallest id, which is not part of the rank. Raises `ConfigError` when ``columns`` (what the
    documents have) lacks one that the policy reads.
    """
    from pyspark.sql import functions as f  # here, since `choose_survivors` serves without Spark

    for name in READS[policy]:
        if name not in columns:
            raise ConfigError(
                f"{stage}: survivor policy {policy} needs the column {name}: run the stage that adds it earlier, "
                f"or choose another policy of {', '.join(POLICIES)}"
            )
    last = f.lit(float("inf"))
    number, text = f.lit(0.0), f.lit("")
    if policy == "longest":
        number = f.coalesce(-f.col("characters").cast("double"), last)
    elif policy == "best_quality":
        number = f.coalesce(-f.nanvl("quality_score", f.lit(float("-inf"))), last)
    elif policy == "earliest":
        text = f.concat_ws(
            " ", f.coalesce("date", f.lit(_NEVER)), f.coalesce(moment_of(f.col("warc_date")), f.lit(_NEVER))
        )
    return f.struct(number.alias("number"), text.alias("text"))


def best_of_equals(documents: DataFrame) -> DataFrame:
    """hash -> survivor, one row for each hash: the id of the document with the smallest rank, then the smallest id.

    ``documents`` has the columns id (string), hash (string) and rank (struct, see `rank`). Those whose hash is null,
    the empty ones, are nobody's equals and are left out. The minimum combines on the map side, so that a group of
    any size costs one row a task.
    """
    from pyspark.sql import functions as f

    best = documents.where("hash is not null").groupBy("hash").agg(f.min(f.struct("rank", "id")).alias("best"))
    return best.select("hash", f.col("best.id").alias("survivor"))


def choose_survivors(
    members: list[str], edges: list[tuple[str, str, float]], min_jaccard: float
) -> dict[str, tuple[str, float]]:
    """Member -> (its survivor, Jaccard to it), for one connected component; a survivor is its own, at 1.0.

    ``members`` come best first. The first survives and takes with it every member whose Jaccard similarity to it is
    at least ``min_jaccard``; the first of those left survives next, and so on. In a chain A~B~C with A not similar to
    C, A takes B and C survives. ``edges`` are the verified pairs; a pair that is not listed is not similar.
    """
    similar: dict[str, dict[str, float]] = {member: {} for member in members}
    for a, b, value in edges:
        if value >= min_jaccard:
            similar[a][b] = similar[b][a] = value
    chosen: dict[str, tuple[str, float]] = {}
    for member in members:
        if member not in chosen:
            chosen[member] = (member, 1.0)
            for other, value in similar[member].items():
                chosen.setdefault(other, (member, value))
    return chosen
