"""Every notebook runs from its first cell to its last one, shows figures, and is stored without what came out."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from labs.catalogue import all_labs

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SECONDS = 120


class ThisInterpreter(AsyncKernelManager):
    """Starts kernels with the Python that runs the tests, whatever kernels the machine has registered."""

    @property
    def kernel_spec(self) -> KernelSpec:
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="this interpreter", language="python")


def run(notebook: Any, home: Path, root: Path = ROOT) -> list[Any]:
    """Execute the notebook as a trainee would, in the folder it lies in, of the checkout ``root``; all outputs."""
    place = {"metadata": {"path": str(root / "notebooks")}}
    client = NotebookClient(notebook, kernel_manager_class=ThisInterpreter, timeout=SECONDS, resources=place)
    client.execute(env={**os.environ, "PYTHONPATH": str(root), "IPYTHONDIR": str(home)})
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def test_there_is_one_for_each_lab() -> None:
    assert [path.stem for path in NOTEBOOKS] == [lab.name for lab in all_labs()]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_stored_without_what_came_out(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            assert cell.outputs == [], f"cell {number} has outputs: clear them before you commit"
            assert cell.execution_count is None, f"cell {number} has a number: clear all outputs before you commit"
        assert not cell.metadata and "attachments" not in cell, f"cell {number} has metadata or attachments"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_begins_with_a_title_and_ends_with_questions(path: Path) -> None:
    first, *_, last = nbformat.read(path, as_version=4).cells
    assert first.source.startswith(f"# Lab {path.stem[:2]}: ")
    assert last.source.startswith("## To think about\n")
    assert 2 <= last.source.count("?\n") + last.source.endswith("?") <= 6


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_to_the_last_cell(path: Path, tmp_path: Path) -> None:
    outputs = run(nbformat.read(path, as_version=4), tmp_path)
    shown = [output.data for output in outputs if output.output_type == "execute_result"]
    assert sum("image/png" in data for data in shown) >= 2
    assert any("text/html" in data for data in shown), "no documents to read"
    assert not [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]
