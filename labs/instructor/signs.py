"""Signs that a person should look at a submission: read from its text, never by running it, and never an accusation."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final

from labs.catalogue import Lab
from labs.grading.given import PACKAGES
from labs.instructor.intake import printable
from labs.instructor.result import Sign

MAX_SIGNS: Final = 40
MAX_SOURCE_BYTES: Final = 1 << 20

# Modules that no exercise needs, and what somebody may want with them.
_MODULES: Final = {
    "atexit": "runs code at the end of the process",
    "builtins": "can replace built-in functions",
    "ctypes": "calls native code",
    "faulthandler": "acts on signals",
    "gc": "finds objects that were not handed over",
    "importlib": "imports by computed names",
    "inspect": "looks at callers and source code",
    "marshal": "loads code from bytes",
    "multiprocessing": "starts processes",
    "os": "acts on the operating system",
    "pickle": "loads code from bytes",
    "platform": "finds out where it runs",
    "psutil": "looks at other processes",
    "pty": "starts processes",
    "py4j": "reaches into the Java process",
    "pytest": "touches the test runner",
    "resource": "changes limits",
    "runpy": "runs files",
    "shutil": "acts on files",
    "signal": "acts on signals",
    "site": "changes how Python starts",
    "socket": "opens connections",
    "subprocess": "starts processes",
    "sys": "looks at or changes the interpreter",
    "tempfile": "writes files",
    "tests": "imports the checks",
    "threading": "starts threads",
    "urllib.request": "opens connections",
}
_CALLS: Final = {
    "__import__": "imports by a computed name",
    "breakpoint": "stops in a debugger",
    "compile": "makes code from text",
    "eval": "runs text as code",
    "exec": "runs text as code",
    "globals": "reaches all names of the module",
    "open": "opens a file",
}
_ATTRIBUTES: Final = {
    "__builtins__": "reaches the built-in functions",
    "__globals__": "reaches the names of other code",
    "__subclasses__": "reaches classes that were not handed over",
    "_getframe": "looks at its callers",
    "_gateway": "reaches into the Java process",
    "_jsc": "reaches into the Java process",
    "_jvm": "reaches into the Java process",
    "environ": "reads the environment",
    "f_back": "looks at its callers",
    "getenv": "reads the environment",
    "tb_frame": "looks at its callers",
}
_METHODS: Final = {
    "__eq__": "defines what equals it",
    "__ne__": "defines what equals it",
    "__hash__": "defines what equals it",
    "__reduce__": "defines how it is rebuilt from bytes",
    "__reduce_ex__": "defines how it is rebuilt from bytes",
}


def signs_of_archive(notes: Sequence[str]) -> list[Sign]:
    """The signs in what had to be left out of a submission."""
    return [Sign(kind="left out", where="the archive", what=note) for note in notes]


def signs_of_code(files: Mapping[str, bytes], labs: Sequence[Lab]) -> list[Sign]:
    """The signs in the exercise files of a submission. They are hostile: call it where a crash does no harm."""
    found: list[Sign] = []
    for name, content in sorted(files.items()):
        if name.endswith(".py"):
            given = {what for lab in labs if name.startswith(f"{lab.name}/") for what in lab.file.given}
            found += [
                Sign(kind=kind, where=f"{name}, line {line}", what=what)
                for line, kind, what in sorted(set(_signs_of(content, given)))
            ]
    return found if len(found) <= MAX_SIGNS else [*found[:MAX_SIGNS], Sign(kind="more", where="", what="… and more")]


def _signs_of(content: bytes, given: Set[str]) -> Iterator[tuple[int, str, str]]:
    if len(content) > MAX_SOURCE_BYTES:
        yield 1, "size", f"the file has more than {MAX_SOURCE_BYTES >> 20} MB and was not looked at"
        return
    try:
        module = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield 1, "syntax", "the file is not Python"
        return
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _of_module(node.lineno, alias.name)
                if alias.name.partition(".")[0] in PACKAGES and alias.name not in given:
                    yield node.lineno, "not given", f"{printable(alias.name, 80)}: the lab does not give it"
        elif isinstance(node, ast.ImportFrom):
            yield from _of_module(node.lineno, node.module or "")
            for alias in node.names:
                yield from _of_module(node.lineno, f"{node.module}.{alias.name}")
                whole, part = f"{node.module}.{alias.name}", f"{node.module}:{alias.name}"
                if whole.partition(".")[0] in PACKAGES and not {str(node.module), whole, part} & given:
                    yield node.lineno, "not given", f"{printable(part, 80)}: the lab does not give it"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
            yield node.lineno, "call", f"{node.func.id}(): {_CALLS[node.func.id]}"
        elif isinstance(node, ast.Attribute) and node.attr in _ATTRIBUTES:
            yield node.lineno, "attribute", f"{node.attr}: {_ATTRIBUTES[node.attr]}"
        elif isinstance(node, ast.Attribute) and _sets_what_is_not_its_own(node):
            yield node.lineno, "patch", f"{printable(ast.unparse(node), 60)} is given another value"
        elif isinstance(node, ast.FunctionDef) and node.name in _METHODS:
            yield node.lineno, "method", f"{node.name}: {_METHODS[node.name]}"


def _of_module(line: int, name: str) -> Iterator[tuple[int, str, str]]:
    known = _MODULES.get(name) or _MODULES.get(name.partition(".")[0])
    if known is not None:
        yield line, "import", f"{printable(name.partition('.')[0] if name not in _MODULES else name, 60)}: {known}"


def _sets_what_is_not_its_own(node: ast.Attribute) -> bool:
    """``time.time = …``, and not ``self.count = …``."""
    root = node.value
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(node.ctx, ast.Store) and isinstance(root, ast.Name) and root.id != "self"
