"""What a worker sees behind walls: the system and Python to read, its three rooms, and a /tmp of its own."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

from labs.grading.launch import worker_environment
from labs.grading.sandbox.limits import Limits
from labs.grading.sandbox.tier import Rooms
from pipeline.engine.java import find_java_home

SYSTEM: Final = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
SYSTEM_FILES: Final = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts")
USER: Final = 1000
HOST_NAME: Final = "lab"
HOME: Final = "/tmp/home"
SHARED_MEMORY_BYTES: Final = 64 << 20


@dataclass(frozen=True)
class Place:
    """One path of the worker's file system."""

    path: str
    kind: Literal["read", "write", "empty"]
    """A file or folder of the machine to read, a folder to write, or an empty folder in memory."""
    source: str = ""
    """What of the machine stands there; nothing for an empty folder."""
    size: int = 0
    """The most an empty folder may hold, in bytes."""


@dataclass(frozen=True)
class View:
    """All that is there besides /proc and /dev, and the environment."""

    places: tuple[Place, ...]
    """In the order they are to be mounted: a later one may lie in an earlier one. All exist on the machine."""
    environment: dict[str, str]


def view_of(rooms: Rooms, limits: Limits) -> View:
    """What the worker of a submission sees."""
    java = find_java_home()
    etc = _write_etc(rooms.exchange.parent / "etc")
    python = dict.fromkeys(map(str, (sys.prefix, sys.base_prefix, java.resolve())))
    # An empty /tmp before the rest: what must be seen may itself lie below it.
    places = [*map(_read, SYSTEM), Place("/dev/shm", "empty", size=SHARED_MEMORY_BYTES)]
    places += [Place("/tmp", "empty", size=limits.disk_bytes), *map(_read, python)]
    places += map(_read, [*SYSTEM_FILES, *map(str, sorted(Path("/etc").glob("java*")))])
    # An installed copy of this project holds the solutions.
    places += [Place(str(path), "empty", size=1 << 20) for path in _installed_projects()]
    places += [Place(f"/etc/{path.name}", "read", str(path)) for path in sorted(etc.iterdir())]
    places += [_read(str(rooms.tree)), _read(str(rooms.files))]
    places.append(Place(str(rooms.exchange), "write", str(rooms.exchange)))
    environment = worker_environment(rooms.tree) | {
        "HOME": HOME,
        "PATH": "/usr/bin:/bin",
        "TMPDIR": "/tmp",
        "JAVA_HOME": str(java),
        "USER": "lab",
        "LANG": "C.UTF-8",
    }
    there = tuple(place for place in places if place.kind == "empty" or Path(place.source).exists())
    return View(there, environment)


def _read(path: str) -> Place:
    return Place(path, "read", path)


def _installed_projects() -> list[Path]:
    """Folders of this project inside the Python installation, which the sandbox can read."""
    found = []
    for package in ("labs", "pipeline"):
        spec = find_spec(package)
        folder = Path(spec.origin).parent if spec is not None and spec.origin else None
        if folder is not None and any(folder.is_relative_to(prefix) for prefix in (sys.prefix, sys.base_prefix)):
            found.append(folder)
    return found


def _write_etc(folder: Path) -> Path:
    """The few files of /etc that a process needs to know its own name; Java does not start without."""
    folder.mkdir(exist_ok=True)
    content = {
        "passwd": f"lab:x:{USER}:{USER}:lab:{HOME}:/bin/sh\n",
        "group": f"lab:x:{USER}:\n",
        "hosts": f"127.0.0.1 localhost {HOST_NAME}\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    }
    for name, text in content.items():
        if not (folder / name).is_file():
            aside = folder.parent / f".{name}.{os.getpid()}"
            aside.write_text(text, encoding="utf-8")
            aside.replace(folder / name)
    return folder
