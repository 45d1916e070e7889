"""The command `lab`.

Exit codes: 0 done (all checks passed), 1 some checks failed, 2 wrong usage, 3 the machine lacks something,
130 interrupted.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labs.author.command import app as author_app
from labs.catalogue import LABS
from labs.instructor.commands import add_to as add_instructor_commands
from pipeline.cli import run_app

if TYPE_CHECKING:
    from labs.catalogue import Lab
    from labs.cli.workspace import Workspace

app = typer.Typer(
    name="lab",
    help="Graded exercises on the data work of pre-training. `lab` alone says where you are and what comes next.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(author_app, name="author")

LabArgument = Annotated[str | None, typer.Argument(metavar="[LAB]", help="Its number; default: the lab you are at.")]
NameArgument = Annotated[str | None, typer.Argument(metavar="[NAME]", help="An exercise; default: the next one.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Put out one JSON object instead of text.")]
SparkOption = Annotated[
    bool | None,
    typer.Option("--spark/--no-spark", help="Also run checks that need Spark (the default), or leave them out."),
]


@app.callback(invoke_without_command=True)
def where_am_i(
    context: typer.Context,
    root: Annotated[Path, typer.Option("--root", help="Checkout to work in.", hidden=True)] = LABS.parent,
    as_json: JsonOption = False,
) -> int:
    """Say where you are: points, time left, and the next exercise."""
    from labs.cli.workspace import Workspace

    context.obj = Workspace(root.resolve())
    if context.invoked_subcommand is not None:
        return 0
    from labs.cli import home

    return home.where_am_i(context.obj, as_json=as_json)


@app.command("list")
def list_exercises(context: typer.Context, lab: LabArgument = None, as_json: JsonOption = False) -> int:
    """List the exercises of all labs, or the exercises and checks of one, with their points."""
    from labs.cli import home

    workspace = _workspace(context)
    return home.list_exercises(workspace, None if lab is None else workspace.lab(lab), as_json=as_json)


@app.command()
def check(
    context: typer.Context,
    lab: LabArgument = None,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One exercise or one check.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every failing check, not the first of each.")] = False,
    spark: SparkOption = None,
    as_json: JsonOption = False,
) -> int:
    """Check your functions."""
    from labs.cli import home

    workspace = _workspace(context)
    chosen, name = _chosen(workspace, lab, name)
    return home.check(workspace, chosen, name, everything=everything, with_spark=spark is not False, as_json=as_json)


@app.command()
def watch(context: typer.Context, lab: LabArgument = None) -> int:
    """Check again whenever you save."""
    from labs.cli.watch import watch as watch_lab

    workspace = _workspace(context)
    return watch_lab(workspace, _chosen(workspace, lab, None)[0])


@app.command()
def hint(
    context: typer.Context, lab: LabArgument = None, name: NameArgument = None, as_json: JsonOption = False
) -> int:
    """Show the next hint for an exercise: the idea, the API, then an outline."""
    from labs.cli import guidance

    workspace = _workspace(context)
    chosen, name = _chosen(workspace, lab, name)
    return guidance.hint(workspace, chosen, name, as_json=as_json)


@app.command()
def solution(
    context: typer.Context,
    lab: LabArgument = None,
    name: NameArgument = None,
    give_up: Annotated[bool, typer.Option("--give-up", help="Show it before the checks pass; recorded.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Show the reference for an exercise that passes, and how yours differs."""
    from labs.cli import guidance

    workspace = _workspace(context)
    chosen, name = _chosen(workspace, lab, name)
    return guidance.solution(workspace, chosen, name, give_up=give_up, as_json=as_json)


@app.command()
def look(
    context: typer.Context,
    lab: LabArgument = None,
    dropped: Annotated[int, typer.Option("--dropped", min=0, help="How many dropped documents to show.")] = 5,
    kept: Annotated[int, typer.Option("--kept", min=0, help="How many kept documents to show.")] = 0,
    as_json: JsonOption = False,
) -> int:
    """Show documents that your functions drop or keep, with the reasons."""
    from labs.cli.look import look as look_at

    workspace = _workspace(context)
    return look_at(workspace, _chosen(workspace, lab, None)[0], dropped=dropped, kept=kept, as_json=as_json)


@app.command()
def label(
    context: typer.Context,
    lab: LabArgument = None,
    everything: Annotated[bool, typer.Option("--all", help="Print all documents to label, and ask nothing.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Look at documents and label them by hand."""
    from labs.cli.label import label as label_by_hand

    workspace = _workspace(context)
    return label_by_hand(workspace, _chosen(workspace, lab, None)[0], everything=everything, as_json=as_json)


@app.command("run")
def run_command(
    context: typer.Context,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the web to clean.")] = 1,
    pages: Annotated[int, typer.Option("--pages", min=50, help="About how many pages the web has.")] = 300,
    as_json: JsonOption = False,
) -> int:
    """Run the pipeline with your functions where their checks pass, beside the reference; in a release after lab 02."""
    from labs.cli.run_pipeline import run_pipeline

    return run_pipeline(_workspace(context), seed=seed, pages=pages, as_json=as_json)


@app.command()
def capstone(
    context: typer.Context,
    seed: Annotated[int | None, typer.Option("--seed", help="Seed of the web; default: drawn, and told.")] = None,
    pages: Annotated[int, typer.Option("--pages", min=60, help="About how many pages the web has.")] = 300,
    budget: Annotated[float, typer.Option("--budget", min=1, help="Seconds from the crawl to the corpus.")] = 600,
    only_board: Annotated[bool, typer.Option("--board", help="Only show the leaderboard.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Clean a fresh web with your functions against the clock; the score goes on a leaderboard."""
    from labs.cli.capstone import capstone as run_capstone

    return run_capstone(
        _workspace(context), seed=seed, pages=pages, budget_seconds=budget, as_json=as_json, only_board=only_board
    )


@app.command()
def debug(context: typer.Context, lab: LabArgument = None, name: NameArgument = None) -> int:
    """Step through the call that the first failing check makes, in Python's debugger."""
    from labs.cli.debug import debug as debug_exercise

    workspace = _workspace(context)
    chosen, name = _chosen(workspace, lab, name)
    return debug_exercise(workspace, chosen, name)


@app.command()
def submit(
    context: typer.Context,
    labs: Annotated[list[str] | None, typer.Argument(metavar="[LAB]...", help="Default: all you have begun.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the zip; default: submissions/.")] = None,
    spark: SparkOption = None,
    as_json: JsonOption = False,
) -> int:
    """Check everything once more from clean copies and pack it to hand in."""
    from labs.cli.submit import submit as submit_labs

    workspace = _workspace(context)
    chosen = [workspace.lab(name) for name in labs] if labs else workspace.labs()
    folder = workspace.root / "submissions" if out is None else out
    return submit_labs(workspace, chosen, out=folder, with_spark=spark is not False, as_json=as_json)


@app.command()
def doctor(context: typer.Context, spark: SparkOption = None, as_json: JsonOption = False) -> int:
    """Look whether this machine has what the labs need; names the fix."""
    from labs.cli.doctor import doctor as examine

    return examine(_workspace(context), with_spark=spark is not False, as_json=as_json)


@app.command()
def reset(
    context: typer.Context,
    lab: Annotated[str, typer.Argument(metavar="LAB", help="Its number.")],
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One exercise; default: the file.")] = None,
    as_json: JsonOption = False,
) -> int:
    """Put the untouched stubs back; `lab undo` brings your work back."""
    from labs.cli import backups

    workspace = _workspace(context)
    return backups.reset(workspace, workspace.lab(lab), name, as_json=as_json)


@app.command()
def undo(
    context: typer.Context,
    lab: Annotated[str, typer.Argument(metavar="LAB", help="Its number.")],
    to: Annotated[str | None, typer.Option("--to", help="A backup by its name; default: the newest.")] = None,
    show: Annotated[bool, typer.Option("--list", help="List the backups and do nothing.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Bring back the exercise file as it was before the last `lab reset` or `lab undo`."""
    from labs.cli import backups

    workspace = _workspace(context)
    if show:
        return backups.list_backups(workspace, workspace.lab(lab), as_json=as_json)
    return backups.undo(workspace, workspace.lab(lab), to, as_json=as_json)


add_instructor_commands(app)


def _workspace(context: typer.Context) -> Workspace:
    workspace: Workspace = context.obj
    return workspace


def _chosen(workspace: Workspace, lab: str | None, name: str | None) -> tuple[Lab, str | None]:
    """The lab that is meant, and the exercise or check in it; one word alone may be either."""
    from labs.cli.choice import choose

    return choose(workspace, lab, name)


def main(arguments: list[str] | None = None) -> None:
    """Entry point: runs the command and exits with its code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code. What stops it is one line on standard error, with ``--json`` too."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8 shows ? and goes on
    try:
        return run_app(app, arguments)
    except NotImplementedError as error:  # a release has stubs where the solutions were
        print(f"error: {error or 'something is not written yet'}; this needs it", file=sys.stderr)
        return 1
    except pickle.PicklingError as error:
        print(
            f"error: Spark cannot send one of your functions to its workers ({str(error).splitlines()[-1]}):"
            " make what cannot be copied at the top of exercise.py",
            file=sys.stderr,
        )
        return 1
    except (KeyboardInterrupt, typer.Abort):
        print("stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    main()
