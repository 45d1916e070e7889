"""The stage "decontaminate": drops documents in which items of a benchmark stand, or cuts the items out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline import schema
from pipeline.decontaminate.excise import excise
from pipeline.decontaminate.items import read_items
from pipeline.decontaminate.search import Overlap, find_overlaps, index_items
from pipeline.decontaminate.settings import Contamination, DecontaminateSettings
from pipeline.editing import Edited, map_edits_with
from pipeline.engine.batches import Document
from pipeline.engine.stage import Context, Stage
from pipeline.resources import sample_uri
from pipeline.rule import Broken

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

READS: Final = ("text", "characters", "tokens")
RULE_SETS: Final = (Contamination,)
EXCERPT_CHARACTERS: Final = 200
BETWEEN_PIECES: Final = "\n\n"
_BETWEEN_NAMES: Final = "\x00"
"""Of benchmark, item and part, which make up the name of what is looked for."""


def run(context: Context[DecontaminateSettings], documents: DataFrame) -> DataFrame:
    """Look every part of every item up in every document; the column ``contamination`` tells what was found.

    The index of all items is sent to each worker once: benchmarks are small beside a corpus.
    """
    settings = context.settings
    items = read_items(context.spark, settings.benchmarks or sample_uri("benchmarks"), settings.item_fields)
    texts = {_BETWEEN_NAMES.join(item[:3]): item.text for item in items}
    index = context.kernel(index_items)(texts, settings.ngram_words, settings.short_ngram_words)
    shared = context.spark.sparkContext.broadcast(index)
    find, cut, limits = context.kernel(find_overlaps), context.kernel(excise), settings.limits

    def edit(document: Document) -> tuple[Edited, Document]:
        text = document["text"]
        overlaps = [Overlap(*overlap) for overlap in find(text, shared.value, settings.min_item_share)]
        found = {"contamination": [_found(overlap, text) for overlap in overlaps]}
        spans = [span for overlap in overlaps for span in overlap.spans]
        pieces = cut(text, spans, settings.margin_characters, settings.min_piece_characters)
        left = BETWEEN_PIECES.join(pieces)
        measured: dict[str, float | None] = {
            "items": float(len({tuple(overlap.item.split(_BETWEEN_NAMES)[:2]) for overlap in overlaps})),
            "pieces": float(len(pieces)),
            "largest_item_share": max((overlap.share for overlap in overlaps), default=0.0),
            "cut_characters": float(len(text) - len(left)),
        }
        broken = [_naming(one, overlaps) for one in limits.decide(measured)]
        if overlaps and not pieces and not broken:
            broken = [_naming(Broken(f"{Contamination.rule_set}.nothing_left", 0.0), overlaps)]
        return (left if overlaps else text, {Contamination.rule_set: measured}, broken), found

    return map_edits_with(documents, READS, RULE_SETS, schema.ADDED_BY["decontaminate"], edit)


def _found(overlap: Overlap, text: str) -> Document:
    """The item as the column ``contamination`` has it."""
    benchmark, item, part = overlap.item.split(_BETWEEN_NAMES)
    start, end = max(overlap.spans, key=lambda span: (span[1] - span[0], -span[0]))
    excerpt = text[start : min(end, start + EXCERPT_CHARACTERS)]
    return {
        "benchmark": benchmark,
        "item": item,
        "part": part,
        "share": overlap.share,
        "start": start,
        "end": end,
        "excerpt": excerpt,
    }


def _naming(broken: Broken, overlaps: list[Overlap]) -> Broken:
    """The same with the item of which the text holds most as evidence."""
    worst = max(overlaps, key=lambda overlap: overlap.share)
    return Broken(broken.rule, broken.value, broken.limit, worst.item.replace(_BETWEEN_NAMES, ": "))


STAGE = Stage(name="decontaminate", run=run, requires=READS, rule_sets=RULE_SETS, path_settings=("benchmarks",))
