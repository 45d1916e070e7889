"""The process that a submission runs in: imports one exercise file and answers calls with plain data.

Started as ``python -m labs.grading.worker FD EXERCISE_FILE MODULE_NAME``; FD is a socket that requests come on.
A request is ``{"call": name, "args": [...], "kwargs": {...}}``, the answer ``{"value": ...}`` or ``{"failed": {...}}``.
Requests of the kind ``table`` read Parquet into a DataFrame for each table argument and write the answer as Parquet.
"""

from __future__ import annotations

import contextlib
import errno
import importlib.util
import resource
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from labs.grading import frames, values
from labs.grading.plan import planned
from labs.grading.shuffle import shuffling_at_most

MAX_MESSAGE_CHARACTERS = 2_000
MAX_FILE_BYTES = 128 << 20
"""Size of any one file the process may write, its printed output among them."""


def load(path: Path, name: str) -> ModuleType:
    """Import the file ``path`` as a module called ``name``."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def failure(error: BaseException, path: Path) -> dict[str, Any]:
    """What went wrong, with the deepest place inside the exercise file."""
    line: int | None = None
    if isinstance(error, SyntaxError):
        line = error.lineno
    for frame in traceback.extract_tb(error.__traceback__):
        if Path(frame.filename) == path:
            line = frame.lineno
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        told = f"more than {MAX_FILE_BYTES >> 20} MB were written or printed: look for a print in a loop"
        return {"type": "OSError", "message": told, "line": line}
    with contextlib.suppress(Exception):
        message = str(error)[:MAX_MESSAGE_CHARACTERS]
        return {"type": type(error).__name__, "message": message, "line": line}
    return {"type": "Exception", "message": "an exception that cannot be printed", "line": line}


def answer(module: ModuleType, request: dict[str, Any], path: Path) -> dict[str, Any]:
    """Carry out one request; whatever the submission raises becomes an answer."""
    try:
        function = getattr(module, request["call"], None)
        if not callable(function):
            return {"missing": request["call"]}
        if request.get("tables") is not None:
            return {"value": call_with_tables(function, request)}
        return {"value": function(*request["args"], **request["kwargs"])}
    except (Exception, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001 - that is the point of the process
        return {"failed": failure(error, path)}


def call_with_tables(function: Callable[..., Any], request: dict[str, Any]) -> str:
    """Call a function of DataFrames: ``tables`` are Parquet paths, given as its first arguments."""
    # Spark's own copy: the package of the same name has another register.
    from pyspark import cloudpickle

    from pipeline.engine.session import start_session

    # Spark's own workers cannot import the exercise file by name, so its functions travel with their code.
    cloudpickle.register_pickle_by_value(sys.modules[function.__module__])
    spark = start_session("lab", settings=request["spark"])
    frames_in = [spark.read.parquet(path) for path in request["tables"]]
    if request["partitions"] is not None:
        frames_in = [frame.repartition(request["partitions"]) for frame in frames_in]

    def write() -> None:
        if request.get("plan_only"):
            result = planned(spark, function, *frames_in, *request["args"], **request["kwargs"])
        else:
            result = function(*frames_in, *request["args"], **request["kwargs"])
        result.write.mode("overwrite").parquet(request["out"])

    if (limit := request.get("max_shuffle_bytes")) is not None:
        shuffling_at_most(spark, limit, write)
    else:
        write()
    return str(request["out"])


def encoded(reply: dict[str, Any]) -> bytes:
    """The bytes of a reply; a value that cannot cross becomes a failure that says so."""
    try:
        return values.encode(reply)
    except (values.UnplainValue, RecursionError) as error:
        message = f"returned a value that cannot be checked: {error}"
        return values.encode({"failed": {"type": "TypeError", "message": message, "line": None}})


def serve(connection: socket.socket, path: Path, name: str) -> None:
    """Say whether the file could be imported, then answer requests until the other side closes the connection."""
    try:
        module = load(path, name)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a broken file is an answer too
        frames.send(connection, values.encode({"failed": failure(error, path)}))
        return
    frames.send(connection, values.encode({"value": "ready"}))
    while True:
        request = values.decode(frames.receive(connection))
        frames.send(connection, encoded(answer(module, request, path)))


def main(arguments: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))
    descriptor, path, name = int(arguments[0]), Path(arguments[1]), arguments[2]
    connection = socket.socket(fileno=descriptor)
    with contextlib.suppress(frames.BrokenFrame):
        serve(connection, path, name)


if __name__ == "__main__":
    main(sys.argv[1:])
