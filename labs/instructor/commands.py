"""The instructor's commands, `lab grade` and those that explain what it came to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from labs.cli.workspace import Workspace

KeyOption = Annotated[Path, typer.Option("--key", help="File with the course key; `lab author key FILE` makes one.")]
OnlyOption = Annotated[list[str] | None, typer.Option("--only", help="Grade this lab only; may be given again.")]
SandboxOption = Annotated[
    str | None, typer.Option("--sandbox", help="bwrap, docker or process; default: the best that works here.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Put out one JSON object instead of text.")]


def add_to(app: typer.Typer) -> None:
    """Add the instructor's commands to the command `lab`."""
    app.command()(grade)


def grade(
    context: typer.Context,
    submissions: Annotated[Path, typer.Argument(metavar="SUBMISSIONS", help="Folder with a folder or zip a trainee.")],
    key: KeyOption,
    out: Annotated[Path, typer.Option("--out", help="Folder for results, tables and pages; may be continued.")],
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=256, help="Submissions graded at a time.")] = 1,
    sandbox: SandboxOption = None,
    only: OnlyOption = None,
    as_json: JsonOption = False,
) -> int:
    """Grade a class unattended: each submission in a sandbox, on a world of its own."""
    from labs.instructor.class_run import run_class

    workspace: Workspace = context.obj
    labs = [workspace.lab(name) for name in only] if only else workspace.labs()
    summary = run_class(
        workspace, submissions, key, out, labs=labs, asked=bool(only), jobs=jobs, sandbox=sandbox, quiet=as_json
    )
    if as_json:
        print(json.dumps(summary.as_dict(), ensure_ascii=False))
    else:
        summary.print(workspace)
    return 0
