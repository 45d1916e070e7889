"""What can be wrong with a lab, and the examination that finds it.

The starter must fail every check, the reference must get full marks on several seeds, every wrong solution must be
caught by the check that is named for it, and every check must be needed by a wrong solution.
"""

from __future__ import annotations

import contextlib
import inspect
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from labs.author.points import with_points, without_points
from labs.author.sheet_defects import sheet_defects
from labs.author.shell import check_reference_from_shell
from labs.author.wrong_labels import CHECKS, FOLLOW, true_table, wrong_tables
from labs.catalogue import LABELS, Lab
from labs.cli.source import ExerciseSource, is_stub
from labs.cli.starter import starter_text
from labs.cli.workspace import Workspace
from labs.grading.declared import DeclaredCheck, declared_checks, with_needs
from labs.grading.mutant import Mutant, load_mutants
from labs.grading.plugin import Verdict
from labs.grading.run import InProcessSubmission, run_checks
from labs.grading.sheet import Document, read_sheet
from labs.grading.submission import Submission
from labs.grading.worker import load
from pipeline.errors import PipelineError

SEEDS: Final = (1, 2, 3, 5, 8)
LAB_POINTS: Final = 100.0
MIN_MUTANTS: Final = 5
MAX_SECONDS: Final = 2.0
"""Processor time of `lab check` with the reference as the exercise file, without Spark, all processes together, on the
machine of `labs.author.shell.YARDSTICK_SECONDS`."""

REPEATS: Final = 4
"""How often a lab that was slower may try again."""

StartSpark = Callable[[], Any]


@dataclass
class Examination:
    """What examining one lab has found."""

    lab: str
    defects: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What an author may want to know and need not mend."""
    checks: int = 0
    mutants: int = 0
    killed: int = 0
    points: float = 0.0
    seconds: float = 0.0
    """Processor time of `lab check` without Spark."""

    def as_dict(self) -> dict[str, Any]:
        return {**vars(self), "sound": not self.defects}


class Examiner:
    """Examines one lab. Checks that need Spark are left out unless ``spark`` starts a session.

    ``with_notes`` also finds what is no defect and an author may want to know; it takes longer.
    """

    def __init__(
        self, workspace: Workspace, lab: Lab, spark: StartSpark | None = None, *, with_notes: bool = True
    ) -> None:
        self._workspace = workspace
        self._lab = lab
        self._spark = spark
        self._with_notes = with_notes
        self._found = Examination(lab.name)

    def examine(self) -> Examination:
        """Run everything. A lab that cannot even be read has that as its only defect."""
        try:
            self._files()
            if not self._found.defects:
                self._starter()
                self._reference()
                self._reference_from_shell()
                self._mutants()
                self._wrong_labels()
        except PipelineError as error:
            self._found.defects.append(str(error))
        return self._found

    @cached_property
    def _declared(self) -> list[DeclaredCheck]:
        return declared_checks(self._lab.checks_file)

    @cached_property
    def _references(self) -> dict[str, Callable[..., Any]]:
        return {exercise.name: exercise.reference_function() for exercise in self._lab.file.exercise}

    @cached_property
    def _sheet(self) -> list[Document]:
        """What is to be labelled by hand; nothing in most labs."""
        return [] if self._lab.file.labels is None else read_sheet(self._lab)

    @cached_property
    def _true_labels(self) -> bytes | None:
        return true_table(self._sheet) if self._sheet else None

    def _files(self) -> None:
        """lab.toml, exercise.py, README.md and the file of checks agree."""
        lab, names = self._lab, [exercise.name for exercise in self._lab.file.exercise]
        for path in (lab.exercise_file, lab.handout, lab.checks_file, lab.mutants_file):
            if not path.is_file():
                self._defect(f"{self._workspace.shown(path)} is missing")
        if self._found.defects:
            return
        self._found.checks = len(self._declared)
        self._found.points = sum(check.points for check in self._declared)
        if self._found.points != LAB_POINTS:
            self._defect(f"the checks are worth {self._found.points:g} points together, not {LAB_POINTS:g}")
        self._each("exercises without a check: {}", set(names) - {check.exercise for check in self._declared})
        known = names if lab.file.labels is None else [*names, LABELS]
        self._each("checks of no exercise: {}", (c.name for c in self._declared if c.exercise not in known))
        self._each("checks called like an exercise: {}", {c.name for c in self._declared} & {*names, LABELS})
        self._each(
            "checks without a docstring that tells what they check: {}",
            (c.name for c in self._declared if not c.title),
        )
        self._each("checks worth nothing: {}", (check.name for check in self._declared if check.points <= 0))
        self._needs()
        handout = lab.handout.read_text(encoding="utf-8")
        self._each("not mentioned in README.md: {}", (name for name in names if name not in without_points(handout)))
        if handout != with_points(handout, self._declared):
            self._defect(f"the table of points in README.md is out of date: `lab author points {lab.number}`")
        self._each("exercises with an empty hint: {}", (
            exercise.name for exercise in lab.file.exercise if not all(text.strip() for text in exercise.hints)
        ))  # fmt: skip
        if any(check.spark for check in self._declared) != lab.file.spark:
            self._defect("lab.toml must say spark = true exactly when a check is marked with pytest.mark.spark")
        self._stubs()
        if (labels := lab.file.labels) is not None:
            for words in sheet_defects(lab, labels, self._sheet, self._declared, without_points(handout)):
                self._defect(words)

    def _needs(self) -> None:
        seen: set[str] = set()
        for check in self._declared:
            for needed in check.needs:
                if needed not in seen:
                    self._defect(f"check {check.name} needs {needed}, which no check above it is called")
            seen.add(check.name)

    def _stubs(self) -> None:
        """Every exercise has a stub with a docstring that can be called as the reference is."""
        source = ExerciseSource(starter_text(self._workspace, self._lab))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "exercise.py")
            path.write_text(source.text, encoding="utf-8")
            stubs = load(path, f"starter_{self._lab.number}")
        for name, reference in self._references.items():
            if not is_stub(source.functions[name]) or not inspect.getdoc(getattr(stubs, name)):
                self._defect(f"the stub of {name} must be a docstring and raise NotImplementedError")
            if problem := signature_problem(getattr(stubs, name), reference):
                self._defect(f"the stub of {name} {problem}")

    def _wrong_labels(self) -> None:
        """Every wrong table of labels is caught by its check; one that nobody has read documents for earns nothing."""
        if self._lab.file.labels is None:
            return
        for table in wrong_tables(self._sheet, list(self._lab.file.labels.meanings)):
            self._found.mutants += 1
            verdicts = self._run(self._in_process({}), labels=table.content, only=[LABELS])
            lost = {verdict.check for verdict in verdicts if verdict.outcome not in ("pass", "error")}
            if table.killed_by in lost:
                self._found.killed += 1
            else:
                self._defect(f"labels, {table.name}: not caught by {table.killed_by}")
            if table.killed_by == FOLLOW and (earned := sum(verdict.earned for verdict in verdicts)):
                self._defect(f"labels, {table.name}: earn {earned:g} points")

    def _starter(self) -> None:
        """The starter fails every check, through the worker."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "exercise.py")
            path.write_text(starter_text(self._workspace, self._lab), encoding="utf-8")
            with Submission(path, f"starter_{self._lab.number}") as submission:
                verdicts = run_checks(self._lab, submission=submission, with_spark=False)
            if on_spark := [check.name for check in self._declared if check.spark and self._spark is not None]:
                # A worker would start a Spark of its own to learn that a stub is a stub.
                stubs = vars(load(path, f"starter_{self._lab.number}"))
                functions = {name: stubs[name] for name in self._references}
                verdicts += self._run(self._in_process(functions), only=on_spark)
        self._complete(verdicts)
        for verdict in verdicts:
            if verdict.outcome == "pass" or verdict.earned:
                self._defect(f"check {verdict.check} gives {verdict.earned:g} points to the starter")
            elif verdict.outcome == "error":
                self._defect(f"check {verdict.check} is broken on the starter: {verdict.message}")

    def _reference(self) -> None:
        """The reference gets full marks on every seed."""
        seeds: dict[str, list[str]] = {}
        for seed in SEEDS:
            for verdict in self._run(self._in_process(self._references), seed=seed, labels=self._true_labels):
                if verdict.outcome != "pass":
                    said = verdict.message
                    if verdict.expected is not None:
                        said = f"given {verdict.given} expected {verdict.expected} actual {verdict.actual}"
                    seeds.setdefault(f"check {verdict.check} does not pass with the reference: {said}", []).append(
                        str(seed)
                    )
        for words, failed in seeds.items():
            self._defect(f"{words} (seed {', '.join(failed)})")

    def _reference_from_shell(self) -> None:
        """`lab check` passes with the reference as the exercise file, within the time that a trainee waits."""
        ran = check_reference_from_shell(self._lab, self._true_labels)
        for _ in range(REPEATS):
            if ran.seconds > MAX_SECONDS:  # other work on the machine makes processor time longer too
                ran = min(ran, check_reference_from_shell(self._lab, self._true_labels), key=lambda run: run.seconds)
        command = f"`lab check {self._lab.number} --no-spark` with the reference"
        self._found.seconds = ran.seconds
        if ran.failure:
            self._defect(f"{command} ends with {ran.failure}")
        for verdict in ran.verdicts:
            if verdict["outcome"] != "pass":
                self._defect(f"check {verdict['check']} does not pass in {command}: {verdict['message']}")
        if ran.seconds > MAX_SECONDS:
            slowest = sorted(ran.verdicts, key=lambda verdict: -float(verdict["seconds"]))[:3]
            told = ", ".join(f"{verdict['check']} {verdict['seconds']:g} s" for verdict in slowest)
            self._defect(f"{command} takes {ran.seconds:g} s, more than {MAX_SECONDS:g} s: {told}")

    def _mutants(self) -> None:
        """Every wrong solution is caught by its check, and every check is named by one."""
        mutants = load_mutants(self._lab.mutants_file)
        if self._spark is not None:
            _let_spark_send(mutants)
        self._found.mutants = len(mutants)
        checks = {check.name: check for check in self._declared}
        for name in self._references:
            if (count := sum(mutant.exercise == name for mutant in mutants)) < MIN_MUTANTS:
                self._defect(f"exercise {name} has {count} mutants, fewer than {MIN_MUTANTS}")
        self._each(
            "checks needed by no mutant: {}", checks.keys() - {*(mutant.killed_by for mutant in mutants), *CHECKS}
        )
        only_killers: set[str] = set()
        for mutant in mutants:
            if mutant.exercise not in self._references or mutant.killed_by not in checks:
                self._defect(f"mutant {mutant.name} names an exercise or a check that is not there")
            elif self._spark is None and checks[mutant.killed_by].spark:
                self._found.notes.append(f"mutant {mutant.name} was not tried: its check needs Spark")
            else:
                only_killers |= self._try(mutant)
        if self._with_notes and (never := sorted(checks.keys() - only_killers)):
            self._found.notes.append(f"checks that are never the only one to catch a mutant: {', '.join(never)}")

    def _try(self, mutant: Mutant) -> set[str]:
        """Run checks on one mutant; returns the check that caught it when it was only one.

        Without notes only the check that must catch it runs, with those that it needs: another one that catches it too
        is no defect, and a thousand mutants take their time.
        """
        submission = self._in_process({**self._references, mutant.exercise: mutant.function})
        only = [mutant.exercise, mutant.killed_by] if self._with_notes else with_needs(self._declared, mutant.killed_by)
        verdicts = self._run(submission, only=only)
        killers = {verdict.check for verdict in verdicts if verdict.outcome not in ("pass", "skip", "error")}
        for verdict in verdicts:
            if verdict.outcome == "error":
                self._defect(f"check {verdict.check} is broken on mutant {mutant.name}: {verdict.message}")
            elif verdict.check == mutant.killed_by and " raised " in verdict.message:
                self._found.notes.append(f"mutant {mutant.name} does not answer wrong but fails: {verdict.message}")
        if mutant.killed_by in killers:
            self._found.killed += 1
            others = sorted(killers - {mutant.killed_by})
            if others:
                self._found.notes.append(f"mutant {mutant.name} is caught also by {', '.join(others)}")
        else:
            caught = f"only by {', '.join(sorted(killers))}" if killers else "by no check"
            self._defect(f"mutant {mutant.name} is not caught by {mutant.killed_by} but {caught}")
        return killers if len(killers) == 1 else set()

    def _run(
        self, submission: Any, *, labels: bytes | None = None, seed: int = SEEDS[0], only: Sequence[str] = ()
    ) -> list[Verdict]:
        with _file_of(labels) as path:
            return run_checks(
                self._lab,
                submission=submission,
                labels=path,
                seed=seed,
                only=only,
                with_spark=self._spark is not None,
            )

    def _in_process(self, functions: Mapping[str, Callable[..., Any]]) -> InProcessSubmission:
        return InProcessSubmission(functions, self._spark)

    def _complete(self, verdicts: Sequence[Verdict]) -> None:
        """What was declared is what ran."""
        declared = {check.name for check in self._declared if self._spark is not None or not check.spark}
        ran = {verdict.check for verdict in verdicts}
        self._each("checks that are declared and do not run: {}", declared - ran)
        self._each("checks that run and are not declared as a plain function of their own: {}", ran - declared)

    def _defect(self, words: str) -> None:
        self._found.defects.append(words)

    def _each(self, words: str, names: Iterable[str]) -> None:
        if found := sorted(names):
            self._defect(words.format(", ".join(found)))


@contextlib.contextmanager
def _file_of(content: bytes | None) -> Iterator[Path | None]:
    """A file with this content, as long as the block lasts."""
    if content is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "labels.csv")
        path.write_bytes(content)
        yield path


def signature_problem(stub: Callable[..., Any], reference: Callable[..., Any]) -> str:
    """How calls of ``stub`` would not suit ``reference``; empty when they do.

    The reference may have more parameters, when these have defaults.
    """
    of_stub = list(inspect.signature(stub).parameters.values())
    of_reference = list(inspect.signature(reference).parameters.values())
    for mine, other in zip(of_stub, of_reference, strict=False):
        if mine.name != other.name or mine.kind != other.kind:
            return f"has the parameter {mine} where the reference has {other}"
        if (mine.default is mine.empty) != (other.default is other.empty):
            return f"and the reference do not agree whether {mine.name} has a default"
    if len(of_stub) > len(of_reference):
        return f"has the parameter {of_stub[len(of_reference)].name}, which the reference lacks"
    for other in of_reference[len(of_stub) :]:
        if other.default is other.empty and other.kind not in (other.VAR_POSITIONAL, other.VAR_KEYWORD):
            return f"lacks the parameter {other.name} of the reference"
    return ""


def _let_spark_send(mutants: Sequence[Mutant]) -> None:
    """Spark's workers cannot import a file of mutants by its name, so its functions travel with their code."""
    from pyspark import cloudpickle

    for name in {mutant.function.__module__ for mutant in mutants}:
        cloudpickle.register_pickle_by_value(sys.modules[name])
