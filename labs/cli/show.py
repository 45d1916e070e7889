"""How progress and verdicts look in a terminal. Text that comes from a trainee's code is shown, never interpreted."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from labs.cli import progress as status
from labs.cli.progress import LabProgress

if TYPE_CHECKING:
    from labs.cli.checking import CheckResult
    from labs.cli.source import SyntaxProblem
    from labs.cli.state import LabState
    from labs.grading.plugin import Verdict

PASSED = ("✓", "green")
FAILED = ("✗", "red")
WAITING = ("·", "dim")
BAR = 16
MARKS = {
    status.DONE: PASSED,
    status.FAILING: FAILED,
    status.UNCHECKED: ("?", "yellow"),
    status.CHANGED: ("?", "dim"),
    status.STUB: WAITING,
}
OUTCOMES = {"pass": PASSED, "partial": ("~", "yellow"), "skip": WAITING, "error": ("!", "magenta")}
WORDS = {"partial": "part of the points", "skip": "skipped", "timeout": "no answer", "error": "the check is broken"}


def stdout() -> Console:
    """The console that commands write to."""
    return Console(highlight=False, emoji=False)


def clean(text: str) -> str:
    """``text`` without control characters (but for tabs and new lines): nothing in it can steer a terminal."""
    return "".join(
        character if character in "\t\n" or not unicodedata.category(character).startswith("C") else "�"
        for character in text
    )


def one_line(text: str, style: str = "") -> Text:
    """``text`` for a cell of a column that may be made narrower: cut, never wrapped."""
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")


def number(value: float) -> str:
    """Points as people write them: ``3`` and ``2.5``."""
    return f"{value:.1f}".removesuffix(".0")


def checks(count: int, one: str = "", many: str = "") -> str:
    """``1 check`` or ``2 checks``, and with a verb ``1 check passes`` or ``2 checks pass``."""
    return f"1 check {one}".rstrip() if count == 1 else f"{count} checks {many}".rstrip()


def bar(share: float, width: int = BAR) -> Text:
    """A bar of ``width`` characters that is filled to ``share``; full only when ``share`` is 1."""
    filled = width if share >= 1 else min(width - 1, round(share * width))
    return Text.assemble(("█" * filled, "green"), ("░" * (width - filled), "dim"))


def minutes(count: int) -> str:
    """``35 min`` or ``1 h 30``."""
    hours, rest = divmod(count, 60)
    return f"{rest} min" if not hours else f"{hours} h {rest:02d}" if rest else f"{hours} h"


def labs_table(labs: Sequence[LabProgress], here: LabProgress) -> Table:
    """One line a lab: points, a bar, and the time that is left."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for lab in labs:
        mark = PASSED if lab.done else ("▶", "cyan") if lab is here else WAITING
        share = lab.earned / lab.points if lab.points else 0.0
        table.add_row(
            Text(*mark),
            Text(lab.lab.number, style="bold" if lab is here else ""),
            one_line(lab.lab.file.title, "bold" if lab is here else ""),
            bar(share, 12),
            f"{number(lab.earned)}/{number(lab.points)}",
            Text(minutes(lab.minutes_left) if not lab.done else "", style="dim"),
        )
    return table


def exercises_table(lab: LabProgress, here: str = "") -> Table:
    """One line for the labels and each exercise: mark, name, points, what is left; that called ``here`` stands out."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    for exercise in lab.parts:
        changed = exercise.status == status.CHANGED
        words = {
            status.DONE: checks(exercise.checks, "passes", "pass"),
            status.STUB: "nothing labelled yet" if exercise is lab.labels else "not written yet",
            status.FAILING: f"{exercise.passed} of {checks(exercise.checks, 'passes', 'pass')}",
            status.UNCHECKED: f"{exercise.passed} of {checks(exercise.checks)} passed, some have not run",
            status.CHANGED: f"changed since: {exercise.passed} of {checks(exercise.checks)} passed",
        }[exercise.status]
        if exercise.gave_up:
            words += ", solution shown"
        elif exercise.hints:
            words += f", {exercise.hints} hint{'s' * (exercise.hints > 1)}"
        table.add_row(
            Text(*MARKS[exercise.status]),
            Text(exercise.name, style="bold" if exercise.name == here else ""),
            Text(f"{number(exercise.earned)}/{number(exercise.points)}", style="dim" if changed else ""),
            words,
        )
    return table


def checks_table(lab: LabProgress, state: LabState, exercise: str = "") -> Table:
    """One line a check of ``exercise``, or of the lab: its last outcome, its name, its points, and what it checks."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    for check in lab.declared:
        if exercise and check.exercise != exercise:
            continue
        known = state.checks.get(check.name)
        mark = WAITING if known is None else OUTCOMES.get(known.outcome, FAILED)
        if known is not None and not lab.is_current(check):
            mark = MARKS[status.CHANGED]  # its outcome is from before a change
        earned = number(0.0 if known is None else known.earned)
        spark = " (Spark)" if check.spark else ""
        table.add_row(Text(*mark), check.name, f"{earned}/{number(check.points)}", clean(check.title) + spark)
    return table


def task(lab: LabProgress, exercise: str, file: str) -> RenderableType:
    """What an exercise asks for: its place and its docstring."""
    node = lab.source.functions.get(exercise)
    if node is None:
        return Text(f"there is no function {exercise} in {file}; `lab reset {lab.lab.number} {exercise}` puts it back")
    contract = ast.get_docstring(node) or ""
    return Group(
        Text.assemble((exercise, "bold"), f"  {file}:{node.lineno}"), Padding(Text(clean(contract)), (0, 0, 0, 2))
    )


def heading(lab: LabProgress) -> Table:
    """The lab's title with its points, in one line."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    share = lab.earned / lab.points if lab.points else 0.0
    points = Text(f"{number(lab.earned)} of {number(lab.points)} points", style="dim" if lab.changed else "")
    table.add_row(one_line(f"Lab {lab.lab.number}  {lab.lab.file.title}", "bold"), bar(share), points)
    return table


def verdict_block(verdict: Verdict, file: str) -> RenderableType:
    """Everything a trainee is told about one check that has not passed."""
    mark, style = OUTCOMES.get(verdict.outcome, FAILED)
    head = Text.assemble((f"{mark} ", style), (verdict.check, "bold"), f"  {verdict.exercise}", style="")
    head.append(f"  {number(verdict.earned)} of {number(verdict.points)} points", style="dim")
    if verdict.outcome in WORDS:
        head.append(f"  {WORDS[verdict.outcome]}", style=style)
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    said = verdict.message if verdict.expected is None else ""
    rows = [("given", verdict.given), ("expected", verdict.expected), ("actual", verdict.actual)]
    rows += [("what", said), ("think", verdict.think), ("where", f"{file}:{verdict.line}" if verdict.line else "")]
    for name, value in rows:
        if value:
            table.add_row(name, Text(clean(value), style="cyan" if name == "think" else ""))
    parts: list[RenderableType] = [head]
    if verdict.title:
        parts.append(Padding(Text(clean(verdict.title)), (0, 0, 0, 2)))
    return Group(*parts, Padding(table, (0, 0, 0, 2)))


def syntax_block(problem: SyntaxProblem, file: str) -> RenderableType:
    """A syntax error with its line and a caret under the place."""
    caret = " " * max(0, problem.column - 1) + "^"
    return Group(
        Text.assemble(("✗ ", "red"), (f"{file}:{problem.line}", "bold"), f"  Python cannot read it: {problem.message}"),
        Padding(Text(clean(problem.text.expandtabs(1)), no_wrap=True), (0, 0, 0, 4)),
        Padding(Text(caret, style="red", no_wrap=True), (0, 0, 0, 4)),
    )


def result_blocks(result: CheckResult, lab: LabProgress, file: str, *, everything: bool) -> list[RenderableType]:
    """The failures of a check: of each written exercise the first, or all of them with ``everything``."""
    if result.problem is not None:
        return [syntax_block(result.problem, file)]
    written = {part.name for part in lab.parts if part.status != status.STUB}
    failed = [v for v in result.verdicts if v.outcome not in ("pass", "skip") and v.exercise in written]
    blocks: list[RenderableType] = []
    shown: set[str] = set()
    for verdict in failed:
        if everything or not {verdict.exercise, _cause(verdict)} & shown:
            blocks.append(verdict_block(verdict, file))
        shown |= {verdict.exercise, _cause(verdict)}
    if hidden := len(failed) - len(blocks):
        blocks.append(Text(f"{hidden} more failing: `--all` shows them", style="dim"))
    if everything:
        blocks += [verdict_block(verdict, file) for verdict in result.verdicts if verdict.outcome == "skip"]
    if result.output:
        text = Text(clean(result.output), style="dim", overflow="fold")
        blocks.append(Group(Text("Your code printed:"), Padding(text, (0, 0, 0, 2))))
    return blocks


def _cause(verdict: Verdict) -> str:
    """What is the same in failures that have one cause, an import that fails for example."""
    return verdict.message.removeprefix(verdict.exercise) if verdict.line else verdict.check
