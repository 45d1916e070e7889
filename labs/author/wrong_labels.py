"""Wrong tables of labels, made from the true ones of any lab: what nobody has read, and what somebody has misread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from labs.grading.labels import Row, written
from labs.grading.sheet import Document
from labs.world.draws import Draw

FOLLOW, COVER, CONSISTENT, AGREE = "labels_follow_documents", "labels_cover", "labels_consistent", "labels_agree"
CHECKS: Final = (FOLLOW, COVER, CONSISTENT, AGREE)
"""The checks of labels in every lab that has some, in this order."""
RANDOM_TABLES: Final = 5


@dataclass(frozen=True)
class WrongTable:
    """A file of labels that the check ``killed_by`` must catch."""

    name: str
    killed_by: str
    content: bytes


def true_table(sheet: Sequence[Document]) -> bytes:
    """The file with every true label."""
    return _table({document.id: document.label for document in sheet})


def wrong_tables(sheet: Sequence[Document], allowed: Sequence[str]) -> Iterator[WrongTable]:
    """Those caught by `FOLLOW` first: they must earn nothing at all."""
    count, true = len(sheet), {document.id: document.label for document in sheet}
    for name, labels in unread(count, allowed):
        yield WrongTable(name, FOLLOW, _table(dict(zip(true, labels, strict=True))))
    one_too_low = [sheet[place - 1].label for place in range(count)]
    yield WrongTable("true labels, one row too low", FOLLOW, _table(dict(zip(true, one_too_low, strict=True))))
    yield WrongTable("no labels", FOLLOW, _table(dict.fromkeys(true, "")))
    few = {document.id: document.label for document in sheet[: (count - 1) // 2]}
    yield WrongTable("too few", FOLLOW, _table(few))
    yield WrongTable("an unknown document", FOLLOW, _table({**true, "d0000000": allowed[0]}))
    yield WrongTable("an unknown label", FOLLOW, _table({**true, sheet[-1].id: "perhaps"}))

    yield WrongTable("the last one forgotten", COVER, _table({**true, sheet[-1].id: ""}))
    again = {one.id: _other(one.label, allowed) for one in sheet if one.is_repeat}
    yield WrongTable("the same text with another label", CONSISTENT, _table({**true, **again}))
    (first, _), (second, _) = Counter(true.values()).most_common()[-2:]
    swapped = {first: second, second: first}
    content = _table({document: swapped.get(label, label) for document, label in true.items()})
    yield WrongTable("two labels swapped", AGREE, content)
    misread = {document.id for document in sheet[::3]}
    third = {one.id: _other(one.label, allowed) for one in sheet if one.first in misread}
    yield WrongTable("every third misread", AGREE, _table({**true, **third}))


def unread(count: int, allowed: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Names and labels of tables that nobody has read a document for."""
    for label in allowed:
        yield f"all are {label}", [label] * count
    yield "two labels in turn", [allowed[place % 2] for place in range(count)]
    yield "all labels in turn", [allowed[place % len(allowed)] for place in range(count)]
    yield "one label after the other", [allowed[place * len(allowed) // count] for place in range(count)]
    for number in range(RANDOM_TABLES):
        draw = Draw("labels at random", number)
        yield f"at random {number}", [draw.choice(allowed) for _ in range(count)]


def _other(label: str, allowed: Sequence[str]) -> str:
    """The label after ``label``."""
    return allowed[(allowed.index(label) + 1) % len(allowed)]


def _table(labels: Mapping[str, str]) -> bytes:
    return written(Row(0, document, label) for document, label in labels.items())
