"""All paths are Hadoop paths: a run whose every file lies in a file system with a scheme of its own.

`viewfs` is part of the Hadoop client that Spark ships. It knows no path by its local name and answers only through
Hadoop, as HDFS or an object store does, and needs no server.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.config import PipelineConfig, parse_config
from pipeline.engine import storage, tables
from pipeline.main import RunResult, run_and_report
from pipeline.packing.pack import pack
from pipeline.report.compare import compare
from pipeline.report.explain import explain
from pipeline.resources import sample
from pipeline.urls.filters import SHIPPED_LISTS
from tests.end_to_end.conftest import quiet

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ELSEWHERE = "viewfs://elsewhere/data"
LISTS = ("blocked_domains", "strict_words", "hard_words", "soft_words")
SETTINGS: dict[str, Any] = {"seed": 1, "domain": {"evaluation_folds": 0}, "quality": {"keep_fraction": 0.5, "folds": 2}}


def with_files_at(home: str) -> PipelineConfig:
    """The settings with every list, model, reference text and benchmark named."""
    content = parse_config(SETTINGS).model_dump(mode="json")
    content["urls"] |= {name: f"{home}/lists/{name}.txt" for name in LISTS}
    content["language"]["model"] = f"{home}/lid.176.ftz"
    content["quality"]["reference"] = content["domain"]["seeds"] = f"{home}/reference texts"
    content["decontaminate"]["benchmarks"] = f"{home}/benchmarks"
    return parse_config(content)


def hashes(result: RunResult) -> dict[str, str]:
    return {manifest.stage: manifest.output_hash for manifest in result.manifests}


def test_a_run_elsewhere_has_the_same_tables_and_can_be_looked_at(
    spark: SparkSession, mounted: Path, tmp_path: Path
) -> None:
    shutil.copytree(SHIPPED_LISTS, mounted / "lists")
    for name in ("law", "medicine", "python", "speeches", "sympy"):
        shutil.copytree(sample("reference") / name, mounted / "reference texts" / name)
    shutil.copytree(sample("benchmarks"), mounted / "benchmarks")
    shutil.copytree(sample("warc"), mounted / "input")
    shutil.copy(sample("models/lid.176.ftz"), mounted)
    out = f"{ELSEWHERE}/out"
    there = run_and_report(spark, with_files_at(ELSEWHERE), [f"{ELSEWHERE}/input"], out, console=quiet())
    here = run_and_report(
        spark, with_files_at(str(mounted)), [str(mounted / "input")], str(tmp_path / "out"), console=quiet()
    )
    assert hashes(there) == hashes(here)
    assert len(hashes(here)) == 13
    assert (mounted / "out" / "report.html").is_file()
    assert not list(Path.cwd().glob("viewfs*")), "something took a path elsewhere for a local one"

    document = spark.read.parquet(storage.join(out, tables.CORPUS)).first()
    assert document is not None
    assert explain(spark, out, document["url"]).as_dict() == explain(spark, here.directory, document["url"]).as_dict()
    compared = compare(spark, here.directory, out).as_dict()
    assert compared["only_a"]["documents"] == compared["only_b"]["documents"] == 0
    assert compared["kept_by_both"] == here.manifests[-1].books.kept.documents > 0

    packed = pack(spark, out, str(tmp_path / "packed"), parse_config({}).pack)
    assert packed.tokens > 0
