"""A small seeded web as two archives, and the tables that local mode makes of it."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from labs.world.archive import write_warcs
from labs.world.build import world
from pipeline.config import load_config
from pipeline.main import run_configured
from pipeline.resources import sample

from .standalone import CLUSTER_PROPERTIES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SEED, PAGES, FILES = 5, 60, 2
CONFIG = {
    "stages": ["extract", "urls", "language"],
    # Named, so that it is shipped to the workers.
    "language": {"model": f"file://{sample('models/lid.176.ftz')}"},
    "spark": CLUSTER_PROPERTIES,
}
"""A short run with a process for pages, a shuffle, and a model that every worker needs."""


@dataclass(frozen=True)
class LocalRun:
    """What to run elsewhere, and what must come out."""

    archives: list[str]
    config: Path
    hashes: dict[str, str]


@pytest.fixture(scope="session")
def local_run(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> LocalRun:
    folder = tmp_path_factory.mktemp("local-run")
    archives = [str(path) for path in write_warcs(world(SEED, PAGES), folder / "warc", FILES)]
    config = folder / "config.yaml"
    config.write_text(json.dumps(CONFIG))
    console = Console(file=io.StringIO())
    manifests = run_configured(spark, load_config(str(config)), archives, str(folder / "out"), console=console)
    return LocalRun(archives, config, {manifest.stage: manifest.output_hash for manifest in manifests})
