"""The README is true: its commands run as they stand there, and what it names exists."""

from __future__ import annotations

import re
import shlex
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
    assert ran == ["run", "explain", "config"]
    assert (tmp_path / "out" / "mine" / "report.html").is_file()
