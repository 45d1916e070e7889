"""A whole run: the stages, then the report. What the commands `pipeline run` and `make run` call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console

from pipeline.config import PipelineConfig, dump_config
from pipeline.engine import storage, tables
from pipeline.engine.failures import explained
from pipeline.engine.manifest import Manifest
from pipeline.engine.run import Plan, run_stages
from pipeline.progress import RunProgress
from pipeline.report.build import write_report

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


PASSED_OVER_EXAMPLES = 5
"""So many of the files that were not read are named."""


@dataclass(frozen=True)
class RunResult:
    """What a run has left behind."""

    directory: str
    report: str
    manifests: list[Manifest]
    passed_over: list[str]
    """Files in the folders of the input that were not read, because of their endings."""

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``: paths, and the books of every stage."""
        return {
            "directory": self.directory,
            "corpus": storage.join(self.directory, tables.CORPUS),
            "report": self.report,
            "passed_over": {"files": len(self.passed_over), "examples": self.passed_over[:PASSED_OVER_EXAMPLES]},
            "stages": [
                {"stage": manifest.stage, "books": manifest.books.as_dict(), "output_hash": manifest.output_hash}
                for manifest in self.manifests
            ],
        }

    def in_words(self) -> str:
        """Two lines: what is left, and where."""
        first, last = self.manifests[0].books, self.manifests[-1].books.kept
        return (
            f"{first.entered.documents:,} records became {last.documents:,} clean documents"
            f" with {last.tokens:,} tokens.\n"
            f"corpus: {storage.join(self.directory, tables.CORPUS)}\nreport: {self.report}"
        )


def run_and_report(
    spark: SparkSession,
    config: PipelineConfig,
    inputs: Sequence[str],
    directory: str,
    *,
    console: Console,
    resume: bool = False,
    truth_directory: str | None = None,
    substitutes: Mapping[str, Callable[..., Any]] | None = None,
) -> RunResult:
    """`run_configured`, then the report, with scores where there is a truth."""
    passed_over = storage.list_passed_over(spark, inputs)
    if passed_over:
        console.print(passed_over_in_words(passed_over), highlight=False, soft_wrap=True, markup=False)
    manifests = run_configured(
        spark, config, inputs, directory, console=console, resume=resume, substitutes=substitutes
    )
    console.print("writing the report", highlight=False)
    with explained("writing the report"):
        report = write_report(spark, directory, truth_directory)
    return RunResult(directory, report, manifests, passed_over)


def passed_over_in_words(files: Sequence[str]) -> str:
    """One line on the ``files`` that were not read: how many, and the first of them by name."""
    named = ", ".join(path.rsplit("/", 1)[-1] for path in files[:PASSED_OVER_EXAMPLES])
    more = ", …" if len(files) > PASSED_OVER_EXAMPLES else ""
    return (
        f"passed over {len(files):,} {'file' if len(files) == 1 else 'files'} in input folders: {named}{more}"
        f"  (read are {', '.join(storage.ARCHIVE_ENDINGS)}, and whatever is named itself)"
    )


def run_configured(
    spark: SparkSession,
    config: PipelineConfig,
    inputs: Sequence[str],
    directory: str,
    *,
    console: Console,
    resume: bool = False,
    substitutes: Mapping[str, Callable[..., Any]] | None = None,
) -> list[Manifest]:
    """Run the pipeline on the archives ``inputs`` into ``directory``; returns the manifests of its stages.

    ``substitutes`` are functions to run instead of reference kernels, by ``module:qualified name``. Raises
    `PipelineError` or one of its kinds.
    """
    stages = config.ordered_stages()
    plan = Plan(
        stages=stages,
        settings={stage.name: getattr(config, stage.name) for stage in stages},
        seed=config.seed,
        substitutes=substitutes or {},
    )
    progress = RunProgress(spark, console)
    manifests = run_stages(spark, plan, inputs, directory, progress, resume=resume)
    storage.write_text(spark, storage.join(directory, tables.CONFIG), dump_config(config))
    return manifests
