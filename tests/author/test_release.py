"""What trainees get has no solutions, and everything in it works."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from labs.author.release import CHECKSUMS, find_leaks, release, released_reference
from labs.author.shown import SHOWN_BY
from labs.catalogue import Lab, all_labs, find_lab
from labs.cli.progress import LabProgress
from labs.cli.source import is_stub
from labs.cli.state import CheckState
from labs.cli.workspace import Workspace
from pipeline.errors import ConfigError
from pipeline.stages import STAGES
from tests.instructor.own_code import exercise_text
from tests.notebooks.test_notebooks import run

ROOT = Path(__file__).resolve().parents[2]
LABS = all_labs()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of this checkout; some of the files may be newer than the last commit."""
    return release(ROOT, LABS, tmp_path_factory.mktemp("release") / "labs").folder


@pytest.fixture
def spoiled(made: Path, tmp_path: Path) -> Path:
    """A copy of the release that a test may spoil."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def lab(made: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(made)}
    return subprocess.run(
        [sys.executable, "-m", "labs.cli.main", *arguments], cwd=made, env=environment, capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip


def test_every_solution_is_a_stub_that_says_whose_it_is(made: Path) -> None:
    for one in LABS:
        for exercise in one.file.exercise:
            module, _, name = released_reference(exercise).partition(":")
            tree = ast.parse(made.joinpath(*module.split(".")).with_suffix(".py").read_text())
            function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
            assert is_stub(function), exercise.reference
            assert f"lab {one.number}" in ast.unparse(function)


def test_wrong_solutions_tests_and_history_are_not_there(made: Path) -> None:
    assert {path.name for path in (made / "tests").iterdir()} == {"checks", "conftest.py"}
    assert not (made / ".git").exists()
    assert (made / "AGENTS.md").read_text().startswith("# For coding assistants")


def test_checksums_hold(made: Path) -> None:
    lines = (made / CHECKSUMS).read_text().splitlines()
    assert len(lines) > 100
    for line in lines:
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() == digest


def test_lab_and_its_checks_work_in_it(spoiled: Path) -> None:
    exercise = spoiled / "labs" / "04_rules" / "exercise.py"
    assert lab(spoiled).returncode == 0
    failing = json.loads(lab(spoiled, "check", "04", "--json").stdout)
    assert failing["earned"] == 0
    exercise.write_text(exercise_text(find_lab("04")))
    answer = json.loads(lab(spoiled, "check", "04", "--json").stdout)
    missed = [v["check"] for v in answer["verdicts"] if v["outcome"] != "pass" and v["exercise"] != "labels"]
    assert missed == []


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["solution", "06", "shingles", "--give-up"], 2, "no solutions in this release"),
        (["look", "06"], 1, "yours to write"),
        (["run", "--pages", "60"], 1, "of lab 02 must pass first (`lab check 02`)"),
        (["capstone", "--pages", "60"], 1, "of lab 09 must pass first (`lab check 09`)"),
    ],
)
def test_what_needs_a_solution_says_so_in_one_line(spoiled: Path, arguments: list[str], code: int, told: str) -> None:
    answer = lab(spoiled, *arguments)
    assert answer.returncode == code
    assert answer.stderr.splitlines()[-1].startswith("error: ")
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("number", ["04", "08"])
def test_what_there_is_to_look_at_is_what_this_project_shows(spoiled: Path, number: str) -> None:
    find_lab(number, spoiled / "labs").exercise_file.write_text(exercise_text(find_lab(number)))
    there, here = (json.loads(lab(root, "look", number, "--kept", "9", "--json").stdout) for root in (spoiled, ROOT))
    del there["by_you"], here["by_you"]
    assert there == here
    assert there["dropped"] > 0


def test_a_notebook_runs_to_its_last_cell_once_its_lab_is_written(spoiled: Path, tmp_path: Path) -> None:
    """No cell may fail: the first that does ends the run with its error."""
    find_lab("04", spoiled / "labs").exercise_file.write_text(exercise_text(find_lab("04")))
    notebook = nbformat.read(spoiled / "notebooks" / "04_rules.ipynb", as_version=4)
    outputs = run(notebook, tmp_path / "home", spoiled)
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 6
    assert "yours: " in outputs[0].text


EXTRACTION = """
import trafilatura


def decode_body(body, transfer_encoding, content_encoding, max_bytes):
    return body[:max_bytes], len(body) <= max_bytes


def codec_of(label):
    return "utf-8"


def decode_html(body, http_charset):
    return body.decode("utf-8", "replace"), "utf-8", "detected"


def extract_html(html, url=None, captured=None):
    text = trafilatura.extract(html) or ""
    return {"text": text, "title": None, "date": None, "author": None, "language_tag": None}


def extract_within(html, url, captured, seconds, extract=extract_html):
    return extract(html, url, captured)


def token_f1(extracted, gold):
    return float(extracted == gold)
"""
"""Lab 02 as a trainee may have it who has not gone far, but whose work runs."""


@pytest.mark.spark
def test_the_pipeline_runs_with_the_functions_of_a_trainee(spoiled: Path) -> None:
    written = [one for one in all_labs(spoiled / "labs") if one.number not in ("07", "08")]
    for one in written:
        one.exercise_file.write_text(EXTRACTION if one.number == "02" else exercise_text(find_lab(one.number)))
    all_pass(Workspace(spoiled), written)
    answer = lab(spoiled, "run", "--pages", "60", "--json").stdout
    told = json.loads(answer.splitlines()[-1])  # the Java machine may have warned before
    stages = {stage["stage"]: stage["books"] for stage in told["yours"]["stages"]}
    assert stages.keys() == set(STAGES) - {"domain", "quality"}
    assert stages["rules"]["dropped"]["documents"] > 0
    assert stages["order"]["kept"]["documents"] > 0
    assert {"mask", "cut_and_judge", "shingles", "token_f1"} <= set(told["by_you"])
    assert [remark.partition(" ")[0] for remark in told["remarks"]] == ["domain", "quality"]


def all_pass(workspace: Workspace, written: list[Lab]) -> None:
    """Let all checks of the labs ``written`` have passed, without running them."""
    with workspace.state.change() as state:
        for one in written:
            record = state.change_lab(one.name)
            progress = LabProgress(one, record)
            for check in progress.declared:
                record.checks[check.name] = CheckState(
                    outcome="pass", points=check.points, earned=check.points, code=progress.codes[check.exercise]
                )


def test_nothing_leaks(made: Path) -> None:
    assert list(find_leaks(made, LABS, [])) == []


def test_what_trainees_shall_find_out_is_named_only_where_the_handout_says(made: Path) -> None:
    texts = {path.relative_to(made).as_posix(): path for path in made.rglob("*") if path.is_file()}
    assert not [name for name in texts if "mojibake" in name]
    naming = {name for name, path in texts.items() if b"mojibake" in path.read_bytes().lower()}
    makers = {"labs/world/build.py", "labs/world/writing.py", "labs/04_rules/look.py", "labs/04_rules/sheet.py"}
    assert naming == {*makers, "tests/checks/test_04_rules.py"}
    handout = " ".join((made / "labs/04_rules/README.md").read_text().split())
    assert "The code that makes the pages (`labs/world`, `look.py`, `sheet.py`) and the checks name it" in handout
    assert "is_garbage" in find_lab("04", made / "labs").solutions()[-1]


def test_a_copy_of_what_was_taken_out_is_found(spoiled: Path) -> None:
    body = (
        "    total = sum(len(word) for word in words if word in known)\n    return total / max(1, len(words)) + extra\n"
    )
    (spoiled / "labs" / "leak.py").write_text(f"def copied(words, known, extra):\n{body}")
    (told,) = find_leaks(spoiled, LABS, [body])
    assert "labs/leak.py repeats what was taken out" in told


def test_code_that_shows_a_solution_went_with_it(made: Path) -> None:
    for solution, shown in SHOWN_BY.items():
        for module, names in shown.items():
            text = made.joinpath(*module.split(".")).with_suffix(".py").read_text()
            functions = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
            for name in names:  # one that nothing needs any more is not even a stub
                assert name not in functions or is_stub(functions[name]), (solution, name)


def test_what_shows_a_solution_is_there_and_the_solution_is_one() -> None:
    solutions = {reference for one in LABS for reference in one.solutions()}
    for solution, shown in SHOWN_BY.items():
        assert solution in solutions
        for module, names in shown.items():
            text = ROOT.joinpath(*module.split(".")).with_suffix(".py").read_text()
            assert set(names) <= {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


def test_the_same_function_under_other_names_is_found(spoiled: Path) -> None:
    body = (
        "    total = 0\n    for word in words:\n        if word in known and len(word) > 3:\n"
        "            total += len(word) * known[word]\n    return total / max(1, len(words)) if words else 0.0\n"
    )
    renamed = body.replace("word", "row").replace("known", "prices").replace("total", "sum_of").replace("3", "7")
    (spoiled / "labs" / "leak.py").write_text(f"def other(rows, prices):\n{renamed}")
    (told,) = find_leaks(spoiled, LABS, [body])
    assert told.startswith("labs/leak.py: other does, by other names, what was taken out: total = 0")


def test_notebooks_are_there_without_outputs_and_are_looked_through(spoiled: Path) -> None:
    assert {path.stem for path in (spoiled / "notebooks").glob("*.ipynb")} >= {one.name for one in LABS}
    body = (
        "    total = sum(len(word) for word in words if word in known)\n    return total / max(1, len(words)) + extra\n"
    )
    cell = {"cell_type": "code", "source": f"def copied(words, known, extra):\n{body}", "outputs": [{"text": "seen"}]}
    (spoiled / "notebooks" / "leak.ipynb").write_text(json.dumps({"cells": [cell]}))
    told = [*find_leaks(spoiled, LABS, [body])]
    assert any("notebooks/leak.ipynb has outputs" in one for one in told)
    assert any("notebooks/leak.ipynb repeats what was taken out" in one for one in told)


@pytest.mark.parametrize("name", ["tests/mutants/x.py", "course.key", "labs/04_rules/labels.csv"])
def test_files_that_must_not_be_there_are_found(spoiled: Path, name: str) -> None:
    (spoiled / name).parent.mkdir(parents=True, exist_ok=True)
    (spoiled / name).write_text("x")
    assert len(list(find_leaks(spoiled, LABS, []))) == 1


def test_a_written_exercise_is_no_starter(spoiled: Path) -> None:
    one: Lab = find_lab("04", spoiled / "labs")
    one.exercise_file.write_text(one.exercise_file.read_text().replace("raise NotImplementedError", "return 0", 1))
    assert any("is not the untouched starter" in told for told in find_leaks(spoiled, [one], []))


def test_a_folder_that_is_there_is_not_touched(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is there already"):
        release(ROOT, LABS, tmp_path)
    with pytest.raises(ConfigError, match="is no git checkout"):
        release(tmp_path, LABS, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
