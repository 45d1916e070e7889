"""The screen of `lab label`: one document, its question, and one key a label."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from labs.catalogue import Lab, Labels
from labs.cli import show
from labs.cli.keys import Keys
from labs.cli.label_file import LabelFile
from labs.grading.sheet import Document

POLL_SECONDS = 0.1
MAX_WIDTH = 100
"""Longer lines are hard to read."""
MIN_TEXT_LINES = 5
OTHER_LINES = 5
"""Heading, two rules, question and keys."""
MARKED = "«[^»]*»"
"""What a sheet wants to stand out."""
KEYS = {"space": "more", "n": "next", "p": "previous", "w": "note", "u": "undo", "q": "quit"}
"""What keys do, beside those of the labels."""
OTHER = "other"
"""The label that says nothing without a note."""


class LabelScreen:
    """Where in the sheet the trainee is, and what a key does."""

    def __init__(
        self, lab: Lab, asked: Labels, sheet: Sequence[Document], file: LabelFile, console: Console, keys: Keys
    ) -> None:
        self._lab, self._asked, self._sheet, self._file = lab, asked, sheet, file
        self._console, self._keys = console, keys
        self._done: list[tuple[int, Callable[[str, str], None], str]] = []
        """(place, what was set there, its value before) of all labels and notes since the start, for undo."""
        self._place = 0
        self._page = 0
        self._said = ""
        self._go_on(from_place=0)

    def run(self) -> None:
        """Show documents until `q`, or until the last one has a label."""
        size, key = self._console.size, ""
        self._draw()
        while key != "q":
            key = self._keys.wait(POLL_SECONDS)
            if key and key != "q":
                self._said = ""
                self._press(key)
                self._draw()
            elif self._console.size != size:
                size = self._console.size
                self._draw()

    def _press(self, key: str) -> None:
        names = list(self._asked.meanings)
        if key.isascii() and key.isdigit() and 1 <= int(key) <= len(names):
            self._label(names[int(key) - 1])
        elif key == " ":
            self._page += 1
        elif key in "np":
            self._go((self._place + (1 if key == "n" else -1)) % len(self._sheet))
        elif key == "w":
            self._write_note()
        elif key == "u":
            self._undo()
        else:
            self._said = "this key does nothing; those that do something stand below"

    def _label(self, name: str) -> None:
        """Give the label and go on; one that says nothing without a note stays until there is a note."""
        row = self._file.rows()[self._sheet[self._place].id]
        self._set(self._file.set_label, row.label, name)
        if name == OTHER and not row.note:
            self._said = "what is wrong here? w writes a note, n goes on without one"
        else:
            self._go_on(from_place=self._place + 1)

    def _write_note(self) -> None:
        note = self._keys.line("note: ").strip()
        if not note:
            return
        row = self._file.rows()[self._sheet[self._place].id]
        self._set(self._file.set_note, row.note, note)
        if row.label == OTHER and not row.note:
            self._go_on(from_place=self._place + 1)

    def _set(self, change: Callable[[str, str], None], before: str, value: str) -> None:
        change(self._sheet[self._place].id, value)
        self._done.append((self._place, change, before))

    def _undo(self) -> None:
        if not self._done:
            self._said = "nothing to undo yet; p goes back, and a new label replaces the old one"
            return
        place, change, before = self._done.pop()
        change(self._sheet[place].id, before)
        self._go(place)

    def _go_on(self, from_place: int) -> None:
        """To the next document without a label; when all have one, simply to the next."""
        rows, count = self._file.rows(), len(self._sheet)
        places = [(from_place + step) % count for step in range(count)]
        self._go(next((place for place in places if not rows[self._sheet[place].id].label), places[0]))

    def _go(self, place: int) -> None:
        self._place, self._page = place, 0

    def _draw(self) -> None:
        console = self._console
        width = min(console.width, MAX_WIDTH)
        document = self._sheet[self._place]
        rows = self._file.rows()
        row = rows[document.id]
        below = self._below(row.label, row.note, all(one.label for one in rows.values()))
        text = Text(show.clean(document.text))
        text.highlight_regex(MARKED, "bold yellow")
        lines = text.wrap(console, width)
        space = max(MIN_TEXT_LINES, console.height - len(self._asked.meanings) - len(below) - OTHER_LINES)
        pages = max(1, -(-len(lines) // space))
        page = self._page % pages
        console.clear()
        console.print(self._heading(document, sum(bool(one.label) for one in rows.values())))
        console.print(Rule(style="dim"))
        shown = list(lines[page * space : (page + 1) * space])
        for line in shown:
            console.print(line, no_wrap=True, overflow="ignore", crop=False)
        if pages > 1:  # what is below stays where it is when a page is turned
            console.print("\n" * (space - len(shown)), end="")
        more = f"page {page + 1} of {pages}: space turns it" if pages > 1 else ""
        console.print(Rule(more, style="dim", align="right"))
        console.print(Text(self._asked.question, style="bold"))
        console.print(self._labels_table(row.label))
        for text in below:
            console.print(text, no_wrap=True, overflow="ellipsis")
        console.print(keys_line(len(self._asked.meanings)), no_wrap=True, overflow="ellipsis", end="")

    def _heading(self, document: Document, done: int) -> Table:
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        count = len(self._sheet)
        place = f"Lab {self._lab.number}  document {self._place + 1} of {count}"
        table.add_row(Text(place, style="bold"), show.bar(done / count), f"{done} labelled")
        return table

    def _labels_table(self, given: str) -> Table:
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column()
        for number, (name, meaning) in enumerate(self._asked.meanings.items(), start=1):
            chosen = "green" if name == given else ""
            mark = "✓" if name == given else " "
            table.add_row(
                Text.assemble((f" {number} ", "reverse"), f" {mark}"), Text(name, chosen), show.one_line(meaning, "dim")
            )
        return table

    def _below(self, label: str, note: str, complete: bool) -> list[Text]:
        """Lines that are there only now and then."""
        lines = [Text(f"note: {show.clean(note)}", style="dim")] if note else []
        if complete:
            lines.append(Text("All have a label. n and p go through them again, q ends.", style="green"))
        if self._said:
            lines.append(Text(self._said, style="yellow"))
        return lines


def keys_line(labels: int) -> Text:
    """What each key does, with so many ``labels``."""
    line = Text()
    for key, words in {f"1-{labels}": "label", **KEYS}.items():
        line.append(f" {key} ", style="reverse").append(f" {words} ")
    return line
