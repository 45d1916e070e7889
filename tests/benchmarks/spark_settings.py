"""The chosen Spark settings beside others, in pairs: ``python -m tests.benchmarks.spark_settings FOLDER [PAIRS]``.

``FOLDER`` is what `tests.benchmarks.inputs` has made. Each measurement is a process of its own, which starts Spark and
runs the stages rules (Python batches) and near (shuffles) from texts on disk to tables on disk. What is measured
includes Spark's start, because that is what a user waits for.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pipeline.dedup import near
from pipeline.engine.session import start_session
from pipeline.engine.stage import Context
from pipeline.rules import stage as rules
from pipeline.rules.settings import RulesSettings
from tests.benchmarks.clock import measured, tell
from tests.benchmarks.ours import CORES, scratch
from tests.benchmarks.pairs import cells, measure
from tests.benchmarks.sections import PAGE, machine, table, write_section

ARROW, SHUFFLE = "spark.sql.execution.arrow.maxRecordsPerBatch", "spark.sql.shuffle.partitions"
OTHERS: tuple[dict[str, str], ...] = (
    {"spark.driver.extraJavaOptions": "-XX:+TieredCompilation"},
    {ARROW: "32"},
    {ARROW: "10000"},
    {SHUFFLE: "2"},
    {SHUFFLE: "200"},
    {"spark.sql.adaptive.enabled": "false"},
)
"""Each replaces one choice of `start_session`. Tiered compilation is Java's default: the optimising compiler too."""


def run(folder: Path, settings: dict[str, str]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    with scratch() as place, measured(figures):
        spark = start_session("settings", f"local[{CORES}]", settings)
        texts = spark.read.parquet(str(folder / "texts.parquet"))
        texts = texts.selectExpr("*", "cast(0 as bigint) as tokens", "'en' as language", "'general' as domain")
        rules.run(Context(spark, RulesSettings(), 0, place), texts).write.parquet(f"{place}/rules")
        near.run(Context(spark, near.NearSettings(), 0, place), texts).write.parquet(f"{place}/near")
    return figures


def command(folder: Path, settings: dict[str, str]) -> list[str]:
    """What does `run` in a process of its own."""
    return [sys.executable, "-m", "tests.benchmarks.spark_settings", str(folder), "--once", json.dumps(settings)]


def main(folder: Path, pair_count: int) -> None:
    rows = []
    for other in OTHERS:
        chosen, others = command(folder, {}), command(folder, other)
        pairs = [(measure(chosen), measure(others)) for _ in range(pair_count)]
        ((name, value),) = other.items()
        rows.append([f"`{name.removeprefix('spark.')}` = `{value}`", *cells(pairs)])
        print(rows[-1], flush=True)
    head = ["the other setting", "chosen, processor s", "other", "ratio", "chosen, s by the clock", "other", "ratio"]
    about = (
        f"Ratios above 1: the chosen setting is better. Medians of {pair_count} pairs (chosen, other, chosen …); each "
        "a process that starts Spark on two cores and runs the stages rules and near over the texts of "
        "`tests.benchmarks.inputs`."
    )
    body = f"{about}\n\n{table(head, rows)}\n\n{machine('pyspark')}"
    write_section("Settings beside others", body, PAGE.with_name("scaling.md"))


if __name__ == "__main__":
    if "--once" in sys.argv:
        tell(run(Path(sys.argv[1]), json.loads(sys.argv[3])))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
