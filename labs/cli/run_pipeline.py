"""`lab run`: the whole pipeline on a small web, once as the reference and once with the trainee's functions.

In a release there is no reference: the stages whose functions are written run once, and truth is the yardstick.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from labs.cli import partly, show, web
from labs.cli.functions import send_to_workers, substitutes
from labs.cli.workspace import Workspace
from labs.demo import CONFIG, crawl_world
from pipeline.config import PipelineConfig, load_config
from pipeline.engine.session import start_session
from pipeline.main import RunResult, run_and_report
from pipeline.report.compare import Comparison, OnlyOne, StageBooks, compare

MAX_REASONS = 5
BAR = 14


class Asked(dict[str, Callable[..., Any]]):
    """Functions by name that notes which of them the pipeline has asked for."""

    def __init__(
        self, functions: Mapping[str, Callable[..., Any]], given: Mapping[str, Callable[..., Any]] | None = None
    ) -> None:
        """``given`` stands behind ``functions`` and is not the trainee's."""
        super().__init__(functions)
        self.asked: set[str] = set()
        self.given = given or {}

    def get(self, name: str, default: Any = None) -> Any:
        """The function called ``name``."""
        self.asked.add(name)
        return super().get(name, self.given.get(name, default))


def run_pipeline(workspace: Workspace, *, seed: int, pages: int, as_json: bool) -> int:
    """Crawl the web of ``seed``, clean it twice, and print both funnels side by side.

    The crawl and the run of the reference are kept in ``out/lab`` and taken again the next time.
    """
    released = partly.is_release(workspace)
    mine = Asked(substitutes(workspace), partly.GIVEN if released else None)
    config = load_config(CONFIG)
    progress = Console(stderr=True, quiet=as_json)
    home = workspace.root / "out" / "lab" / f"web-{seed}-{pages}"
    if released:
        return _run_yours(workspace, mine, config, home, seed, pages, progress, as_json=as_json)
    archives = crawled(home, seed, pages, progress)
    spark = start_session("lab run", settings=config.spark)
    try:
        send_to_workers(spark, workspace)

        def clean(name: str, functions: Mapping[str, Callable[..., Any]], *, resume: bool) -> RunResult:
            progress.print(Text(f"{name}:", style="bold"))
            if not resume:
                shutil.rmtree(home / name, ignore_errors=True)
            return run_and_report(
                spark, config, archives, str(home / name), console=progress, resume=resume,
                truth_directory=str(home / "truth"), substitutes=functions,
            )  # fmt: skip

        reference = clean("reference", {}, resume=True)
        yours = clean("yours", mine, resume=False) if mine else reference
        comparison = compare(spark, reference.directory, yours.directory)
    finally:
        spark.stop()
    if as_json:
        answer = {
            "by_you": names(mine, mine.asked),
            "not_used": names(mine, mine.keys() - mine.asked),
            "reference": reference.as_dict(),
            "yours": yours.as_dict(),
            "comparison": comparison.as_dict(),
        }
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _print(workspace, comparison, mine, reference, yours)
    return 0


def _run_yours(
    workspace: Workspace, mine: Asked, config: PipelineConfig, home: Path, seed: int, pages: int, progress: Console,
    *, as_json: bool,
) -> int:  # fmt: skip
    """The run of a release, with the stages that the trainee's functions can run, and no other beside it."""
    done = partly.done_by(workspace, mine)
    config, remarks = partly.configured(config, done)
    truth = str(home / "truth")
    if missing := partly.lacking(partly.TRUTH_NEEDS, done):
        remarks.append(f"the report has no scores: {missing}")
    archives = partly.archived(home, seed, pages)
    shutil.rmtree(home / "yours", ignore_errors=True)
    spark = start_session("lab run", settings=config.spark)
    try:
        send_to_workers(spark, workspace)
        yours = run_and_report(
            spark, config, archives, str(home / "yours"), console=progress,
            truth_directory=None if missing else truth, substitutes=mine,
        )  # fmt: skip
    finally:
        spark.stop()
    mine.asked |= partly.asked_by(workspace, config, () if missing else partly.TRUTH_NEEDS)
    used, unused = names(mine, mine.asked), names(mine, mine.keys() - mine.asked)
    if as_json:
        answer = {
            "by_you": used,
            "not_used": unused,
            "reference": None,
            "yours": yours.as_dict(),
            "comparison": None,
            "remarks": remarks,
        }
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    console = show.stdout()
    console.print(funnel([(manifest.stage, manifest.books.kept.documents) for manifest in yours.manifests]))
    console.print()
    for remark in remarks:
        console.print(Text(remark, style="yellow"), soft_wrap=True)
    console.print(Text(f"yours: {', '.join(used)}"))
    if unused:
        console.print(Text(f"passing, but no part of this run: {', '.join(unused)}", style="dim"))
    told = "report" if missing else "report, with scores against what was planted"
    console.print(Text(f"{told}: {workspace.shown(Path(yours.report))}", style="dim"), soft_wrap=True)
    return 0


def crawled(home: Path, seed: int, pages: int, console: Console) -> list[str]:
    """The archives of the web, crawled unless they lie there already."""
    settings = load_config(CONFIG).crawl
    return web.kept(home, "crawl", seed, pages, lambda made, folder: crawl_world(made, folder, settings, console))


def _print(workspace: Workspace, comparison: Comparison, mine: Asked, reference: RunResult, yours: RunResult) -> None:
    console = show.stdout()
    console.print(funnels(comparison.books))
    console.print()
    for who, only in (("the reference", comparison.only_a), ("yours", comparison.only_b)):
        for line in _only(who, only):
            console.print(line)
    console.print()
    if used := names(mine, mine.asked):
        console.print(Text(f"yours: {', '.join(used)}"))
    else:
        console.print(Text("nothing of yours ran: no exercise that the pipeline uses passes all its checks yet"))
    if unused := names(mine, mine.keys() - mine.asked):
        console.print(Text(f"passing, but no part of this run: {', '.join(unused)}", style="dim"))
    for result in dict.fromkeys((reference.report, yours.report)):
        console.print(Text(f"report: {workspace.shown(Path(result))}", style="dim"), soft_wrap=True)


def funnels(books: Sequence[StageBooks]) -> Table:
    """Documents kept after each stage, by the reference and by the trainee, with bars to one scale."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("kept after", "reference", "", "yours", "", "difference"):
        left = name in ("kept after", "")
        table.add_column(name, justify="left" if left else "right", no_wrap=True)
    most = max((one.kept.documents for stage in books for one in (stage.a, stage.b) if one is not None), default=0)
    for stage in books:
        a, b = (0 if one is None else one.kept.documents for one in (stage.a, stage.b))
        bars = [show.bar(count / most if most else 0.0, BAR) for count in (a, b)]
        difference = Text("same", style="dim") if stage.same_table else Text(f"{b - a:+,}", style="yellow")
        table.add_row(stage.stage, f"{a:,}", bars[0], f"{b:,}", bars[1], difference)
    return table


def funnel(kept: Sequence[tuple[str, int]]) -> Table:
    """Documents kept after each stage, with bars to one scale."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("kept after", no_wrap=True)
    table.add_column("yours", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    most = max((documents for _, documents in kept), default=0)
    for stage, documents in kept:
        table.add_row(stage, f"{documents:,}", show.bar(documents / most if most else 0.0, BAR))
    return table


def names(mine: Mapping[str, Any], wanted: Set[str]) -> list[str]:
    """The names of those functions of ``mine`` that are in ``wanted``."""
    return sorted(name.rpartition(":")[2] for name in mine.keys() & wanted)


def _only(who: str, only: OnlyOne) -> list[Text]:
    if not only.documents:
        return []
    reasons = list(only.reasons.items())[:MAX_REASONS]
    return [
        Text(f"kept by {who} only: {only.documents:,} documents, {only.tokens:,} tokens", style="bold"),
        *(Text(f"  {count:,} because of {show.clean(reason)}") for reason, count in reasons),
        *(Text(f"  {show.clean(document.url)}", style="dim") for document in only.some[:MAX_REASONS]),
    ]
