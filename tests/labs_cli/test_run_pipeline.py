"""What `lab run` puts into the pipeline, and how the two funnels look."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from labs.cli.checking import check_lab
from labs.cli.functions import substitutes
from labs.cli.run_pipeline import Asked, funnels
from labs.cli.workspace import Workspace
from pipeline.engine.books import Books, Count
from pipeline.errors import PipelineError
from pipeline.report.compare import StageBooks

COUNT = "    raise NotImplementedError\n"
REFERENCE = "pipeline.rules.gopher_quality:word_count"


def write(checkout: Path, text: str) -> Workspace:
    path = checkout / "labs/04_words/exercise.py"
    path.write_text(path.read_text().replace(COUNT, text))
    return Workspace(checkout)


def test_a_function_takes_part_when_all_its_checks_pass(checkout: Path) -> None:
    workspace = write(checkout, "    return len(words)  # mine\n")
    assert substitutes(workspace) == {}  # not checked yet
    check_lab(workspace, workspace.lab("04"))
    found = substitutes(workspace)
    assert list(found) == [REFERENCE]
    assert found[REFERENCE](["a", "b"]) == 2
    assert found[REFERENCE].__code__.co_filename.startswith(str(checkout))


def test_a_function_whose_checks_fail_stays_out(checkout: Path) -> None:
    workspace = write(checkout, "    return 7\n")
    check_lab(workspace, workspace.lab("04"))
    assert substitutes(workspace) == {}


def test_a_file_that_has_changed_since_must_be_checked_first(checkout: Path) -> None:
    workspace = write(checkout, "    return len(words)\n")
    check_lab(workspace, workspace.lab("04"))
    path = checkout / "labs/04_words/exercise.py"
    path.write_text(path.read_text().replace("return len(words)", "return 7"))
    with pytest.raises(PipelineError, match="first run `lab check 04`"):
        substitutes(workspace)


def books(kept: int) -> Books:
    return Books(Count(10), Count(kept), Count(10 - kept), Count(), Count())


def test_two_funnels_stand_side_by_side() -> None:
    console = Console(file=io.StringIO(), width=100)
    console.print(
        funnels([StageBooks("extract", books(8), books(8), True), StageBooks("rules", books(4), books(2), False)])
    )
    assert isinstance(console.file, io.StringIO)
    lines = [line.split() for line in console.file.getvalue().splitlines()]
    assert lines[1] == ["extract", "8", "█" * 14, "8", "█" * 14, "same"]
    assert lines[2] == ["rules", "4", "█" * 7 + "░" * 7, "2", "█" * 4 + "░" * 10, "-2"]


def test_what_the_pipeline_asks_for_is_noted() -> None:
    functions = Asked({"a:f": len, "a:g": len})
    assert functions.get("a:f") is len
    assert functions.get("b:h", max) is max
    assert functions.keys() & functions.asked == {"a:f"}
