"""Takes submissions in: folders and zips of strangers become a few known files, and notes on everything else."""

from __future__ import annotations

import hashlib
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from pipeline.errors import ConfigError

MAX_FILE_BYTES: Final = 5 << 20
MAX_ENTRIES: Final = 5_000
"""Of a zip or a folder. More are not looked at."""
MAX_NOTES: Final = 50
MAX_DEPTH: Final = 8
MANIFEST: Final = "manifest.json"
_WANTED: Final = re.compile(r"(?:^|/)(?P<name>[0-9]{2}_[a-z0-9_]{1,40}/(?:exercise\.py|[a-z_]{1,40}\.csv))$")
_HARMLESS: Final = re.compile(
    r"(?:^|/)(?:__MACOSX/.*|\.DS_Store|.*\.receipt\.json|README\.md|lab\.toml|look\.py|.*\.svg)$"
)
_UNUSUAL: Final = re.compile(r"[^\w.@+ -]")


@dataclass
class Submitted:
    """What one trainee has handed in."""

    id: str
    """The name of the folder or zip, safe as a file name and on a screen."""
    files: dict[str, bytes] = field(default_factory=dict)
    """``04_rules/exercise.py`` and the like, each with its content."""
    manifest: bytes | None = None
    notes: list[str] = field(default_factory=list)
    """What was left out, and why: for whoever grades."""
    problem: str = ""
    """Why nothing could be taken from it at all; empty when something could."""

    @property
    def receipt(self) -> str:
        """SHA-256 of the files: the same work has the same receipt, however it was packed."""
        digest = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()

    def note(self, words: str) -> None:
        """Remember ``words``, unless there are very many already."""
        if len(self.notes) < MAX_NOTES:
            self.notes.append(words)
        elif len(self.notes) == MAX_NOTES:
            self.notes.append("… and more")


def take_in(folder: Path) -> list[Submitted]:
    """Every submission in ``folder``, a folder or a zip each. Raises `ConfigError` for none, or for an id twice."""
    try:
        places = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise ConfigError(f"cannot read the submissions in {folder}: {error.strerror}") from error
    found = [take(path) for path in places if path.is_dir() or path.suffix.lower() == ".zip"]
    if not found:
        raise ConfigError(f"there are no submissions in {folder}: it must hold a folder or a zip for each trainee")
    seen: dict[str, str] = {}
    for submitted in found:
        other = seen.setdefault(submitted.id.lower(), submitted.id)
        if other is not submitted.id:
            raise ConfigError(f"two submissions are called {submitted.id!r} in {folder}: rename or remove one of them")
    return found


def take(place: Path) -> Submitted:
    """The submission in a folder or a zip. Whatever is wrong with it is told in the result."""
    submitted = Submitted(id_of(place.stem if place.suffix.lower() == ".zip" else place.name))
    if place.is_symlink():
        submitted.problem = "it is a link: a submission is a folder or a zip"
        return submitted
    try:
        if place.is_dir():
            _from_folder(place, submitted)
        else:
            _from_zip(place, submitted)
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError) as error:
        submitted.files.clear()
        submitted.problem = f"it cannot be read: {printable(str(error))}"
    if not submitted.files and not submitted.problem:
        submitted.problem = "there is no exercise file in it, such as 04_rules/exercise.py"
    return submitted


def id_of(name: str) -> str:
    """A name that is safe as a file name, in a table and on a screen; what is not is written as its code point."""
    name = unicodedata.normalize("NFC", name)[:100]
    return _UNUSUAL.sub(lambda found: f"%{ord(found[0]):04X}", name).strip(". ") or "unnamed"


def printable(text: str, max_characters: int = 200) -> str:
    """``text`` without anything that acts on a terminal, cut to a line."""
    clean = "".join(character if character.isprintable() else "\ufffd" for character in text[: max_characters + 1])
    return clean if len(clean) <= max_characters else f"{clean[:max_characters]}…"


def _from_folder(folder: Path, submitted: Submitted) -> None:
    for path in _walk(folder, MAX_DEPTH, [MAX_ENTRIES]):
        name = path.relative_to(folder).as_posix()
        kind = path.lstat().st_mode
        if stat.S_ISDIR(kind):
            submitted.note(f"{printable(name)}/… was left out: too deep or too many files")
        elif not stat.S_ISREG(kind):
            submitted.note(f"{printable(name)} was left out: it is a link or no plain file")
        elif (wanted := _wanted(name, submitted)) is not None:
            with path.open("rb") as file:
                _keep(wanted, name, file.read(MAX_FILE_BYTES + 1), submitted)


def _walk(folder: Path, depth: int, budget: list[int]) -> Iterator[Path]:
    """The files below ``folder``, links not followed; a folder itself where it is not gone into."""
    for path in sorted(folder.iterdir()):
        budget[0] -= 1
        if path.is_dir() and not path.is_symlink() and depth > 0 and budget[0] > 0:
            if path.name not in ("__pycache__", ".git", ".lab", ".venv"):
                yield from _walk(path, depth - 1, budget)
        elif budget[0] >= 0 or path.is_dir():
            yield path


def _from_zip(place: Path, submitted: Submitted) -> None:
    with zipfile.ZipFile(place) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise ValueError(f"it has {len(entries)} entries, the limit is {MAX_ENTRIES}")
        for entry in entries:
            name = entry.filename
            if entry.is_dir():
                continue
            if name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts:
                submitted.note(f"{printable(name)} was left out: its name leads out of the archive")
            elif stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
                submitted.note(f"{printable(name)} was left out: it is a link or no plain file")
            elif (wanted := _wanted(name, submitted)) is not None:
                with archive.open(entry) as file:  # the size that the entry tells may be a lie: reading is bounded
                    _keep(wanted, name, file.read(MAX_FILE_BYTES + 1), submitted)


def _wanted(name: str, submitted: Submitted) -> str | None:
    """The name that the file is kept under; None, with a note, when it is none that is graded."""
    if name == MANIFEST or name.endswith(f"/{MANIFEST}"):
        return MANIFEST
    found = _WANTED.search(name)
    if found is not None:
        return found["name"]
    if not _HARMLESS.search(name):
        submitted.note(f"{printable(name)} was left out: only exercise.py and tables of labels are graded")
    return None


def _keep(wanted: str, name: str, content: bytes, submitted: Submitted) -> None:
    if len(content) > MAX_FILE_BYTES:
        submitted.note(f"{printable(name)} was left out: it has more than {MAX_FILE_BYTES >> 20} MB")
    elif wanted == MANIFEST:
        submitted.manifest = content
    elif wanted in submitted.files:
        submitted.note(f"{printable(name)} was left out: there is another {wanted}")
    else:
        submitted.files[wanted] = content


def write_files(files: Iterable[tuple[str, bytes]], folder: Path) -> None:
    """Write files that were taken in below ``folder``; their names were checked when they were taken."""
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
