"""`make run`: serves the seeded web on this machine, crawls it politely, cleans what came back, and packs it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from labs.world.build import World, world
from labs.world.server import serve
from pipeline.cli import run_app
from pipeline.config import load_config
from pipeline.crawl.command import crawl_with_progress, in_words
from pipeline.crawl.settings import CrawlSettings
from pipeline.engine.session import start_session
from pipeline.errors import ConfigError
from pipeline.main import run_and_report
from pipeline.packing.pack import pack
from pipeline.resources import sample

# The crawler's politeness is there to spare other people's servers; the seeded web is ours and on this machine.
DELAY_SECONDS = 0.02
CONFIG = Path(__file__).with_name("demo.yaml")
_MARKER = "made-by-make-run"

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="Seed of the web.")] = 1,
    pages: Annotated[int, typer.Option(help="About how many pages the web has.")] = 1200,
    out: Annotated[Path, typer.Option(help="Folder for the crawl, the truth and the run; made anew.")] = Path("out"),
) -> None:
    """From the seeded web and the shipped sample pages to a clean corpus with a report, packed for training."""
    console = Console()
    _prepare(out)
    config = load_config(CONFIG)
    web = world(seed, pages)
    web.write_truth(out / "truth")
    archives = crawl_world(web, out / "crawl", config.crawl, console)
    spark = start_session("make run", settings=config.spark)
    try:
        inputs = [*archives, *map(str, sorted(sample("warc").glob("*.warc.gz")))]
        result = run_and_report(
            spark, config, inputs, str(out / "run"), console=console, truth_directory=str(out / "truth")
        )
        console.print("packing", highlight=False)
        packed = pack(spark, result.directory, str(out / "packed"), config.pack)
    finally:
        spark.stop()
    console.print(f"{result.in_words()}\n{packed.in_words()}", highlight=False, soft_wrap=True)


def crawl_world(web: World, directory: Path, settings: CrawlSettings, console: Console) -> list[str]:
    """Serve ``web`` on this machine, crawl it into ``directory`` and return the archives with its pages."""
    with serve(web) as served:
        here = settings.model_copy(update={"proxy": served.proxy_url, "delay_seconds": DELAY_SECONDS})
        summary = crawl_with_progress(web.seeds, directory, here, resume=False, console=console)
    console.print(in_words(summary), highlight=False, soft_wrap=True)
    return [str(path) for path in summary.warcs]


def _prepare(out: Path) -> None:
    """Empty ``out``, but only when an earlier `make run` has made it."""
    if out.exists() and any(out.iterdir()) and not (out / _MARKER).is_file():
        raise ConfigError(f"{out} holds files that `make run` has not made: name another folder with OUT=")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / _MARKER).touch()


if __name__ == "__main__":
    raise SystemExit(run_app(app))
