"""A notebook runs the trainee's functions where they are written, and the reference elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from labs.catalogue import LABS, all_labs
from labs.cli.workspace import Workspace
from labs.looking import own
from pipeline.errors import ConfigError, PipelineError
from pipeline.rules.gopher_repetition import duplicate_line_fraction, top_ngram_character_fraction


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A checkout with lab 04 only, of which one function is written."""
    shutil.copytree(LABS / "04_rules", tmp_path / "labs" / "04_rules")
    checks = Path("tests", "checks", "test_04_rules.py")
    (tmp_path / checks).parent.mkdir(parents=True)
    shutil.copy(LABS.parent / checks, tmp_path / checks)
    (tmp_path / "labs" / "04_rules" / "exercise.py").write_text(
        "def duplicate_line_fraction(lines):\n    return len(lines) * 10.0\n", encoding="utf-8"
    )
    return Workspace(tmp_path)


def test_yours_where_written_else_the_reference(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    functions = own.functions("04", workspace)
    assert functions.duplicate_line_fraction(["a", "b"]) == 20.0
    words = ["a", "b", "a", "b"]
    assert functions.top_ngram_character_fraction(words, 2) == top_ngram_character_fraction(words, 2)
    assert capsys.readouterr().out == "yours: duplicate_line_fraction\n"


def test_the_pipeline_measures_with_them(workspace: Workspace) -> None:
    kernel = own.kernel("04", workspace)
    assert kernel(duplicate_line_fraction)(["a"]) == 10.0
    assert kernel(top_ngram_character_fraction) is top_ngram_character_fraction


def test_a_change_is_seen_the_next_time(workspace: Workspace) -> None:
    file = workspace.lab("04").exercise_file
    own.functions("04", workspace)
    file.write_text("def duplicate_line_fraction(lines):\n    return 3.0 + len(lines)\n", encoding="utf-8")
    assert own.functions("04", workspace).duplicate_line_fraction([]) == 3.0


def test_a_file_that_cannot_be_imported_is_told(workspace: Workspace) -> None:
    workspace.lab("04").exercise_file.write_text(
        "import nowhere_to_be_found\ndef duplicate_line_fraction(lines):\n    return 1.0\n", encoding="utf-8"
    )
    with pytest.raises(PipelineError, match="cannot be imported"):
        own.functions("04", workspace)


def test_every_lab_has_something_to_look_at() -> None:
    for lab in all_labs():
        assert callable(own.look_module(lab.number).look)


def test_no_such_lab() -> None:
    with pytest.raises(ConfigError):
        own.functions("77")
