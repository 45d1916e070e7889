"""The process that a submission runs in: imports exercise files and answers calls with plain data.

Started as ``python -m labs.grading.worker WHERE``; WHERE is the number of an open socket that requests come on, or the
path of one to connect to. It says that it is ready; then ``{"file": path, "module": name}`` has a file imported, and
``{"module": name, "call": function, "args": [...], "kwargs": {...}}`` a function called. The answer is
``{"value": ...}`` or ``{"failed": {...}}``, with the ``number`` of the request, so that nobody answers who was not
asked. A request with ``tables`` reads Parquet into a DataFrame for each table argument, and writes one as its answer.
"""

from __future__ import annotations

import argparse
import builtins
import contextlib
import copyreg
import errno
import functools
import resource
import socket
import sys
import traceback
from collections.abc import Callable, Sequence, Set
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from labs.grading import frames, values
from labs.grading.on_frames import call_on_frames

PROJECT = ("pipeline", "labs", "tests")
MAX_MESSAGE_CHARACTERS = 2_000
MAX_FILE_BYTES = 128 << 20
"""Size of any one file the process may write, its printed output among them."""


class _Uncached(SourceFileLoader):
    """Leaves no bytecode beside an exercise file: one that was changed twice in a second would be taken from there."""

    def set_data(self, path: str, data: Any, *, _mode: int = 0o666) -> None:
        """Write nothing."""


def load(path: Path, name: str, given: Sequence[str] | None = None) -> ModuleType:
    """Import the file ``path`` as a module called ``name``.

    With ``given`` (``module:name`` or ``module``) it may import nothing else of this project by an import statement.
    """
    spec = spec_from_file_location(name, path, loader=_Uncached(name, str(path)))
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = module_from_spec(spec)
    if given is not None:
        vars(module)["__builtins__"] = {**vars(builtins), "__import__": _importing_only(frozenset(given))}
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]  # half a module is none
        raise
    return module


def _importing_only(given: Set[str]) -> Callable[..., Any]:
    """An ``__import__`` for an exercise file: several labs share a process, and what one gives may solve another."""

    def guarded(name: str, *args: Any, **kwargs: Any) -> Any:
        names = kwargs.get("fromlist", args[2] if len(args) > 2 else None) or ()
        if name.partition(".")[0] in PROJECT:
            for part in names or ("",):
                if not {name, f"{name}.{part}", f"{name}:{part}"} & given:
                    raise ImportError(
                        f"this lab does not give {name}{part and ':'}{part}; it gives {', '.join(sorted(given))}"
                    )
        return builtins.__import__(name, *args, **kwargs)

    return guarded


def failure(error: BaseException, path: Path) -> dict[str, Any]:
    """What went wrong, with the deepest place inside the exercise file."""
    line: int | None = None
    place = ""
    if isinstance(error, SyntaxError):
        line = error.lineno
    for frame in traceback.extract_tb(error.__traceback__):
        if Path(frame.filename) == path:
            line, place = frame.lineno, frame.name
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        told = f"more than {MAX_FILE_BYTES >> 20} MB were written or printed: look for a print in a loop"
        return {"type": "OSError", "message": told, "line": line}
    with contextlib.suppress(Exception):
        message = str(error)[:MAX_MESSAGE_CHARACTERS]
        return {"type": type(error).__name__, "message": message, "line": line, "function": place}
    return {"type": "Exception", "message": "an exception that cannot be printed", "line": line}


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Carry out one request; whatever the submission raises becomes an answer."""
    path = Path(request["file"])
    try:
        if "call" not in request:
            load(path, request["module"], request.get("given"))
            return {"value": "ready"}
        function = getattr(sys.modules[request["module"]], request["call"], None)
        if not callable(function):
            return {"missing": request["call"]}
        if request.get("tables") is not None:
            return {"value": call_with_tables(function, request)}
        return {"value": function(*request["args"], **request["kwargs"])}
    except (Exception, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001 - that is the point of the process
        return {"failed": failure(error, path)}


def call_with_tables(function: Callable[..., Any], request: dict[str, Any]) -> str:
    """Call a function of DataFrames: ``tables`` are Parquet paths, given as its first arguments."""
    from pipeline.engine.session import start_session

    travel_with_code(sys.modules[function.__module__])
    spark = start_session("lab", settings=request["spark"])
    call_on_frames(
        spark,
        function,
        [spark.read.parquet(path) for path in request["tables"]],
        request["args"],
        request["kwargs"],
        lambda result: result.write.mode("overwrite").parquet(request["out"]),
        partitions=request["partitions"],
        plan_only=request["plan_only"],
        max_shuffle_bytes=request["max_shuffle_bytes"],
        max_task_rows=request["max_task_rows"],
    )
    return str(request["out"])


def travel_with_code(module: ModuleType) -> None:
    """Have the functions of ``module`` travel to Spark's own workers with their code: there nobody can import it.

    `functools.cache` makes objects that pickle knows by their name only; of them the function inside travels.
    """
    # Spark's own copy: the package of the same name has another register.
    from pyspark import cloudpickle

    def reduce(cached: Any) -> str | tuple[Callable[..., Any], tuple[Any, ...]]:
        if cached.__module__ != module.__name__:
            return str(cached.__qualname__)
        return with_cache, (cached.__wrapped__, *cached.cache_parameters().values())

    cloudpickle.register_pickle_by_value(module)
    copyreg.pickle(type(with_cache(len, None, False)), reduce)


def with_cache(function: Callable[..., Any], maxsize: int | None, typed: bool) -> Callable[..., Any]:
    """The function behind an empty cache."""
    return functools.lru_cache(maxsize, typed)(function)


def encoded(reply: dict[str, Any], number: str) -> bytes:
    """The bytes of the reply to request ``number``; a value that cannot cross becomes a failure that says so."""
    try:
        return values.encode({**reply, "number": number})
    except (values.UnplainValue, RecursionError) as error:
        message = f"returned a value that cannot be checked: {error}"
        return values.encode({"failed": {"type": "TypeError", "message": message, "line": None}, "number": number})


def serve(connection: socket.socket) -> None:
    """Answer requests until the other side closes the connection."""
    frames.send(connection, values.encode({"value": "ready"}))
    while True:
        request = values.decode(frames.receive(connection))
        reply = encoded(answer(request), request["number"])
        with contextlib.suppress(Exception):  # what was printed shall be there when the answer is
            sys.stdout.flush()
        frames.send(connection, reply)


def _is_ours(place: Path) -> bool:
    """Whether modules come from ``place``: from Python's own folders, or from where this file stands.

    An installation that is a link to a checkout would bring the whole checkout along.
    """
    roots = (Path(sys.prefix), Path(sys.base_prefix), Path(__file__).resolve().parents[2])
    return any(place.resolve().is_relative_to(root) for root in roots)


def main(arguments: list[str]) -> None:
    options = argparse.ArgumentParser()
    options.add_argument("where")
    options.add_argument("--max-file-bytes", type=int, default=MAX_FILE_BYTES)
    options.add_argument("--max-processor-seconds", type=int, default=resource.RLIM_INFINITY)
    given = options.parse_args(arguments)
    for kind, limit in (
        (resource.RLIMIT_FSIZE, given.max_file_bytes),
        (resource.RLIMIT_CPU, given.max_processor_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    sys.path[:] = [place for place in sys.path if _is_ours(Path(place))]
    if given.where.isdigit():
        connection = socket.socket(fileno=int(given.where))
    else:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(given.where)
    with contextlib.suppress(frames.BrokenFrame):
        serve(connection)


if __name__ == "__main__":
    main(sys.argv[1:])
