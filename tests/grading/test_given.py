"""What a submission sees is what its lab gives: followed through all that it uses, and never a solution."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from labs.catalogue import all_labs
from labs.grading.given import GivenCode, build_tree
from pipeline.errors import ConfigError


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small project: ``tools.helper`` uses a constant and a function of ``deep``; ``tools.solve`` is a solution."""
    root = tmp_path / "project"
    (root / "pipeline").mkdir(parents=True)
    (root / "pipeline" / "__init__.py").write_text('"""A package."""\n')
    (root / "pipeline" / "deep.py").write_text(
        "import math\nimport re\n\nLIMIT = 3\n_SECRET = 'answer'\n\n\n"
        "def double(x):\n    return math.floor(2 * x) + LIMIT\n\n\ndef unused():\n    return _SECRET, re\n"
    )
    (root / "pipeline" / "tools.py").write_text(
        "from __future__ import annotations\n\nfrom pipeline.deep import double, unused\n\n\n"
        "def helper(x):\n    return double(x)\n\n\ndef solve(x):\n    return helper(x) + 1\n\n\n"
        "def shortcut(x):\n    return solve(x)\n\n\n"
        "def late(x):\n    from pipeline.deep import unused\n\n    return unused\n"
    )
    return root


def given(root: Path, out: Path, *what: str, solutions: tuple[str, ...] = ("pipeline.tools:solve",)) -> str:
    code = GivenCode(root, solutions)
    for one in what:
        code.give(one)
    code.write(out)
    return "\n".join(path.read_text() for path in sorted(out.rglob("*.py")))


def test_only_what_is_used_is_there_and_it_runs(package: Path, tmp_path: Path) -> None:
    text = given(package, tmp_path / "out", "pipeline.tools:helper")
    for absent in ("solve", "shortcut", "unused", "_SECRET", "import re"):
        assert absent not in text
    answer = subprocess.run(
        [sys.executable, "-c", "from pipeline.tools import helper; print(helper(2.6))"],
        cwd=tmp_path / "out", capture_output=True, text=True, check=True, env={},
    )  # fmt: skip
    assert answer.stdout == "8\n"


def test_what_can_be_run_as_a_program_still_can(package: Path, tmp_path: Path) -> None:
    (package / "pipeline" / "program.py").write_text(
        "import sys\n\n\ndef main(words):\n    print(*words)\n\n\nif __name__ == '__main__':\n    main(sys.argv[1:])\n"
    )
    given(package, tmp_path / "out", "pipeline.program:main")
    answer = subprocess.run(
        [sys.executable, "-m", "pipeline.program", "a", "b"],
        cwd=tmp_path / "out", capture_output=True, text=True, check=True, env={},
    )  # fmt: skip
    assert answer.stdout == "a b\n"


def test_an_import_inside_a_function_is_followed(package: Path, tmp_path: Path) -> None:
    assert "_SECRET" in given(package, tmp_path / "out", "pipeline.tools:late")


@pytest.mark.parametrize("what", ["pipeline.tools:solve", "pipeline.tools:shortcut", "pipeline.tools"])
def test_what_is_or_uses_a_solution_cannot_be_given(package: Path, tmp_path: Path, what: str) -> None:
    with pytest.raises(ConfigError, match=r"uses the solution pipeline\.tools:solve"):
        given(package, tmp_path / "out", what)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("from pipeline.deep import *", "write out what is imported"),
        ("from .deep import double", "write out what is imported"),
        ("import pipeline.deep", "from module import name"),
        ("for name in (1, 2):\n    print(name)", "definitions and assignments only"),
        ("table = {}\ntable['a'] = 1", "only names can be given a value"),
        ("x = 1\nx = 2", "gets a value twice"),
        ("try:\n    import re\nexcept ImportError:\n    re = None", "definitions and assignments only"),
    ],
)
def test_what_cannot_be_followed_is_an_error(package: Path, tmp_path: Path, line: str, why: str) -> None:
    (package / "pipeline" / "unclear.py").write_text(f"{line}\n\n\ndef f():\n    return double, re, pipeline\n")
    with pytest.raises(ConfigError, match=why):
        given(package, tmp_path / "out", "pipeline.unclear")


@pytest.mark.parametrize("what", ["pipeline.nothing", "pipeline.tools:nothing"])
def test_what_is_not_there_is_named(package: Path, tmp_path: Path, what: str) -> None:
    with pytest.raises(ConfigError, match="nothing"):
        given(package, tmp_path / "out", what)


def test_the_tree_of_all_labs_runs_a_worker_and_gives_what_the_labs_name(tmp_path: Path) -> None:
    build_tree(all_labs(), tmp_path / "tree")
    modules = {what.partition(":")[0] for lab in all_labs() for what in lab.file.given}
    imports = "; ".join(f"import {module}" for module in sorted(modules))
    command = [sys.executable, "-c", f"import labs.grading.worker; {imports}"]
    environment = {"PYTHONPATH": str(tmp_path / "tree")}
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
    assert answer.stderr == ""


def test_no_solution_stands_in_the_tree(tmp_path: Path) -> None:
    build_tree(all_labs(), tmp_path / "tree")
    solutions = [solution.partition(":") for lab in all_labs() for solution in lab.solutions()]
    assert len(solutions) > 10
    for module, _, name in solutions:
        file = tmp_path.joinpath("tree", *module.split(".")).with_suffix(".py")
        assert not file.is_file() or f"def {name}(" not in file.read_text(), (module, name)
