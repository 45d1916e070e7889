"""Takes the solutions out of a module's text, with what only they need, and leaves everything else as it stands."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from labs.syntax import bound_names, first_line
from pipeline.errors import ConfigError


@dataclass(frozen=True)
class Removed:
    """A module's text without its solutions."""

    text: str
    bodies: tuple[str, ...]
    """The texts that were taken out: bodies of solutions, and functions that nothing else uses."""


def without_solutions(module: str, text: str, solutions: Mapping[str, str], used_elsewhere: Collection[str]) -> Removed:
    """``text`` with every function in ``solutions`` (name -> what its stub says) made a stub.

    Signature and docstring stay. Definitions that only solutions use go too, unless another file uses them
    (``used_elsewhere``). Raises `ConfigError` when a solution is no plain function of the module.
    """
    tree = ast.parse(text)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for name in solutions:
        if name not in functions or functions[name].decorator_list:
            raise ConfigError(f"{module}:{name} cannot be taken out: it is no plain function at the top of its module")
        if sum(name in bound_names(node) for node in tree.body) > 1:
            raise ConfigError(f"{module}:{name} cannot be taken out: the name gets a value twice")
    lines = text.splitlines(keepends=True)
    bodies: list[str] = []
    edits: list[tuple[int, int, str]] = []
    for name, says in solutions.items():
        body = functions[name].body
        documented = ast.get_docstring(functions[name]) is not None
        if documented and len(body) == 1:
            raise ConfigError(f"{module}:{name} cannot be taken out: it has no body")
        first = body[1] if documented else body[0]
        start, end = first.lineno, functions[name].end_lineno or first.lineno
        bodies.append("".join(lines[start - 1 : end]))
        edits.append((start, end, f"    raise NotImplementedError({says!r})\n"))
    for node in _only_for(tree, solutions, used_elsewhere):
        start, end = first_line(node), node.end_lineno or node.lineno
        if isinstance(node, ast.FunctionDef | ast.ClassDef):  # tables of constants are no secret
            bodies.append("".join(lines[start - 1 : end]))
        edits.append((start, end, ""))
    for start, end, instead in sorted(edits, reverse=True):
        lines[start - 1 : end] = [instead]
    result = "".join(lines)
    ast.parse(result)
    return Removed(result, tuple(bodies))


def with_decorators(text: str, decorators: Mapping[str, str], imports: str) -> str:
    """``text`` with a decorator over each of its functions in ``decorators``, and the statement ``imports`` for them.

    ``text`` begins, as every module of the pipeline does, with an import from ``__future__``. A function that is not
    there any more needs no decorator.
    """
    tree = ast.parse(text)
    lines = text.splitlines(keepends=True)
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in decorators]
    for node in reversed(found):
        lines.insert(first_line(node) - 1, f"@{decorators[node.name]}\n")
    if found:
        first = next(node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__")
        lines.insert(first.end_lineno or first.lineno, f"\n{imports}\n")
    return "".join(lines)


def _only_for(tree: ast.Module, solutions: Collection[str], used_elsewhere: Collection[str]) -> list[ast.stmt]:
    """The definitions that are of no use once the solutions are stubs."""
    kept = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    needed_by_solutions = _reached(tree, solutions)
    removed: list[ast.stmt] = []
    while True:
        used = set(used_elsewhere)
        for node in kept:
            body_of_stub = isinstance(node, ast.FunctionDef) and node.name in solutions
            used |= _signature_names(node) if body_of_stub else _names_in(node) - set(bound_names(node))
        gone = [
            node
            for node in kept
            if bound_names(node)
            and not set(bound_names(node)) & (used | set(solutions))
            and set(bound_names(node)) <= needed_by_solutions
        ]
        if not gone:
            return removed
        removed += gone
        kept = [node for node in kept if node not in gone]


def _reached(tree: ast.Module, names: Collection[str]) -> set[str]:
    """All names of the module that ``names`` use, directly or not."""
    uses = {bound: _names_in(node) for node in tree.body for bound in bound_names(node)}
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        for used in uses.get(waiting.pop(), set()) & uses.keys():
            if used not in found:
                found.add(used)
                waiting.append(used)
    return found


def _names_in(node: ast.AST) -> set[str]:
    return {found.id for found in ast.walk(node) if isinstance(found, ast.Name)}


def _signature_names(node: ast.stmt) -> set[str]:
    """The names that a function's signature uses."""
    assert isinstance(node, ast.FunctionDef)
    parts: list[ast.AST] = [node.args, *([node.returns] if node.returns is not None else [])]
    return {name for part in parts for name in _names_in(part)}
