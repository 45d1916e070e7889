"""`lab look`: documents that the trainee's functions keep and drop, with the reasons.

A lab that has something to look at has a file ``look.py`` with one function ``look(functions, seed)``. It goes
through documents of the world with that seed, decides with ``functions.some_exercise(...)``, which is the trainee's
function where it is written and the reference elsewhere, and yields a `Looked` for each document.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import xxhash
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from labs.catalogue import LOCAL_SEED, Lab
from labs.cli import show
from labs.cli.functions import Functions, nothing_written, written
from labs.cli.workspace import Workspace
from labs.grading.submission import Submission
from labs.grading.worker import load
from pipeline.errors import ConfigError, PipelineError

SHOWN_CHARACTERS, SHOWN_LINES = 400, 12


@dataclass(frozen=True)
class Looked:
    """One document with what was decided."""

    name: str
    """Its URL, or whatever a person can find it by."""
    text: str
    reasons: tuple[str, ...] = ()
    """Why it is dropped: rule, value and limit, such as ``min_words: 12 < 50``; nothing when it is kept."""

    @property
    def kept(self) -> bool:
        return not self.reasons


def look(workspace: Workspace, lab: Lab, *, dropped: int, kept: int, as_json: bool) -> int:
    """Print ``dropped`` dropped and ``kept`` kept documents, chosen by hash."""
    path = hook(lab)
    if not path.is_file():
        able = ", ".join(other.number for other in workspace.labs() if hook(other).is_file()) or "none"
        raise ConfigError(f"lab {lab.number} has no documents to look at; labs that have: {able}")
    mine = written(workspace, lab)
    with Submission(lab.exercise_file, f"submission_{lab.number}") as submission:
        try:
            found = list(load(path, f"look_{lab.number}").look(Functions(lab, submission, mine), LOCAL_SEED))
        except AssertionError as error:
            raise PipelineError(str(error)) from error
    found.sort(key=lambda looked: xxhash.xxh3_64_intdigest(looked.name.encode()))
    chosen = [item for item in found if not item.kept][:dropped] + [item for item in found if item.kept][:kept]
    counts = {"kept": sum(item.kept for item in found), "dropped": sum(not item.kept for item in found)}
    if as_json:
        documents = [{**asdict(item), "kept": item.kept} for item in chosen]
        print(json.dumps({"lab": lab.name, "by_you": mine, **counts, "documents": documents}, ensure_ascii=False))
        return 0
    console = show.stdout()
    for item in chosen:
        mark, style = show.PASSED if item.kept else show.FAILED
        console.print(Text.assemble((f"{mark} ", style), (show.clean(item.name), "bold")))
        for reason in item.reasons:
            console.print(Padding(Text(show.clean(reason), style="yellow"), (0, 0, 0, 2)))
        lines, missing = beginning(item.text)
        table = Table.grid(padding=(0, 1, 0, 0))  # rules judge lines: a bar stands where each begins
        table.add_column()
        table.add_column(overflow="fold")
        for line in lines:
            table.add_row("│", Text(show.clean(line)))
        if missing:
            table.add_row("", f"… {missing:,} more characters")
        console.print(Padding(table, (0, 0, 0, 2), style="dim"))
        console.print()
    by = f"by your {', '.join(mine)}" if mine else nothing_written(lab)
    console.print(Text(f"{counts['kept']} kept, {counts['dropped']} dropped, {by}"))
    return 0


def beginning(text: str) -> tuple[list[str], int]:
    """The first lines of ``text`` that are not empty, white space as one blank, and how many characters are missing."""
    lines = [words for line in text.splitlines() if (words := " ".join(line.split()))]
    shown: list[str] = []
    left = SHOWN_CHARACTERS
    for line in lines[:SHOWN_LINES]:
        if left <= 0:
            break
        shown.append(line[:left])
        left -= len(line)
    return shown, sum(map(len, lines)) - sum(map(len, shown))


def hook(lab: Lab) -> Path:
    """The file that knows what there is to look at in ``lab``."""
    return lab.folder / "look.py"
