"""Builds walls of namespaces and runs a command behind them.

Started as ``python -m labs.grading.sandbox.enter ROOT VIEW COMMAND...``. ROOT is an empty folder to build the worker's
file system on, VIEW a `labs.grading.sandbox.view.View` as JSON. There are three processes: this one, whose end is the
end of all; the first of the process namespace, which builds the walls and waits for whoever has lost a parent; and the
command, which is an ordinary user without any right.

The calls are those of unshare(2), mount(2), mount_setattr(2), pivot_root(2) and netdevice(7).
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import socket
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from labs.grading.sandbox.orphans import end_with_parent
from labs.grading.sandbox.view import HOME, HOST_NAME, USER, Place

# linux/sched.h: mount, control group, host name, IPC, user, process and network namespaces
NAMESPACES: Final = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
# linux/mount.h
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 1 << 12, 1 << 14, 1 << 18
MNT_DETACH: Final = 2
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
SYS_MOUNT_SETATTR: Final = 442
"""The same number on every architecture; Linux 5.12 and later."""
SIOCSIFFLAGS, IFF_UP, IFREQ = 0x8914, 1, "16sh14x"
PR_SET_NO_NEW_PRIVS: Final = 38
DEVICES: Final = ("null", "zero", "full", "random", "urandom")

_LIBC: Final = ctypes.CDLL(None, use_errno=True)


def enter(root: Path, places: Sequence[Place], environment: dict[str, str], command: Sequence[str]) -> int:
    """Run ``command`` behind the walls; its exit code. Raises `OSError` when the kernel does not allow them."""
    user, group = os.geteuid(), os.getegid()
    _ask("unshare", NAMESPACES)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{USER} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{USER} {group} 1", encoding="ascii")
    first = os.fork()
    if first:
        return os.waitstatus_to_exitcode(os.waitpid(first, 0)[1])
    end_with_parent()
    socket.sethostname(HOST_NAME)
    _raise_loopback()
    _build(root, places)
    _ask("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    worker = os.fork()
    if not worker:
        os.chdir(HOME)
        os.execve(command[0], list(command), environment)  # with that it has lost every right over its namespaces
    while True:
        ended, status = os.wait()
        if ended == worker:
            os._exit(os.waitstatus_to_exitcode(status) % 256)


def _build(root: Path, places: Sequence[Place]) -> None:
    """Mount everything below ``root``, and make that the only file system there is."""
    _ask("mount", None, b"/", None, MS_REC | MS_PRIVATE, None)
    _mount_empty(root, 1 << 20)
    (root / "proc").mkdir()
    _ask("mount", b"proc", bytes(root / "proc"), b"proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, None)
    for name in DEVICES:
        _bind(f"/dev/{name}", root / "dev" / name, MOUNT_ATTR_NOSUID)
    for place in places:
        target = root / place.path.lstrip("/")
        if place.kind == "empty":
            target.mkdir(parents=True, exist_ok=True)
            _mount_empty(target, place.size)
        else:
            only_read = MOUNT_ATTR_RDONLY if place.kind == "read" else 0
            _bind(place.source, target, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | only_read)
    (root / HOME.lstrip("/")).mkdir()
    os.chdir(root)
    _ask("pivot_root", b".", b".")  # the old root now lies on the new one, and is taken away
    _ask("umount2", b".", MNT_DETACH)
    os.chdir("/")
    _set_attributes(b"/", MOUNT_ATTR_RDONLY, 0)


def _mount_empty(folder: Path, size: int) -> None:
    _ask("mount", b"tmpfs", bytes(folder), b"tmpfs", MS_NOSUID | MS_NODEV, f"size={size},mode=755".encode())


def _bind(source: str, target: Path, attributes: int) -> None:
    """Show ``source``, with everything mounted in it, at ``target``."""
    if Path(source).is_dir():
        target.mkdir(parents=True, exist_ok=True)
    elif not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    _ask("mount", os.fsencode(source), bytes(target), None, MS_BIND | MS_REC, None)
    _set_attributes(bytes(target), attributes, AT_RECURSIVE)


def _set_attributes(target: bytes, attributes: int, flags: int) -> None:
    """mount_setattr(2); unlike a remount it adds to what the machine has forbidden, and reaches what lies below."""
    wanted = struct.pack(
        "QQQQ", attributes, 0, 0, 0
    )  # struct mount_attr: to set, to clear, propagation, user namespace
    _ask("syscall", SYS_MOUNT_SETATTR, AT_FDCWD, target, flags, wanted, len(wanted))


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack(IFREQ, b"lo", IFF_UP))


def _ask(call: str, *arguments: int | bytes | None) -> None:
    """Call a function of the C library. Raises `OSError` that names it when it fails."""
    given = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    if getattr(_LIBC, call)(*given) < 0:
        number = ctypes.get_errno()
        on = [os.fsdecode(value) for value in arguments[:3] if isinstance(value, bytes)]
        raise OSError(number, os.strerror(number), " ".join([call, *on]))


def main(arguments: Sequence[str]) -> int:
    """Enter; a failure of the walls is one line on the error output."""
    root, view, *command = arguments
    end_with_parent()
    known = json.loads(view)
    try:
        return enter(Path(root), [Place(**place) for place in known["places"]], known["environment"], command)
    except OSError as error:
        print(f"namespaces cannot be made here: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
