"""From two measured runs to the cost of a million documents, and of a crawl of 100 TB: only arithmetic.

The marginal cost is what the larger run took more than the smaller one, for what it had more to do: so the fixed cost
of a stage (planning, starting tasks), which a large crawl pays once, is not multiplied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.benchmarks.sections import table

CRAWL_BYTES = 100e12
BYTES_PER_RECORD = 33_000
"""Compressed WARC bytes for a page: the order of magnitude of a monthly Common Crawl."""
HTML_BYTES = 130_000
"""Bytes of HTML of such a page, unpacked: about four times the compressed ones."""
TEXT_CHARACTERS = 4_000
"""Characters of its main text."""
CORES = 1_000


@dataclass(frozen=True)
class Cost:
    """What one stage has worked on and what it took."""

    documents: int
    size: int
    """Bytes of HTML for the stage "extract", characters of text for the others."""
    processor_seconds: float
    bytes_written: int


def marginal(small: Cost, large: Cost) -> tuple[float, float, float]:
    """(processor seconds a document, processor seconds for a byte or character, bytes written a document)."""
    more = large.documents - small.documents
    seconds = max(large.processor_seconds - small.processor_seconds, 0.0)
    return seconds / more, seconds / (large.size - small.size), (large.bytes_written - small.bytes_written) / more


def costs_table(small: Mapping[str, Cost], large: Mapping[str, Cost]) -> str:
    """Both runs, and the marginal cost of a million documents, for each stage."""
    rows = []
    for name, after in large.items():
        before = small[name]
        seconds, _, written = marginal(before, after)
        cells = [
            cell
            for cost in (before, after)
            for cell in (
                f"{cost.documents:,}",
                f"{cost.size:,}",
                f"{cost.bytes_written:,}",
                f"{cost.processor_seconds:.2f}",
            )
        ]
        rows.append([name, *cells, f"{seconds * 1e6:,.0f}", f"{written * 1e6 / 1e9:.2f}"])
    side = ["documents", "size", "bytes written", "processor s"]
    head = [
        "stage",
        *(f"4 x: {x}" for x in side),
        *(f"16 x: {x}" for x in side),
        "processor s a million",
        "GB a million",
    ]
    return table(head, rows)


def projection(small: Mapping[str, Cost], large: Mapping[str, Cost]) -> str:
    """The arithmetic for `CRAWL_BYTES`, by documents and by the size of what is read, as Markdown."""
    records = CRAWL_BYTES / BYTES_PER_RECORD
    rows, total_by_documents, total_by_size, total_written = [], 0.0, 0.0, 0.0
    for name in large:
        a_document, a_unit, written = marginal(small[name], large[name])
        each = HTML_BYTES if name == "extract" else TEXT_CHARACTERS
        by_documents, by_size = a_document * records / 3600, a_unit * each * records / 3600
        terabytes = written * records / 1e12
        rows.append([name, f"{by_documents:,.0f}", f"{by_size:,.0f}", f"{terabytes:,.1f}"])
        total_by_documents += by_documents
        total_by_size += by_size
        total_written += terabytes
    rows.append(["all", f"{total_by_documents:,.0f}", f"{total_by_size:,.0f}", f"{total_written:,.1f}"])
    return "\n\n".join(
        [
            f"{CRAWL_BYTES / 1e12:.0f} TB / {BYTES_PER_RECORD / 1e3:.0f} kB a record = {records / 1e9:.2f} billion "
            f"records. Core hours by documents: marginal processor seconds a document x records / 3600. By size: "
            f"marginal processor seconds for a byte of HTML (extract) or a character of text (the others) x "
            f"{HTML_BYTES:,} bytes or {TEXT_CHARACTERS:,} characters x records / 3600. Every stage is taken to see "
            "every record, so this is an upper bound for all but the first: a real crawl shrinks on its way.",
            table(["stage", "core hours by documents", "core hours by size", "TB written"], rows),
            f"On {CORES:,} cores: {total_by_documents / CORES:,.1f} to {total_by_size / CORES:,.1f} hours, were they "
            "always busy.",
        ]
    )
