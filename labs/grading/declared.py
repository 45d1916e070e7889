"""The checks of a lab as their file declares them, read without importing it: a list of checks must be quick."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError


@dataclass(frozen=True)
class DeclaredCheck:
    """One check: its name, the exercise it belongs to, and what it is worth."""

    name: str
    exercise: str
    title: str
    points: float
    needs: tuple[str, ...] = ()
    spark: bool = False


def declared_checks(path: Path) -> list[DeclaredCheck]:
    """The graded checks in the file ``path``, in its order; none when there is no such file.

    Raises `ConfigError` when the file cannot be parsed or a declaration is not made of literals.
    """
    if not path.is_file():
        return []
    try:
        module = ast.parse(path.read_text(encoding="utf-8"), str(path))
    except (SyntaxError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the checks {path}: {error}") from error
    all_spark = any(isinstance(node, ast.Assign) and _names(node, "pytestmark") and _is_spark(node.value)
                    for node in module.body)  # fmt: skip
    checks = []
    for node in module.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and _last_name(decorator.func) == "check":
                checks.append(_declared(path, node, decorator, all_spark))
    return checks


def with_needs(checks: Sequence[DeclaredCheck], name: str) -> list[str]:
    """The check ``name`` and all that it needs, directly or not."""
    needs = {check.name: check.needs for check in checks}
    found = [name]
    for check in found:  # grows while it is walked
        found += [needed for needed in needs.get(check, ()) if needed not in found]
    return found


def _declared(path: Path, function: ast.FunctionDef, decorator: ast.Call, all_spark: bool) -> DeclaredCheck:
    try:
        positional = [ast.literal_eval(argument) for argument in decorator.args]
        named: dict[str, Any] = {str(word.arg): ast.literal_eval(word.value) for word in decorator.keywords}
        exercise = positional[0] if positional else named["exercise"]
        points = float(named["points"])
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f'{path}, line {decorator.lineno}: write @check("exercise", points=2, needs=("other_check",)) with literals'
        ) from error
    return DeclaredCheck(
        name=function.name.removeprefix("test_"),
        exercise=str(exercise),
        title=" ".join((ast.get_docstring(function) or "").split()),
        points=points,
        needs=tuple(named.get("needs", ())),
        spark=all_spark
        or any(map(_is_spark, function.decorator_list))
        or any(argument.arg == "spark" for argument in function.args.args),
    )


def _is_spark(node: ast.expr) -> bool:
    """Whether ``node`` is ``pytest.mark.spark`` or a list with it."""
    if isinstance(node, ast.List | ast.Tuple):
        return any(map(_is_spark, node.elts))
    return isinstance(node, ast.Attribute) and node.attr == "spark"


def _names(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
