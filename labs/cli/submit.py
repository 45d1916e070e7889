"""`lab submit`: checks everything once more from clean copies, and packs it with a manifest and a receipt."""

from __future__ import annotations

import io
import json
import shutil
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from labs.catalogue import LOCAL_SEED, Lab
from labs.cli import show
from labs.cli.files import sha256, write_aside
from labs.cli.progress import LabProgress
from labs.cli.source import ExerciseSource
from labs.cli.workspace import Workspace
from labs.grading.declared import declared_checks
from labs.grading.run import run_checks
from labs.grading.submission import Submission
from pipeline.errors import ConfigError

MANIFEST = "manifest.json"
FORMAT = 1
MAX_FILE_BYTES = 5 << 20
# Zip files remember times; with one fixed time the same work gives the same bytes, and so the same receipt.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class LabScore:
    """What the clean run of one lab came to."""

    lab: str
    earned: float
    points: float
    failed: tuple[str, ...]


def submit(workspace: Workspace, labs: list[Lab], *, out: Path, with_spark: bool, as_json: bool) -> int:
    """Write a zip of the exercise files and labels of ``labs`` that are begun, and print the receipt."""
    state = workspace.state.read()
    begun = [lab for lab in labs if LabProgress(lab, state.lab(lab.name)).begun]
    if not begun:
        raise ConfigError("there is nothing to hand in: no exercise is written and nothing labelled yet")
    files: dict[str, bytes] = {}
    scores: list[LabScore] = []
    for lab in begun:
        print(f"checking {lab.name} from a clean copy …", file=sys.stderr)
        files |= lab_files(workspace, lab)
        scores.append(clean_run(lab, with_spark=with_spark))
    manifest = _manifest(workspace, files, scores)
    content = packed({**files, MANIFEST: json.dumps(manifest, indent=1, ensure_ascii=False).encode()})
    receipt = sha256(content)
    path = out / f"submission-{receipt[:12]}.zip"
    write_aside(path, content)
    answer = {
        "file": str(path),
        "sha256": receipt,
        "submitted": datetime.now(UTC).isoformat(timespec="seconds"),
        "earned": sum(score.earned for score in scores),
        "points": sum(score.points for score in scores),
        "labs": [vars(score) for score in scores],
    }
    write_aside(path.with_suffix(".receipt.json"), json.dumps(answer, indent=1).encode())
    if as_json:
        print(json.dumps(answer))
        return 0
    _print(scores, workspace.shown(path))
    return 0


def lab_files(workspace: Workspace, lab: Lab) -> dict[str, bytes]:
    """The trainee's files of ``lab``: the exercise file and tables of labels. Links and large files are left out."""
    found = {}
    for path in [lab.exercise_file, *sorted(lab.folder.glob("*.csv"))]:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
            print(f"note: {path} is left out: it is a link or over {MAX_FILE_BYTES >> 20} MB", file=sys.stderr)
            continue
        found[path.relative_to(workspace.root).as_posix()] = path.read_bytes()
    return found


def clean_run(lab: Lab, *, with_spark: bool) -> LabScore:
    """Check a copy of the lab's folder that has nothing else beside it."""
    points = sum(check.points for check in declared_checks(lab.checks_file))
    if ExerciseSource.read(lab.exercise_file).problem is not None:
        return LabScore(lab.name, 0.0, points, ("the file is not Python",))
    with tempfile.TemporaryDirectory(prefix="lab-submit-") as folder:
        copy = Path(folder, lab.name)
        shutil.copytree(lab.folder, copy, ignore=shutil.ignore_patterns("__pycache__"))
        with Submission(copy / "exercise.py", f"submission_{lab.number}") as submission:
            verdicts = run_checks(
                lab,
                submission=submission,
                labels=copy / lab.labels_file.name,
                seed=LOCAL_SEED,
                with_spark=with_spark,
            )
    failed = tuple(verdict.check for verdict in verdicts if verdict.outcome != "pass")
    return LabScore(lab.name, sum(verdict.earned for verdict in verdicts), points, failed)


def packed(files: dict[str, bytes]) -> bytes:
    """A zip of ``files`` that depends on nothing but them."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return memory.getvalue()


def _manifest(workspace: Workspace, files: dict[str, bytes], scores: list[LabScore]) -> dict[str, Any]:
    state = workspace.state.read()
    try:
        project = version("pretraining-data-lab")
    except PackageNotFoundError:
        project = "not installed"
    return {
        "format": FORMAT,
        "project": project,
        "python": ".".join(map(str, sys.version_info[:3])),
        "seed": LOCAL_SEED,
        "files": [{"path": name, "bytes": len(files[name]), "sha256": sha256(files[name])} for name in sorted(files)],
        "labs": [
            {
                **vars(score),
                "help": {name: record.model_dump() for name, record in sorted(state.lab(score.lab).exercises.items())},
            }
            for score in scores
        ],
    }


def _print(scores: list[LabScore], file: str) -> None:
    console = show.stdout()
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for score in scores:
        mark = show.FAILED if score.failed else show.PASSED
        failed = f"not passing: {', '.join(score.failed)}" if score.failed else ""
        points = f"{show.number(score.earned)}/{show.number(score.points)}"
        table.add_row(Text(*mark), score.lab, points, Text(failed, style="dim"))
    console.print(table)
    console.print(Text(f"\nhand in {file}"), soft_wrap=True)
    console.print(Text("its receipt lies beside it: SHA-256, time and points", style="dim"))
