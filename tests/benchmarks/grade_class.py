"""Grades a class of 100, two at a time, kills the run twice, and compares with one that nobody has killed.

Run by hand: ``.venv/bin/python -m tests.benchmarks.grade_class [COUNT]``. Right work, wrong solutions from
`tests/mutants`, starters, broken files and the cheats of `tests/attacks`, all of lab 04.
"""

from __future__ import annotations

import ast
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from labs.catalogue import LABS, Lab, find_lab
from labs.instructor.result import FILE_NAME, read_results
from tests.attacks.attacks import attacks
from tests.instructor.own_code import exercise_text, true_labels

JOBS = 2
KILLS = (0.3, 0.6)
"""At these fractions of the class the run is killed."""


def kinds(lab: Lab) -> Iterator[tuple[str, str]]:
    """Names and exercise files, again and again: three of four are what honest people hand in."""
    right = exercise_text(lab)
    source = lab.mutants_file.read_text(encoding="utf-8")
    mutants = [
        (node.name, "".join(source.splitlines(keepends=True)[node.lineno - 1 : node.end_lineno]), node)
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.decorator_list
    ]
    cheats = cycle([attack for attack in attacks(Path("/nowhere"), 9) if not attack.files])
    for name, text, node in cycle(mutants):
        exercise = ast.literal_eval(node.decorator_list[0].args[0])  # type: ignore[attr-defined]
        yield f"mutant-{name}", f"{right}\n\n{text}\n{exercise} = {name}\n"
        yield "right", right
        yield "starter", lab.exercise_file.read_text(encoding="utf-8")
        cheat = next(cheats)
        yield f"cheat-{cheat.name}", cheat.code if cheat.replaces else f"{right}\n\n{cheat.code}\n"
        yield "broken", f"{right}\n\ndef mask(:\n"


def grades_of(folder: Path) -> dict[str, list[tuple[str, str, float]]]:
    return {
        result.submission: [(c.check, c.outcome, c.earned) for lab in result.labs for c in lab.checks]
        for result in read_results(folder)
    }


def main(count: int) -> None:
    lab = find_lab("04")
    labels = true_labels(lab)
    with tempfile.TemporaryDirectory(prefix="class-") as place:
        home = Path(place)
        (home / "key").write_text("k" * 32)
        for number, (name, code) in enumerate(islice(kinds(lab), count)):
            folder = home / "class" / f"{number:03}-{name}" / lab.name
            folder.mkdir(parents=True)
            (folder / "exercise.py").write_text(code)
            (folder / "labels.csv").write_bytes(labels)
        command = [sys.executable, "-m", "labs.cli.main", "grade", str(home / "class"), "--key", str(home / "key")]
        command += ["--jobs", str(JOBS), "--only", "04", "--json", "--out"]
        environment = {**os.environ, "PYTHONPATH": str(LABS.parent)}

        began = time.monotonic()
        subprocess.run([*command, str(home / "whole")], check=True, stdout=subprocess.DEVNULL, env=environment)
        seconds = time.monotonic() - began
        for fraction in KILLS:
            run = subprocess.Popen([*command, str(home / "killed")], stdout=subprocess.DEVNULL, env=environment)
            while len(list(home.glob(f"killed/submissions/*/{FILE_NAME}"))) < fraction * count and run.poll() is None:
                time.sleep(0.1)
            os.kill(run.pid, signal.SIGKILL)
            run.wait()
        last = subprocess.run(
            [*command, str(home / "killed")], check=True, capture_output=True, text=True, env=environment
        )
        told = json.loads(last.stdout)
        whole, killed = grades_of(home / "whole"), grades_of(home / "killed")
        memory = sorted(result.highest_memory_mb for result in read_results(home / "whole"))
        different = [name for name in whole if whole[name] != killed.get(name)]
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        print(f"{count} submissions of lab 04, {JOBS} at a time: {seconds:.0f} s, {3600 * count / seconds:.0f} an hour")
        print(f"memory of a submission: median {memory[len(memory) // 2]} MB, highest {memory[-1]} MB")
        print(f"killed twice: the last run took over {told['reused']} and graded {told['graded']}")
        print(f"different grades: {len(different)} {different[:5]}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
