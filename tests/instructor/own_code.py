"""Honest submissions that are right: one file with code of its own, which imports nothing that the lab does not give.

Nobody has written such a file by hand. It is made from the reference: the definitions that an exercise needs, one
behind the other, under names that do not meet.
"""

from __future__ import annotations

import ast
import re
import tempfile
from pathlib import Path

from labs.author.wrong_labels import true_table
from labs.catalogue import LABS, Lab
from labs.grading.given import PACKAGES, GivenCode
from labs.grading.sheet import read_sheet
from labs.syntax import bound_names


def true_labels(lab: Lab) -> bytes:
    """A table of labels in which every label is the true one."""
    return true_table(read_sheet(lab))


def exercise_text(lab: Lab, leave_out: tuple[str, ...] = ()) -> str:
    """The text of an exercise file that solves ``lab``, but for the exercises in ``leave_out``."""
    code = GivenCode(LABS.parent, ())
    given = dict.fromkeys(_definitions(code, lab), "the lab gives it")
    code._wanted.update(given)  # is there already, and so is not followed
    wanted = [exercise for exercise in lab.file.exercise if exercise.name not in leave_out]
    for exercise in wanted:
        code.give(exercise.reference)
    for definition in given:
        del code._wanted[definition]
    with tempfile.TemporaryDirectory() as folder:
        code.write(Path(folder))
        modules = {
            ".".join(path.relative_to(folder).with_suffix("").parts): path.read_text(encoding="utf-8")
            for path in sorted(Path(folder).rglob("*.py"))
            if path.name != "__init__.py"
        }
    imports = [what.replace(":", " import ") for what in lab.file.given if ":" in what]
    text = "from __future__ import annotations\n\nimport types\n\n" + "".join(f"from {what}\n" for what in imports)
    text += "\n".join(_flattened(modules, set(lab.file.given)))
    for exercise in wanted:
        name = exercise.reference.partition(":")[2]
        if name != exercise.name:
            text += f"\n\n{exercise.name} = {name}\n"
    return text


def _definitions(code: GivenCode, lab: Lab) -> list[tuple[str, str]]:
    """Everything that the lab gives, by module and name."""
    found = []
    for what in lab.file.given:
        module, _, name = what.partition(":")
        found += [(module, one) for one in ([name] if name else code._module(module, what).names())]
    return found


def _flattened(modules: dict[str, str], given: set[str]) -> list[str]:
    """The texts of the modules, those that are imported first; a name that was taken before gets a number."""
    taken: set[str] = set()
    renamed: dict[tuple[str, str], str] = {}
    texts = []
    for number, module in enumerate(_ordered(modules)):
        tree = ast.parse(modules[module])
        names = {bound for statement in tree.body for bound in bound_names(statement)}
        text = _without_imports(modules[module], tree, modules, renamed, given)
        for name in sorted(names & taken):
            renamed[module, name] = f"{name}_{number}"
            text = re.sub(rf"(?<![\w.]){re.escape(name)}\b(?!\s*=[^=][^\n]*[,)])", f"{name}_{number}", text)
        taken |= names
        texts.append(text)
    return texts


def _ordered(modules: dict[str, str]) -> list[str]:
    found: list[str] = []

    def visit(module: str) -> None:
        if module in found:
            return
        for node in ast.walk(ast.parse(modules[module])):
            if isinstance(node, ast.ImportFrom) and node.module:
                for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                    if name in modules and name != module:
                        visit(name)
        found.append(module)

    for module in modules:
        visit(module)
    return found


def _without_imports(
    text: str, tree: ast.Module, modules: dict[str, str], renamed: dict[tuple[str, str], str], given: set[str]
) -> str:
    """The text, with what it imports of the project standing in the same file now."""
    lines = text.splitlines(keepends=True)
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        package = (node.module or "").partition(".")[0]
        if package not in (*PACKAGES, "__future__"):
            continue
        indent = " " * node.col_offset
        aliases = []
        for alias in node.names:
            here = alias.asname or alias.name
            if {f"{node.module}:{alias.name}", f"{node.module}.{alias.name}", str(node.module)} & given:
                aliases.append(f"{indent}from {node.module} import {alias.name} as {here}\n")
            elif f"{node.module}.{alias.name}" in modules:
                inner = f"{node.module}.{alias.name}"
                parts = [n for s in ast.parse(modules[inner]).body for n in bound_names(s)]
                parts += [what.partition(":")[2] for what in given if what.startswith(f"{inner}:")]
                members = ", ".join(f"{n}={renamed.get((inner, n), n)}" for n in parts)
                aliases.append(f"{indent}{here} = types.SimpleNamespace({members})\n")
            elif (there := renamed.get((str(node.module), alias.name), alias.name)) != here:
                aliases.append(f"{indent}{here} = {there}\n")
        lines[node.lineno - 1 : node.end_lineno] = [
            "".join(aliases) or f"{indent}pass\n", *[""] * ((node.end_lineno or 0) - node.lineno)
        ]  # fmt: skip
    return "".join(lines)
