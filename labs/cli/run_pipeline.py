"""`lab run`: the whole pipeline on a small web, once as the reference and once with the trainee's functions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from labs.cli import show
from labs.cli.functions import substitutes
from labs.cli.workspace import Workspace
from labs.demo import CONFIG, crawl_world
from labs.world.build import world
from pipeline.config import load_config
from pipeline.engine.session import start_session
from pipeline.main import RunResult, run_and_report
from pipeline.report.compare import Comparison, OnlyOne, StageBooks, compare

MAX_REASONS = 5
BAR = 14


class Asked(dict[str, Callable[..., Any]]):
    """Functions by name that notes which of them the pipeline has asked for."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(functions)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """The function called ``name``."""
        self.asked.add(name)
        return super().get(name, default)


def run_pipeline(workspace: Workspace, *, seed: int, pages: int, as_json: bool) -> int:
    """Crawl the web of ``seed``, clean it twice, and print both funnels side by side.

    The crawl and the run of the reference are kept in ``out/lab`` and taken again the next time.
    """
    mine = Asked(substitutes(workspace))
    config = load_config(CONFIG)
    progress = Console(stderr=True, quiet=as_json)
    home = workspace.root / "out" / "lab" / f"web-{seed}-{pages}"
    archives = crawled(home, seed, pages, progress)
    spark = start_session("lab run", settings=config.spark)
    try:

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


def crawled(home: Path, seed: int, pages: int, console: Console) -> list[str]:
    """The archives of the web, crawled unless they lie there already."""
    crawl = home / "crawl"
    if not crawl.is_dir():
        aside = home / "crawl.unfinished"
        shutil.rmtree(aside, ignore_errors=True)
        web = world(seed, pages)
        web.write_truth(home / "truth")
        crawl_world(web, aside, load_config(CONFIG).crawl, console)
        aside.rename(crawl)
    return [str(crawl)]


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
