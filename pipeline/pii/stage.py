"""The stage "pii": masks personal data in the text and counts it by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyspark.sql import types as t

from pipeline.engine.batches import Columns, map_batches
from pipeline.engine.stage import Context, Stage, decision, decision_fields
from pipeline.pii.find import mask
from pipeline.pii.settings import PersonalData, PiiSettings
from pipeline.tokens import count_tokens

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

READS: Final = ("text", "characters", "tokens")
RULE_SETS: Final = (PersonalData,)


def run(context: Context[PiiSettings], documents: DataFrame) -> DataFrame:
    """Mask and count. A document above the limit (there is none by default) keeps the text it came in with."""
    limits = context.settings.limits
    masking = context.kernel(mask)

    def on_batch(columns: Columns) -> Columns:
        out: Columns = {name: [] for name in (*READS, "measured", "broken")}
        edited: list[int] = []
        for index, (text, characters, tokens) in enumerate(zip(*(columns[name] for name in READS), strict=True)):
            masked, counts = masking(text)
            measured = {name: float(count) for name, count in counts.items()} | {"found": float(sum(counts.values()))}
            broken = limits.decide(measured)
            if masked != text and not broken:
                edited.append(index)
                text, characters = masked, len(masked)
            row = {"text": text, "characters": characters, "tokens": tokens}
            for name, value in (row | decision({PersonalData.rule_set: measured}, broken)).items():
                out[name].append(value)
        for index, tokens in zip(edited, count_tokens([out["text"][index] for index in edited]), strict=True):
            out["tokens"][index] = tokens
        return out

    fields = [
        t.StructField("text", t.StringType()),
        t.StructField("characters", t.LongType()),
        t.StructField("tokens", t.LongType()),
        *decision_fields(RULE_SETS),
    ]
    return map_batches(documents, READS, fields, on_batch)


STAGE = Stage(name="pii", run=run, requires=READS, rule_sets=RULE_SETS)
