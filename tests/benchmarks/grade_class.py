"""Grades a class of 100, two at a time, kills the run twice, and compares with one that nobody has killed.

Run by hand: ``.venv/bin/python -m tests.benchmarks.grade_class [COUNT] [--all-labs]``. Right work, wrong solutions
from `tests/mutants`, starters, broken files and the cheats of `tests/attacks`, in lab 04; with ``--all-labs`` also
right work in every other lab, which is what a whole term costs.

The code that decides grades must not change meanwhile, or what was graded is graded anew: use a checkout of its own.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import platform
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import psutil

from labs.catalogue import LABS, Lab, all_labs, find_lab
from labs.grading.sandbox.tiers import choose_tier
from labs.instructor.result import FILE_NAME, read_results
from tests.attacks.attacks import attacks
from tests.instructor.own_code import exercise_text, true_labels

JOBS = 2
KILLS = (0.3, 0.6)
"""At these fractions of the class the run is killed."""
LOOK_SECONDS = 0.5
VARIED = "04"
"""The lab whose exercise file differs from submission to submission."""


def kinds(lab: Lab) -> Iterator[tuple[str, str]]:
    """Names and exercise files, again and again: three of five are what honest people hand in."""
    right = exercise_text(lab)
    source = lab.mutants_file.read_text(encoding="utf-8")
    mutants = [
        (node.name, "".join(source.splitlines(keepends=True)[node.lineno - 1 : node.end_lineno]), node)
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.decorator_list
    ]
    # Those at the end of the list take the most: memory, processes, time.
    cheats = cycle([attack for attack in reversed(attacks(Path("/nowhere"), 9)) if not attack.files])
    for name, text, node in cycle(mutants):
        exercise = ast.literal_eval(node.decorator_list[0].args[0])  # type: ignore[attr-defined]
        yield f"mutant-{name}", f"{right}\n\n{text}\n{exercise} = {name}\n"
        yield "right", right
        yield "starter", lab.exercise_file.read_text(encoding="utf-8")
        cheat = next(cheats)
        yield f"cheat-{cheat.name}", cheat.code if cheat.replaces else f"{right}\n\n{cheat.code}\n"
        yield "broken", f"{right}\n\ndef mask(:\n"


def hand_in(folder: Path, labs: Sequence[Lab], count: int) -> None:
    """Write ``count`` submissions to ``folder``."""
    same = {lab: exercise_text(lab) for lab in labs if lab.number != VARIED}
    labels = {lab: true_labels(lab) for lab in labs if lab.file.labels is not None}
    for number, (name, code) in enumerate(islice(kinds(find_lab(VARIED)), count)):
        for lab in labs:
            place = folder / f"{number:03}-{name}" / lab.name
            place.mkdir(parents=True)
            (place / "exercise.py").write_text(same.get(lab, code), encoding="utf-8")
            if lab in labels:
                (place / "labels.csv").write_bytes(labels[lab])


def grades_of(folder: Path) -> dict[str, list[tuple[str, str, float]]]:
    return {
        result.submission: [(c.check, c.outcome, c.earned) for lab in result.labs for c in lab.checks]
        for result in read_results(folder)
    }


@dataclass(frozen=True)
class Cost:
    """What an uninterrupted run took."""

    seconds: float
    processor_seconds: float
    """Of the grader and of all that it has started."""
    memory_bytes: int
    """The most that was resident at one moment in all processes together; what they share counts in each."""


def measured(command: Sequence[str], environment: dict[str, str]) -> Cost:
    """Run ``command`` to its end."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    ended, highest = threading.Event(), [0]

    def look() -> None:
        while not ended.wait(LOOK_SECONDS):
            highest[0] = max(highest[0], resident_bytes(run.pid))

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    code = run.wait()
    ended.set()
    looking.join()
    if code:
        raise subprocess.CalledProcessError(code, list(command))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - began, spent, highest[0])


def resident_bytes(pid: int) -> int:
    """Resident memory of a process and of all its descendants."""
    total = 0
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.Error:
        return 0
    for process in family:
        try:
            total += process.memory_info().rss
        except psutil.Error:  # it has ended meanwhile
            continue
    return total


def kill_when(command: Sequence[str], environment: dict[str, str], grades: Path, results: int) -> None:
    """Start ``command`` and kill it, without a word, as soon as ``grades`` has so many ``results``."""
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    while len(list(grades.glob(f"submissions/*/{FILE_NAME}"))) < results:
        if run.poll() is not None:
            raise RuntimeError(f"the run ended before it had {results} results, and could not be killed")
        time.sleep(0.1)
    run.send_signal(signal.SIGKILL)
    if run.wait() != -signal.SIGKILL:
        raise RuntimeError("the run ended by itself before it was killed")


def main(count: int, *, every_lab: bool) -> None:
    labs = all_labs() if every_lab else [find_lab(VARIED)]
    with tempfile.TemporaryDirectory(prefix="class-") as place:
        home = Path(place)
        (home / "key").write_text("k" * 32)
        hand_in(home / "class", labs, count)
        command = [sys.executable, "-m", "labs.cli.main", "grade", str(home / "class"), "--key", str(home / "key")]
        command += ["--jobs", str(JOBS), "--json"]
        for lab in labs if not every_lab else []:
            command += ["--only", lab.number]
        (home / "tmp").mkdir()  # what killed runs leave there goes with it
        environment = {**os.environ, "PYTHONPATH": str(LABS.parent), "TMPDIR": str(home / "tmp")}

        load = os.getloadavg()[2]
        cost = measured([*command, "--out", str(home / "whole")], environment)
        load = max(load, os.getloadavg()[2])
        memory = sorted(result.highest_memory_mb for result in read_results(home / "whole"))
        print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}")
        print(f"{count} submissions of {len(labs)} labs, {JOBS} at a time, in {choose_tier(None).name}")
        print(f"{cost.seconds:.0f} s, {3600 * count / cost.seconds:.0f} an hour")
        print(f"{cost.processor_seconds / count:.1f} s of processor time a submission")
        print(f"memory of all processes together: at most {cost.memory_bytes >> 20} MB")
        print(f"memory of one submission: median {memory[len(memory) // 2]} MB, highest {memory[-1]} MB", flush=True)

        killed = [*command, "--out", str(home / "killed")]
        for fraction in KILLS:
            kill_when(killed, environment, home / "killed", int(fraction * count))
        last = subprocess.run(killed, check=True, capture_output=True, text=True, env=environment)
        told = json.loads(last.stdout)
        whole, resumed = grades_of(home / "whole"), grades_of(home / "killed")
        different = [name for name in whole if whole[name] != resumed.get(name)]
        print(f"killed twice: the last run took over {told['reused']} and graded {told['graded']}")
        print(f"different grades: {len(different)} of {len(whole)} {different[:5]}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("count", type=int, nargs="?", default=100)
    arguments.add_argument("--all-labs", action="store_true", help="right work in every other lab as well")
    chosen = arguments.parse_args()
    main(chosen.count, every_lab=chosen.all_labs)
