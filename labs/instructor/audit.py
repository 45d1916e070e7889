"""`lab audit`: signs that a person should look at, and submissions that look alike, with a page for each pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from labs.catalogue import Lab
from labs.cli.files import sha256, write_aside
from labs.cli.starter import starter_text
from labs.cli.workspace import Workspace
from labs.instructor.grade import folder_of
from labs.instructor.pages import rendered
from labs.instructor.result import Result, Sign
from labs.instructor.similarity import Alike, find_alike

MIN_JACCARD: Final = 0.5
MAX_PAGES: Final = 200


@dataclass(frozen=True)
class Audit:
    """What a person should look at."""

    signs: list[tuple[str, Sign]]
    alike: list[tuple[Alike, Path]]
    """Pairs, each with the page that sets them side by side."""

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        return {
            "signs": [{"submission": name, **sign.model_dump()} for name, sign in self.signs],
            "alike": [
                {"lab": one.lab, "a": one.a, "b": one.b, "jaccard": round(one.jaccard, 4), "page": str(page)}
                for one, page in self.alike
            ],
        }


def audit(
    workspace: Workspace, grades: Path, results: Sequence[Result], labs: Sequence[Lab], min_jaccard: float = MIN_JACCARD
) -> Audit:
    """Collect the signs of ``results`` and compare their files in pairs; pages go to ``audit/`` below ``grades``."""
    signs = [(result.submission, sign) for result in results for sign in result.signs]
    found = []
    for lab in labs:
        sources = {
            result.submission: source
            for result in results
            if (source := _source(folder_of(grades, result.submission) / "files" / lab.name / "exercise.py"))
            is not None
        }
        for one in find_alike(lab.name, sources, starter_text(workspace, lab), min_jaccard)[:MAX_PAGES]:
            page = grades / "audit" / f"{lab.number}-{sha256(f'{one.a}/{one.b}'.encode())[:12]}.html"
            write_aside(page, side_by_side(one, sources[one.a], sources[one.b]).encode("utf-8", "replace"))
            found.append((one, page))
    return Audit(signs, found)


def side_by_side(one: Alike, a: str, b: str) -> str:
    """A self-contained page with both files; lines that hold something in common are marked."""
    sides = [
        (name, [(number, line, number in lines) for number, line in enumerate(source.splitlines(), start=1)])
        for name, source, lines in ((one.a, a, one.lines_a), (one.b, b, one.lines_b))
    ]
    return rendered("alike.html.j2", one=one, sides=sides)


def _source(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None
