"""Bubblewrap (Debian package `bubblewrap`): namespaces of its own, an almost empty file system, no network."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, ClassVar, Final

from labs.grading.launch import Started, spawn, worker_environment
from labs.grading.sandbox.limits import Limits
from labs.grading.sandbox.tier import Rooms, Tier, limited_arguments
from pipeline.engine.java import find_java_home

SYSTEM: Final = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
SYSTEM_FILES: Final = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts")
USER: Final = 1000
HOME: Final = "/tmp/home"


class Bubblewrap(Tier):
    """User, process, network, mount, host name and IPC namespaces; loopback is up, and nothing else is."""

    name: ClassVar[str] = "bwrap"

    def problem(self) -> str:
        """See `Tier.problem`."""
        return _problem()

    def start(self, rooms: Rooms, limits: Limits, output: IO[bytes]) -> Started:
        """See `Tier.start`."""
        ours, theirs = socket.socketpair()
        with theirs:
            inside = [sys.executable, *limited_arguments(theirs.fileno(), limits)]
            command = [*self.walls(rooms, limits), "--", *inside]
            return Started(spawn(command, {}, rooms.exchange, output, [theirs.fileno()]), ours)

    def walls(self, rooms: Rooms, limits: Limits) -> list[str]:
        """The command that builds the sandbox, without what runs in it."""
        java = find_java_home()
        etc = _write_etc(rooms.exchange.parent / "etc")
        readable = [Path(sys.prefix), Path(sys.base_prefix), java.resolve()]
        command = [_program(), "--unshare-all", "--die-with-parent", "--new-session", "--hostname", "lab"]
        command += ["--uid", str(USER), "--gid", str(USER), "--cap-drop", "ALL"]
        for name in SYSTEM:
            command += ["--ro-bind-try", name, name]
        # An empty /tmp first: what must be seen may itself lie below it.
        command += ["--proc", "/proc", "--dev", "/dev", "--size", str(limits.disk_bytes), "--tmpfs", "/tmp"]
        for path in dict.fromkeys(readable):
            command += ["--ro-bind-try", str(path), str(path)]
        for name in [*SYSTEM_FILES, *map(str, sorted(Path("/etc").glob("java*")))]:
            command += ["--ro-bind-try", name, name]
        for path in _installed_projects():
            command += ["--tmpfs", str(path)]  # an installed copy of this project holds the solutions
        for name in ("passwd", "group", "hosts", "nsswitch.conf"):
            command += ["--ro-bind", str(etc / name), f"/etc/{name}"]
        command += ["--ro-bind", str(rooms.tree), str(rooms.tree), "--ro-bind", str(rooms.files), str(rooms.files)]
        command += ["--bind", str(rooms.exchange), str(rooms.exchange), "--dir", HOME, "--chdir", HOME]
        command += ["--remount-ro", "/", "--clearenv"]
        environment = worker_environment(rooms.tree)
        environment |= {
            "HOME": HOME,
            "PATH": "/usr/bin:/bin",
            "TMPDIR": "/tmp",
            "JAVA_HOME": str(java),
            "USER": "lab",
            "LANG": "C.UTF-8",
        }
        for name, value in environment.items():
            command += ["--setenv", name, value]
        return command


def _program() -> str:
    return shutil.which("bwrap") or "bwrap"


@cache
def _problem() -> str:
    if shutil.which("bwrap") is None:
        return "there is no program bwrap (Debian and Ubuntu: apt install bubblewrap)"
    help_text = subprocess.run([_program(), "--help"], capture_output=True, text=True, check=False).stdout
    if "--size" not in help_text:
        return "this bwrap is too old: it cannot limit the size of /tmp"
    try_it = [_program(), "--unshare-all", "--ro-bind", "/", "/", "--", "/bin/true"]
    tried = subprocess.run(try_it, capture_output=True, text=True, timeout=30, check=False)
    return f"bwrap cannot make namespaces: {tried.stderr.strip()}" if tried.returncode else ""


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
        "hosts": "127.0.0.1 localhost lab\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    }
    for name, text in content.items():
        if not (folder / name).is_file():
            aside = folder / f".{name}.{os.getpid()}"
            aside.write_text(text, encoding="utf-8")
            aside.replace(folder / name)
    return folder
