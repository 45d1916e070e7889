"""In a release: what the pipeline calls where a solution was taken out. Nothing else uses it.

`lab author release` puts `yours` over the stub of each solution, and `instead` over what cannot run any more because
functions that it needs show a solution. The command, the notebooks and Spark's workers then call what the trainee has
written, wherever the pipeline wants it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import xxhash

from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from types import ModuleType

    from pipeline.rule import Broken, Measures
    from pipeline.rules.kernels import Kernel
    from pipeline.rules.settings import RulesSettings

Function = TypeVar("Function", bound=Callable[..., Any])
LABS: Final = Path(__file__).resolve().parent
STORED_VALUES: Final = LABS / "08_domain" / "rule_values.json"
"""Values of the rules for the pages of lab 08, written by `labs.author.stored_values`."""
MARK: Final = "stands_for"
"""Attribute of a stub that calls the trainee's function."""
REPETITION_SIZES: Final = (2, 3, 4)
"""Of the n-grams that Gopher limits the most frequent of."""


class NotWritten(PipelineError, NotImplementedError):
    """Something needs an exercise that is still a stub."""


def yours(lab: str, name: str) -> Callable[[Function], Function]:
    """Makes a stub call the function ``name`` in the exercise file of ``lab``, in whatever process it is called.

    Raises `NotWritten` when the trainee has only the stub as well.
    """

    def over(stub: Function) -> Function:
        @functools.wraps(stub)
        def call(*arguments: Any, **named: Any) -> Any:
            path = LABS / lab / "exercise.py"
            module = _written(path, path.stat().st_mtime_ns, name)
            if module is None:
                raise NotWritten(
                    f"lab {lab[:2]}: {name} is yours to write, and this needs it; go on with `lab check {lab[:2]}`"
                )
            return getattr(module, name)(*arguments, **named)

        setattr(call, MARK, f"lab {lab[:2]}: {name}")
        return call  # type: ignore[return-value]

    return over


def instead(other: Callable[..., Any]) -> Callable[[Function], Function]:
    """Makes a stub call ``other``."""

    def over(stub: Function) -> Function:
        return functools.wraps(stub)(lambda *arguments, **named: other(*arguments, **named))  # type: ignore[return-value]

    return over


def is_left_out(function: Callable[..., Any]) -> bool:
    """Whether ``function`` was taken out, and is now the trainee's to write."""
    return hasattr(function, MARK)


@functools.cache
def _written(path: Path, changed: int, name: str) -> ModuleType | None:
    """The exercise file with the function ``name``, or None when that is a stub."""
    from labs.cli.source import ExerciseSource

    return _module(path, changed) if ExerciseSource.read(path).is_written(name) else None


@functools.cache
def _module(path: Path, changed: int) -> ModuleType:
    """The exercise file as it was when it was last changed."""
    from labs.grading.worker import load

    try:
        return load(path, f"stand_in_{path.parent.name[:2]}")
    except (Exception, SystemExit) as error:
        raise PipelineError(f"{path} cannot be imported: {type(error).__name__}: {error}") from error


def multiset_f1(found: list[str], wanted: list[str]) -> float:
    """`pipeline.extract.evaluate.multiset_f1` by the trainee's `token_f1`: words that it splits count in pieces."""
    from pipeline.extract.evaluate import token_f1

    return token_f1(" ".join(found), " ".join(wanted))


def rule_values(text: str, language: str, settings: RulesSettings) -> dict[str, float]:
    """`pipeline.rules.survey.rule_values` for the pages that lab 08 looks at, from a table that comes with the release.

    Raises `PipelineError` for another text, and for other settings than those that ship.
    """
    from pipeline.rules.settings import RulesSettings

    stored = _stored_values().get(key_of(text, language)) if settings == RulesSettings() else None
    if stored is None:
        raise PipelineError("a release has the values of rules only for the pages that lab 08 shows")
    return stored


def key_of(text: str, language: str) -> str:
    """The name of a text in the table of stored values."""
    return xxhash.xxh3_64_hexdigest(f"{language} {text}".encode())


@functools.cache
def _stored_values() -> dict[str, dict[str, float]]:
    table = json.loads(STORED_VALUES.read_text(encoding="utf-8"))
    return {
        key: {rule: value for rule, value in zip(table["rules"], values, strict=True) if value is not None}
        for key, values in table["values"].items()
    }


class Unmeasured(dict[str, float | None]):
    """Values that nobody has measured: None for a table, an error for who asks for one."""

    def __getitem__(self, name: str) -> float | None:
        raise PipelineError(f"a release finds out which rules a text breaks, but not the value of {name}")


def judge(
    text: str, language: str | None, domain: str | None, settings: RulesSettings, kernel: Kernel | None = None
) -> tuple[str, dict[str, Measures], list[Broken]]:
    """`pipeline.rules.stage.judge` by the four functions that lab 04 asks for: a release has no others.

    They name the rules of Gopher's quality set, C4 and FineWeb that a text breaks, without values, by the limits that
    ship for its language. A rule that has another limit here, by the domain of the text or by the configuration, is
    left aside, and so are RefinedWeb's rules and repeated n-grams of five words and more. Raises `PipelineError` when
    C4's lines shall not be cut, because `cut_and_judge` cuts them always.
    """
    from pipeline.rule import Broken
    from pipeline.rules.gopher_quality import GopherQuality
    from pipeline.rules.gopher_repetition import (
        GopherRepetition,
        duplicate_line_fraction,
        top_ngram_character_fraction,
    )
    from pipeline.rules.kernels import reference
    from pipeline.rules.stage import RULE_SETS
    from pipeline.rules.verdicts import as_shipped, broken_gopher_quality_rules, cut_and_judge
    from pipeline.words import View

    choose, rules = kernel or reference, settings.for_document(language, domain)
    if not rules.c4_lines.enabled:
        raise PipelineError("this release judges by `cut_and_judge` of lab 04, which cuts lines: leave c4_lines on")
    left, of_pages = cut_and_judge(text, language or "")
    view = View(left, language)
    values: dict[str, float | None] = dict.fromkeys(GopherRepetition.measures())
    values["duplicate_line_fraction"] = float(choose(duplicate_line_fraction)(view.lines))
    for n in REPETITION_SIZES:
        values[f"top_{n}_gram_character_fraction"] = float(choose(top_ngram_character_fraction)(view.words, n))
    measured: dict[str, Measures] = {kind.rule_set: Unmeasured.fromkeys(kind.measures()) for kind in RULE_SETS}
    measured[GopherRepetition.rule_set] = values
    of_prose = broken_gopher_quality_rules(left, language or "")
    broken: list[Broken] = []
    for kind in RULE_SETS:
        here = getattr(rules, kind.rule_set)
        if kind is GopherRepetition:
            broken += here.decide(values)
        elif here.enabled:
            named = of_prose if kind is GopherQuality else of_pages
            shipped = getattr(as_shipped(language), kind.rule_set)
            broken += [
                Broken(rule.full_name, None, rule.limit)
                for rule in here.rules()
                if rule.name in named and rule.limit is not None and rule.limit == getattr(shipped, rule.name)
            ]
    return left, measured, broken
