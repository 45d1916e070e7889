"""A worker of Spark that is killed in the middle of an archive costs its task, not the run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from pipeline.main import RunResult

from .conftest import Crawled

SEED = 1


def run_killing_a_worker(out: Path, archives: list[str], *more: str) -> subprocess.CompletedProcess[str]:
    """Extract the archives; as soon as a page is read, kill the Python worker of Spark that has it read."""
    config = out.with_suffix(".yaml")
    config.write_text(json.dumps({"stages": ["extract"]}))
    command = [sys.executable, "-m", "pipeline", "run", "--json", "--config", str(config), "--out", str(out), *more]
    run = subprocess.Popen([*command, "--input", *archives], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        kill_a_worker(run)
        answer, errors = run.communicate(timeout=500)
    finally:
        run.kill()
    return subprocess.CompletedProcess(command, run.returncode, answer, errors)


def kill_a_worker(run: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 300
    while run.poll() is None and time.monotonic() < deadline:
        for process in psutil.Process(run.pid).children(recursive=True):
            with suppress(psutil.Error):
                if "pipeline.extract.worker" in process.cmdline():
                    os.kill(process.ppid(), signal.SIGKILL)
                    return
        time.sleep(0.02)
    pytest.fail("no page was ever read")


@pytest.mark.spark
def test_a_killed_worker_costs_its_task_and_not_the_run(
    crawled: Callable[[int], Crawled], finished: Callable[[int], RunResult], tmp_path: Path
) -> None:
    answer = run_killing_a_worker(tmp_path / "out", crawled(SEED).archives)
    assert answer.returncode == 0, answer.stderr
    (extract,) = json.loads(answer.stdout)["stages"]
    assert extract["output_hash"] == finished(SEED).manifests[0].output_hash


@pytest.mark.spark
def test_where_a_task_is_tried_once_one_line_says_how_to_go_on(
    crawled: Callable[[int], Crawled], tmp_path: Path
) -> None:
    answer = run_killing_a_worker(tmp_path / "out", crawled(SEED).archives, "--master", "local[1]")
    assert answer.returncode not in (0, 1)
    (line,) = [line for line in answer.stderr.splitlines() if line.startswith("error:")]
    assert "killed" in line and "--resume" in line
