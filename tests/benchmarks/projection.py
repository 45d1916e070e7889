"""From measured costs to the cost of a million documents, and of a crawl of 100 TB: only arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.benchmarks.sections import table

CRAWL_BYTES = 100e12
BYTES_PER_RECORD = 33_000
"""Assumed compressed WARC bytes for a page: the order of magnitude of a monthly Common Crawl."""
HTML_BYTES = 130_000
"""Assumed bytes of HTML of such a page, unpacked: about four times the compressed ones."""
TEXT_CHARACTERS = 4_000
"""Assumed characters of its main text."""
CORES = 1_000


@dataclass(frozen=True)
class Cost:
    """What one stage has worked on and what it took."""

    documents: int
    size: int
    """Bytes of HTML for the stage "extract", characters of text for the others."""
    processor_seconds: float
    bytes_written: int

    def __sub__(self, smaller: Cost) -> Cost:
        """What the larger of two runs took for what it had more to do.

        So the fixed cost of a stage (planning, starting tasks), which a large crawl pays once, is not multiplied.
        """
        return Cost(
            self.documents - smaller.documents,
            self.size - smaller.size,
            max(self.processor_seconds - smaller.processor_seconds, 0.0),
            self.bytes_written - smaller.bytes_written,
        )


def costs_table(costs: Mapping[str, Cost]) -> str:
    """What was measured of each stage, and what follows for a million documents."""
    head = ["stage", "documents", "size", "processor s", "bytes written", "processor s a million", "GB a million"]
    rows = []
    for name, cost in costs.items():
        each = 1e6 / cost.documents
        measured = (f"{cost.documents:,}", f"{cost.size:,}", f"{cost.processor_seconds:.4f}", f"{cost.bytes_written:,}")
        million = f"{cost.processor_seconds * each:,.0f}", f"{cost.bytes_written * each / 1e9:.2f}"
        rows.append([name, *measured, *million])
    return table(head, rows)


def projection(costs: Mapping[str, Cost]) -> str:
    """The arithmetic for `CRAWL_BYTES`, by documents and by the size of what is read, as Markdown."""
    records = CRAWL_BYTES / BYTES_PER_RECORD
    figures = {}
    for name, cost in costs.items():
        each = HTML_BYTES if name == "extract" else TEXT_CHARACTERS
        by_documents = cost.processor_seconds / cost.documents * records / 3600
        by_size = cost.processor_seconds / cost.size * each * records / 3600
        figures[name] = (by_documents, by_size, cost.bytes_written / cost.documents * records / 1e12)
    total = [sum(column) for column in zip(*figures.values(), strict=True)]
    rows = [[name, f"{a:,.0f}", f"{b:,.0f}", f"{c:,.1f}"] for name, (a, b, c) in [*figures.items(), ("all", total)]]
    return "\n\n".join(
        [
            f"{CRAWL_BYTES / 1e12:.0f} TB / {BYTES_PER_RECORD / 1e3:.0f} kB a record = {records / 1e9:.2f} billion "
            "records. Core hours by documents: processor seconds / documents x records / 3600. Core hours by size: "
            f"processor seconds / size x {HTML_BYTES:,} bytes of HTML (extract) or {TEXT_CHARACTERS:,} characters of "
            "text (the others) x records / 3600. TB written: bytes written / documents x records. Bytes of a record, "
            "of its HTML and of its text are assumed. The pages measured are small, so that the cost of a page falls "
            "short of a real one's, and the cost of a byte, with what each page costs whatever its size, exceeds it: "
            "the truth lies between. Every stage is taken to see every record, an upper bound for all but the first: a "
            "real crawl shrinks on its way.",
            table(["stage", "core hours by documents", "core hours by size", "TB written"], rows),
            f"On {CORES:,} cores that are always busy: {total[0] / CORES:,.1f} hours by documents, "
            f"{total[1] / CORES:,.1f} by size.",
        ]
    )
