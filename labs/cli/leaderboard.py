"""The local leaderboard of `lab capstone`: one line a run in a file, and the table that is made of it."""

from __future__ import annotations

import fcntl
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.table import Table
from rich.text import Text

from labs.cli import show
from labs.cli.files import write_aside
from pipeline.errors import EnvironmentProblem

MAX_FILE_BYTES: Final = 16 << 20
SHOWN: Final = 20
Share = Annotated[float, Field(ge=0, le=1)]


class Entry(BaseModel):
    """One run of the capstone."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    at: str
    """When it ended, UTC, as ISO 8601."""
    seed: int
    pages: int
    score: Annotated[float, Field(ge=0, le=100)]
    kept: Share
    dirt_share: Share
    duplicate_share: Share
    clean: Annotated[int, Field(ge=0)]
    """Clean tokens of the corpus."""
    leaks: Annotated[int, Field(ge=0)]
    """Benchmark items that stand in the corpus, each counted once for each text."""
    seconds: Annotated[float, Field(ge=0)]
    budget_seconds: Annotated[float, Field(gt=0)]
    yours: tuple[str, ...]
    """The trainee's functions that took part."""
    digest: str
    """SHA-256 of all exercise files."""

    @property
    def marks(self) -> list[str]:
        """Why the entry is never ranked; empty when it is."""
        leaked = [f"contaminated: {self.leaks} leak{'s' * (self.leaks > 1)}"] if self.leaks else []
        return leaked + (["over budget"] if self.seconds > self.budget_seconds else [])


class Leaderboard:
    """The file ``path``: JSON lines. A line that is none of ours is kept as it is, and left out of the table."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> list[Entry]:
        """The entries, best first: those without a mark by score, then those with one. Equal scores: the faster."""
        found = []
        for line in self._lines():
            try:
                found.append(Entry.model_validate_json(line))
            except ValidationError:
                continue
        return sorted(found, key=lambda entry: (bool(entry.marks), -entry.score, entry.seconds, entry.at))

    def add(self, entry: Entry) -> None:
        """Append ``entry``; the file is written aside, so that nobody ever sees half of it."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = self.path.with_suffix(".lock").open("w")
        except OSError as error:
            raise EnvironmentProblem(f"cannot write {self.path}: {error.strerror} (mend its rights)") from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            write_aside(
                self.path, b"".join(line + b"\n" for line in [*self._lines(), entry.model_dump_json().encode()])
            )

    def _lines(self) -> list[bytes]:
        try:
            if self.path.stat().st_size > MAX_FILE_BYTES:
                raise EnvironmentProblem(f"{self.path} is larger than {MAX_FILE_BYTES >> 20} MB: put it aside")
            return [line for line in self.path.read_bytes().splitlines() if line.strip()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise EnvironmentProblem(f"cannot read {self.path}: {error.strerror} (mend its rights)") from error


def board(entries: Sequence[Entry], here: Entry | None = None) -> Table:
    """The best entries as a table; ``here`` is shown in any case, and stands out."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("place", "score", "kept", "dirt", "copies", "seconds", "web", "yours", "code"):
        table.add_column(name, justify="left" if name in ("web", "code") else "right", no_wrap=True)
    table.add_column()  # the marks may take several lines
    for place, entry in enumerate(entries, start=1):
        if place > SHOWN and entry != here:
            continue
        table.add_row(
            Text("-" if entry.marks else str(place)),
            f"{entry.score:.1f}",
            *(f"{share:.1%}" for share in (entry.kept, entry.dirt_share, entry.duplicate_share)),
            f"{entry.seconds:.0f}",
            f"{entry.seed}/{entry.pages}",
            str(len(entry.yours)),
            show.clean(entry.digest[:8]),
            Text(", ".join(entry.marks), style="yellow"),
            style="bold" if entry == here else "",
        )
    return table
