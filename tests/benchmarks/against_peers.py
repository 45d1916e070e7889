"""Compares with datatrove, trafilatura and datasketch in pairs:
``python -m tests.benchmarks.against_peers FOLDER PEERS_PYTHON [PAIRS [TASK ...]]``.

``FOLDER`` is what `tests.benchmarks.inputs` has made, ``PEERS_PYTHON`` the interpreter of the environment of
`peers.txt`. Ours and theirs run in turn, each in a process of its own; the results go to docs/benchmarks.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.pairs import Pair, cells, measure
from tests.benchmarks.sections import machine, table, write_section


@dataclass(frozen=True)
class Comparison:
    task: str
    about: str
    goal: float | None
    peer: str = "datatrove"


COMPARISONS = (
    Comparison("end to end", "archives to clean text on two cores, Spark's start included", 1.5),
    Comparison("extraction", "decoded pages to texts on two cores; ours survives any page", 0.9, "trafilatura"),
    Comparison(
        "extract stage",
        "archives to a table on disk: ours also unpacks, decodes and counts tokens, the peer is the one above",
        None,
        "trafilatura",
    ),
    Comparison("rules", "all rule sets, one core", 2.0),
    Comparison("minhash", "text to signature, 112 permutations, one core", 3.0),
    Comparison("near", "the whole stage on two cores, disk to disk", 1.0),
    Comparison("datasketch", "text to signature, 112 permutations, one core, same bits", 2.0, "datasketch"),
)


def commands(task: str, peers_python: str) -> tuple[list[str], list[str]]:
    """What runs for ours and for theirs."""
    ours = [sys.executable, "-m", "tests.benchmarks.ours"]
    if task == "datasketch":
        return [*ours, task], [*ours, "datasketch bulk"]
    return [*ours, task], [peers_python, "tests/benchmarks/theirs.py", task]


def row(comparison: Comparison, pairs: Sequence[Pair]) -> list[str]:
    """One line of the table."""
    about = [f"{comparison.task}: {comparison.about}", comparison.peer, f"{pairs[0][0]['documents']:,}"]
    goal = "none" if comparison.goal is None else f"{comparison.goal:g}"
    return [*about, *cells(pairs), goal, str(len(pairs))]


def main(folder: Path, peers_python: str, pair_count: int, tasks: list[str]) -> None:
    rows, notes = [], []
    for comparison in COMPARISONS:
        if tasks and comparison.task not in tasks:
            continue
        ours, theirs = commands(comparison.task, peers_python)
        pairs = [(measure([*ours, str(folder)]), measure([*theirs, str(folder)])) for _ in range(pair_count)]
        rows.append(row(comparison, pairs))
        other = [{k: v for k, v in side.items() if k not in ("seconds", "processor_seconds")} for side in pairs[-1]]
        notes.append(f"- {comparison.task}: ours {json.dumps(other[0])}, theirs {json.dumps(other[1])}")
        print(rows[-1], notes[-1], sep="\n", flush=True)
        if comparison.task == "datasketch" and pairs[-1][0]["hash"] != pairs[-1][1]["hash"]:
            raise AssertionError("the signatures are not those of datasketch")
    head = [
        "task",
        "peer",
        "documents",
        "ours, processor s",
        "theirs",
        "ratio",
        "ours, s by the clock",
        "theirs",
        "ratio",
    ]
    body = [
        "Ratios above 1: ours is faster. Each line: medians of pairs (ours, theirs, ours, theirs …).",
        table([*head, "goal", "pairs"], rows),
        "What else was counted in the last pair:\n\n" + "\n".join(notes),
        machine("pyspark", "trafilatura", "datasketch", "numpy") + " Peers: tests/benchmarks/peers.txt.",
    ]
    write_section(f"Against others{': ' + ', '.join(tasks) if tasks else ''}", "\n\n".join(body))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int((sys.argv[3:] or ["3"])[0]), sys.argv[4:])
