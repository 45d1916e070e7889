"""The stage "pii": masks personal data in the text and counts it by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.editing import map_edits
from pipeline.engine.batches import Document
from pipeline.engine.stage import Context, Stage
from pipeline.pii.find import mask
from pipeline.pii.settings import PersonalData, PiiSettings
from pipeline.rule import Broken, Measures

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

READS: Final = ("text", "characters", "tokens")
RULE_SETS: Final = (PersonalData,)


def run(context: Context[PiiSettings], documents: DataFrame) -> DataFrame:
    """Mask and count. A document above the limit (there is none by default) keeps the text it came in with."""
    limits = context.settings.limits
    masking = context.kernel(mask)

    def edit(document: Document) -> tuple[str, dict[str, Measures], list[Broken]]:
        masked, counts = masking(document["text"])
        measured = {name: float(count) for name, count in counts.items()} | {"found": float(sum(counts.values()))}
        return masked, {PersonalData.rule_set: measured}, limits.decide(measured)

    return map_edits(documents, READS, RULE_SETS, edit)


STAGE = Stage(name="pii", run=run, requires=READS, rule_sets=RULE_SETS)
