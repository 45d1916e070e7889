"""Runs the checks of a lab on a submission and returns the verdicts."""

from __future__ import annotations

import contextlib
import io
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from labs.catalogue import Lab
from labs.grading import plugin, values
from labs.grading.on_frames import call_on_frames
from labs.grading.submission import SubmissionError
from pipeline.errors import PipelineError

_ANSWERED = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)


IN_PROCESS_SECONDS = 5.0
"""A wrong solution may be wrong by never ending; what is trusted answers much sooner."""


@contextlib.contextmanager
def _deadline(name: str, seconds: float) -> Iterator[None]:
    """Raise `SubmissionError` in the block after ``seconds``; only where signals arrive, in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise SubmissionError(f"{name} did not answer within {seconds:g} seconds", kind="timeout")

    handler = signal.signal(signal.SIGALRM, stop)
    before = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *before)
        signal.signal(signal.SIGALRM, handler)


class InProcessSubmission:
    """Functions that are trusted (the reference, our own mutants), called here; values still cross by the codec."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]], spark: Callable[[], Any] | None = None) -> None:
        self._functions = dict(functions)
        self._spark = spark

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)

        def call(*args: Any, **kwargs: Any) -> Any:
            args, kwargs = values.decode(values.encode((args, kwargs)))
            with _deadline(name, IN_PROCESS_SECONDS):
                return self._answer(name, lambda: values.decode(values.encode(self._function(name)(*args, **kwargs))))

        return call

    def on_tables(
        self,
        name: str,
        *tables: Any,
        args: Sequence[Any] = (),
        partitions: int | None = None,
        plan_only: bool = False,
        max_shuffle_bytes: int | None = None,
        max_task_rows: int | None = None,
        **kwargs: Any,
    ) -> Any:
        """See `Submission.on_tables`."""
        if self._spark is None:
            raise SubmissionError(f"{name} needs Spark, and this run has none", kind="exception")
        spark = self._spark()
        frames = [spark.createDataFrame(table) for table in tables]  # what fails here is no answer of the function
        return self._answer(
            name,
            lambda: call_on_frames(
                spark,
                self._function(name),
                frames,
                args,
                kwargs,
                lambda result: result.toArrow(),
                partitions=partitions,
                plan_only=plan_only,
                max_shuffle_bytes=max_shuffle_bytes,
                max_task_rows=max_task_rows,
            ),
        )

    def _function(self, name: str) -> Callable[..., Any]:
        if name not in self._functions:
            raise SubmissionError(f"there is no function {name}", kind="missing")
        return self._functions[name]

    def _answer(self, name: str, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except SubmissionError:
            raise
        except Exception as error:
            raise SubmissionError(f"{name} raised {type(error).__name__}: {error}", kind="exception") from error


class _Injection:
    """A pytest plugin that hands the checks a submission that is already there, and keeps what they came to."""

    def __init__(self, submission: Any | None, labels: Path | None) -> None:
        self.submission = submission
        self.labels = labels
        self.verdicts: list[plugin.Verdict] = []

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        if self.submission is not None:
            config.stash[plugin.OPEN_SUBMISSION] = self.submission
            config.stash[plugin.OPEN_LABELS] = self.labels
        self.verdicts = config.stash[plugin.VERDICTS]


def run_checks(
    lab: Lab,
    *,
    submission: Any | None = None,
    labels: Path | None = None,
    folder: Path | None = None,
    seed: int = 1,
    only: Sequence[str] = (),
    with_spark: bool = True,
) -> list[plugin.Verdict]:
    """Run the checks of ``lab`` on a ready ``submission`` object and the file ``labels``, or on what is in ``folder``.

    ``only`` keeps checks whose exercise or name is in it. Returns a verdict for each check that ran. A check that
    is itself broken gives a verdict with the outcome ``error``. Raises `PipelineError` when the file of checks cannot
    be read, and KeyboardInterrupt when somebody stops it.
    """
    _forget_namesakes(lab.checks_file)
    injection = _Injection(submission, labels)
    arguments = [str(lab.checks_file), "-q", "-p", "no:cacheprovider", "--world-seed", str(seed), "-o", "addopts="]
    arguments += ["-p", "labs.grading.plugin", "--import-mode=importlib", "--rootdir", str(lab.checks_file.parents[2])]
    # Other plugins take a second to load, these two collect garbage for a quarter of a second, and no check needs them.
    arguments += ["--disable-plugin-autoload", "-p", "no:unraisableexception", "-p", "no:threadexception"]
    # Nobody reads pytest's tracebacks here, and a full one costs 50 ms for each check that fails.
    arguments += ["--tb=line"]
    if folder is not None:
        arguments += ["--submission", str(folder)]
    plugins: list[Any] = [injection, _Selection(only, with_spark=with_spark)]
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(said):
        code = pytest.main(arguments, plugins=plugins)
    if code == pytest.ExitCode.INTERRUPTED and "KeyboardInterrupt" in said.getvalue():
        raise KeyboardInterrupt
    if code not in _ANSWERED:
        errors = [line[1:].strip() for line in said.getvalue().splitlines() if line.startswith("E ")]
        raise PipelineError(f"the checks {lab.checks_file} do not run: {'; '.join(errors) or said.getvalue().strip()}")
    return injection.verdicts


def _forget_namesakes(path: Path) -> None:
    """Make sure that pytest imports ``path`` and does not take a file of the same name from another checkout."""
    for name, module in list(sys.modules.items()):
        if name.rpartition(".")[2] == path.stem and getattr(module, "__file__", None) != str(path):
            del sys.modules[name]


class _Selection:
    """A pytest plugin that leaves out the checks nobody asked for."""

    def __init__(self, only: Sequence[str], *, with_spark: bool) -> None:
        self._only = set(only)
        self._with_spark = with_spark

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if self._wanted(item)]

    def _wanted(self, item: pytest.Item) -> bool:
        marker = plugin.marker_of(item)
        if marker is None or (not self._with_spark and item.get_closest_marker("spark") is not None):
            return False
        return not self._only or bool(self._only & {marker.kwargs["exercise"], plugin.check_name(item)})
