"""Checks a trainee's exercise file and remembers what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from labs.catalogue import LABELS, LOCAL_SEED, Lab
from labs.cli.choice import unknown
from labs.cli.progress import code_of, has_labels
from labs.cli.show import checks
from labs.cli.source import ExerciseSource, SyntaxProblem
from labs.cli.state import CheckState
from labs.cli.workspace import Workspace
from labs.grading.declared import declared_checks

if TYPE_CHECKING:
    from labs.grading.plugin import Verdict

MAX_OUTPUT_LINES = 20
MAX_LINE_CHARACTERS = 200


@dataclass(frozen=True)
class CheckResult:
    """What checking came to."""

    lab: Lab
    verdicts: list[Verdict]
    problem: SyntaxProblem | None = None
    """Why the file could not be read; then there are no verdicts."""
    output: str = ""
    """The end of what the trainee's code has printed."""
    not_written: tuple[str, ...] = ()
    """Exercises that are still stubs, and the labels when there are none."""
    skipped_spark: int = 0
    """How many checks that need Spark were left out."""

    @property
    def passed(self) -> bool:
        """Whether everything that was asked for passes; checks that need Spark may have been left out on request."""
        good = all(verdict.outcome == "pass" for verdict in self.verdicts)
        return good and self.problem is None and not self.not_written

    @property
    def exit_code(self) -> int:
        return 0 if self.passed else 1

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        return {
            "lab": self.lab.name,
            "passed": self.passed,
            "earned": sum(verdict.earned for verdict in self.verdicts),
            "points": sum(verdict.points for verdict in self.verdicts),
            "not_written": list(self.not_written),
            "skipped_spark": self.skipped_spark,
            "syntax_error": None if self.problem is None else vars(self.problem),
            "output": self.output,
            "verdicts": [verdict.as_dict() for verdict in self.verdicts],
        }


def check_lab(
    workspace: Workspace,
    lab: Lab,
    *,
    only: Sequence[str] = (),
    with_spark: bool = True,
    say: Callable[[str], None] = lambda words: None,
) -> CheckResult:
    """Run the checks of ``lab``, or those whose exercise or name is in ``only``, and remember the verdicts.

    ``say`` is told what takes long. Raises `ConfigError` when the exercise file is missing, or ``only`` names
    what is not there.
    """
    declared = declared_checks(lab.checks_file)
    known = [name for check in declared for name in (check.exercise, check.name)]
    for name in only:
        if name not in known:
            raise unknown(lab, name, known)
    wanted = [check for check in declared if not only or {check.name, check.exercise} & set(only)]
    source = ExerciseSource.read(lab.exercise_file)
    if source.problem is not None and any(check.exercise != LABELS for check in wanted):
        return CheckResult(lab, [], problem=source.problem)

    def begun(name: str) -> bool:
        return has_labels(lab) if name == LABELS else source.is_written(name)

    not_written = tuple(dict.fromkeys(check.exercise for check in wanted if not begun(check.exercise)))
    codes = {name: code_of(lab, declared, source, name) for name in {check.exercise for check in wanted}}
    on_spark = sum(check.spark and source.is_written(check.exercise) for check in wanted)
    skipped = 0 if with_spark else on_spark
    with_spark = with_spark and on_spark > 0  # no stub is worth the time that Spark takes to start
    if with_spark:
        say(f"starting Spark for {checks(on_spark)} (`--no-spark` leaves them out) …")

    from labs.grading.run import run_checks
    from labs.grading.submission import Submission

    with Submission(lab.exercise_file, f"submission_{lab.number}") as submission:
        verdicts = run_checks(
            lab,
            submission=submission,
            labels=lab.labels_file,
            seed=LOCAL_SEED,
            only=only,
            with_spark=with_spark,
        )
        # Spark's own messages would hide what the trainee has printed.
        output = "" if with_spark else submission.output()
    _remember(workspace, lab, codes, verdicts)
    return CheckResult(lab, verdicts, output=_end_of(output), not_written=not_written, skipped_spark=skipped)


def _remember(workspace: Workspace, lab: Lab, codes: Mapping[str, str], verdicts: Sequence[Verdict]) -> None:
    with workspace.state.change() as state:
        record = state.change_lab(lab.name)
        for verdict in verdicts:
            record.checks[verdict.check] = CheckState(
                outcome=verdict.outcome, points=verdict.points, earned=verdict.earned, code=codes[verdict.exercise]
            )


def _end_of(output: str) -> str:
    lines = output.splitlines()
    shown = [line if len(line) <= MAX_LINE_CHARACTERS else f"{line[:MAX_LINE_CHARACTERS]} …" for line in lines]
    more = [f"… {len(lines) - MAX_OUTPUT_LINES:,} lines above"] if len(lines) > MAX_OUTPUT_LINES else []
    return "\n".join([*more, *shown[-MAX_OUTPUT_LINES:]])
