"""A container of a Docker engine, for machines that have one."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import uuid
from functools import cache
from pathlib import Path
from typing import IO, ClassVar, Final

from labs.grading.launch import Started, spawn, worker_environment
from labs.grading.sandbox.limits import Limits
from labs.grading.sandbox.tier import Rooms, Tier, limited_arguments

IMAGE_VARIABLE: Final = "LAB_DOCKER_IMAGE"
IMAGE: Final = "pretraining-data-lab-grader"
"""Made from the Dockerfile beside this module; see the README."""
START_SECONDS: Final = 60.0


class Docker(Tier):
    """No network but loopback, no capabilities, a read-only file system; the engine enforces memory and processes."""

    name: ClassVar[str] = "docker"

    def __init__(self) -> None:
        self._container = ""

    def problem(self) -> str:
        """See `Tier.problem`."""
        return _problem()

    def start(self, rooms: Rooms, limits: Limits, output: IO[bytes]) -> Started:
        """See `Tier.start`. A container cannot inherit a socket, so that the worker connects to one."""
        self._container = f"lab-{uuid.uuid4().hex}"
        path = rooms.exchange / f"{self._container[:12]}.socket"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            path.chmod(0o666)
            listener.listen(1)
            listener.settimeout(START_SECONDS)
            process = spawn(self.command(rooms, limits, path), dict(os.environ), rooms.exchange, output, [])
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                connection, other = socket.socketpair()  # nobody is there: the next message fails and says so
                other.close()
            finally:
                path.unlink(missing_ok=True)
        return Started(process, connection)

    def command(self, rooms: Rooms, limits: Limits, path: Path) -> list[str]:
        """The command that starts the container, whose worker connects to the socket at ``path``."""
        command = ["docker", "run", "--rm", "--name", self._container, "--network", "none", "--read-only"]
        command += [
            "--cap-drop",
            "ALL",
            "--security-opt",
            "no-new-privileges",
            "--user",
            f"{os.getuid()}:{os.getgid()}",
        ]
        command += ["--memory", str(limits.memory_bytes), "--memory-swap", str(limits.memory_bytes)]
        command += ["--pids-limit", str(16 * limits.processes)]  # the engine counts threads, and Java has many
        command += ["--tmpfs", f"/tmp:rw,size={limits.disk_bytes}", "--workdir", str(rooms.exchange)]
        for folder, mode in ((rooms.tree, "ro"), (rooms.files, "ro"), (rooms.exchange, "rw")):
            command += ["--volume", f"{folder}:{folder}:{mode}"]
        environment = {
            name: value for name, value in worker_environment(rooms.tree).items() if name.startswith("PYTHON")
        }
        for name, value in {**environment, "HOME": "/tmp"}.items():
            command += ["--env", f"{name}={value}"]
        return [*command, os.environ.get(IMAGE_VARIABLE, IMAGE), "python3", *limited_arguments(path, limits)]

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """See `Tier.end`. What the container has started ends with it."""
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(["docker", "kill", self._container], capture_output=True, timeout=60, check=False)
        super().end(process)


@cache
def _problem() -> str:
    if shutil.which("docker") is None:
        return "there is no program docker"
    image = os.environ.get(IMAGE_VARIABLE, IMAGE)
    try:
        asked = subprocess.run(
            ["docker", "image", "inspect", "--format", "{{.Id}}", image],
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"docker does not answer: {error}"
    return asked.stderr.strip().replace("\n", " ") or "docker does not answer" if asked.returncode else ""
