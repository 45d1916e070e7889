"""`lab author release`: the tree that trainees get. No solutions, no wrong solutions, no tests of ours, no history.

What cannot be decided from the text of the code is an error, and the finished tree is looked through for leaks before
it is put in its place.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

from labs.author.removal import with_decorators, without_solutions
from labs.author.shown import SHOWN_BY, STANDS_IN, TOLD_BY_NAME
from labs.catalogue import Exercise, Lab
from labs.cli.files import sha256
from labs.cli.starter import is_starter
from labs.instructor.similarity import syntax_shingles, token_shingles
from pipeline.errors import ConfigError

LEFT_OUT: Final = (".ci/", "docs/", "tests/", "Makefile", "README.md", "labs/author/release_files/")
"""Of the project. What is in `KEPT` stays all the same."""
KEPT: Final = ("tests/checks/", "tests/conftest.py", "docs/rules.md")
OWN_FILES: Final = Path(__file__).with_name("release_files")
CHECKSUMS: Final = "SHA256SUMS"
MAX_LEAKED_FRACTION: Final = 0.5
"""Of the tokens of what was taken out, so much may stand in one other place before it counts as a leak."""
MIN_SHINGLES: Final = 12
"""Shorter code is like other short code by chance."""
MIN_SYNTAX_SHINGLES: Final = 24
"""The same for code without its names, numbers and texts."""


@dataclass(frozen=True)
class Released:
    """What was made."""

    folder: Path
    files: int
    solutions: int


def release(root: Path, labs: Sequence[Lab], folder: Path) -> Released:
    """Write the trainees' tree of ``labs`` to the new folder ``folder``.

    Raises `ConfigError` when something cannot be taken out, or something leaks; then ``folder`` is not made.
    """
    if folder.exists():
        raise ConfigError(f"{folder} is there already: name a folder that is not")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".release-") as place:
        made = Path(place, "tree")
        for name in _files(root):
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, made / name)
        for path in sorted(OWN_FILES.iterdir()):
            shutil.copy(path, made / path.name)
        removed = _take_out(made, labs)
        if leaks := [*find_leaks(made, labs, removed)]:
            raise ConfigError("the release would leak: " + "; ".join(leaks))
        names = sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())
        sums = [f"{sha256((made / name).read_bytes())}  {name}\n" for name in names]
        (made / CHECKSUMS).write_text("".join(sums), encoding="utf-8")
        made.rename(folder)
    return Released(folder, len(names), sum(len(lab.file.exercise) for lab in labs))


def find_leaks(made: Path, labs: Sequence[Lab], removed: Sequence[str]) -> Iterator[str]:
    """What stands in the tree ``made`` and must not: each in one sentence."""
    for name in ("tests/mutants", "tests/attacks", "tests/instructor", ".git", ".lab", "out", "submissions"):
        if (made / name).exists():
            yield f"{name} is in it"
    for path in made.rglob("*"):
        if path.is_symlink() or path.suffix in (".pyc", ".key") or path.name == "labels.csv":
            yield f"{path.relative_to(made)} is in it"
    for path in sorted(made.rglob("*.ipynb")):
        if any(cell.get("outputs") for cell in _cells(path)):
            yield f"{path.relative_to(made)} has outputs"
    for lab in labs:
        exercise = made / "labs" / lab.name / "exercise.py"
        if not exercise.is_file() or not is_starter(lab, exercise.read_text(encoding="utf-8")):
            yield f"labs/{lab.name}/exercise.py is not the untouched starter"
    texts = {path: set(token_shingles(text)) for path, text in _code(made)}
    for body in removed:
        shingles = set(token_shingles(body))
        if len(shingles) < MIN_SHINGLES:
            continue
        for path, others in texts.items():
            if len(shingles & others) > MAX_LEAKED_FRACTION * len(shingles):
                yield f"{path.relative_to(made)} repeats what was taken out: {body.strip().splitlines()[0]} …"
    yield from _same_with_other_names(made, removed)


def _same_with_other_names(made: Path, removed: Sequence[str]) -> Iterator[str]:
    """Functions of the tree ``made`` that do what was taken out, under whatever names."""
    wanted = {body: set(syntax_shingles(dedent(body))) for body in removed}
    wanted = {body: shingles for body, shingles in wanted.items() if len(shingles) >= MIN_SYNTAX_SHINGLES}
    if not wanted:
        return
    for path, text in _code(made):
        lines = text.splitlines(keepends=True)
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            left = set(syntax_shingles(dedent("".join(lines[node.lineno - 1 : node.end_lineno]))))
            for body, shingles in wanted.items():
                if len(shingles & left) > MAX_LEAKED_FRACTION * len(shingles):
                    first = body.strip().splitlines()[0]
                    yield f"{path.relative_to(made)}: {node.name} does, by other names, what was taken out: {first} …"


def _code(made: Path) -> Iterator[tuple[Path, str]]:
    """Every file of the tree ``made`` that holds code, with its code: that of a notebook is the code of its cells."""
    for path in sorted(made.rglob("*.py")):
        yield path, path.read_text(encoding="utf-8")
    for path in sorted(made.rglob("*.ipynb")):
        yield path, "\n".join("".join(cell["source"]) for cell in _cells(path) if cell["cell_type"] == "code")


def _cells(notebook: Path) -> list[dict[str, Any]]:
    return list(json.loads(notebook.read_text(encoding="utf-8"))["cells"])


def _files(root: Path) -> list[str]:
    """The files of the project that trainees get, by the list that git has of them."""
    try:
        listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise ConfigError(f"{root} is no git checkout: a release is made from the files that git knows") from error
    names = [name for name in listed.decode().split("\0") if name and (root / name).is_file()]
    return [name for name in names if name.startswith(KEPT) or not name.startswith(LEFT_OUT)]


def _take_out(made: Path, labs: Sequence[Lab]) -> list[str]:
    """Make stubs of all solutions in the tree ``made``, which call the trainee's; the texts that were taken out."""
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    calls: dict[str, dict[str, str]] = defaultdict(dict)
    for lab in labs:
        for exercise in lab.file.exercise:
            module, _, name = exercise.reference.partition(":")
            wanted[module][name] = f"lab {lab.number}: {exercise.name} is yours to write"
            calls[module][name] = f'stand_in.yours("{lab.name}", "{exercise.name}")'
            says = (
                f"not in this release, because it shows how to solve {exercise.name} of lab {lab.number};"
                " `lab run` does without it"
            )
            for other, shown in SHOWN_BY.get(exercise.reference, {}).items():
                wanted[other] |= dict.fromkeys(shown, says)
    for function, other in STANDS_IN.items():
        module, _, name = function.partition(":")
        calls[module][name] = f"stand_in.instead(stand_in.{other})"
    used = _used_elsewhere(made)
    removed: list[str] = []
    for module, solutions in sorted(wanted.items()):
        path = made.joinpath(*module.split(".")).with_suffix(".py")
        found = without_solutions(module, path.read_text(encoding="utf-8"), solutions, used[module])
        path.write_text(with_decorators(found.text, calls[module], "from labs import stand_in"), encoding="utf-8")
        removed += found.bodies
    for lab in labs:
        for exercise in lab.file.exercise:
            if exercise.name in TOLD_BY_NAME:
                _rename(made, lab, exercise)
    return removed


def released_reference(exercise: Exercise) -> str:
    """``module:function`` of the stub of ``exercise`` in a release."""
    if exercise.name not in TOLD_BY_NAME:
        return exercise.reference
    return f"{exercise.reference.partition(':')[0].rpartition('.')[0]}.own:{exercise.name}"


def _rename(made: Path, lab: Lab, exercise: Exercise) -> None:
    """Put nothing but the stub of ``exercise`` into another module of the tree ``made``; its own module goes."""
    reference = released_reference(exercise)
    old, new = (
        made.joinpath(*name.partition(":")[0].split(".")).with_suffix(".py") for name in (exercise.reference, reference)
    )
    name = exercise.reference.partition(":")[2]
    tree = ast.parse(old.read_text(encoding="utf-8"))
    stub = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    stub.name, stub.body = exercise.name, [node for node in stub.body if isinstance(node, ast.Raise)]
    imports = "from __future__ import annotations\n\nfrom labs import stand_in"
    new.write_text(
        f'"""A rule of your own, from lab {lab.number}."""\n\n{imports}\n\n\n{ast.unparse(stub)}\n', encoding="utf-8"
    )
    old.unlink()
    described = made / "labs" / lab.name / "lab.toml"
    text = described.read_text(encoding="utf-8")
    described.write_text(text.replace(exercise.reference, reference), encoding="utf-8")


def _used_elsewhere(made: Path) -> dict[str, set[str]]:
    """For each module of the pipeline the names that other files import, or reach through it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in made.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline"):
                for alias in node.names:
                    found[str(node.module)].add(alias.name)
                    modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                found[modules[node.value.id]].add(node.attr)
    return found
