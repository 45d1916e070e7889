"""Spark's own standalone cluster as processes on loopback: one master and workers of one core each."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pyspark

from pipeline.engine.java import find_java_home

START_SECONDS = 300
"""Patience with a busy machine; a cluster starts in ten seconds."""
WORKER_MEMORY = "600m"
CLUSTER_PROPERTIES = {
    "spark.executor.memory": "512m",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
}
"""Spark properties of a run that fits into such a cluster."""


def environment(folder: Path) -> dict[str, str]:
    """The variables of every process of the cluster and of its drivers; what they write stays below ``folder``."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "PYSPARK_"))}
    return {
        **inherited,
        "JAVA_HOME": str(find_java_home()),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_DAEMON_MEMORY": "256m",
        "NO_COLOR": "1",
    }


def spark_program(name: str) -> str:
    """A program of the installed Spark, such as ``spark-submit``."""
    return str(Path(pyspark.__file__).parent / "bin" / name)


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL ``process`` and all that has come of it: a worker's executors, and their Python processes."""
    try:
        family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
    except psutil.NoSuchProcess:
        family = []
    for member in reversed(family):  # the worker first, so that it starts nothing anew
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue
    process.wait()
    psutil.wait_procs(family)


@dataclass
class Cluster:
    """A running master and its workers."""

    folder: Path
    master: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _started: ExitStack = field(default_factory=ExitStack)

    def start(self, role: str, *arguments: str) -> tuple[subprocess.Popen[bytes], Path]:
        """Start a daemon; returns it and its log."""
        log = self.folder / f"{role}-{len(self.workers)}.log"
        command = [spark_program("spark-class"), f"org.apache.spark.deploy.{role.lower()}.{role}"]
        command += ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0", *arguments]
        with log.open("wb") as out:
            daemon = subprocess.Popen(
                command, stdout=out, stderr=out, env=environment(self.folder), start_new_session=True
            )
        self._started.callback(kill_tree, daemon)
        return daemon, log

    def add_workers(self, count: int) -> None:
        """More workers, all registered with the master."""
        started = []
        for _ in range(count):
            work = str(self.folder / f"work-{len(self.workers)}")
            worker, log = self.start(
                "Worker", "--cores", "1", "--memory", WORKER_MEMORY, "--work-dir", work, self.master
            )
            self.workers.append(worker)
            started.append((worker, log))
        for worker, log in started:
            announced(worker, log, "Successfully registered with master")


def announced(daemon: subprocess.Popen[bytes], log: Path, pattern: str) -> str:
    """What matches ``pattern`` in the log of a daemon, once it stands there."""
    deadline = time.monotonic() + START_SECONDS
    while not (found := re.search(pattern, log.read_text(errors="replace"))):
        if daemon.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"a daemon does not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.2)
    return found[0]


@contextmanager
def cluster_of(workers: int, folder: Path) -> Iterator[Cluster]:
    """A cluster that has ended, executors included, when the block is left in whatever way."""
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(folder)
    with cluster._started:
        # At port 0 the system chooses a free one, and the log says which.
        cluster.master = announced(*cluster.start("Master"), r"spark://127\.0\.0\.1:[1-9]\d*")
        cluster.add_workers(workers)
        yield cluster
