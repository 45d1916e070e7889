"""The README is true: its commands run as they stand there, and what it names exists."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {command.split()[1] for command in commands() if command.startswith("make ")}
    assert {"run", "test"} <= named <= targets


def test_every_link_and_tree_entry_exists() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    tree = [name for name in re.findall(r"^([\w/.-]+/) {2,}", README, re.MULTILINE) if not name.startswith("out/")]
    assert "data/samples/" in tree
    assert [name for name in links + tree if not (ROOT / name).exists()] == []


def test_pipeline_commands_run_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    ran = []
    for command in commands():
        if not command.startswith(".venv/bin/pipeline "):
            continue
        words, _, target = command.partition(" > ")
        arguments = [sys.executable, "-m", "pipeline", *shlex.split(words)[1:]]
        answer = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, timeout=500, check=False)
        assert answer.returncode == 0, f"{command}\n{answer.stderr}"
        assert answer.stdout
        if target:
            (tmp_path / target.strip()).write_text(answer.stdout)
        ran.append(arguments[3])
    assert ran == ["run", "explain", "pack", "config"]
    assert (tmp_path / "out" / "mine" / "report.html").is_file()


def run_lab(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "labs.cli.main", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=500, check=False, env=environment
    )


def lab_commands() -> list[list[str]]:
    return [shlex.split(command)[1:] for command in commands() if command.startswith(".venv/bin/lab")]


def test_the_commands_of_a_trainee_run_in_their_order(tmp_path: Path) -> None:
    """On a copy, so that nobody's own progress changes."""
    for folder in ("labs", "tests/checks"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    ran = []
    for arguments in lab_commands():
        if arguments and arguments[0] not in ("check", "hint", "look"):
            continue
        answer = run_lab(["--root", str(tmp_path), *arguments], tmp_path)
        not_written = bool(arguments) and arguments[0] == "check"  # the starter cannot pass
        assert answer.returncode == int(not_written), f"{arguments}\n{answer.stderr}"
        assert answer.stdout
        ran.append(arguments[0] if arguments else "")
    assert ran == ["", "check", "hint", "look"]


def test_the_commands_of_an_instructor_run_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "handed-in" / "anna" / "04_rules").mkdir(parents=True)
    (tmp_path / "handed-in" / "anna" / "04_rules" / "exercise.py").write_text(
        "def duplicate_line_fraction(lines):\n    return 0.0\n"
    )
    ran = []
    for arguments in lab_commands():
        if arguments and arguments[0] in ("author", "grade", "export", "audit"):
            answer = run_lab(arguments, tmp_path)
            assert answer.returncode == 0, f"{arguments}\n{answer.stderr}"
            ran.append(arguments[0])
    assert ran == ["author", "author", "grade", "export", "audit"]
    assert (tmp_path / "grades" / "pages" / "anna.html").is_file()
    assert (tmp_path / "release" / "AGENTS.md").is_file()


def test_the_term_of_the_instructors_page_names_commands_that_there_are() -> None:
    page = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
    term = page.split("```sh\n", 1)[1].split("```", 1)[0].splitlines()
    assert len(term) == 10
    for line in term:
        words = shlex.split(line, comments=True)
        if words[0].endswith("lab"):
            names = words[1:3] if words[1] == "author" else words[1:2]
            answer = run_lab([*names, "--help"], ROOT)
            assert answer.returncode == 0, line
            for option in (word for word in words if word.startswith("--")):
                assert option in answer.stdout, (line, option)
