"""`lab doctor`: does this machine have what the labs need? Every answer that is no names the fix."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from labs.cli import show
from labs.cli.files import sha256
from labs.cli.workspace import Workspace
from pipeline.errors import PipelineError
from pipeline.resources import samples_directory

MIN_PYTHON = (3, 11)
MIN_MEMORY_GB = 3.0
"""2 GB for Spark's Java, the rest for its Python workers."""
MIN_DISK_GB = 2.0
CHECKSUMS = "SHA256SUMS"
PACKAGES = ("pyspark", "pyarrow", "pandas", "numpy", "datasketch", "fasttext-numpy2", "trafilatura", "warcio", "pytest")
_GIGABYTE = 1 << 30


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``fix`` is empty when all is well."""

    name: str
    detail: str
    fix: str = ""

    @property
    def well(self) -> bool:
        return not self.fix


def doctor(workspace: Workspace, *, with_spark: bool, as_json: bool) -> int:
    """Look at everything and print it; 3 when something must be mended."""
    looks: list[Callable[[Workspace], Finding]] = [python, packages, memory, disk, samples, labs, java]
    if with_spark:
        looks.append(spark)
    findings = []
    for look in looks:
        if look is spark and not as_json:
            print("starting Spark (`--no-spark` leaves it out) …", file=sys.stderr)
        findings.append(look(workspace))
        if look is java and not findings[-1].well:
            break  # without Java there is no Spark to try
    if as_json:
        print(json.dumps([{**vars(finding), "well": finding.well} for finding in findings], ensure_ascii=False))
    else:
        _print(findings)
    return 0 if all(finding.well for finding in findings) else 3


def python(workspace: Workspace) -> Finding:
    """Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    new_enough = sys.version_info >= MIN_PYTHON
    return Finding("Python", f"{version}, {sys.executable}", "" if new_enough else "install Python 3.11 or newer")


def packages(workspace: Workspace) -> Finding:
    """The packages are installed."""
    missing = [name for name in PACKAGES if not _installed(name)]
    detail = f"missing: {', '.join(missing)}" if missing else f"{len(PACKAGES)} packages found"
    return Finding("packages", detail, "`make setup` installs them into .venv" if missing else "")


def memory(workspace: Workspace) -> Finding:
    """There is memory for Spark."""
    import psutil

    free = psutil.virtual_memory().available / _GIGABYTE
    fix = "" if free >= MIN_MEMORY_GB else f"close other programs: Spark checks want {MIN_MEMORY_GB:g} GB"
    return Finding("memory", f"{free:.1f} GB free", fix)


def disk(workspace: Workspace) -> Finding:
    """There is room for Spark's temporary files and for runs."""
    free = shutil.disk_usage(workspace.root).free / _GIGABYTE
    fix = "" if free >= MIN_DISK_GB else f"make room: runs want {MIN_DISK_GB:g} GB (`make clean` removes old ones)"
    return Finding("disk", f"{free:.1f} GB free", fix)


def samples(workspace: Workspace) -> Finding:
    """The sample data and models are there, and are what was published."""
    fix = "`git checkout -- data/samples` brings it back, or take a fresh download"
    wrong, count = [], 0
    try:
        for line in (samples_directory() / CHECKSUMS).read_text(encoding="utf-8").splitlines():
            expected, _, name = line.partition("  ")
            path = samples_directory() / name
            count += 1
            if not path.is_file():
                wrong.append(f"{name} is missing")
            elif sha256(path.read_bytes()) != expected:
                wrong.append(f"{name} is damaged")
    except OSError as error:
        return Finding("sample data", f"cannot read {error.filename}: {error.strerror}", fix)
    if wrong:
        return Finding("sample data", "; ".join(wrong[:3]) + (" …" if len(wrong) > 3 else ""), fix)
    return Finding("sample data", f"{count} files and models are intact")


def labs(workspace: Workspace) -> Finding:
    """The labs can be read, and what is remembered can be written."""
    try:
        found = workspace.labs()
        for lab in found:
            _ = lab.file
        with workspace.state.change():
            pass
    except PipelineError as error:
        return Finding("labs", str(error), "take a fresh download of labs/, or mend the rights of this folder")
    return Finding("labs", f"{len(found)} labs in {workspace.labs_folder}")


def java(workspace: Workspace) -> Finding:
    """There is a Java that Spark runs on."""
    from pipeline.engine.java import find_java_home, java_version

    try:
        home = find_java_home()
    except PipelineError as error:
        return Finding(
            "Java", str(error), "install Java 17 or newer (Debian: openjdk-17-jre-headless), or `make setup`"
        )
    return Finding("Java", f"version {java_version(home / 'bin' / 'java')}, {home}")


def spark(workspace: Workspace) -> Finding:
    """Spark starts, and its Python workers answer."""
    fix = "read the message; often JAVA_HOME is wrong or the host name has no address (add it to /etc/hosts)"
    started = time.monotonic()
    try:
        with _java_speaks_only_of_failures():
            counted = _count_on_spark()
    except Exception as error:  # noqa: BLE001 - Java's failures have no common kind
        return Finding("Spark", f"{type(error).__name__}: {str(error).splitlines()[0]}", fix)
    if counted != 100:
        return Finding("Spark", f"100 rows went to a Python worker and {counted} came back", fix)
    return Finding("Spark", f"100 rows through two Python workers in {time.monotonic() - started:.0f} s")


def _count_on_spark() -> int:
    from pipeline.engine.session import start_session

    session = start_session("lab doctor", master="local[2]")
    try:
        return int(session.range(100, numPartitions=2).mapInArrow(_pass_on, "id long").count())
    finally:
        session.stop()


@contextlib.contextmanager
def _java_speaks_only_of_failures() -> Iterator[None]:
    """Holds back what a process that is started in the block writes to standard error, and shows it if that fails."""
    with tempfile.TemporaryFile() as said:
        kept = os.dup(2)
        os.dup2(said.fileno(), 2)
        failed = True
        try:
            yield
            failed = False
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            if failed:
                said.seek(0)
                print(said.read().decode("utf-8", "replace"), end="", file=sys.stderr)


def _pass_on(batches: Iterator[object]) -> Iterator[object]:
    yield from batches


def _installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _print(findings: list[Finding]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        table.add_row(Text(*(show.PASSED if finding.well else show.FAILED)), finding.name, show.clean(finding.detail))
        if finding.fix:
            table.add_row("", "", Text(f"→ {finding.fix}", style="cyan"))
    show.stdout().print(table)
