"""Reads an exercise file as text: its functions, which of them are still stubs, and what is wrong with its syntax."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from labs.cli.files import sha256
from labs.syntax import first_line
from pipeline.errors import ConfigError


@dataclass(frozen=True)
class SyntaxProblem:
    """Why the file is not Python."""

    message: str
    line: int
    column: int
    text: str
    """The line itself."""


class ExerciseSource:
    """The text of an exercise file, parsed once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problem: SyntaxProblem | None = None
        self.functions: dict[str, ast.FunctionDef] = {}
        try:
            self._module = ast.parse(text)
        except SyntaxError as error:
            line = error.lineno or 1
            lines = text.splitlines()
            shown = lines[line - 1] if line <= len(lines) else ""
            self.problem = SyntaxProblem(error.msg, line, error.offset or 1, shown)
            self._module = ast.Module([], [])
        except ValueError as error:  # a null character
            self.problem = SyntaxProblem(str(error), 1, 1, "")
            self._module = ast.Module([], [])
        self._other_names: set[str] = set()
        for node in self._module.body:
            if isinstance(node, ast.FunctionDef):
                self.functions[node.name] = node
            else:
                self._other_names |= _bound_names(node)

    @classmethod
    def unreadable(cls, message: str) -> ExerciseSource:
        """Stands for a file that is not there, or is not text."""
        source = cls("")
        source.problem = SyntaxProblem(message, 1, 1, "")
        return source

    @classmethod
    def read(cls, path: Path) -> ExerciseSource:
        """Raises `ConfigError` when there is no file ``path`` or it is not UTF-8."""
        try:
            return cls(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise ConfigError(f"{path} is missing: `lab reset {path.parent.name[:2]}` brings it back") from error
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"cannot read {path}: {error}") from error

    def is_written(self, name: str) -> bool:
        """Whether ``name`` is more than a stub: a function with a body of its own, or anything else of that name."""
        return not is_stub(self.functions[name]) if name in self.functions else name in self._other_names

    def function_text(self, name: str) -> str:
        """The source of the function ``name`` with its decorators; empty when there is none."""
        node = self.functions.get(name)
        return (
            "" if node is None else "".join(self.text.splitlines(keepends=True)[first_line(node) - 1 : node.end_lineno])
        )

    def with_function(self, name: str, text: str) -> str:
        """The whole text with ``text`` in the place of the function ``name``, or at the end when there is none."""
        node = self.functions.get(name)
        if node is None:
            return f"{self.text.rstrip()}\n\n\n{text.rstrip()}\n"
        lines = self.text.splitlines(keepends=True)
        return "".join([*lines[: first_line(node) - 1], text.rstrip() + "\n", *lines[node.end_lineno :]])

    def fingerprint(self, *names: str) -> str:
        """A hash of what the functions ``names`` say with all that they may use, comments and layout left out.

        That is what stands outside of functions, and each function that one of these names. Empty when the file is not
        Python.
        """
        if self.problem is not None:
            return ""
        rest = ast.Module([node for node in self._module.body if not isinstance(node, ast.FunctionDef)], [])
        parts: dict[str, ast.AST] = {"": rest, **self.functions}
        said: dict[str, str] = {}
        wanted = ["", *names]
        while wanted:
            part = wanted.pop()
            if part in parts and part not in said:
                said[part] = ast.dump(parts[part])
                wanted += [node.id for node in ast.walk(parts[part]) if isinstance(node, ast.Name)]
        return sha256(repr(sorted(said.items())).encode())


def is_stub(function: ast.FunctionDef) -> bool:
    """Whether a function is only a docstring and ``raise NotImplementedError``."""
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    if len(body) != 1 or not isinstance(body[0], ast.Raise):
        return False
    raised = body[0].exc.func if isinstance(body[0].exc, ast.Call) else body[0].exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def _bound_names(statement: ast.stmt) -> set[str]:
    """The names that a statement gives a value: by assignment, import or definition."""
    found: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
    return found
