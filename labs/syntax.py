"""Where a statement begins and what it names: for those who read code as text, and never run it."""

from __future__ import annotations

import ast


def first_line(statement: ast.stmt) -> int:
    """The line where a statement begins, its decorators included."""
    return min([statement.lineno, *(decorator.lineno for decorator in getattr(statement, "decorator_list", []))])


def bound_names(statement: ast.stmt) -> list[str]:
    """The names that a definition or an assignment gives a value; none for any other statement."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    return []
