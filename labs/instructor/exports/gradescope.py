"""Gradescope: `results.json` of one submission, and the zip that makes an autograder of this checkout."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any, Final

from labs.catalogue import LABS
from labs.instructor.detail import Detail, told
from labs.instructor.intake import printable
from labs.instructor.result import Result

SETUP: Final = """#!/usr/bin/env bash
# Run once, when Gradescope builds the image of the autograder.
set -euo pipefail
apt-get update -qq && apt-get install -qq -y make python3 python3-venv bubblewrap
make -C /autograder/source/project setup
"""
RUN: Final = """#!/usr/bin/env bash
# Run for each submission.
set -euo pipefail
id=$(python3 -c 'import json; print(json.load(open("/autograder/submission_metadata.json"))["users"][0]["id"])')
rm -rf /autograder/one && mkdir -p /autograder/one
cp -r /autograder/submission "/autograder/one/$id"  # the world that it is graded on follows from the name
cd /autograder/source/project
.venv/bin/lab grade /autograder/one --key /autograder/source/course.key --out /autograder/grades
.venv/bin/lab export /autograder/grades --gradescope /autograder/results --detail {detail}
cp "/autograder/results/$id.json" /autograder/results/results.json
"""
_LEFT_OUT: Final = {".git", ".venv", "out", "build", ".lab", "submissions", "__pycache__"}
_SUFFIXES_LEFT_OUT: Final = (".pyc",)
# A zip remembers times; with one fixed time the same checkout gives the same bytes.
_TIME: Final = (1980, 1, 1, 0, 0, 0)


def results_json(result: Result, detail: Detail) -> dict[str, Any]:
    """What Gradescope shows of one submission, by its documented format of results.json."""
    tests = [
        {
            "name": f"{lab.lab} {check.check}",
            "score": check.earned,
            "max_score": check.points,
            "status": "passed" if check.outcome == "pass" else "failed",
            "output": "\n".join([check.title, *(f"{name}: {text}" for name, text in told(check, detail))]),
            "output_format": "text",
            "visibility": "visible",
        }
        for lab in result.labs
        for check in lab.checks
    ]
    problems = [result.problem, *(f"{lab.lab}: {lab.problem}" for lab in result.labs if lab.problem)]
    return {
        "score": result.earned,
        "execution_time": round(result.seconds),
        "output": printable("; ".join(filter(None, problems)), 1_000),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def autograder_zip(key: bytes, detail: Detail, root: Path = LABS.parent) -> bytes:
    """A zip to upload as Gradescope's autograder: this checkout, the course key, and the two scripts it asks for."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes, mode: int = 0o644) -> None:
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, content)

        add("setup.sh", SETUP.encode(), 0o755)
        add("run_autograder", RUN.format(detail=detail).encode(), 0o755)
        add("course.key", key, 0o600)
        for path in sorted(root.rglob("*")):
            parts = path.relative_to(root).parts
            if (
                path.is_file()
                and not path.is_symlink()
                and not _LEFT_OUT & set(parts)
                and path.suffix not in _SUFFIXES_LEFT_OUT
            ):
                add("/".join(("project", *parts)), path.read_bytes(), path.stat().st_mode & 0o755)
    return memory.getvalue()


def as_text(content: dict[str, Any]) -> str:
    """The text of a results.json."""
    return json.dumps(content, ensure_ascii=False, indent=1)
