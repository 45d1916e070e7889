"""The documents that a trainee labels by hand: what a lab's ``sheet.py`` plants, some of it twice, in an order by hash.

``sheet.py`` has one function ``documents(seed)`` that yields a `Planted` for each document of the world with that seed.
Always `LOCAL_SEED`, also when a grade is given: these are the documents that the trainee has read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import xxhash

from labs.catalogue import LOCAL_SEED, Lab
from labs.grading.worker import load
from pipeline.errors import ConfigError

REPEATS: Final = 3
"""So many documents come twice, to see whether they get the same label again."""


@dataclass(frozen=True)
class Planted:
    """A document with its true label."""

    text: str
    label: str


@dataclass(frozen=True)
class Document:
    """One place on the sheet."""

    id: str
    """Eight characters that depend on the text and on nothing else in the sheet."""
    text: str
    label: str
    """The true one."""
    first: str
    """The id of the document with the same text that came before; its own when there is none."""

    @property
    def is_repeat(self) -> bool:
        return self.first != self.id


def read_sheet(lab: Lab) -> list[Document]:
    """The documents of ``lab`` to label, in their order. Raises `ConfigError` when there are none."""
    if lab.file.labels is None or not lab.sheet_file.is_file():
        raise ConfigError(f"lab {lab.number} has nothing to label: that takes [labels] in lab.toml, and a sheet.py")
    return arranged(list(load(lab.sheet_file, f"sheet_{lab.number}").documents(LOCAL_SEED)))


def arranged(planted: Sequence[Planted]) -> list[Document]:
    """The documents in an order by hash. `REPEATS` of the first third come again in the second half."""
    sheet = [_document(one, 1) for one in sorted(planted, key=lambda one: _digest(one.text, "order"))]
    drawn = sorted(sheet[: len(sheet) // 3], key=lambda one: _digest(one.text, "repeat"))
    alike = Counter[str]()
    turn = {}
    for one in drawn:  # first one of each label, then a second of each, and so on
        alike[one.label] += 1
        turn[one.id] = alike[one.label]
    for one in sorted(drawn, key=lambda one: turn[one.id])[:REPEATS]:
        place = len(sheet) - int(_digest(one.text, "place"), 16) % (len(sheet) // 2)
        sheet.insert(place, _document(Planted(one.text, one.label), 2))
    return sheet


def _document(one: Planted, occurrence: int) -> Document:
    # A spreadsheet would take eight digits, or 12e45678, for a number: so a letter comes first.
    first, here = (f"d{_digest(one.text, number)}" for number in (1, occurrence))
    return Document(here, one.text, one.label, first)


def _digest(text: str, purpose: str | int) -> str:
    """Seven hexadecimal digits."""
    return f"{xxhash.xxh3_64_intdigest(f'{purpose} {text}'.encode()):016x}"[:7]
