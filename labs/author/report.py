"""How examinations of labs look in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from labs.author.examine import Examination
from labs.cli import show


def print_report(examinations: Sequence[Examination], seconds: float, *, notes: bool) -> None:
    """One line a lab, then its defects, and with ``notes`` what need not be mended too."""
    console = show.stdout()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("", "lab", "checks", "points", "mutants", "caught", "seconds", "defects"):
        table.add_column(name, justify="left" if name in ("", "lab") else "right", header_style="dim", no_wrap=True)
    for found in examinations:
        numbers = (found.checks, f"{found.points:g}", found.mutants, found.killed, f"{found.seconds:g}")
        whole = show.FAILED if found.defects else show.PASSED
        table.add_row(Text(*whole), found.lab, *map(str, numbers), str(len(found.defects) or ""))
    console.print(table)
    for found in examinations:
        shown = [(words, show.FAILED) for words in found.defects]
        shown += [(words, show.WAITING) for words in found.notes if notes]
        if shown:
            console.print(Text(f"\n{found.lab}", style="bold"))
        for words, (mark, style) in shown:
            console.print(Padding(Text(show.clean(f"{mark} {words}"), style=style), (0, 0, 0, 2)))
    count = sum(len(found.notes) for found in examinations)
    more = f"; {count} notes: `--notes` shows them" if count and not notes else ""
    console.print(Text(f"\n{len(examinations)} labs in {seconds:.1f} s{more}", style="dim"))
