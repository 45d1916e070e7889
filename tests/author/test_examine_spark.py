"""Labs on Spark are examined with one session; their mutants run in Spark's workers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from labs.author.examine import Examiner
from labs.cli.workspace import Workspace


def test_a_sound_lab_on_spark(checkout: Path, spark: Any) -> None:
    workspace = Workspace(checkout)
    found = Examiner(workspace, workspace.lab("06"), lambda: spark).examine()
    assert found.defects == []
    assert (found.checks, found.mutants, found.killed) == (1, 5, 5)
    assert not any("fails" in note for note in found.notes)


def test_without_a_session_what_needs_spark_is_left_out(checkout: Path) -> None:
    workspace = Workspace(checkout)
    found = Examiner(workspace, workspace.lab("06")).examine()
    assert found.defects == []
    assert found.killed == 0
    assert sum("was not tried" in note for note in found.notes) == 5
