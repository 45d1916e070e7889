"""`lab label`: shows documents and keeps the labels that the trainee gives them."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping

from labs.catalogue import LABELS, Lab, Labels
from labs.cli import show
from labs.cli.keys import keyboard
from labs.cli.label_file import LabelFile
from labs.cli.label_screen import LabelScreen
from labs.cli.workspace import Workspace
from labs.grading.labels import Row
from labs.grading.sheet import read_sheet
from pipeline.errors import ConfigError


def label(workspace: Workspace, lab: Lab, *, everything: bool, as_json: bool) -> int:
    """Label in the terminal; without one, print the next document that has no label, or ``everything``."""
    asked = lab.file.labels
    if asked is None:
        able = ", ".join(other.number for other in workspace.labs() if other.file.labels is not None) or "none"
        raise ConfigError(f"lab {lab.number} has nothing to label by hand; labs that have: {able}")
    sheet = read_sheet(lab)
    file = LabelFile(lab, sheet)
    rows = file.rows()
    if as_json:
        documents = [
            {"document": one.id, "text": one.text, "label": rows[one.id].label, "note": rows[one.id].note}
            for one in sheet
        ]
        answer = {"lab": lab.name, "question": asked.question, "labels": asked.meanings, "file": str(file.path)}
        print(json.dumps({**answer, "documents": documents}, ensure_ascii=False))
        return 0
    file.begin()
    if not everything and sys.stdin.isatty() and sys.stdout.isatty():
        with keyboard() as keys:
            LabelScreen(lab, asked, sheet, file, show.stdout(), keys).run()
        print(summary(workspace, lab, file.rows()))
        return 0
    chosen = sheet if everything else [one for one in sheet if not rows[one.id].label][:1]
    for one in chosen:
        print(f"{one.id}  document {sheet.index(one) + 1} of {len(sheet)}\n\n{show.clean(one.text)}\n")
    print(contract(asked))
    print(summary(workspace, lab, rows))
    return 0


def contract(asked: Labels) -> str:
    """The question with its labels, in plain text."""
    width = max(map(len, asked.meanings))
    lines = [f"  {name:{width}}  {meaning}" for name, meaning in asked.meanings.items()]
    return "\n".join([asked.question, *lines])


def summary(workspace: Workspace, lab: Lab, rows: Mapping[str, Row]) -> str:
    """How many documents have which label, and what to do next."""
    counts = Counter(row.label for row in rows.values() if row.label)
    done = sum(counts.values())
    told = ", ".join(f"{count} {name}" for name, count in counts.most_common())
    first = f"\n{done} of {len(rows)} documents have a label" + (f": {told}" if told else "")
    again = f"`lab label {lab.number}`, or edit {workspace.shown(lab.labels_file)}"
    if done == len(rows):
        return f"{first}\n→ `lab check {lab.number} {LABELS}` says what they come to\n→ to change some: {again}"
    return f"{first}\n→ to go on: {again}"
