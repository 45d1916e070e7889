"""`lab capstone`: the leaderboard, what a configuration of the trainee's may be, and what the command prints."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from labs.cli import capstone
from labs.cli.leaderboard import Entry, Leaderboard, board
from labs.cli.main import run
from labs.cli.workspace import Workspace
from pipeline.config import PipelineConfig
from pipeline.errors import EnvironmentProblem, PipelineError


def entry(score: float, **other: Any) -> Entry:
    given: dict[str, Any] = {
        "at": "2024-01-01T00:00:00+00:00", "seed": 7, "pages": 100, "score": score, "kept": 0.8, "dirt_share": 0.05,
        "duplicate_share": 0.01, "clean": 1000, "leaks": 0, "seconds": 100.0, "budget_seconds": 600.0,
        "yours": ("mask",), "digest": "0123456789abcdef",
    }  # fmt: skip
    return Entry(**given | other)


def test_the_best_run_stands_first_and_a_marked_one_never_does(tmp_path: Path) -> None:
    leaderboard = Leaderboard(tmp_path / "deep" / "leaderboard.jsonl")
    assert leaderboard.entries() == []
    leaked, slow = entry(99, leaks=2), entry(98, seconds=600.1)
    for one in (entry(50), leaked, slow, entry(70), entry(70, seconds=90.0)):
        leaderboard.add(one)
    found = leaderboard.entries()
    assert [(one.score, one.seconds) for one in found[:3]] == [(70, 90.0), (70, 100.0), (50, 100.0)]
    assert found[3:] == [leaked, slow]
    assert (leaked.marks, slow.marks) == (["contaminated: 2 leaks"], ["over budget"])
    assert entry(98, seconds=600.0).marks == []


def test_lines_that_are_none_of_ours_stay_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "leaderboard.jsonl"
    path.write_text('half a li\n{"score": 1e999}\n\n', encoding="utf-8")
    leaderboard = Leaderboard(path)
    leaderboard.add(entry(50))
    assert leaderboard.entries() == [entry(50)]
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["half a li", '{"score": 1e999}']
    assert json.loads(lines[2])["digest"] == "0123456789abcdef"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(EnvironmentProblem, match="cannot write"):
        Leaderboard(tmp_path / "out" / "leaderboard.jsonl").add(entry(50))


def test_the_table_numbers_only_what_is_ranked() -> None:
    here = entry(10, seed=3)
    entries = [*(entry(90 - number) for number in range(25)), here, entry(99, leaks=1)]
    console = Console(file=io.StringIO(), width=120)
    console.print(board(entries, here))
    assert isinstance(console.file, io.StringIO)
    rows = [line.split() for line in console.file.getvalue().splitlines()[1:]]
    assert [row[0] for row in rows] == [*(str(place) for place in range(1, 21)), "26"]
    assert rows[0] == ["1", "90.0", "80.0%", "5.0%", "1.0%", "100", "7/100", "1", "01234567"]
    console.print(board(entries[-1:]))
    assert console.file.getvalue().splitlines()[-1].split()[0] == "-"


def test_a_configuration_is_laid_over_the_usual_one() -> None:
    usual = PipelineConfig()
    found = capstone.changed(
        usual, {"quality": {"keep_fraction": 0.5}, "near": {"min_jaccard": 0.7, "bands": 20, "rows": 5}}
    )
    assert (found.quality.keep_fraction, found.quality.percentile_by) == (0.5, "documents")
    assert (found.near.min_jaccard, found.near.bands, found.near.shingle_words) == (0.7, 20, 5)
    assert capstone.changed(usual, {}) == usual


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"quality": {"keep_fractoin": 0.5}}, r"unknown key quality\.keep_fractoin \(did you mean keep_fraction\?\)"),
        ({"quality": {"keep_fraction": 0}}, r"quality\.keep_fraction"),
        ({"near": {"min_jaccard": 0.7}}, "find only 0.56 of the pairs"),
        ({"near": None}, "near"),
    ],
)
def test_what_is_no_configuration_is_told(chosen: dict[str, Any], told: str) -> None:
    with pytest.raises(PipelineError, match=f"your configuration: .*{told}") as raised:
        capstone.changed(PipelineConfig(), chosen)
    assert raised.value.exit_code == 1


def test_the_digest_is_that_of_all_exercise_files(checkout: Path) -> None:
    workspace = Workspace(checkout)
    before = capstone.digest(workspace)
    assert capstone.digest(workspace) == before
    path = workspace.labs()[-1].exercise_file
    path.write_text(path.read_text() + "\n# another thought\n")
    assert capstone.digest(workspace) != before


FIGURES = {
    "clean": 800.0, "dirt": 100.0, "duplicate": 100.0, "obtainable": 1100.0, "kept": 800 / 1100, "dirt_share": 0.1,
    "duplicate_share": 0.1, "score": 26.2,
}  # fmt: skip


def ran(leaks: capstone.Leaks, seconds: float = 100.0) -> capstone.Ran:
    return capstone.Ran(FIGURES, seconds, {"quality": {"keep_fraction": 0.5}}, frozenset({"u"}), leaks, "report.html")


def test_a_run_is_told_and_remembered(
    checkout: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capstone, "_run", lambda *_: ran([]))
    assert run(["--root", str(checkout), "capstone", "--seed", "5", "--pages", "80"]) == 0
    out = capsys.readouterr().out
    for part in ("72.7%", "26.2", "800 of 1,100 clean tokens", "taken out by your contamination: 1", "5/80"):
        assert part in out
    monkeypatch.setattr(capstone, "_run", lambda *_: ran([("http://a.example/", "HumanEval/1", 1.0)], seconds=700))
    assert run(["--root", str(checkout), "capstone", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["marks"] == ["contaminated: 1 leak", "over budget"]
    assert answer["place"] is None
    assert answer["leaks"] == [{"url": "http://a.example/", "item": "HumanEval/1", "share": 1.0}]
    assert 1 <= answer["entry"]["seed"] <= capstone.MAX_SEED
    assert run(["--root", str(checkout), "capstone", "--board", "--json"]) == 0
    assert [one["score"] for one in json.loads(capsys.readouterr().out)] == [26.2, 26.2]


def test_what_a_function_does_wrong_is_one_line() -> None:
    def configure() -> None:
        return None

    with pytest.raises(PipelineError, match="your configure raised TypeError: "):
        capstone._called(lambda: dict(configure()), of=configure)  # type: ignore[call-overload,func-returns-value]


def test_a_board_without_runs(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--root", str(checkout), "capstone", "--board"]) == 0
    assert "no run yet" in capsys.readouterr().out
