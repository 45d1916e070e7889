"""`lab capstone`: crawl a fresh web, clean it with the trainee's functions against the clock, and score the corpus.

What the trainee's `configure` and `contamination` decide is done here: nobody does it for them, so without them the
run has the configuration of labs/demo.yaml, and leaked benchmark items stay in. The score is always the reference's; in
a release, which has none, it is that of the trainee's own `corpus_score` and `contamination`, once these pass.
"""

from __future__ import annotations

import json
import secrets
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pyspark.sql import functions as f
from rich.console import Console
from rich.table import Table
from rich.text import Text

from labs.cli import partly, show
from labs.cli.files import sha256
from labs.cli.functions import send_to_workers, substitutes
from labs.cli.leaderboard import Entry, Leaderboard, board
from labs.cli.run_pipeline import Asked, crawled, names
from labs.cli.workspace import Workspace
from labs.demo import CONFIG
from labs.world.writing import benchmark_problems
from pipeline import schema, truth
from pipeline.config import PipelineConfig, load_config, parse_config
from pipeline.decontaminate.audit import contamination
from pipeline.engine import tables
from pipeline.engine.session import start_session
from pipeline.errors import ConfigError, PipelineError
from pipeline.main import run_configured
from pipeline.pilot import configure
from pipeline.report.build import write_report
from pipeline.report.corpus_score import CLEAN_QUALITY, MIN_JACCARD, score_corpus
from pipeline.report.finished_run import open_run
from pipeline.report.score import read_truth, text_jaccard
from pipeline.stages import CLEANING_STAGES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MAX_SEED: Final = 1_000_000
PILOT_SHARE: Final = 2
"""One document in so many is labelled for the pilot."""
MAX_LEAKS: Final = 5
BAR: Final = 24

Leaks = list[tuple[str, str, float]]
Answer = TypeVar("Answer")


def capstone(
    workspace: Workspace, *, seed: int | None, pages: int, budget_seconds: float, as_json: bool, only_board: bool
) -> int:
    """Run it and print the score and the leaderboard. Returns 1 when the entry is marked, so that it is not ranked."""
    leaderboard = Leaderboard(workspace.root / "out" / "lab" / "leaderboard.jsonl")
    if only_board:
        return _show_board(leaderboard, as_json=as_json)
    released = partly.is_release(workspace)
    mine = Asked(substitutes(workspace), partly.GIVEN if released else None)
    done = partly.done_by(workspace, mine) if released else None
    if done is not None and (missing := partly.lacking(partly.CAPSTONE_NEEDS, done)):
        raise PipelineError(f"in a release your own functions give the score: {missing}")
    seed = 1 + secrets.randbelow(MAX_SEED) if seed is None else seed
    progress = Console(stderr=True, quiet=as_json)
    progress.print(Text(f"web with seed {seed}, about {pages} pages, {budget_seconds:g} seconds", style="bold"))
    ran = _run(workspace, mine, seed, pages, progress, done)
    entry = Entry(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        seed=seed,
        pages=pages,
        score=ran.figures["score"],
        kept=ran.figures["kept"],
        dirt_share=ran.figures["dirt_share"],
        duplicate_share=ran.figures["duplicate_share"],
        clean=int(ran.figures["clean"]),
        leaks=len(ran.leaks),
        seconds=round(ran.seconds, 1),
        budget_seconds=budget_seconds,
        yours=tuple(names(mine, mine.asked)),
        digest=digest(workspace),
    )
    leaderboard.add(entry)
    entries = leaderboard.entries()
    if as_json:
        answer = {
            "entry": entry.model_dump(mode="json"),
            "marks": entry.marks,
            "place": None if entry.marks else entries.index(entry) + 1,
            "figures": ran.figures,
            "configuration": ran.chosen,
            "remarks": [*ran.remarks],
            "taken_out": len(ran.taken_out),
            "leaks": [{"url": url, "item": item, "share": share} for url, item, share in ran.leaks],
            "by_you": list(entry.yours),
            "not_used": names(mine, mine.keys() - mine.asked),
            "report": ran.report,
            "leaderboard": str(leaderboard.path),
        }
        print(json.dumps(answer, ensure_ascii=False, default=str))
    else:
        _print(workspace, mine, ran, entry, entries)
    return 1 if entry.marks else 0


@dataclass(frozen=True)
class Ran:
    """What a run has come to."""

    figures: dict[str, float]
    """See `corpus_score`."""
    seconds: float
    """From the first stage to the finished corpus, without the crawl, whose speed is a matter of politeness."""
    chosen: dict[str, Any]
    """What the trainee's `configure` has chosen."""
    taken_out: frozenset[str]
    """Documents that the trainee's `contamination` has named."""
    leaks: Leaks
    """What is left of the benchmark in the corpus."""
    report: str
    remarks: Sequence[str] = ()
    """What was left out, in a release: each in one line."""


def _run(
    workspace: Workspace, mine: Asked, seed: int, pages: int, progress: Console, done: Callable[[str], bool] | None
) -> Ran:
    """``done`` tells in a release what the trainee has done; else the reference does the rest."""
    # Decontamination is the trainee's part here, and a capstone ends with clean text.
    config = changed(load_config(CONFIG), {"stages": list(CLEANING_STAGES)})
    home = workspace.root / "out" / "lab" / f"web-{seed}-{pages}"
    remarks: list[str] = []
    if done is None:
        archives = crawled(home, seed, pages, progress)
    else:
        config, remarks = partly.configured(config, done)
        archives = partly.archived(home, seed, pages)
        mine.asked |= partly.asked_by(workspace, config, partly.CAPSTONE_NEEDS)
    directory, truth_directory = home / "capstone", str(home / "truth")
    shutil.rmtree(directory, ignore_errors=True)
    items = dict(benchmark_problems())
    choose, find = mine.get(_name(configure)), mine.get(_name(contamination))
    scored = done is None or not partly.lacking(partly.TRUTH_NEEDS, done)
    if choose is not None and not {"quality", "near"} <= set(config.stages):
        choose = None
        remarks.append("configure is not asked: it chooses for the stages quality and near, and one is left out")
    chosen: dict[str, Any] = {}
    taken_out: frozenset[str] = frozenset()
    spark = start_session("lab capstone", settings=config.spark)
    try:
        send_to_workers(spark, workspace)
        planted = read_truth(spark, truth_directory, truth.PAGES).cache()
        pairs = read_truth(spark, truth_directory, truth.PAIRS)

        def clean(with_config: PipelineConfig, *, resume: bool) -> None:
            run_configured(
                spark, with_config, archives, str(directory), console=progress, resume=resume, substitutes=mine
            )

        began = time.monotonic()
        if choose is not None:
            progress.print(Text("pilot: everything that comes to the quality stage is kept", style="bold"))
            clean(changed(config, {"quality": {"keep_fraction": 1.0}}), resume=False)
            learned_from = pilot(spark, str(directory), planted, pairs)
            chosen = _called(lambda: dict(choose(*learned_from)), of=choose)
            config = changed(config, chosen)
            progress.print(Text(f"your configuration: {json.dumps(chosen, default=str)}", style="bold"))
        clean(config, resume=choose is not None)
        corpus = spark.read.parquet(str(directory / tables.CORPUS)).select("url", "text", "tokens").cache()
        texts = {row["url"]: row["text"] for row in corpus.collect()}
        if find is not None:
            taken_out = _called(lambda: frozenset(str(url) for url, *_ in find(texts, items)), of=find)
        seconds = time.monotonic() - began
        left = corpus.where(~f.col("url").isin(list(taken_out))) if taken_out else corpus
        figures = score_corpus(left, planted, pairs)
        leaks = contamination({url: text for url, text in texts.items() if url not in taken_out}, items)
        progress.print("writing the report", highlight=False)
        report = write_report(spark, str(directory), truth_directory if scored else None)
    finally:
        spark.stop()
    return Ran(figures, seconds, chosen, taken_out, leaks, report, remarks)


def _name(reference: Callable[..., Any]) -> str:
    return f"{reference.__module__}:{reference.__qualname__}"


def _called(call: Callable[[], Answer], of: Callable[..., Any]) -> Answer:
    """What ``call`` gives. Whatever the trainee's function ``of`` does wrong in it becomes one line that names it."""
    try:
        return call()
    except Exception as error:
        raise PipelineError(f"your {of.__name__} raised {type(error).__name__}: {error}") from error


def changed(config: PipelineConfig, chosen: Mapping[str, Any]) -> PipelineConfig:
    """``config`` with the keys of ``chosen`` over its own. Raises `PipelineError` when that is no configuration."""
    content = config.model_dump(mode="json")
    for stage, settings in chosen.items():
        content[stage] = {**content.get(stage, {}), **settings} if isinstance(settings, dict) else settings
    try:
        return parse_config(content, "your configuration")
    except ConfigError as error:
        raise PipelineError(str(error)) from error


def pilot(
    spark: SparkSession, directory: str, pages: DataFrame, pairs: DataFrame
) -> tuple[list[dict[str, Any]], list[tuple[float, bool]]]:
    """The arguments of `configure`: every second document and all pairs of planted copies, labelled by the truth.

    In life people would read and label them.
    """
    stages = open_run(spark, directory).by_name
    quality, near = (stages[name].documents(spark) for name in ("quality", "near"))
    good = f.col("quality").isin(*CLEAN_QUALITY) & f.col("allowed")
    labelled = (
        quality.where(f.col("quality_score").isNotNull() & (f.pmod(f.xxhash64("id"), f.lit(PILOT_SHARE)) == 0))
        .select("id", "url", "quality_score", "tokens")
        .join(pages.select("url", good.alias("clean")), "url", "left")
        .orderBy("id")
        .select("quality_score", "tokens", f.coalesce("clean", f.lit(False)).alias("clean"))
    )
    texts = {
        row["url"]: row["text"] for row in near.where(f.col(schema.ERROR).isNull()).select("url", "text").collect()
    }
    judged = [
        (text_jaccard(texts[a], texts[b]), jaccard >= MIN_JACCARD)
        for a, b, jaccard in sorted(pairs.select("url_a", "url_b", "jaccard").collect())
        if a in texts and b in texts
    ]
    return [row.asDict() for row in labelled.collect()], judged


def digest(workspace: Workspace) -> str:
    """SHA-256 of all exercise files: two entries with the same one were made by the same code."""
    files = [lab.exercise_file for lab in workspace.labs()]
    return sha256("\n".join(f"{path.parent.name} {sha256(path.read_bytes())}" for path in files).encode())


def _show_board(leaderboard: Leaderboard, *, as_json: bool) -> int:
    entries = leaderboard.entries()
    if as_json:
        print(json.dumps([{**entry.model_dump(mode="json"), "marks": entry.marks} for entry in entries]))
    elif entries:
        show.stdout().print(board(entries))
    else:
        show.stdout().print(Text("no run yet: `lab capstone`"))
    return 0


def _print(workspace: Workspace, mine: Asked, ran: Ran, entry: Entry, entries: list[Entry]) -> None:
    console = show.stdout()
    console.print(parts(ran.figures))
    console.print()
    for remark in ran.remarks:
        console.print(Text(remark, style="yellow"), soft_wrap=True)
    if ran.chosen:
        console.print(Text(f"your configuration: {json.dumps(ran.chosen, default=str)}"))
    else:
        why = "" if _name(configure) in mine else ": `configure` of lab 09 does not pass yet"
        console.print(Text(f"the configuration is labs/demo.yaml{why}"))
    if ran.taken_out:
        console.print(Text(f"taken out by your contamination: {len(ran.taken_out)} documents"))
    for url, item, share in ran.leaks[:MAX_LEAKS]:
        console.print(Text(f"leak: {show.clean(url)} holds {share:.0%} of {item}", style="yellow"))
    if len(ran.leaks) > MAX_LEAKS:
        console.print(Text(f"… and {len(ran.leaks) - MAX_LEAKS} more", style="yellow"))
    console.print(Text(f"time: {entry.seconds:.0f} of {entry.budget_seconds:g} seconds"))
    if entry.yours:
        console.print(Text(f"yours: {', '.join(entry.yours)}"))
    else:
        console.print(Text("nothing of yours ran: no exercise that takes part passes all its checks yet"))
    if unused := names(mine, mine.keys() - mine.asked):
        console.print(Text(f"passing, but no part of this run: {', '.join(unused)}", style="dim"))
    console.print(Text(f"report: {workspace.shown(Path(ran.report))}", style="dim"), soft_wrap=True)
    console.print()
    console.print(board(entries, entry))
    if entry.marks:
        console.print(Text(f"this run is not ranked: {', '.join(entry.marks)}", style="yellow"))
    console.print(Text(f"the same web again: `lab capstone --seed {entry.seed} --pages {entry.pages}`", style="dim"))


def parts(figures: Mapping[str, float]) -> Table:
    """The score and the three parts that it is made of."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(style="dim")
    of_all = f"{figures['clean']:,.0f} of {figures['obtainable']:,.0f} clean tokens that could be had"
    rows = [
        ("clean tokens kept", figures["kept"], of_all),
        ("dirt let through", figures["dirt_share"], f"{figures['dirt']:,.0f} tokens of the corpus"),
        ("duplicates left", figures["duplicate_share"], f"{figures['duplicate']:,.0f} tokens of the corpus"),
    ]
    for name, share, told in rows:
        table.add_row(name, f"{share:.1%}", show.bar(share, BAR), told)
    table.add_row(
        Text("score", style="bold"),
        Text(f"{figures['score']:.1f}", style="bold"),
        show.bar(figures["score"] / 100, BAR),
        "of 100",
    )
    return table
