"""Exact and near duplicates among many short documents: ``python -m tests.benchmarks.million [DOCUMENTS]``.

Made-up documents of 40 words: of every 20 one is a copy of another and one differs from another by a word more at its
end (Jaccard 36/37), so what must be dropped is known: a twentieth by "exact", a twentieth by "near". Everything runs
in one virtual machine whose heap is limited to 2 GiB; result and cost go to docs/benchmarks.md.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from pipeline.dedup import exact, near
from pipeline.engine.session import start_session
from pipeline.engine.stage import Context, Stage
from tests.benchmarks.clock import measured
from tests.benchmarks.sections import machine, table, write_section

WORDS, VOCABULARY, HEAP = 40, 50_000, "2g"
STAGES: tuple[tuple[Stage, Any], ...] = ((exact.STAGE, exact.ExactSettings()), (near.STAGE, near.NearSettings()))


def documents(spark: SparkSession, count: int) -> DataFrame:
    """``count`` documents (a multiple of 20), a hundred a host, made without Python."""
    original = "case when number % 20 = 18 then number - 1 when number % 20 = 19 then number - 2 else number end"
    word = f"concat('w', conv(cast(pmod(xxhash64({original}, place), {VOCABULARY}) as string), 10, 36))"
    text = f"array_join(transform(sequence(1, {WORDS}), place -> {word}), ' ')"
    return spark.range(count).toDF("number").select(
        f.md5(f.col("number").cast("string")).alias("id"),
        f.format_string("host%d.example", f.floor(f.col("number") / 100)).alias("host"),
        f.expr(f"if(number % 20 = 19, concat({text}, ' more'), {text})").alias("text"),
    ).selectExpr("*", "cast(length(text) as bigint) as characters", f"cast({WORDS} as bigint) as tokens")  # fmt: skip


def main(count: int) -> None:
    spark = start_session("many documents", "local[2]", {"spark.driver.memory": HEAP})
    place = tempfile.mkdtemp(prefix="benchmark-")
    rows = []
    try:
        documents(spark, count).write.parquet(f"{place}/00")
        table_in = spark.read.parquet(f"{place}/00")
        for order, (stage, settings) in enumerate(STAGES, start=1):
            figures: dict[str, Any] = {}
            with measured(figures):
                found = stage.run(Context(spark, settings, 0, f"{place}/{stage.name}"), table_in)
                found.write.parquet(f"{place}/{order:02}")
            written = spark.read.parquet(f"{place}/{order:02}")
            entered, kept = written.count(), written.where("size(broken) = 0").count()
            planted = count // 20
            rows.append([stage.name, f"{entered:,}", f"{entered - kept:,}", f"{planted:,}"])
            rows[-1] += [f"{figures['processor_seconds']:.0f}", f"{figures['seconds']:.0f}"]
            print(rows[-1], flush=True)
            table_in = written.where("size(broken) = 0").select(*table_in.columns)
        about = machine("pyspark", "numpy")
    finally:
        spark.stop()
        shutil.rmtree(place, ignore_errors=True)
    head = ["stage", "documents", "dropped", "planted", "processor s", "s by the clock"]
    text = f"Documents of {WORDS} words; one virtual machine with a heap of 2 GiB, two cores."
    write_section("Many short documents", f"{text}\n\n{table(head, rows)}\n\n{about}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
