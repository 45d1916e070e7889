"""Checks of functions of DataFrames: the trainee's helpers reach Spark's workers, and Spark can be left out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from labs.cli.main import run

FUNCTION = """
def smallest_reachable(pairs):
    found = {node: node for pair in pairs for node in pair}
    for _ in found:
        for a, b in pairs:
            found[a] = found[b] = min(found[a], found[b])
    return found


def components_in_one_task(edges):
    def on_batches(batches):
        import pyarrow as pa

        found = smallest_reachable([(row["a"], row["b"]) for batch in batches for row in batch.to_pylist()])
        yield pa.RecordBatch.from_pydict({"id": list(found), "component": list(found.values())})

    return edges.select("a", "b").coalesce(1).mapInArrow(on_batches, "id string, component string")
"""


@pytest.fixture
def written(checkout: Path) -> Path:
    (checkout / "labs/06_components/exercise.py").write_text(FUNCTION)
    return checkout


def test_spark_can_be_left_out(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--root", str(written), "check", "06", "--no-spark", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdicts"], told["skipped_spark"]) == ([], 1)


def test_a_stub_does_not_start_spark(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--root", str(checkout), "check", "06"]) == 1
    captured = capsys.readouterr()
    assert "not written yet" in captured.out
    assert "Spark" not in captured.err


@pytest.mark.spark
def test_the_doctor_tries_spark_and_java_is_quiet(checkout: Path) -> None:
    command = [sys.executable, "-m", "labs.cli.main", "--root", str(checkout), "doctor"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert "100 rows through two Python workers" in done.stdout
    assert done.stderr == "starting Spark (`--no-spark` leaves it out) …\n"


@pytest.mark.spark
def test_a_function_of_dataframes_is_checked(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--root", str(written), "check", "06"]) == 0, capsys.readouterr().out
    captured = capsys.readouterr()
    assert "100 of 100 points" in captured.out
    assert "starting Spark for 1 check (" in captured.err
