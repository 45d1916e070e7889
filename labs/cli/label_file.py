"""A trainee's labels, read anew before every change, so that what somebody edits by hand meanwhile is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from labs.catalogue import Lab
from labs.cli.files import write_aside
from labs.grading.labels import LabelError, Row, blank, read_labels, written
from labs.grading.sheet import Document
from pipeline.errors import ConfigError


class LabelFile:
    """The file ``labels.csv`` of ``lab``. Raises `ConfigError` that names the line of what is wrong in it."""

    def __init__(self, lab: Lab, sheet: Sequence[Document]) -> None:
        self.path = lab.labels_file
        self._ids = [document.id for document in sheet]
        self._allowed = [] if lab.file.labels is None else list(lab.file.labels.meanings)

    def rows(self) -> dict[str, Row]:
        """A row for each document, in the order of the sheet."""
        try:
            rows = read_labels(self.path, self._ids, self._allowed) if self.path.exists() else {}
        except LabelError as error:
            raise ConfigError(f"{error} (mend the line, or move {self.path} away to begin anew)") from error
        return {row.document: row for row in blank(self._ids, rows)}

    def begin(self) -> None:
        """Write the file with empty labels when there is none yet."""
        if not self.path.exists():
            write_aside(self.path, written(self.rows().values()))

    def set_label(self, document: str, label: str) -> None:
        """Give ``document`` a label; an empty one takes it away."""
        self._change(replace(self.rows()[document], label=label))

    def set_note(self, document: str, note: str) -> None:
        self._change(replace(self.rows()[document], note=note))

    def _change(self, row: Row) -> None:
        write_aside(self.path, written({**self.rows(), row.document: row}.values()))
