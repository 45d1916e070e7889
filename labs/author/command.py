"""The commands `lab author …` of those who write labs."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(help="For those who write labs.", no_args_is_help=True)

LabsArgument = Annotated[list[str] | None, typer.Argument(metavar="[LAB]...", help="Default: all labs.")]


@app.command()
def check(
    context: typer.Context,
    labs: LabsArgument = None,
    spark: Annotated[bool, typer.Option("--spark/--no-spark", help="Also what needs Spark.")] = True,
    notes: Annotated[bool, typer.Option("--notes", help="Also what an author may want to know.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Put out one JSON object instead of text.")] = False,
) -> int:
    """Examine labs: the starter fails, the reference passes on five seeds, every mutant is caught, and more."""
    from labs.author.examine import Examiner
    from labs.author.report import print_report

    chosen = [context.obj.lab(name) for name in labs] if labs else context.obj.labs()
    found = []
    session = _Session() if spark and any(lab.file.spark for lab in chosen) else None
    started = time.monotonic()
    try:
        for lab in chosen:
            print(f"examining {lab.name} …", file=sys.stderr)
            found.append(Examiner(context.obj, lab, session if lab.file.spark else None, with_notes=notes).examine())
    finally:
        if session is not None:
            session.stop()
    if as_json:
        print(json.dumps([examination.as_dict() for examination in found], ensure_ascii=False))
    else:
        print_report(found, time.monotonic() - started, notes=notes)
    return 1 if any(examination.defects for examination in found) else 0


@app.command()
def key(path: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; never overwritten.")]) -> int:
    """Make a course key: who has it can make the worlds that a class is graded on."""
    from labs.instructor.key import new_key
    from pipeline.errors import ConfigError

    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(new_key())
    except FileExistsError:
        raise ConfigError(f"{path} is there already: grades that were given with it could not be explained") from None
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror}") from error
    print(path)
    return 0


@app.command("release")
def make_release(
    context: typer.Context,
    to: Annotated[Path, typer.Option("--to", help="A new folder for the trainees' tree.")],
) -> int:
    """Make the tree that trainees get: without solutions, looked through for leaks."""
    from labs.author.release import release

    made = release(context.obj.root, context.obj.labs(), to)
    print(f"{made.folder}: {made.files} files, {made.solutions} solutions taken out, no leak found")
    return 0


@app.command()
def points(context: typer.Context, labs: LabsArgument = None) -> int:
    """Write the table of points of each handout anew from its checks."""
    from labs.author.points import with_points
    from labs.cli.files import write_aside
    from labs.grading.declared import declared_checks

    for lab in [context.obj.lab(name) for name in labs] if labs else context.obj.labs():
        text = lab.handout.read_text(encoding="utf-8")
        write_aside(lab.handout, with_points(text, declared_checks(lab.checks_file)).encode())
    return 0


class _Session:
    """Starts the Spark session when it is first asked for, and stops it."""

    def __init__(self) -> None:
        self._session: Any = None

    def __call__(self) -> Any:
        if self._session is None:
            from pipeline.engine.session import start_session

            self._session = start_session("lab author check", settings={"spark.sql.shuffle.partitions": "4"})
        return self._session

    def stop(self) -> None:
        if self._session is not None:
            self._session.stop()
