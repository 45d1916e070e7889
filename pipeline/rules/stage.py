"""The stage "rules": cuts lines, measures what is left with every rule set, and decides.

The line rules come first and the document rules judge the text that would be trained on. A document that breaks a
rule is recorded with all the rules it breaks and keeps the text it came in with.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pipeline.editing import map_edits
from pipeline.engine.batches import Document
from pipeline.engine.stage import Context, Stage
from pipeline.rule import Broken, Measures
from pipeline.rules import c4, fineweb, gopher_quality, gopher_repetition, refinedweb_lines
from pipeline.rules.kernels import Function, Kernel, reference
from pipeline.rules.lines import cut_lines
from pipeline.rules.settings import RulesSettings
from pipeline.words import View

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

RULE_SETS: Final = (
    gopher_quality.GopherQuality,
    gopher_repetition.GopherRepetition,
    c4.C4,
    fineweb.FineWeb,
    refinedweb_lines.RefinedWeb,
)
KERNELS: Final[tuple[Callable[..., Any], ...]] = tuple(
    dict.fromkeys(
        (
            *gopher_quality.KERNELS,
            *gopher_repetition.KERNELS,
            *c4.KERNELS,
            *fineweb.KERNELS,
            *refinedweb_lines.KERNELS,
        )
    )
)
"""Every function that another one can be put in the place of."""


def judge(
    text: str, language: str | None, domain: str | None, settings: RulesSettings, kernel: Kernel = reference
) -> tuple[str, dict[str, Measures], list[Broken]]:
    """Apply all rule sets to one document.

    Returns the text without the lines that were cut, the measured values by rule set, and every broken rule.
    """
    rules = settings.for_document(language, domain)
    cut = cut_lines(View(text, language), rules.c4_lines, rules.c4_prose_lines, rules.refinedweb_lines, kernel)
    view = cut.view
    measured: dict[str, Measures] = {
        "gopher_quality": gopher_quality.measure(view, kernel),
        "gopher_repetition": gopher_repetition.measure(view, kernel),
        "c4": c4.measure(view, rules.c4, kernel) | cut.c4,
        "fineweb": fineweb.measure(view, rules.fineweb, kernel),
        "refinedweb": cut.refinedweb,
    }
    broken = [
        item for rule_set in RULE_SETS for item in getattr(rules, rule_set.rule_set).decide(measured[rule_set.rule_set])
    ]
    return view.text, measured, [_with_evidence(item, view, rules.c4, kernel) for item in broken]


def _with_evidence(item: Broken, view: View, rules: c4.C4, kernel: Kernel) -> Broken:
    """The broken rule with the words that broke it, where it is about words."""
    if item.rule != "c4.max_bad_words":
        return item
    found = kernel(c4.bad_words_found)(view.words, list(rules.bad_words))
    return Broken(item.rule, item.value, item.limit, ", ".join(found))


def run(context: Context[RulesSettings], documents: DataFrame) -> DataFrame:
    """Cut lines, measure and decide. Adds no columns of its own; kept documents may come out shorter.

    Without the column ``domain`` every document has the limits of a general one.
    """
    settings = context.settings
    reads = (*READS, *(name for name in READS_IF_THERE if name in documents.columns))
    substitutes = {function: context.kernel(function) for function in KERNELS}

    def kernel(function: Function, /) -> Function:
        return substitutes[function]  # type: ignore[return-value]

    def edit(document: Document) -> tuple[str, dict[str, Measures], list[Broken]]:
        return judge(document["text"], document["language"], document.get("domain"), settings, kernel)

    return map_edits(documents, reads, RULE_SETS, edit)


READS: Final = ("text", "characters", "tokens", "language")
READS_IF_THERE: Final = ("domain",)

STAGE = Stage(name="rules", run=run, requires=READS, reads_if_there=READS_IF_THERE, rule_sets=RULE_SETS)
