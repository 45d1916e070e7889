"""What the checks of labels made by hand ask. A check takes the fixture ``labels``, which is a `Labelling`."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import Final

from labs.catalogue import Lab
from labs.grading.agreement import cohens_kappa, period, share_of_shuffles_as_good
from labs.grading.check import credit
from labs.grading.labels import LabelError, read_labels
from labs.grading.sheet import Document, read_sheet

NONE: Final = "no label"
"""Stands for the label of a document that has none, so that it agrees with nothing."""

MAX_SHARE_OF_SHUFFLES: Final = 0.01


class Labelling:
    """The documents of ``lab`` with the labels of the file ``path`` beside the true ones.

    The file is read when a check asks for the first time: each of them raises `LabelError` when it cannot be used.
    """

    def __init__(self, lab: Lab, path: Path | None) -> None:
        self._lab = lab
        self._path = path

    @cached_property
    def _sheet(self) -> list[Document]:
        return read_sheet(self._lab)

    @cached_property
    def _given(self) -> dict[str, str]:
        """The label of each document; empty where there is none."""
        ids = [document.id for document in self._sheet]
        allowed = [] if self._lab.file.labels is None else list(self._lab.file.labels.meanings)
        rows = read_labels(self._path, ids, allowed)
        return {document: rows[document].label if document in rows else "" for document in ids}

    def expect_follow_documents(self) -> None:
        """Fail when less than half of the documents have a label, or labels look as if nobody had read them."""
        given = [label for label in self._given.values() if label]
        if 2 * len(given) < len(self._sheet):
            told = f"{len(given)} of {len(self._sheet)} documents have a label: label at least half of them"
            raise LabelError(f"{told} with `lab label {self._lab.number}`")
        step = period(given, longest=len(given) // 3)
        if step == 1:
            raise LabelError(f"all {len(given)} labels are {given[0]}: they do not depend on the documents")
        if step is not None:
            raise LabelError(f"the labels repeat themselves every {step} rows: they do not depend on the documents")
        labelled = [document for document in self._sheet if self._given[document.id]]
        true = [document.label for document in labelled]
        as_good = share_of_shuffles_as_good(true, [self._given[document.id] for document in labelled])
        if as_good > MAX_SHARE_OF_SHUFFLES:
            raise LabelError(
                f"your labels look like chance: {as_good:.0%} of their shuffles fit the documents as well or better"
            )

    def credit_coverage(self) -> None:
        """Score the share of documents that have a label: all for full points, half of them for none."""
        share = sum(map(bool, self._given.values())) / len(self._given)
        credit(share, zero=0.5, full=1.0, what="the share of documents that have a label")

    def credit_consistency(self) -> None:
        """Score how many of the documents that come twice have the same label twice: full for all, none for half."""
        repeats = [document for document in self._sheet if document.is_repeat]
        differ = [one for one in repeats if not self._given[one.id] or self._given[one.id] != self._given[one.first]]
        told = "".join(f" ({self._both(one)})" for one in differ[:1])
        share = 1 - len(differ) / len(repeats)
        credit(share, zero=0.5, full=1.0, what=f"the share of documents that come twice with one label{told}")

    def _both(self, repeat: Document) -> str:
        """Where a document stands that comes twice, and what its labels are."""
        places = [place for place, one in enumerate(self._sheet, start=1) if one.first == repeat.first]
        labels = [self._given[document] or NONE for document in (repeat.first, repeat.id)]
        return f"documents {places[0]} and {places[1]} have the same text: {labels[0]}, {labels[1]}"

    def credit_agreement(self, *, zero: float, full: float) -> None:
        """Score Cohen's kappa with the truth, each text once; a document without a label counts as wrong."""
        once = [document for document in self._sheet if not document.is_repeat]
        true = [document.label for document in once]
        given = [self._given[document.id] or NONE for document in once]
        mistakes = Counter((b, a) for a, b in zip(true, given, strict=True) if a != b)
        told = ""
        if mistakes:
            (said, truth), count = min(mistakes.items(), key=lambda item: (-item[1], item[0]))
            told = f"; most often, {count} times, {truth} has the label {said}" if said != NONE else ""
        what = f"your agreement with the truth beyond chance (Cohen's kappa{told})"
        credit(cohens_kappa(true, given), zero=zero, full=full, what=what)
