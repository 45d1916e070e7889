"""Gathers what the report tells from a finished run, and writes the page beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.engine import storage
from pipeline.engine.stage import Stage
from pipeline.report.data import ReportData, Score, StageReport
from pipeline.report.finished_run import EVALUATION, FinishedRun, ledger, open_run
from pipeline.report.groups import errors, families, groups
from pipeline.report.render import render
from pipeline.report.samples import edits, samples
from pipeline.report.score import count_truth_pages, score
from pipeline.report.training import benchmarks, mixture
from pipeline.report.values import distributions, measured_values, reasons

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PAGE = "report.html"


def write_report(spark: SparkSession, run_directory: str, truth_directory: str | None = None) -> str:
    """Write ``report.html`` into a finished run and return its path.

    With ``truth_directory`` (see `pipeline.truth`) every stage is scored against planted truth. Raises
    `ConfigError` when there is no finished run or no truth.
    """
    path = storage.join(run_directory, PAGE)
    storage.write_text(spark, path, render(collect(spark, run_directory, truth_directory)))
    return path


def collect(
    spark: SparkSession,
    run_directory: str,
    truth_directory: str | None = None,
    stages: Mapping[str, Stage] | None = None,
) -> ReportData:
    """Everything the report shows, as plain values.

    All counting is done by Spark; what comes to the driver is bounded by the numbers of stages, rules and shown
    rows, not by the number of documents. ``stages`` are the stages whose rule sets tell the limits, by default the
    pipeline's own.
    """
    run = open_run(spark, run_directory, stages)
    lines = ledger(spark, run).cache()
    values = measured_values(spark, run).cache()
    try:
        why = reasons(spark, run, lines, values)
        how_much = distributions(spark, run, values)
        by = groups(lines, run)
        found_families, sizes = families(lines)
        shown, changed = samples(spark, run), edits(spark, run)
        scores: list[Score] = [] if truth_directory is None else score(spark, run, truth_directory)
        return ReportData(
            name=run_directory.rstrip("/").rsplit("/", 1)[-1],
            directory=run_directory,
            config=run.config,
            config_hashes={stage.name: stage.manifest.config_hash for stage in run.stages},
            versions=run.stages[-1].manifest.versions,
            stages=[
                StageReport(
                    name=stage.name,
                    order=stage.manifest.order,
                    books=stage.manifest.books,
                    seconds=stage.manifest.seconds,
                    reasons=why[stage.name],
                    distributions=how_much[stage.name],
                    samples=shown[stage.name],
                    edits=changed[stage.name],
                )
                for stage in run.stages
            ],
            languages=by["language"][0],
            domains=by["domain"][0],
            hosts=by["host"][0],
            hosts_in_all=by["host"][1],
            families=found_families,
            family_sizes=sizes,
            errors=errors(lines),
            evaluation=_evaluation(spark, run),
            benchmarks=benchmarks(spark, run),
            mixture=mixture(spark, run),
            scores=scores,
            truth_pages=0 if truth_directory is None else count_truth_pages(spark, truth_directory),
        )
    finally:
        lines.unpersist()
        values.unpersist()


def _evaluation(spark: SparkSession, run: FinishedRun) -> dict[str, Any] | None:
    stage = run.by_name.get("quality")
    if stage is None or not storage.exists(spark, stage.side(EVALUATION)):
        return None
    found = json.loads(storage.read_text(spark, stage.side(EVALUATION)))
    return found if isinstance(found, dict) else None
