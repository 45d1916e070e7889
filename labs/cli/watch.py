"""`lab watch`: whenever the exercise file is saved, the exercise that changed is checked again."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.text import Text

from labs.catalogue import Lab
from labs.cli import show
from labs.cli.backups import put_stubs_back
from labs.cli.checking import check_lab
from labs.cli.guidance import hint_blocks, next_hint
from labs.cli.keys import Keys, keyboard
from labs.cli.progress import DONE, STUB, LabProgress
from labs.cli.source import ExerciseSource
from labs.cli.workspace import Workspace
from pipeline.errors import PipelineError

POLL_SECONDS = 0.1
SETTLE_SECONDS = 0.03
KEYS = {"h": "hint", "n": "next", "l": "list", "c": "check", "s": "Spark", "r": "reset", "q": "quit"}


def watch(workspace: Workspace, lab: Lab) -> int:
    """Watch the exercise file of ``lab`` until `q`."""
    import labs.grading.run  # noqa: F401 - slow to load: now, not when the first check waits for it

    with keyboard() as keys:
        watcher = Watcher(workspace, lab, show.stdout(), keys)
        try:
            watcher.run()
        except KeyboardInterrupt:
            print()
    return 0


class Watcher:
    """What is on the screen, and what a key or a save does to it."""

    def __init__(self, workspace: Workspace, lab: Lab, console: Console, keys: Keys) -> None:
        self._workspace = workspace
        self._lab = lab
        self._console = console
        self._keys = keys
        self._file = workspace.shown(lab.exercise_file)
        self._blocks: list[RenderableType] = []
        self._asked_to_reset = False
        following = self._progress().next_exercise
        self._exercise = lab.file.exercise[0].name if following is None else following.name

    def run(self) -> None:
        """Check what is written, then wait for saves and keys until `q`."""
        seen, code = _stamp(self._lab.exercise_file), self._code()
        self._check(written(self._progress()), with_spark=False)
        size = self._console.size
        while (key := self._keys.wait(POLL_SECONDS)) != "q":
            if key:
                self._press(key)
            stamp = _settled(self._lab.exercise_file) if _stamp(self._lab.exercise_file) != seen else seen
            if stamp != seen:
                before, code = code, self._code()
                seen = stamp
                self._saved(before, code)
            if self._console.size != size:
                size = self._console.size
                self._draw()

    def _saved(self, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        if not after:
            self._check([], with_spark=False)  # shows why the file cannot be read
            return
        changed = [name for name, code in after.items() if before.get(name) != code]
        to_check = [name for name in written(self._progress()) if name in changed]
        if changed and self._exercise not in changed:
            self._exercise = changed[0]
        if to_check:
            self._check(to_check, with_spark=False)
        else:
            self._show([Text("saved; no exercise has changed", style="dim")])

    def _press(self, key: str) -> None:
        sure, self._asked_to_reset = self._asked_to_reset, False
        try:
            if key == "h":
                exercise, level = next_hint(self._workspace, self._lab, self._exercise)
                self._show(hint_blocks(self._lab, exercise, level))
            elif key == "n":
                self._exercise = following(self._progress(), self._exercise)
                self._show([show.task(self._progress(), self._exercise, self._file)])
            elif key == "l":
                state = self._workspace.state.read().lab(self._lab.name)
                self._show([show.checks_table(self._progress(), state, self._exercise)])
            elif key == "c":
                self._check([exercise.name for exercise in self._lab.file.exercise], with_spark=False)
            elif key == "s":
                self._check_on_spark()
            elif key == "r" and not sure:
                self._asked_to_reset = True
                self._show([Text(f"Put the stub of {self._exercise} back? r again does it; your work is kept.")])
            elif key == "r":
                put_stubs_back(self._workspace, self._lab, self._exercise)
                self._show([Text(f"{self._exercise} is a stub again; `lab undo {self._lab.number}` brings it back.")])
        except PipelineError as error:
            self._show([Text(str(error), style="red")])

    def _check(self, exercises: Sequence[str], *, with_spark: bool) -> None:
        if self._keys.available:
            names = ", ".join(exercises)
            self._console.print(Text(f"checking {names} …", style="dim"), end="\r", no_wrap=True, overflow="ellipsis")
        started = time.monotonic()
        try:
            if not exercises and not ExerciseSource.read(self._lab.exercise_file).problem:
                self._show([show.task(self._progress(), self._exercise, self._file)])
                return
            result = check_lab(self._workspace, self._lab, only=exercises, with_spark=with_spark)
        except PipelineError as error:
            self._show([Text(str(error), style="red")])
            return
        seconds = time.monotonic() - started
        progress = self._progress()
        blocks = show.result_blocks(result, progress, self._file, everything=False)
        if result.passed and result.verdicts and not blocks:
            all_pass = show.checks(len(result.verdicts), "passes", "pass")
            blocks = [Text.assemble(("✓ ", "green"), f"{', '.join(exercises)}: {all_pass}")]
        if result.skipped_spark:
            need = show.checks(result.skipped_spark, "needs", "need")
            whose = ", ".join(checked_by_s(progress, self._exercise))
            blocks.append(Text(f"{need} Spark: s checks {whose}", style="dim"))
        self._show([*blocks, Text(f"{seconds:.1f} s", style="dim")])

    def _check_on_spark(self) -> None:
        if exercises := checked_by_s(self._progress(), self._exercise):
            self._check(exercises, with_spark=True)
        else:
            self._show([Text("nothing that is written has checks that need Spark", style="dim")])

    def _show(self, blocks: list[RenderableType]) -> None:
        self._blocks = blocks
        self._draw()

    def _draw(self) -> None:
        """Blocks first, then progress and keys: they are always on the screen, however long the blocks are."""
        console, progress = self._console, self._progress()
        if console.is_terminal:
            console.clear()
        for block in self._blocks:
            console.print(block)
            console.print()
        console.print(Rule(style="dim"))
        console.print(show.exercises_table(progress, self._exercise))
        console.print(show.heading(progress))
        if progress.done:
            console.print(Text(f"Lab {self._lab.number} is done: `lab` says what comes next", style="green"))
        if self._keys.available:
            console.print(keys_line())

    def _progress(self) -> LabProgress:
        return LabProgress(self._lab, self._workspace.state.read().lab(self._lab.name))

    def _code(self) -> dict[str, str]:
        """What the checks of each exercise run on; nothing while the file is not there or not Python."""
        progress = self._progress()
        return {} if progress.source.problem else {one.name: progress.codes[one.name] for one in progress.exercises}


def written(progress: LabProgress) -> list[str]:
    """The exercises that are more than a stub."""
    return [exercise.name for exercise in progress.exercises if exercise.status != STUB]


def checked_by_s(progress: LabProgress, exercise: str) -> list[str]:
    """What the key s checks: ``exercise`` if it is written and has checks on Spark, else all others like that."""
    on_spark = {check.exercise for check in progress.declared if check.spark}
    found = [name for name in written(progress) if name in on_spark]
    return [exercise] if exercise in found else found


def following(progress: LabProgress, exercise: str) -> str:
    """The next exercise after ``exercise`` that is not done, from the beginning again after the last."""
    names = [e.name for e in progress.exercises]
    place = names.index(exercise) + 1
    after = [*progress.exercises[place:], *progress.exercises[:place]]
    return next((e.name for e in after if e.status != DONE), after[0].name)


def keys_line() -> Text:
    """What each key does."""
    line = Text()
    for key, words in KEYS.items():
        line.append(f" {key} ", style="reverse").append(f" {words} ")
    return line


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _settled(path: Path) -> tuple[int, int]:
    """The stamp of the file when its writer is done with it."""
    stamp = _stamp(path)
    while True:
        time.sleep(SETTLE_SECONDS)
        if (later := _stamp(path)) == stamp:
            return stamp
        stamp = later
