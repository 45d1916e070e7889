"""Bubblewrap (Debian package `bubblewrap`): namespaces of its own, an almost empty file system, no network."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from typing import ClassVar

from labs.grading.sandbox.limits import Limits
from labs.grading.sandbox.tier import Rooms, WalledTier
from labs.grading.sandbox.view import HOME, HOST_NAME, USER, Place, view_of


class Bubblewrap(WalledTier):
    """User, process, network, mount, host name and IPC namespaces; loopback is up, and nothing else is."""

    name: ClassVar[str] = "bwrap"

    def problem(self) -> str:
        """See `Tier.problem`."""
        return _problem()

    def walls(self, rooms: Rooms, limits: Limits) -> list[str]:
        """See `WalledTier.walls`."""
        view = view_of(rooms, limits)
        command = [_program(), "--unshare-all", "--die-with-parent", "--new-session", "--hostname", HOST_NAME]
        command += ["--uid", str(USER), "--gid", str(USER), "--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev"]
        for place in view.places:
            command += _mount(place)
        command += ["--dir", HOME, "--chdir", HOME, "--remount-ro", "/dev", "--remount-ro", "/", "--clearenv"]
        for name, value in view.environment.items():
            command += ["--setenv", name, value]
        return [*command, "--"]


def _mount(place: Place) -> list[str]:
    if place.kind == "empty":
        return ["--size", str(place.size), "--tmpfs", place.path]
    return ["--bind" if place.kind == "write" else "--ro-bind", place.source, place.path]


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
