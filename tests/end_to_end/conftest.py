"""Crawls of small seeded webs and runs of the whole pipeline on them, each made once for all tests that look at it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from labs.demo import CONFIG, crawl_world
from labs.world.build import world
from pipeline.config import PipelineConfig, load_config
from pipeline.main import RunResult, run_and_report

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PAGES = 600


@dataclass(frozen=True)
class Crawled:
    """A seeded web that has been crawled."""

    seed: int
    archives: list[str]
    truth: Path


def quiet() -> Console:
    return Console(file=io.StringIO())


@pytest.fixture(scope="session")
def config() -> PipelineConfig:
    """The configuration of `make run`."""
    return load_config(CONFIG)


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory, config: PipelineConfig) -> Callable[[int], Crawled]:
    """The crawl of the web with a given seed."""
    done: dict[int, Crawled] = {}

    def get(seed: int) -> Crawled:
        if seed not in done:
            folder = tmp_path_factory.mktemp(f"world-{seed}")
            web = world(seed, PAGES)
            web.write_truth(folder / "truth")
            archives = crawl_world(web, folder / "crawl", config.crawl, quiet())
            done[seed] = Crawled(seed, archives, folder / "truth")
        return done[seed]

    return get


@pytest.fixture(scope="session")
def finished(
    spark: SparkSession,
    crawled: Callable[[int], Crawled],
    config: PipelineConfig,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[int], RunResult]:
    """The run of the whole pipeline, with report, on the web with a given seed."""
    done: dict[int, RunResult] = {}

    def get(seed: int) -> RunResult:
        if seed not in done:
            web = crawled(seed)
            out = str(tmp_path_factory.mktemp(f"run-{seed}") / "out")
            done[seed] = run_and_report(
                spark, config, web.archives, out, console=quiet(), truth_directory=str(web.truth)
            )
        return done[seed]

    return get
