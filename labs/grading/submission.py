"""A submission as checks see it: an object whose attributes are functions that run in the worker process.

``submission.canonicalise(url)`` sends the call to the worker and returns plain data. Whatever goes wrong there is
raised here as a `SubmissionError` with one friendly sentence that names file and line.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from labs.grading import frames, values

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
        """missing, exception, timeout, crash or output."""
        self.line = line
        self.given: Any = None
        """The arguments of the call that failed, where that is known."""


class Submission:
    """Runs the exercise file ``path`` in a worker; use as a context manager. The worker starts at the first call."""

    def __init__(self, path: Path, module: str, *, call_seconds: float = CALL_SECONDS) -> None:
        self._path = path.resolve()
        self._module = module
        self._call_seconds = call_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the submission
        self._tables = tempfile.TemporaryDirectory(prefix="lab-tables-")
        self._table_number = 0

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
        **kwargs: Any,
    ) -> pa.Table:
        """Call a function of DataFrames on ``tables`` and return the table it returns.

        With ``plan_only`` a function that starts a Spark job itself (collect, count) fails: see `labs.grading.plan`.
        With ``max_shuffle_bytes`` one whose plan sends more from task to task fails: see `labs.grading.shuffle`; what
        ``partitions`` sends counts too, so leave that out.
        """
        import pyarrow.parquet as pq  # slow to load, and only few labs have tables

        paths = []
        for table in tables:
            paths.append(self._new_table())
            pq.write_table(table, paths[-1])
        out = self._new_table()
        request = {
            "call": name,
            "args": list(args),
            "kwargs": kwargs,
            "tables": paths,
            "out": out,
            "partitions": partitions,
            "plan_only": plan_only,
            "max_shuffle_bytes": max_shuffle_bytes,
            "spark": {"spark.sql.shuffle.partitions": "4"},
        }
        self._ask(request, SPARK_CALL_SECONDS)
        return pq.read_table(out)

    def close(self) -> None:
        """End the worker with all processes it has started."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def output(self) -> str:
        """What the submission has printed, cut to `MAX_OUTPUT_BYTES`."""
        self._output.seek(0)
        return self._output.read(MAX_OUTPUT_BYTES).decode("utf-8", "replace")

    def _new_table(self) -> str:
        self._table_number += 1
        return str(Path(self._tables.name, f"{self._table_number}.parquet"))

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        root = str(Path(__file__).resolve().parents[2])
        environment = {**os.environ, "PYTHONPATH": root, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "labs.grading.worker", str(theirs.fileno()), str(self._path), self._module],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=self._output,
                env=environment,
                cwd=self._tables.name,
                start_new_session=True,
            )
        self._connection = ours
        return ours

    def _ask(self, request: dict[str, Any], seconds: float) -> Any:
        name = request["call"]
        if self._connection is None:
            connection = self._start()
            try:
                self._value(name, self._exchange(name, connection, None, START_SECONDS))
            except SubmissionError:
                self.close()
                raise
        else:
            connection = self._connection
        return self._value(name, self._exchange(name, connection, values.encode(request), seconds))

    def _exchange(self, name: str, connection: socket.socket, request: bytes | None, seconds: float) -> Any:
        """Send ``request``, if there is one, and wait for the next message. A worker that failed is ended."""
        deadline = time.monotonic() + seconds
        try:
            if request is not None:
                frames.send(connection, request, deadline)
            return values.decode(frames.receive(connection, deadline))
        except frames.FrameTimeout:
            self.close()
            raise SubmissionError(
                f"{name} did not answer within {seconds:g} seconds: look for a loop that does not end", kind="timeout"
            ) from None
        except frames.BrokenFrame:
            self.close()
            raise SubmissionError(
                f"{name} ended the process it ran in: it must return a value (no sys.exit, no os._exit)", kind="crash"
            ) from None
        except values.UnplainValue as error:
            self.close()
            raise SubmissionError(f"{name} answered with what is no value: {error}", kind="crash") from None

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
            message = f"{name} is not written yet ({place})"
        raise SubmissionError(message, kind="exception", line=line if isinstance(line, int) else None)
