"""The command `pipeline`: crawl, run, pack, report, explain, compare, limits.

Exit codes: 0 done, 1 the run failed, 2 wrong usage or configuration, 3 the machine lacks something, 130 interrupted.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from pipeline.errors import ConfigError, PipelineError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

INTERRUPTED = 130

app = typer.Typer(
    name="pipeline",
    help="From WARC files to a clean, deduplicated, scored corpus, with every dropped document accounted for.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ConfigOption = Annotated[
    str | None, typer.Option("--config", help="YAML configuration, a Hadoop path; defaults where left out.")
]
MasterOption = Annotated[str | None, typer.Option("--master", help="Spark master; default: all cores of this machine.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Put out one JSON object instead of text.")]
TruthOption = Annotated[
    str | None,
    typer.Option("--truth", help="Folder with planted truth to score against; a Hadoop path."),
]
RunArgument = Annotated[str, typer.Argument(metavar="DIR", help="Folder of a finished run (its --out).")]


@app.command()
def crawl(
    seeds: Annotated[list[str], typer.Argument(metavar="URL...", help="Pages to start from.")],
    out: Annotated[str, typer.Option("--out", help="Folder of this machine for the WARC files and the fetch log.")],
    config: ConfigOption = None,
    proxy: Annotated[str | None, typer.Option("--proxy", help="HTTP forward proxy to go through.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue a crawl that was stopped.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Crawl politely from the seeds into WARC files."""
    from pipeline.config import load_config
    from pipeline.crawl.command import as_dict, crawl_with_progress, in_words

    # A WARC file is appended to and cut again after a crash: HDFS and object stores cannot do that.
    directory = _on_this_machine("--out", out, f"crawl into a folder here and copy it: hadoop fs -put FOLDER {out}")
    settings = load_config(config).crawl
    if proxy is not None:
        settings = settings.model_copy(update={"proxy": proxy})
    summary = crawl_with_progress(seeds, directory, settings, resume=resume, console=_log_console())
    if as_json:
        print(json.dumps(as_dict(summary), ensure_ascii=False))
    else:
        _console().print(in_words(summary), highlight=False, soft_wrap=True)
    if summary.stopped:
        raise typer.Exit(INTERRUPTED)


@app.command()
def run(
    out: Annotated[str, typer.Option("--out", help="Folder for the tables, the corpus and the report; a Hadoop path.")],
    inputs: Annotated[list[str] | None, typer.Option("--input", help="Archive, folder or glob; repeatable.")] = None,
    more_inputs: Annotated[list[str] | None, typer.Argument(metavar="[WARC]...", help="More inputs.")] = None,
    config: ConfigOption = None,
    master: MasterOption = None,
    resume: Annotated[bool, typer.Option("--resume", help="Take over the stages an earlier run has finished.")] = False,
    truth: TruthOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run all stages on WARC files and write the report."""
    from pipeline.config import load_config
    from pipeline.main import run_and_report

    sources = [*(inputs or []), *(more_inputs or [])]
    if not sources:
        raise ConfigError("nothing to read: name at least one WARC file or folder with --input")
    settings = load_config(config)
    with _session("run", master, settings.spark) as spark:
        result = run_and_report(
            spark, settings, sources, out, resume=resume, console=_log_console(),
            truth_directory=truth,
        )  # fmt: skip
    if as_json:
        print(json.dumps(result.as_dict(), ensure_ascii=False))
    else:
        _console().print(result.in_words(), highlight=False, soft_wrap=True)


@app.command()
def pack(
    directory: RunArgument,
    to: Annotated[str, typer.Option("--to", help="New folder for shards, tokenizer and data card.")],
    config: ConfigOption = None,
    master: MasterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the corpus of a run as token shards for Megatron or numpy, with a data card."""
    from pipeline.config import load_config
    from pipeline.packing.pack import pack as pack_run

    settings = load_config(config)
    with _session("pack", master, settings.spark) as spark:
        packed = pack_run(spark, directory, to, settings.pack)
    if as_json:
        print(json.dumps(asdict(packed), ensure_ascii=False))
    else:
        _console().print(packed.in_words(), highlight=False, soft_wrap=True)


@app.command()
def report(
    directory: RunArgument, master: MasterOption = None, truth: TruthOption = None, as_json: JsonOption = False
) -> None:
    """Write the HTML report of a run again."""
    from pipeline.report.build import write_report

    with _session("report", master, {}) as spark:
        path = write_report(spark, directory, truth)
    print(json.dumps({"report": path}) if as_json else path)


@app.command()
def explain(
    directory: RunArgument,
    document: Annotated[str, typer.Argument(metavar="URL|ID", help="URL or identifier of a document.")],
    master: MasterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell everything the pipeline knows of one document, stage by stage, to the final word."""
    from pipeline.report.explain import explain as explain_document

    with _session("explain", master, {}) as spark:
        explanation = explain_document(spark, directory, document)
    if as_json:
        print(json.dumps(explanation.as_dict(), ensure_ascii=False))
    else:
        _console().print(explanation)


@app.command()
def compare(
    directory: RunArgument,
    other: Annotated[str, typer.Argument(metavar="DIR2", help="Folder of the run to compare with.")],
    master: MasterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set two runs side by side: settings, books, and the documents that only one of them has kept."""
    from pipeline.report.compare import compare as compare_runs

    with _session("compare", master, {}) as spark:
        comparison = compare_runs(spark, directory, other)
    if as_json:
        print(json.dumps(comparison.as_dict(), ensure_ascii=False))
    else:
        _console().print(comparison)


@app.command()
def limits(
    domain: Annotated[str, typer.Argument(metavar="DOMAIN", help="mathematics, code, law, medicine or general.")],
    good: Annotated[
        str | None,
        typer.Option("--good", help="Good texts, .jsonl file or folder here; default: data/samples/reference."),
    ] = None,
    garbage: Annotated[
        str | None, typer.Option("--garbage", help="Texts that must go, .jsonl file or folder here.")
    ] = None,
    keep: Annotated[float, typer.Option("--keep", help="Share of the good texts to keep.")] = 0.9,
    language: Annotated[str, typer.Option("--language", help="ISO 639 code of the texts to look at.")] = "en",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which rules destroy the good pages of a domain, and the limits that would keep them."""
    from pipeline.config import load_config
    from pipeline.resources import sample
    from pipeline.rules.survey import read_pages, survey
    from pipeline.truth import DOMAINS

    if domain not in DOMAINS:
        raise ConfigError(f"there is no domain {domain!r}; there are {', '.join(DOMAINS)}")

    def pages(option: str, path: str) -> Path:
        return _on_this_machine(option, path, f"fetch them: hadoop fs -get {path}")

    good_texts = read_pages(sample("reference") if good is None else pages("--good", good), language, domain)
    garbage_texts = [] if garbage is None else read_pages(pages("--garbage", garbage), language)
    try:
        found = survey(good_texts, garbage_texts, language, keep, load_config(config).rules)
    except ValueError as error:
        raise ConfigError(f"limits: {error}") from error
    if as_json:
        print(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        _console().print(found.as_table())


@app.command("config")
def show_config(config: ConfigOption = None) -> None:
    """Print the whole configuration, defaults included, after checking it."""
    from pipeline.config import dump_config, load_config

    print(dump_config(load_config(config)), end="")


def _on_this_machine(option: str, path: str, mend: str) -> Path:
    from pipeline.engine.shipping import is_local, local_path

    if not is_local(path):
        raise ConfigError(f"{option} {path}: only files of this machine will do; {mend}")
    return local_path(path)


@contextmanager
def _session(command: str, master: str | None, settings: dict[str, str]) -> Iterator[SparkSession]:
    from pipeline.engine.failures import explained
    from pipeline.engine.session import start_session

    spark = start_session(f"pipeline {command}", master=master, settings=settings)
    try:
        with explained(command):
            yield spark
    finally:
        spark.stop()


PLAIN_COLUMNS = 200
"""Width of tables that are written to a file or a pipe."""


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else PLAIN_COLUMNS)


def _log_console() -> Console:
    return Console(stderr=True)


def main(arguments: list[str] | None = None) -> None:
    """Entry point: runs the command and turns every known failure into one line and its exit code."""
    sys.exit(run_app(app, arguments))


def run_app(application: typer.Typer, arguments: list[str] | None = None) -> int:
    """Run a typer application and return its exit code; see the module's docstring for the codes."""
    command: Any = typer.main.get_command(application)
    try:
        answer = command.main(args=arguments, standalone_mode=False)
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted: continue with --resume", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        # Usage errors of the command line library know how to show themselves; anything else is a defect of ours
        # and keeps its traceback.
        if not hasattr(error, "exit_code") or not hasattr(error, "show"):
            raise
        error.show()
        return int(error.exit_code)
    return answer if isinstance(answer, int) else 0
