"""A submission as checks see it: an object whose attributes are functions that run in the worker process.

``submission.canonicalise(url)`` sends the call to the worker and returns plain data. Whatever goes wrong there is
raised here as a `SubmissionError` with one friendly sentence that names file and line.
"""

from __future__ import annotations

import secrets
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from labs.grading import frames, values
from labs.grading.launch import InThisCheckout, Launcher

if TYPE_CHECKING:
    import pyarrow as pa

CALL_SECONDS = 10.0
SPARK_CALL_SECONDS = 180.0
START_SECONDS = 30.0
MAX_OUTPUT_BYTES = 1 << 20


class SubmissionError(AssertionError):
    """The submission could not answer a call. The message is for the trainee."""

    def __init__(self, message: str, *, kind: str, line: int | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        """missing, exception, timeout, crash, limit or output."""
        self.line = line
        self.given: Any = None
        """The arguments of the call that failed, where that is known."""


class Worker:
    """One worker process: started at the first request, ended with all its children, started anew after a crash."""

    def __init__(
        self, launcher: Launcher | None = None, *, max_failures: int | None = None, deadline: float | None = None
    ) -> None:
        """``deadline``, a time of `time.monotonic`, ends every wait.

        A function with which the process has ended ``max_failures`` times is not called again, so that it costs the
        others no time; None calls it for ever.
        """
        self._launcher = launcher or InThisCheckout()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker
        self._max_failures = max_failures
        self._failures: Counter[tuple[str, str]] = Counter()
        self._deadline = deadline
        self._table_number = 0
        self.starts = 0
        """How often a process was started; what was imported is imported in the last one only."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_running(self) -> bool:
        return self._connection is not None

    def ask(self, name: str, request: dict[str, Any], seconds: float) -> Any:
        """Send ``request``, on behalf of the function ``name``, and wait at most ``seconds`` for its answer."""
        if self._deadline is not None and time.monotonic() > self._deadline:
            self.stop()
            raise SubmissionError(f"{name} was not called: the time for this submission was over", kind="timeout")
        function = (str(request.get("file")), name)
        if self._max_failures is not None and self._failures[function] >= self._max_failures:
            raise SubmissionError(
                f"{name} was not called again: its process did not survive it {self._failures[function]} times",
                kind="crash",
            )
        try:
            connection = self._connection or self._start(name)
            number = secrets.token_hex(8)
            reply = self._exchange(name, connection, values.encode({**request, "number": number}), seconds)
            if not isinstance(reply, dict) or reply.pop("number", None) != number:
                self.stop()  # somebody else has written to the socket: from here on nothing would be where it belongs
                raise SubmissionError(f"{name} answered with what is no answer to its call", kind="crash")
            return reply
        except SubmissionError:
            self._failures[function] += 1
            raise

    def start(self) -> None:
        """Start the process now. Raises `SubmissionError` when it does not start, which is no submission's fault."""
        self._start("the worker")

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._launcher.end(self._process)
            self._process = None

    def close(self) -> None:
        """End the process and remove its tables."""
        self.stop()
        self._launcher.close()

    def output(self) -> str:
        """What the submission has printed, cut to `MAX_OUTPUT_BYTES`."""
        self._output.seek(0)
        return self._output.read(MAX_OUTPUT_BYTES).decode("utf-8", "replace")

    def new_table(self) -> Path:
        """A path for a table that goes to the process or comes back."""
        self._table_number += 1
        return self._launcher.exchange / f"{self._table_number}.parquet"

    def _start(self, name: str) -> socket.socket:
        self.starts += 1
        started = self._launcher.start(self._output)
        self._process, self._connection = started.process, started.connection
        self._exchange(name, started.connection, None, START_SECONDS)
        return started.connection

    def _exchange(self, name: str, connection: socket.socket, request: bytes | None, seconds: float) -> Any:
        """Send ``request``, if there is one, and wait for the next message. A process that failed is ended."""
        deadline = time.monotonic() + seconds
        if self._deadline is not None:
            deadline = min(deadline, self._deadline)
        try:
            if request is not None:
                frames.send(connection, request, deadline)
            return values.decode(frames.receive(connection, deadline))
        except frames.FrameTimeout:
            self.stop()
            raise SubmissionError(
                f"{name} did not answer within {seconds:g} seconds: look for a loop that does not end", kind="timeout"
            ) from None
        except frames.BrokenFrame:
            self.stop()
            if reason := self._launcher.reason():
                raise SubmissionError(f"{name} was stopped: {reason}", kind="limit") from None
            raise SubmissionError(
                f"{name} ended the process it ran in: it must return a value (no sys.exit, no os._exit)", kind="crash"
            ) from None
        except values.UnplainValue as error:
            self.stop()
            raise SubmissionError(f"{name} answered with what is no value: {error}", kind="crash") from None


class Submission:
    """The exercise file ``path``, imported in a worker; use as a context manager.

    Without a ``worker`` it has one of its own, which ends with it. Several submissions may share a worker, and with it
    one Spark session.
    """

    def __init__(
        self,
        path: Path,
        module: str,
        *,
        call_seconds: float = CALL_SECONDS,
        worker: Worker | None = None,
        given: Sequence[str] | None = None,
    ) -> None:
        """``given``: see `labs.grading.worker.load`."""
        self._path = path.resolve()
        self._module = module
        self._call_seconds = call_seconds
        self._own_worker = worker is None
        self._worker = worker or Worker()
        self._given = None if given is None else list(given)
        self._imported_in = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)

        def call(*args: Any, **kwargs: Any) -> Any:
            try:
                return self._ask({"call": name, "args": list(args), "kwargs": kwargs}, self._call_seconds)
            except SubmissionError as error:
                error.given = args[0] if len(args) == 1 and not kwargs else (*args, *([kwargs] if kwargs else []))
                raise

        return call

    def on_tables(
        self,
        name: str,
        *tables: pa.Table,
        args: Sequence[Any] = (),
        partitions: int | None = None,
        plan_only: bool = False,
        max_shuffle_bytes: int | None = None,
        max_task_rows: int | None = None,
        **kwargs: Any,
    ) -> pa.Table:
        """Call a function of DataFrames on ``tables`` and return the table it returns.

        With ``plan_only`` a function that starts a Spark job itself (collect, count) fails: see `labs.grading.plan`.
        With ``max_shuffle_bytes`` one whose plan sends more from task to task fails: see `labs.grading.shuffle`; what
        ``partitions`` sends counts too, so leave that out. With ``max_task_rows`` one whose plan sends more rows to a
        single task fails: see `labs.grading.shuffle.with_small_tasks`.
        """
        import pyarrow.parquet as pq  # slow to load, and only few labs have tables

        from labs.grading.tables import UnreadableTable, read_table

        paths = []
        for table in tables:
            paths.append(str(self._worker.new_table()))
            pq.write_table(table, paths[-1])
        out = self._worker.new_table()
        request = {
            "call": name,
            "args": list(args),
            "kwargs": kwargs,
            "tables": paths,
            "out": str(out),
            "partitions": partitions,
            "plan_only": plan_only,
            "max_shuffle_bytes": max_shuffle_bytes,
            "max_task_rows": max_task_rows,
            "spark": {"spark.sql.shuffle.partitions": "4"},
        }
        self._ask(request, SPARK_CALL_SECONDS)
        try:
            return read_table(out)
        except UnreadableTable as error:
            raise SubmissionError(f"{name} left no table that can be read: {error}", kind="output") from None

    def close(self) -> None:
        """End the worker, unless it is shared."""
        if self._own_worker:
            self._worker.close()

    def output(self) -> str:
        """What the submission has printed, cut to `MAX_OUTPUT_BYTES`."""
        return self._worker.output()

    def _ask(self, request: dict[str, Any], seconds: float) -> Any:
        name, where = request["call"], {"file": str(self._path), "module": self._module}
        if not (self._worker.is_running and self._imported_in == self._worker.starts):
            self._value(name, self._worker.ask(name, {**where, "given": self._given}, START_SECONDS))
            self._imported_in = self._worker.starts
        return self._value(name, self._worker.ask(name, {**request, **where}, seconds))

    def _value(self, name: str, reply: Any) -> Any:
        if isinstance(reply, dict) and set(reply) == {"value"}:
            return reply["value"]
        if isinstance(reply, dict) and "missing" in reply:
            raise SubmissionError(f"there is no function {name} in {self._path.name}", kind="missing")
        failed = reply.get("failed") if isinstance(reply, dict) else None
        if not isinstance(failed, dict):
            raise SubmissionError(f"{name} answered with what is no value", kind="crash")
        line = failed.get("line")
        place = f"{self._path.name}, line {line}" if isinstance(line, int) else self._path.name
        message = f"{name} raised {failed.get('type')} ({place}): {failed.get('message')}"
        if failed.get("type") == "NotImplementedError":
            missing = failed.get("function")
            needs = "" if missing in (name, "", None) else f"{name} needs {missing}: "
            message = f"{needs}{missing or name} is not written yet ({place})"
        raise SubmissionError(message, kind="exception", line=line if isinstance(line, int) else None)
