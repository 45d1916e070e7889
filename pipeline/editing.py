"""Runs a function that may change a text: a kept document leaves with its new text, a dropped one unchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from pyspark.sql import types as t

from pipeline.engine.batches import Columns, Document, map_batches
from pipeline.engine.stage import decision, decision_fields
from pipeline.rule import Broken, Measures, RuleSet
from pipeline.tokens import count_tokens

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Edited = tuple[str | None, Mapping[str, Measures], list[Broken]]
"""A document's new text, its measured values by rule set, and the rules it breaks."""
Edit = Callable[[Document], Edited]
"""From a document's columns to what becomes of it."""

_EDITED = {"text": t.StringType(), "characters": t.LongType(), "tokens": t.LongType()}


def map_edits(
    documents: DataFrame, reads: Sequence[str], rule_sets: tuple[type[RuleSet], ...], edit: Edit
) -> DataFrame:
    """Replace ``text``, ``characters`` and ``tokens`` and add ``measured`` and ``broken``; see `map_batches`.

    ``edit`` gets the columns ``reads`` besides those three. A document that breaks a rule keeps the text it came in
    with. Tokens are counted again only where the text has changed, for a whole batch at once.
    """
    return map_edits_with(documents, reads, rule_sets, (), lambda document: (edit(document), {}))


def map_edits_with(
    documents: DataFrame,
    reads: Sequence[str],
    rule_sets: tuple[type[RuleSet], ...],
    columns_added: Sequence[t.StructField],
    edit: Callable[[Document], tuple[Edited, Document]],
) -> DataFrame:
    """Like `map_edits`, for an ``edit`` that also returns a value for each of ``columns_added``."""

    def on_batch(columns: Columns) -> Columns:
        rows, edited = [], []
        for values in zip(*columns.values(), strict=True):
            document = dict(zip(columns, values, strict=True))
            (text, measured, broken), added = edit(document)
            row = {name: document[name] for name in _EDITED} | added | decision(measured, broken)
            if text is not None and text != document["text"] and not broken:
                row |= {"text": text, "characters": len(text)}
                edited.append(row)
            rows.append(row)
        for row, tokens in zip(edited, count_tokens([row["text"] for row in edited]), strict=True):
            row["tokens"] = tokens
        return {field.name: [row[field.name] for row in rows] for field in fields}

    fields = [
        *(t.StructField(name, kind) for name, kind in _EDITED.items()),
        *columns_added,
        *decision_fields(rule_sets),
    ]
    return map_batches(documents, list(dict.fromkeys([*_EDITED, *reads])), fields, on_batch)
