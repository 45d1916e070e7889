"""The code that a submission sees when it is graded: what its lab gives it, and nothing that would solve it.

From ``given`` in each ``lab.toml`` the definitions of the project are collected, with all that they use, and nothing
else is copied. So the reference is not there to be imported, read or guessed at. Whatever cannot be decided from the
text of the code is an error: a tree with a solution in it is worse than none.
"""

from __future__ import annotations

import ast
import compileall
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from labs.catalogue import LABS, Lab
from labs.grading.launch import WORKER_MODULE
from labs.syntax import bound_names, first_line
from pipeline.errors import ConfigError

PACKAGES: Final = ("pipeline", "labs")

MAIN: Final = "main"
"""Where this function is given, the file can be run as a program too."""

_Definition = tuple[str, str]
"""A module and a name in it."""


def build_tree(labs: Sequence[Lab], folder: Path, root: Path = LABS.parent) -> None:
    """Write the modules that a worker needs for ``labs`` into the new folder ``folder``.

    Raises `ConfigError` when something given uses a solution, or is written in a way that cannot be followed.
    """
    code = GivenCode(root, (solution for lab in labs for solution in lab.solutions()))
    for what in (WORKER_MODULE, *(given for lab in labs for given in lab.file.given)):
        code.give(what)
    code.write(folder)
    for name in {file for lab in labs for file in lab.file.given_files}:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, target)
    compileall.compile_dir(folder, quiet=1)  # workers see it read only, and each would compile it anew


class GivenCode:
    """Definitions of the project, followed through all that they use."""

    def __init__(self, root: Path, solutions: Iterable[str]) -> None:
        self._root = root
        self._solutions = {(module, name) for module, _, name in (s.partition(":") for s in solutions)}
        self._modules: dict[str, _Module] = {}
        self._wanted: dict[_Definition, str] = {}
        """Each definition, and who wants it."""
        self._packages: set[str] = set()

    def give(self, what: str) -> None:
        """Give ``module:name``, or all of a ``module``."""
        module, _, name = what.partition(":")
        if name:
            self._want((module, name), what)
        else:
            self._want_all(module, what)

    def write(self, folder: Path) -> None:
        """Write every module of which something is given."""
        for package in sorted(self._packages):
            file = folder.joinpath(*package.split("."), "__init__.py")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("", encoding="utf-8")
        for name, module in sorted(self._modules.items()):
            names = {wanted for where, wanted in self._wanted if where == name}
            if names or not module.is_package:
                file = self._file(name, folder)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(module.text_of(names), encoding="utf-8")

    def _want_all(self, module: str, by: str) -> None:
        for name in self._module(module, by).names():
            self._want((module, name), by)

    def _want(self, definition: _Definition, by: str) -> None:
        waiting = [(definition, by)]
        while waiting:
            definition, by = waiting.pop()
            if definition in self._wanted:
                continue
            module, name = definition
            if definition in self._solutions:
                raise ConfigError(f"{by} uses the solution {module}:{name}: it cannot be given to a submission")
            found = self._module(module, by)
            statement = found.statement(name)
            if statement is None:
                if self._exists(f"{module}.{name}"):
                    self._want_all(f"{module}.{name}", by)
                    continue
                raise ConfigError(f"{by} uses {module}:{name}, and there is no such definition")
            self._wanted[definition] = by
            waiting += [(used, f"{module}:{name}") for used in found.uses(name, statement)]

    def _module(self, name: str, by: str) -> _Module:
        if name not in self._modules:
            if not self._exists(name):
                raise ConfigError(f"{by} uses the module {name}, and there is no such file")
            parts = name.split(".")
            self._packages |= {".".join(parts[:length]) for length in range(1, len(parts))}
            self._modules[name] = _Module(name, self._file(name, self._root))
        return self._modules[name]

    def _exists(self, name: str) -> bool:
        return self._file(name, self._root).is_file()

    def _file(self, name: str, root: Path) -> Path:
        path = root.joinpath(*name.split("."))
        is_package = self._root.joinpath(*name.split(".")).is_dir()
        return path / "__init__.py" if is_package else path.with_suffix(".py")


class _Module:
    """The top-level statements of one file, by the names that they give a value."""

    def __init__(self, name: str, file: Path) -> None:
        self.name = name
        self.is_package = file.name == "__init__.py"
        self._text = file.read_text(encoding="utf-8")
        self._statements: dict[str, ast.stmt] = {}
        self._future: list[ast.stmt] = []
        self._main: ast.stmt | None = None
        for statement in ast.parse(self._text, str(file)).body:
            for bound in self._bound(statement):
                if bound in self._statements:
                    raise self._unclear(statement, f"{bound} gets a value twice")
                self._statements[bound] = statement

    def names(self) -> list[str]:
        """All names, those of imports left out: they come with what uses them."""
        return [name for name, node in self._statements.items() if not isinstance(node, ast.Import | ast.ImportFrom)]

    def statement(self, name: str) -> ast.stmt | None:
        return self._statements.get(name)

    def uses(self, name: str, statement: ast.stmt) -> list[_Definition]:
        """What the definition of ``name`` needs: names of this module, and of others of the package."""
        if isinstance(statement, ast.Import | ast.ImportFrom):
            return self._imported(statement, {name})
        found: list[_Definition] = []
        as_program = list(ast.walk(self._main)) if name == MAIN and self._main is not None else []
        for node in [*ast.walk(statement), *as_program]:
            if isinstance(node, ast.Import | ast.ImportFrom):
                found += self._imported(node, None)
            elif isinstance(node, ast.Name) and node.id in self._statements and node.id != name:
                found.append((self.name, node.id))
        return found

    def text_of(self, names: set[str]) -> str:
        """The file with nothing in it but the definitions of ``names``."""
        lines = self._text.splitlines(keepends=True)
        kept: list[str] = [f"{ast.unparse(statement)}\n" for statement in self._future]
        last: ast.stmt | None = None
        for name, statement in self._statements.items():
            if name not in names:
                continue
            if isinstance(statement, ast.Import | ast.ImportFrom):
                aliases = [alias for alias in statement.names if _name_of(alias) == name]
                kept.append(f"{_import_of(statement, aliases)}\n")
            elif statement is not last:
                kept.append("".join(lines[first_line(statement) - 1 : statement.end_lineno]) + "\n")
            last = statement
        if self._main is not None and MAIN in names:
            kept.append(ast.unparse(self._main) + "\n")
        return "".join(kept)

    def _imported(self, node: ast.Import | ast.ImportFrom, names: set[str] | None) -> list[_Definition]:
        """The definitions of the package that an import statement, or only ``names`` of it, needs."""
        found: list[_Definition] = []
        for alias in node.names:
            if names is not None and _name_of(alias) not in names:
                continue
            if isinstance(node, ast.ImportFrom):
                if node.level:
                    raise self._unclear(node, "write out what is imported, from where")
                if (node.module or "").partition(".")[0] in PACKAGES:
                    found.append((str(node.module), alias.name))
            elif alias.name.partition(".")[0] in PACKAGES:
                raise self._unclear(node, "write `from module import name`, so that it shows what is used")
        return found

    def _bound(self, statement: ast.stmt) -> list[str]:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return bound_names(statement)
        if isinstance(statement, ast.Import | ast.ImportFrom):
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                self._future.append(statement)
                return []
            if any(alias.name == "*" for alias in statement.names):
                raise self._unclear(statement, "write out what is imported, from where")
            return [_name_of(alias) for alias in statement.names]
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names = bound_names(statement)
            if not names or any(not isinstance(t, ast.Name | ast.Tuple | ast.List) for t in targets):
                raise self._unclear(statement, "only names can be given a value")
            return names
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            return []  # a docstring
        if isinstance(statement, ast.If) and _is_type_checking(statement.test) and not statement.orelse:
            return []  # read by nobody at run time, as annotations are not evaluated
        if isinstance(statement, ast.If) and _is_main(statement.test):
            self._main = statement
            return []
        raise self._unclear(statement, "definitions and assignments only")

    def _unclear(self, node: ast.stmt, why: str) -> ConfigError:
        return ConfigError(f"{self.name}, line {node.lineno}: cannot be followed: {why}")


def _name_of(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _import_of(statement: ast.Import | ast.ImportFrom, aliases: list[ast.alias]) -> str:
    only: ast.stmt = (
        ast.ImportFrom(statement.module, aliases, statement.level)
        if isinstance(statement, ast.ImportFrom)
        else ast.Import(aliases)
    )
    return ast.unparse(only)


def _is_type_checking(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def _is_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"
