"""What can be wrong with the documents that a lab gives to be labelled by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from labs.author.wrong_labels import CHECKS
from labs.catalogue import LABELS, Lab, Labels
from labs.grading.declared import DeclaredCheck
from labs.grading.sheet import Document

DOCUMENTS: Final = range(20, 31)
MAX_CHARACTERS: Final = 2_000
"""Of one document: a person reads them all."""
MIN_OF_A_LABEL: Final = 3


def sheet_defects(
    lab: Lab, labels: Labels, sheet: Sequence[Document], declared: Sequence[DeclaredCheck], handout: str
) -> Iterator[str]:
    """Why the sheet cannot be labelled in the time there is, or not be scored."""
    if [check.name for check in declared if check.exercise == LABELS] != list(CHECKS):
        yield f"the checks of {LABELS} must be {', '.join(CHECKS)}, in this order"
    command = f"lab label {lab.number}"
    if missing := [words for words in (command, *(f"`{label}`" for label in labels.meanings)) if words not in handout]:
        yield f"not mentioned in README.md: {', '.join(missing)}"
    if len(sheet) not in DOCUMENTS:
        yield f"the sheet has {len(sheet)} documents, not {DOCUMENTS[0]} to {DOCUMENTS[-1]}"
    if len({document.id for document in sheet}) != len(sheet):
        yield "two documents of the sheet have the same text"
    if long := [document.id for document in sheet if len(document.text) > MAX_CHARACTERS]:
        yield f"documents of more than {MAX_CHARACTERS} characters: {', '.join(long)}"
    true = [document.label for document in sheet if not document.is_repeat]
    if unknown := sorted(set(true) - labels.meanings.keys()):
        yield f"true labels that lab.toml does not allow: {', '.join(unknown)}"
    if seldom := [label for label in labels.meanings if true.count(label) < MIN_OF_A_LABEL]:
        yield f"labels of fewer than {MIN_OF_A_LABEL} documents: {', '.join(seldom)}"
