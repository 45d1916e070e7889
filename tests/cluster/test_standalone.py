"""A run on a cluster has the tables of local mode, also when the cluster dies under it, worker by worker."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from .conftest import LocalRun
from .standalone import Cluster, cluster_of, environment, kill_tree

RUN_SECONDS = 1500
"""Patience with a busy machine; alone on two cores a run takes about a minute."""

pytestmark = [pytest.mark.spark, pytest.mark.timeout(2 * RUN_SECONDS)]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster_of(2, tmp_path_factory.mktemp("cluster")) as started:
        yield started


class Driver:
    """`pipeline run` on the cluster, its output in files, its events in Spark's log of events."""

    def __init__(self, cluster: Cluster, local_run: LocalRun, folder: Path) -> None:
        self.out = folder / "out"
        self._folder = folder
        self._events = folder / "events"
        self._events.mkdir(parents=True)
        config = json.loads(local_run.config.read_text())
        events = {
            "spark.eventLog.enabled": "true",
            "spark.eventLog.dir": self._events.as_uri(),
            "spark.eventLog.compress": "false",
            "spark.eventLog.rolling.enabled": "false",
        }
        config["spark"] |= events
        (folder / "config.yaml").write_text(json.dumps(config))
        command = [sys.executable, "-m", "pipeline", "run", "--master", cluster.master, "--json"]
        command += ["--config", str(folder / "config.yaml"), "--out", str(self.out), "--input", *local_run.archives]
        with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
            self.process = subprocess.Popen(command, stdout=out, stderr=err, env=environment(folder))

    def wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + RUN_SECONDS
        while not condition():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)

    def said(self) -> str:
        return (self._folder / "stderr").read_text()

    def hashes(self) -> dict[str, str]:
        """Stage -> content hash, once the run has ended."""
        assert self.process.wait(RUN_SECONDS) == 0, self.said()
        stages = json.loads((self._folder / "stdout").read_text())["stages"]
        return {stage["stage"]: stage["output_hash"] for stage in stages}

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Spark's own record of what happened, one kind of it."""
        (log,) = self._events.iterdir()
        found = [json.loads(line) for line in log.read_text().splitlines()]
        return [event for event in found if event["Event"] == f"SparkListener{kind}"]


@pytest.fixture
def drive(cluster: Cluster, local_run: LocalRun, tmp_path: Path) -> Iterator[Callable[[], Driver]]:
    drivers: list[Driver] = []

    def start() -> Driver:
        drivers.append(Driver(cluster, local_run, tmp_path / f"driver-{len(drivers)}"))
        return drivers[-1]

    yield start
    for driver in drivers:
        kill_tree(driver.process)


def reads_pages(worker: subprocess.Popen[bytes]) -> bool:
    """Whether a page is being read by a process that a task on ``worker`` has started."""
    for process in psutil.Process(worker.pid).children(recursive=True):
        try:
            if "pipeline.extract.worker" in process.cmdline():
                return True
        except psutil.Error:
            continue
    return False


def test_tables_are_those_of_local_mode_when_all_workers_are_killed_one_after_the_other(
    cluster: Cluster, local_run: LocalRun, drive: Callable[[], Driver]
) -> None:
    """One worker dies while it reads pages, and another takes its place. Then the one that was left dies in the middle
    of the next stage, with the intermediate results that stood on its disk."""
    driver, (first, second) = drive(), cluster.workers
    driver.wait_until(lambda: reads_pages(first))
    kill_tree(first)
    assert not list(driver.out.glob("stages/01_*/manifest.json")), "the stage had ended before"
    cluster.add_workers(1)
    driver.wait_until(lambda: bool(list(driver.out.glob("stages/02_*"))))
    kill_tree(second)
    assert not list(driver.out.glob("stages/02_*/manifest.json")), "the stage had ended before"
    assert driver.hashes() == local_run.hashes
    assert len(driver.events("ExecutorAdded")) >= 3
    assert len(driver.events("ExecutorRemoved")) >= 2
    ends = [event["Task End Reason"]["Reason"] for event in driver.events("TaskEnd")]
    assert "ExecutorLostFailure" in ends, "no task was running on what was killed"
