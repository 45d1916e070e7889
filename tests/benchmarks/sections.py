"""Results stand in a page of the documentation, one section a benchmark; running one again replaces its section."""

from __future__ import annotations

import os
import platform
import re
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench` and the programs in `tests/benchmarks`; not edited by hand. Processor seconds are those of all
processes of a run. On a machine that others use as well, they say more than seconds by the clock.
"""


def with_section(page: str, heading: str, body: str) -> str:
    """The page with the section ``## heading``, in the place of an older one with that heading or at the end."""
    section = f"## {heading}\n\n{body.strip()}\n"
    older = re.compile(rf"^## {re.escape(heading)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if older.search(page):
        return older.sub(lambda _: section + "\n", page).rstrip() + "\n"
    return f"{page.rstrip()}\n\n{section}"


def write_section(heading: str, body: str, page: Path = PAGE) -> None:
    """Put the section into the page."""
    text = page.read_text(encoding="utf-8") if page.exists() else HEAD
    page.write_text(with_section(text, heading, body), encoding="utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown; columns after the first are figures, to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def machine(*packages: str) -> str:
    """The machine, its load and the versions, in one paragraph."""
    about = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = re.search(r"^model name\s*:\s*(.*)$", about, re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        f"{time.strftime('%Y-%m-%d')}; {os.cpu_count()} cores ({model[1] if model else platform.machine()}), "
        f"{memory:.0f} GiB; Python {platform.python_version()}, {versions}; "
        f"load average {', '.join(f'{load:.1f}' for load in os.getloadavg())} over 1, 5 and 15 minutes at the end."
    )
