"""How the cost of every stage grows with the corpus: ``python -m tests.benchmarks.scaling [PAGES]``.

Runs all cleaning stages on seeded worlds of 1, 4 and 16 times ``PAGES`` pages in one session, fits cost = c * n**e by
least squares of the logarithms, and writes two tables: exponents and costs into docs/benchmarks.md, and what they
mean for 100 TB into docs/scaling.md.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from labs.world.archive import write_warcs
from labs.world.build import world
from pipeline.config import parse_config
from pipeline.engine.manifest import Manifest
from pipeline.engine.run import Plan, run_stages
from pipeline.engine.session import start_session
from pipeline.engine.tables import stage_directory
from tests.benchmarks.clock import measured
from tests.benchmarks.projection import Cost, costs_table, projection
from tests.benchmarks.sections import PAGE, machine, table, write_section

STAGES = ["extract", "urls", "language", "domain", "rules", "exact", "near", "pii", "quality"]
FACTORS = (1, 4, 16)
SEED, FILES = 12, 4
ABOUT = f"""What a run of {FACTORS[-1]} times the pages took more than one of {FACTORS[-2]} times: all processes of a
warm session on two cores, Spark's share included. The size is bytes of HTML for extract and characters of text for the
others."""


class Watch:
    """Measures each stage from outside; what the runner tells its progress to."""

    def __init__(self) -> None:
        self.figures: dict[str, dict[str, Any]] = {}
        self.manifests: dict[str, Manifest] = {}

    @contextmanager
    def stage(self, order: int, of: int, name: str) -> Iterator[None]:
        self.figures[name] = {"order": order}
        with measured(self.figures[name]):
            yield

    def finished(self, manifest: Manifest, *, reused: bool) -> None:
        self.manifests[manifest.stage] = manifest
        print(manifest.stage, manifest.books.entered.documents, self.figures[manifest.stage], flush=True)


def exponent(sizes: list[int], costs: list[float]) -> float:
    """The slope of the straight line through the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def bytes_below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main(pages: int) -> None:
    config = parse_config({"stages": STAGES})
    stages = config.ordered_stages()
    plan = Plan(stages, {stage.name: getattr(config, stage.name) for stage in stages}, config.seed, {})
    spark = start_session("scaling", "local[2]")
    runs: list[dict[str, Cost]] = []
    for number, factor in enumerate((min(FACTORS), *FACTORS)):
        place = Path(tempfile.mkdtemp(prefix="benchmark-"))
        archives = list(map(str, write_warcs(world(SEED, factor * pages), place / "warc", FILES)))
        watch = Watch()
        run_stages(spark, plan, archives, str(place / "run"), watch)
        entered = {name: manifest.books.entered for name, manifest in watch.manifests.items()}
        body_bytes = int(
            spark.read.parquet(f"{stage_directory(str(place / 'run'), 1, 'extract')}/documents")
            .selectExpr("sum(measured.extract.body_bytes)")
            .first()[0]
        )
        if number:  # the first run of all only warms up the virtual machine
            runs.append(
                {
                    name: Cost(
                        documents=entered[name].documents,
                        # What goes into the stage: bytes of HTML for the first, else characters of text.
                        size=body_bytes if name == "extract" else entered[name].characters,
                        processor_seconds=watch.figures[name]["processor_seconds"],
                        bytes_written=bytes_below(
                            Path(stage_directory(str(place / "run"), watch.figures[name]["order"], name))
                        ),
                    )
                    for name in STAGES
                }
            )
        shutil.rmtree(place)
    versions = machine("pyspark", "trafilatura", "numpy")
    spark.stop()
    rows = []
    for name in STAGES:
        costs = [run[name] for run in runs]
        slope = exponent([cost.documents for cost in costs], [cost.processor_seconds for cost in costs])
        rows.append([name, *(f"{c.documents:,}: {c.processor_seconds:.1f} s" for c in costs), f"{slope:.2f}"])
    grown = table(["stage", *(f"{factor} x" for factor in FACTORS), "exponent"], rows)
    write_section(
        "Scaling of every stage",
        "Documents that enter a stage and processor seconds it takes, in one warm session on two cores; exponent of "
        "the documents by least squares of the logarithms (goal: at most 1.1). The fixed cost of a stage, a few "
        f"seconds, makes exponents of small runs small.\n\n{grown}\n\n{versions}",
    )
    page = PAGE.with_name("scaling.md")
    more = {name: runs[-1][name] - runs[-2][name] for name in STAGES}
    write_section("Measured cost", f"{ABOUT}\n\n{costs_table(more)}\n\n{versions}", page)
    write_section("What 100 TB would need", projection(more), page)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_250)
