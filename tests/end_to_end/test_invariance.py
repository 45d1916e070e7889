"""No result depends on partitions, on the order of the input, or on where a run was killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from labs.demo import CONFIG
from pipeline.config import PipelineConfig
from pipeline.main import RunResult, run_and_report

from .conftest import Crawled, quiet

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SEED = 1


def hashes(result: RunResult) -> dict[str, str]:
    return {manifest.stage: manifest.output_hash for manifest in result.manifests}


@pytest.mark.parametrize("partitions", [1, 2, 7])
def test_tables_do_not_depend_on_the_number_of_partitions(
    spark: SparkSession,
    crawled: Callable[[int], Crawled],
    finished: Callable[[int], RunResult],
    config: PipelineConfig,
    tmp_path: Path,
    partitions: int,
) -> None:
    settings = {
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.sql.adaptive.coalescePartitions.enabled": "false",
        # One partition reads everything, seven read a little each.
        "spark.sql.files.maxPartitionBytes": str((1 << 27) if partitions == 1 else (1 << 20) // partitions),
        "spark.sql.files.minPartitionNum": str(partitions),
    }
    before = {name: spark.conf.get(name, None) for name in settings}
    try:
        for name, value in settings.items():
            spark.conf.set(name, value)
        # The archives by name and in reverse: their order must not matter either.
        archives = crawled(SEED).archives[::-1]
        result = run_and_report(spark, config, archives, str(tmp_path / "out"), console=quiet())
    finally:
        for name, old in before.items():
            spark.conf.unset(name) if old is None else spark.conf.set(name, old)
    assert hashes(result) == hashes(finished(SEED))


def test_a_killed_run_resumes_to_the_same_tables(
    crawled: Callable[[int], Crawled], finished: Callable[[int], RunResult], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "pipeline", "run", "--config", str(CONFIG), "--out", str(out)]
    command += ["--master", "local[2]", "--input", *crawled(SEED).archives]
    killed = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 300
    while not list(out.glob("stages/03_*/documents")):
        assert killed.poll() is None and time.monotonic() < deadline, "the run never reached its third stage"
        time.sleep(0.05)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert not (out / "corpus").exists()
    resumed = subprocess.run([*command, "--resume", "--json"], capture_output=True, text=True, timeout=500, check=False)
    assert resumed.returncode == 0, resumed.stderr
    assert "from the earlier run" in resumed.stderr
    stages = json.loads(resumed.stdout)["stages"]
    assert {stage["stage"]: stage["output_hash"] for stage in stages} == hashes(finished(SEED))
