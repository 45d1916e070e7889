"""Lab 06: near duplicates with MinHash and LSH. Read README.md first; `lab check 06` tells how far you are.

From a text to a decision: shingles -> signature -> bands -> candidate pairs -> (exact Jaccard) -> components ->
survivors. The step in brackets is given: `pipeline.dedup.verify.jaccard`. So is `pipeline.dedup.lsh.band_keys`.

Import pyspark inside `candidate_pairs` and not at the top: then the other checks answer at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

NO_BLANKS = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Myanmar, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # iteration mark, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
"""Characters of scripts that are written without blanks, for use inside [...] of a regular expression."""


def shingles(text: str, n: int = 5) -> list[str]:
    """The distinct n-word shingles of ``text``, in the order of their first appearance.

    A shingle is ``n`` words that follow each other, joined by one blank. Before cutting, in this order: lower case;
    Unicode NFKD; combining marks (categories M…) removed; lower case again (decomposing may bring capitals); each
    number replaced by ``0``. A number is a run of digits (of any script: ``\\d``) that may have single ``.`` or ``,``
    between digits: ``1,234.50`` is one number, and ``mp3`` becomes ``mp0``. A word is a run of letters and digits;
    each character of `NO_BLANKS` is a word of its own. Everything else, ``_`` and ``'`` too, only separates words.

    Short texts: without words ``[]``; with 1 to ``n - 1`` words one shingle of all of them.
    Raises ValueError for ``n < 1``.
    """
    raise NotImplementedError


def signature(shingles: list[str], num_perm: int, seed: int) -> list[int]:
    """The MinHash signature of a set of shingles: ``num_perm`` whole numbers from 0 to 2**32 - 1.

    Equal to the ``hashvalues`` of `datasketch.MinHash` with this ``num_perm`` and ``seed``, the hash function
    ``pipeline.dedup.minhash.shingle_hash32`` (from bytes to 32 bits) and the scheme ``"affine32"``, updated with the
    UTF-8 bytes of every shingle. Lone surrogates are encoded with ``"surrogatepass"``. Order and repetition of
    ``shingles`` change nothing. No shingles: every value is 2**32 - 1.
    """
    raise NotImplementedError


def choose_bands(threshold: float, target_recall: float, num_perm: int) -> tuple[int, int]:
    """The best (bands, rows) for finding pairs at Jaccard ``threshold``.

    Allowed are whole numbers from 1 with ``bands * rows <= num_perm`` whose recall at ``threshold``,
    ``1 - (1 - threshold**rows)**bands``, is at least ``target_recall``. Best is the one with the smallest area under
    the curve ``1 - (1 - j**rows)**bands`` between j = 0 and j = ``threshold``: the pairs proposed in vain. Among equal
    areas: the one with fewer permutations (``bands * rows``).

    Raises ValueError when nothing is allowed, and when an argument is impossible: ``threshold`` and
    ``target_recall`` must lie in (0, 1], ``num_perm`` must be at least 1.
    """
    raise NotImplementedError


def candidate_pairs(members: DataFrame, max_pairs_bucket: int, min_size_ratio: float) -> DataFrame:
    """Pairs of documents that share a band: string columns ``a``, ``b`` with a < b, no pair twice, in any order.

    ``members`` has one row a document: ``id`` (string), ``rank`` (struct; a smaller one is a better document),
    ``size`` (int, number of shingles), ``bands`` (array of bigint, its band keys). Documents with the same key are a
    bucket. A bucket of up to ``max_pairs_bucket`` documents proposes all its pairs. A larger one proposes only the
    pairs of its best document with each of the others; best is the smallest rank, then the smallest id.

    A pair is left out when its smaller ``size`` / larger ``size`` is below ``min_size_ratio``.
    Returns a plan: no collect, no count, no toPandas; the result does not depend on partitions or order.
    """
    raise NotImplementedError


def union_find(edges: list[tuple[str, str]]) -> dict[str, str]:
    """Node -> smallest node of its connected component, for every node that stands in an edge.

    Smallest as strings compare. Order and direction of edges change nothing; an edge may repeat, and may join a node
    with itself. One component may be a chain of many thousand documents: no recursion, and no loop over all nodes for
    each edge. No edges: ``{}``.
    """
    raise NotImplementedError


def choose_survivors(
    members: list[str], edges: list[tuple[str, str, float]], min_jaccard: float
) -> dict[str, tuple[str, float]]:
    """Member -> (its survivor, Jaccard similarity to it), for the documents of one connected component.

    ``members`` come best first. The first one survives and takes with it every member whose similarity to it is at
    least ``min_jaccard``. The first of those that are left survives next and does the same with what is left, and
    so on. A survivor is its own, at 1.0. ``edges`` are (member, member, Jaccard), each pair once, in any order and
    direction; a pair that is not listed is not similar.
    """
    raise NotImplementedError
