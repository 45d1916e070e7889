"""Sums over everything that comes before, without one task that reads everything."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Final

from pyspark.sql import Window
from pyspark.sql import functions as f

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

BIN_BITS: Final = 38
"""Places that differ only in so many low bits are added up by one task: 1,024 bins where 48 bits are spread evenly."""


def with_running_total(
    rows: DataFrame, place: str, weight: str, total: str, groups: Sequence[str] = (), ties: Sequence[str] = ()
) -> DataFrame:
    """``rows`` with a column ``total``: the sum of ``weight`` over all rows of its group that come before it.

    The order is that of ``place``, whole numbers of which many share their upper bits, and of the columns ``ties``
    where places are equal; together they must be unique in a group. Rows whose group is NULL are a group, as they are
    for ``groupBy``. A window over a whole group would send it to one task. Here places are cut into bins: every bin is
    added up on its own, the bins' sums, of which there are few, are added up in order, and each row gets both. Neither
    order of the rows nor partitions matter.
    """
    bin_column, in_bin, of_bins = "_bin", "_in_bin", "_of_bins"
    binned = rows.withColumn(bin_column, f.shiftright(place, BIN_BITS))
    before = (Window.unboundedPreceding, -1)
    bins = binned.groupBy(*groups, bin_column).agg(f.sum(weight).alias(of_bins))
    earlier_bins = Window.partitionBy(*groups).orderBy(bin_column).rowsBetween(*before)
    offsets = bins.withColumn(of_bins, f.coalesce(f.sum(of_bins).over(earlier_bins), f.lit(0)))
    earlier_rows = Window.partitionBy(*groups, bin_column).orderBy(place, *ties).rowsBetween(*before)
    summed = binned.withColumn(in_bin, f.coalesce(f.sum(weight).over(earlier_rows), f.lit(0)))
    keys = [*groups, bin_column]
    same_bin = reduce(and_, (f.col(f"row.{key}").eqNullSafe(f.col(f"bin.{key}")) for key in keys))
    joined = summed.alias("row").join(f.broadcast(offsets.alias("bin")), same_bin).select("row.*", of_bins)
    return joined.withColumn(total, f.col(of_bins) + f.col(in_bin)).drop(bin_column, in_bin, of_bins)
