"""What the instructor's commands show: tables and one check in full, safe from what a trainee may have written."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from labs.cli import show
from labs.cli.workspace import Workspace
from labs.instructor.audit import Audit
from labs.instructor.detail import told
from labs.instructor.regrade import Change
from labs.instructor.replay import Replay
from labs.instructor.stats import CheckStats

MAX_SIGNS_SHOWN = 60


def show_replay(found: Replay) -> None:
    """The check as it was graded, and whether it came out so again."""
    console, before = show.stdout(), found.before
    console.print(Text(f"{found.lab} {before.check}: {before.outcome}, {before.earned:g} of {before.points:g} points"))
    console.print(Text(before.title, style="dim"))
    for name, text in told(before, "full"):
        console.print(Text.assemble((f"{name:<9}", "dim"), show.clean(text)), soft_wrap=True)
    console.print()
    if not found.same_checks:
        console.print(Text("the checks are others now than those of the grade", style="yellow"))
    if found.now is None:
        console.print(Text(f"it did not run again: {show.clean(found.problem) or 'no verdict'}", style="red"))
    elif found.agrees:
        console.print(Text("run again on the same world: it came out the same"))
    else:
        now = found.now
        console.print(Text(f"run again: {now.outcome}, {now.earned:g} of {now.points:g} points", style="yellow"))
        for name, text in told(now, "full"):
            console.print(Text.assemble((f"{name:<9}", "dim"), show.clean(text)), soft_wrap=True)


def show_stats(stats: Sequence[CheckStats]) -> None:
    """A row a check."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("check", "n", "pass", "mean", "tells apart", "seconds", "hints"):
        table.add_column(name, justify="left" if name == "check" else "right", overflow="fold")
    lab = ""
    for one in stats:
        if one.lab != lab:
            lab = one.lab
            table.add_row(Text(lab, style="bold"))
        apart = "" if one.discrimination is None else f"{one.discrimination:+.2f}"
        hints = "" if one.mean_hints is None else f"{one.mean_hints:.1f}"
        table.add_row(
            f"  {one.check}", str(one.submissions), f"{one.pass_rate:.0%}", f"{one.mean_fraction:.2f}", apart,
            f"{one.median_seconds:.2f}", hints,
        )  # fmt: skip
    show.stdout().print(table)


def show_changes(changes: Sequence[Change], total: int, *, why: bool) -> None:
    """Whose score changes; with ``why`` also by which checks."""
    console = show.stdout()
    for change in changes:
        console.print(Text(f"{show.clean(change.submission)}  {change.before:g} → {change.after:g}"))
        for lab, check, reason, before, after in change.checks if why else ():
            console.print(
                Text(f"  {lab} {check}  {before:g} → {after:g}  {show.clean(reason)}", style="dim"), soft_wrap=True
            )
    console.print(Text(f"{len(changes)} of {total} scores change", style="dim"))


def show_audit(workspace: Workspace, found: Audit) -> None:
    """The signs, and the pairs with their pages."""
    console = show.stdout()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("submission", "sign", "where", "what"):
        table.add_column(name, overflow="fold")
    for name, sign in found.signs[:MAX_SIGNS_SHOWN]:
        table.add_row(*(show.clean(text) for text in (name, sign.kind, sign.where, sign.what)))
    if found.signs:
        console.print(table)
    if len(found.signs) > MAX_SIGNS_SHOWN:
        console.print(f"… and {len(found.signs) - MAX_SIGNS_SHOWN} more signs")
    for one, page in found.alike:
        names = f"{show.clean(one.a)} and {show.clean(one.b)}"
        console.print(Text(f"{one.lab}  {one.jaccard:.0%} alike  {names}  {workspace.shown(page)}"), soft_wrap=True)
    console.print(
        Text(
            f"{len(found.signs)} signs, {len(found.alike)} pairs that look alike: to look at, no verdicts", style="dim"
        )
    )
