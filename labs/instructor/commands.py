"""The instructor's commands: `lab grade`, and those that explain, export and audit what it came to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from labs.cli.workspace import Workspace

GradesArgument = Annotated[Path, typer.Argument(metavar="GRADES", help="The --out of `lab grade`.")]
KeyOption = Annotated[Path, typer.Option("--key", help="File with the course key; `lab author key FILE` makes one.")]
OnlyOption = Annotated[list[str] | None, typer.Option("--only", help="This lab only; may be given again.")]
JobsOption = Annotated[int, typer.Option("--jobs", min=1, max=256, help="Submissions graded at a time.")]
SandboxOption = Annotated[
    str | None, typer.Option("--sandbox", help="bwrap, userns, docker or process; default: the first that works.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Put out one JSON object instead of text.")]
DetailOption = Annotated[str, typer.Option("--detail", help="What a failure tells: full, actual-only or none.")]


def add_to(app: typer.Typer) -> None:
    """Add the instructor's commands to the command `lab`."""
    for command in (grade, explain, regrade, stats, audit, export):
        app.command(rich_help_panel="For instructors")(command)


def grade(
    context: typer.Context,
    submissions: Annotated[Path, typer.Argument(metavar="SUBMISSIONS", help="Folder with a folder or zip a trainee.")],
    key: KeyOption,
    out: Annotated[Path, typer.Option("--out", help="Folder for results, tables and pages; may be continued.")],
    jobs: JobsOption = 1,
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
        _print_json(summary.as_dict())
    else:
        summary.print(workspace)
    return 0


def explain(
    context: typer.Context,
    grades: GradesArgument,
    submission: Annotated[str, typer.Argument(metavar="ID", help="The submission, as in the tables.")],
    check: Annotated[str, typer.Argument(metavar="CHECK", help="A check, or 04/CHECK.")],
    key: KeyOption,
    as_json: JsonOption = False,
) -> int:
    """Say why a check came out as it did, and run it once more on the same world."""
    from labs.instructor.grade import code_digest
    from labs.instructor.key import CourseKey
    from labs.instructor.replay import replay
    from labs.instructor.screen import show_replay

    workspace: Workspace = context.obj
    found = replay(grades, submission, check, CourseKey.read(key), workspace.labs(), code_digest())
    if as_json:
        _print_json(found.as_dict())
    else:
        show_replay(found)
    return 0 if found.agrees else 1


def regrade(
    context: typer.Context,
    grades: GradesArgument,
    key: KeyOption,
    why: Annotated[bool, typer.Option("--why", help="Also show which checks change a score.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Put the new results in the place of the old ones.")] = False,
    jobs: JobsOption = 1,
    sandbox: SandboxOption = None,
    only: OnlyOption = None,
    as_json: JsonOption = False,
) -> int:
    """Grade a class anew from the files it kept, and show whose score changes."""
    from labs.instructor.class_run import course_of, progress
    from labs.instructor.regrade import regrade as grade_anew
    from labs.instructor.result import read_results
    from labs.instructor.screen import show_changes

    workspace: Workspace = context.obj
    old = read_results(grades)
    graded = sorted({lab.lab for result in old for lab in result.labs})
    labs = [workspace.lab(name) for name in only or graded]
    course = course_of(key, labs, asked=bool(only), sandbox=sandbox, quiet=as_json)
    told = progress(len(old), quiet=as_json)
    changes = grade_anew(grades, old, course, jobs=jobs, apply=apply, told=told)
    if as_json:
        _print_json({"submissions": len(old), "changes": [change.as_dict() for change in changes]})
    else:
        show_changes(changes, len(old), why=why)
    return 0


def stats(grades: GradesArgument, as_json: JsonOption = False) -> int:
    """Figures of each check over the class: pass rate, what it tells apart, time, hints."""
    from labs.instructor.result import read_results
    from labs.instructor.screen import show_stats
    from labs.instructor.stats import check_stats

    found = check_stats(read_results(grades))
    if as_json:
        _print_json([one.as_dict() for one in found])
    else:
        show_stats(found)
    return 0


def audit(
    context: typer.Context,
    grades: GradesArgument,
    min_jaccard: Annotated[
        float, typer.Option("--min", min=0.1, max=1, help="Similarity from which a pair shows.")
    ] = 0.5,
    as_json: JsonOption = False,
) -> int:
    """What a person should look at: unusual code, and submissions that look alike. Never a verdict."""
    from labs.instructor.audit import audit as look_through
    from labs.instructor.result import read_results
    from labs.instructor.screen import show_audit

    workspace: Workspace = context.obj
    found = look_through(workspace, grades, read_results(grades), workspace.labs(), min_jaccard)
    if as_json:
        _print_json(found.as_dict())
    else:
        show_audit(workspace, found)
    return 0


def export(
    grades: GradesArgument,
    detail: DetailOption = "full",
    feedback: Annotated[Path | None, typer.Option("--feedback", help="Folder for a page a trainee.")] = None,
    gradescope: Annotated[Path | None, typer.Option("--gradescope", help="Folder for a results.json each.")] = None,
    autograder: Annotated[Path | None, typer.Option("--autograder", help="Write Gradescope's autograder zip.")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="The course key, for --autograder.")] = None,
    junit: Annotated[Path | None, typer.Option("--junit", help="Folder for a JUnit file each.")] = None,
    summary: Annotated[
        Path | None, typer.Option("--summary", help="Add to this file of GitHub's step summary.")
    ] = None,
    canvas: Annotated[Path | None, typer.Option("--canvas", help="Grade book from Canvas, to be filled.")] = None,
    column: Annotated[str, typer.Option("--column", help="The assignment's name in the grade book.")] = "",
    times: Annotated[
        Path | None, typer.Option("--times", help="CSV: submission,submitted,due,extension_hours.")
    ] = None,
    late_a_day: Annotated[float, typer.Option("--late", min=0, max=1, help="Fraction lost a day late.")] = 0.1,
    grace: Annotated[float, typer.Option("--grace", min=0, help="Minutes late that cost nothing.")] = 0.0,
    as_json: JsonOption = False,
) -> int:
    """Write the tables, pages and files that trainees and other systems read."""
    from labs.instructor.detail import DETAILS
    from labs.instructor.export import Wanted
    from labs.instructor.export import export as write
    from labs.instructor.lateness import LatePolicy, read_times
    from labs.instructor.result import read_results
    from pipeline.errors import ConfigError

    chosen = next((name for name in DETAILS if name == detail), None)
    if chosen is None:
        raise ConfigError(f"--detail {detail}: there are {', '.join(DETAILS)}")
    if canvas is not None and not column:
        raise ConfigError("--canvas also needs --column, the assignment's name")
    wanted = Wanted(
        detail=chosen,
        feedback=feedback,
        gradescope=gradescope,
        junit=junit,
        summary=summary,
        canvas=canvas,
        canvas_column=column,
        times={} if times is None else read_times(times),
        policy=LatePolicy(grace_minutes=grace, fraction_a_day=late_a_day),
    )
    written, unknown = write(read_results(grades), grades, wanted)
    if autograder is not None:
        from labs.cli.files import write_aside
        from labs.instructor.exports.gradescope import autograder_zip
        from labs.instructor.key import CourseKey

        if key is None:
            raise ConfigError("--autograder also needs --key: each submission is graded on a world of its own")
        write_aside(autograder, autograder_zip(CourseKey.read(key).secret, chosen))
        written.append(autograder)
    if as_json:
        _print_json({"written": [str(path) for path in written], "not_in_canvas": unknown})
        return 0
    for path in written[:20]:
        print(path)
    if len(written) > 20:
        print(f"… and {len(written) - 20} more")
    if unknown:
        print(f"not in the grade book: {', '.join(unknown)}")
    return 0


def _print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False))
