"""How examinations of labs look in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from labs.author.examine import Examination
from labs.cli import show


def print_report(examinations: Sequence[Examination], seconds: float) -> None:
    """One line a lab, then its defects and notes."""
    console = show.stdout()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("", "lab", "checks", "points", "mutants", "caught", "seconds", "defects"):
        table.add_column(name, justify="left" if name in ("", "lab") else "right", header_style="dim", no_wrap=True)
    for found in examinations:
        numbers = (found.checks, f"{found.points:g}", found.mutants, found.killed, f"{found.seconds:g}")
        mark = show.FAILED if found.defects else show.PASSED
        table.add_row(Text(*mark), found.lab, *map(str, numbers), str(len(found.defects) or ""))
    console.print(table)
    for found in examinations:
        if found.defects or found.notes:
            console.print(Text(f"\n{found.lab}", style="bold"))
        for words, style in [(text, "red") for text in found.defects] + [(text, "dim") for text in found.notes]:
            sign = "✗" if style == "red" else "·"
            console.print(Padding(Text(show.clean(f"{sign} {words}"), style=style), (0, 0, 0, 2)))
    console.print(Text(f"\n{len(examinations)} labs in {seconds:.1f} s", style="dim"))
