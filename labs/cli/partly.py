"""A release has no solutions: which stages of the pipeline a trainee's own functions can run, and what they lack.

There is no second funnel beside theirs then. The planted truth of the seeded web says how good the run was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from labs.cli import web
from labs.cli.workspace import Workspace
from labs.stand_in import is_left_out
from labs.world.archive import write_warcs
from pipeline import schema
from pipeline.engine.balance import balance_books
from pipeline.engine.stage import Stage
from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from pipeline.config import PipelineConfig

NEEDED: Final[Mapping[str, Sequence[str]]] = {
    "extract": ("02 decode_body", "02 decode_html", "02 extract_html", "02 extract_within"),
    "urls": ("01 canonicalise", "03 read_domain_list", "03 match_url"),
    "language": ("03 identify_languages", "03 passages", "03 language_verdict"),
    "domain": ("08 formulas", "08 characteristic_words", "08 domain_of_host"),
    "rules": (
        "04 duplicate_line_fraction",
        "04 top_ngram_character_fraction",
        "04 broken_gopher_quality_rules",
        "04 cut_and_judge",
    ),
    "exact": ("05 document_hash", "05 best_of_equals", "05 line_hashes", "05 repeated_lines", "05 remove_lines"),
    "near": ("06 shingles", "06 signature", "06 candidate_pairs", "06 union_find", "06 choose_survivors"),
    "pii": ("04 mask",),
    "quality": (
        "07 normalise",
        "07 assign_folds",
        "07 train",
        "07 evaluate",
        "07 threshold_at",
        "07 score_documents",
    ),
    "decontaminate": ("10 words", "10 word_spans", "10 index_items", "10 find_overlaps", "10 excise"),
    "tokens": ("11 encode_documents",),
    "mix": ("11 mixture_shares", "11 allocate", "11 with_running_total"),
    "order": (),
}
"""Stage -> the exercises without which it does not run: number of the lab and name."""
TRUTH_NEEDS: Final = ("02 token_f1", "06 shingles", "09 corpus_score")
"""The same for the scores of the report against the planted truth."""
CAPSTONE_NEEDS: Final = ("09 corpus_score", "09 contamination")
"""The same for the score of a capstone."""


def is_release(workspace: Workspace) -> bool:
    """Whether the solutions were taken out of this checkout."""
    return any(is_left_out(one.reference_function()) for lab in workspace.labs()[:1] for one in lab.file.exercise)


@dataclass(frozen=True)
class Parts:
    """What of the pipeline can run with some exercises."""

    stages: list[Stage]
    left_out: list[str]
    """One line for each stage that cannot run, with what it lacks."""


def runnable(stages: Sequence[Stage], done: Callable[[str], bool]) -> Parts:
    """Those of ``stages`` that run with the exercises that are ``done``, asked by number and name."""
    found: list[Stage] = []
    left_out: list[str] = []
    columns: set[str] = set()
    for stage in stages:
        missing = lacking(NEEDED[stage.name], done)
        unread = set(stage.requires) - columns
        adders = [name for name, added in schema.ADDED_BY.items() if {field.name for field in added} & unread]
        if missing:
            left_out.append(f"{stage.name} is left out: {missing}")
        elif adders:
            left_out.append(f"{stage.name} is left out: it needs the stage {' and the stage '.join(adders)}")
        else:
            found.append(stage)
            columns |= {field.name for field in schema.ADDED_BY[stage.name]}
    return Parts(found, left_out)


def lacking(exercises: Sequence[str], done: Callable[[str], bool]) -> str:
    """Those of ``exercises`` that are not done, and the command that tells more; empty when there is none."""
    missing = [one for one in exercises if not done(one)]
    by_lab: dict[str, list[str]] = {}
    for one in missing:
        by_lab.setdefault(one[:2], []).append(one[3:])
    told = [f"{', '.join(names)} of lab {lab} must pass first (`lab check {lab}`)" for lab, names in by_lab.items()]
    return "; ".join(told)


def done_by(workspace: Workspace, functions: Mapping[str, Any]) -> Callable[[str], bool]:
    """Tells of an exercise, by number and name, whether ``functions`` has it by its reference."""
    done = {
        f"{lab.number} {one.name}"
        for lab in workspace.labs()
        for one in lab.file.exercise
        if one.reference in functions
    }
    return done.__contains__


def configured(config: PipelineConfig, done: Callable[[str], bool]) -> tuple[PipelineConfig, list[str]]:
    """``config`` with the stages that can run, and a line for each that cannot.

    Raises `PipelineError` when not even the first stage can run.
    """
    parts = runnable(config.ordered_stages(), done)
    if not any(stage.name == "extract" for stage in parts.stages):
        missing = lacking(NEEDED["extract"], done)
        raise PipelineError(f"the pipeline of a release runs with your functions, and begins with extract: {missing}")
    names = [stage.name for stage in parts.stages]
    # Its held-out figures need a function that shows a solution.
    domain = config.domain.model_copy(update={"evaluation_folds": 0})
    return config.model_copy(update={"stages": names, "domain": domain}), parts.left_out


def asked_by(workspace: Workspace, config: PipelineConfig, more: Sequence[str]) -> set[str]:
    """References of ``more`` and of the exercises that the stages of ``config`` call, be it by name or not."""
    wanted = {*more, *(exercise for stage in config.stages for exercise in NEEDED[stage])}
    return {
        one.reference for lab in workspace.labs() for one in lab.file.exercise if f"{lab.number} {one.name}" in wanted
    }


def no_faults(books: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Stands in for a `balance_books` that does not pass yet: such a run is not audited."""
    return []


GIVEN: Final = {f"{balance_books.__module__}:{balance_books.__qualname__}": no_faults}
"""What runs for exercises that no run can do without, by the reference."""


def archived(home: Path, seed: int, pages: int) -> list[str]:
    """The archives of the web with its truth beside them, written without a crawl: a release has no crawler."""
    return web.kept(home, "archive", seed, pages, write_warcs)
