"""`lab debug`: the first failing check's own call, in this process, under the debugger."""

from __future__ import annotations

import pdb
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from labs.catalogue import LOCAL_SEED, Lab
from labs.cli.choice import choose_exercise
from labs.cli.functions import load_exercise, readable
from labs.cli.progress import LabProgress
from labs.cli.workspace import Workspace
from labs.grading.check import shown
from labs.grading.plugin import Verdict
from labs.grading.run import run_checks
from labs.grading.submission import Submission
from pipeline.errors import ConfigError

KEYS = "n next line   s step into a call   p NAME show a value   a show the arguments   c go on   q leave"


@dataclass(frozen=True)
class Call:
    """A call that a check has made."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def in_words(self) -> str:
        """The call as it stands in Python."""
        named = [f"{name}={shown(value)}" for name, value in self.kwargs.items()]
        return f"{self.name}({', '.join([*map(shown, self.args), *named])})"


class Recorder:
    """A submission that notes how it is called."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission
        self._calls: list[Call] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)

        def call(*args: Any, **kwargs: Any) -> Any:
            self._calls.append(Call(name, args, kwargs))
            return getattr(self._submission, name)(*args, **kwargs)

        return call


def debug(workspace: Workspace, lab: Lab, name: str | None) -> int:
    """Find the first failing check of the exercise or check ``name`` and step into the call that it fails on."""
    if not sys.stdin.isatty():
        raise ConfigError("`lab debug` needs a terminal to type into")
    readable(workspace, lab)
    wanted = name or choose_exercise(LabProgress(lab, workspace.state.read().lab(lab.name)), None)
    choose_exercise(LabProgress(lab, workspace.state.read().lab(lab.name)), wanted)
    verdict, call = failing_call(lab, wanted)
    if verdict is None:
        print(
            f"{wanted}: every check that needs no Spark passes, there is nothing to debug\n"
            f"→ `lab check {lab.number}` looks at all; then name the exercise: `lab debug {lab.number} NAME`"
        )
        return 0
    if call is None:
        print(f"{verdict.check} fails before it calls anything: {verdict.message}")
        return 1
    function = getattr(load_exercise(workspace, lab), call.name, None)
    if function is None:
        raise ConfigError(f"there is no function {call.name} in {workspace.shown(lab.exercise_file)}")
    print(f"{verdict.check}: {verdict.title}\n\ncall      {call.in_words()}")
    if verdict.expected is None:
        print(f"what      {verdict.message}")
    else:
        print(f"expected  {verdict.expected}\nactual    {verdict.actual}")
    print(f"\n{KEYS}\n")
    print(stepped(function, call))
    return 1


def stepped(function: Callable[..., Any], call: Call) -> str:
    """Make the ``call`` in the debugger, and what came of it."""
    debugger = Debugger(nosigint=True)
    try:
        answer = debugger.runcall(function, *call.args, **call.kwargs)
    except Exception as error:  # noqa: BLE001 - whatever the trainee's code raises is shown
        return f"raised {type(error).__name__}: {error}"
    return "left the debugger" if debugger.left else f"returned {shown(answer)}"


class Debugger(pdb.Pdb):
    """Python's debugger, which knows whether it was left before the end."""

    left = False

    def set_quit(self) -> None:
        """Note that the trainee leaves."""
        self.left = True
        super().set_quit()


def failing_call(lab: Lab, wanted: str) -> tuple[Verdict | None, Call | None]:
    """The first failing check and the call with the input it complains of, or the last one it made."""
    with Submission(lab.exercise_file, f"submission_{lab.number}") as submission:
        recorder = Recorder(submission)
        verdicts = run_checks(lab, submission=recorder, seed=LOCAL_SEED, only=[wanted], with_spark=False)
        failed = next((verdict for verdict in verdicts if verdict.outcome not in ("pass", "skip")), None)
        if failed is None:
            return None, None
        recorder = Recorder(submission)
        run_checks(lab, submission=recorder, seed=LOCAL_SEED, only=[failed.check], with_spark=False)
    calls = recorder._calls
    for call in calls:
        if failed.given in (shown(call.args), *map(shown, call.args[:1])):
            return failed, call
    return failed, calls[-1] if calls else None
