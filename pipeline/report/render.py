"""Draws the page: one HTML file without a single request to anywhere, from nothing but `ReportData`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pipeline.report import figures
from pipeline.report.data import ReportData
from pipeline.report.samples import MAX_CHARACTERS
from pipeline.report.wording import figure, in_words, percent, short, value, visible, whole

UNITS = ("documents", "characters", "tokens")


def render(data: ReportData) -> str:
    """The page as HTML. Every text is escaped; characters that act on the reader's screen are shown as names."""
    page = _environment().get_template("report.html.j2")
    return page.render(
        data=data,
        units=UNITS,
        contents=_contents(data),
        summary=summary(data),
        funnels={unit: figures.funnel(data.stages, unit, data.records_without_page) for unit in UNITS},
        last=data.stages[-1].books.kept,
        duplicates=sum((size - 1) * count for size, count in data.family_sizes.items()),
        family_classes=family_classes(data.family_sizes),
        max_characters=MAX_CHARACTERS,
    )


def summary(data: ReportData) -> str:
    """Two or three sentences with the numbers a reader wants first."""
    readable, last = data.stages[0].books.kept, data.stages[-1].books.kept
    sentences = [
        f"{whole(readable.documents)} of the pages hold text that can be read, {short(readable.tokens)} tokens in all; "
        f"{percent(last.documents, readable.documents)} of those documents and "
        f"{percent(last.tokens, readable.tokens)} of the tokens are left."
    ]
    strictest = max(data.stages[1:] or data.stages, key=lambda stage: stage.books.dropped.documents)
    if strictest.books.dropped.documents:
        sentences.append(
            f"After that, most documents left at the stage {strictest.name}: "
            f"{whole(strictest.books.dropped.documents)} of the {whole(strictest.books.entered.documents)} that came "
            "so far."
        )
    failed = sum(stage.books.error.documents for stage in data.stages)
    sentences.append(f"{whole(failed)} could not be processed." if failed else "Not one document failed.")
    return " ".join(sentences)


def _contents(data: ReportData) -> list[tuple[str, str]]:
    sections = [
        ("funnel", "The funnel", True),
        ("truth", "Against truth", bool(data.scores)),
        ("rules", "Drops by rule", True),
        ("values", "Measured values", True),
        ("texts", "Kept and dropped", True),
        ("duplicates", "Duplicates", True),
        ("quality", "Quality classifier", bool(data.evaluation)),
        ("benchmarks", "Benchmarks", data.benchmarks is not None),
        ("mixture", "Mixture", bool(data.mixture)),
        ("groups", "Who was kept", True),
        ("errors", "Errors", True),
        ("settings", "Settings", True),
    ]
    return [(name, title) for name, title, there in sections if there]


def family_classes(sizes: Mapping[int, int]) -> list[tuple[str, int]]:
    """Families by classes of size: 2, 3, 4, 5 to 9, 10 to 99 and so on; classes without families are left out."""
    bounds = [(2, 2), (3, 3), (4, 4), (5, 9), *((10**k, 10 ** (k + 1) - 1) for k in range(1, 12))]
    found = []
    for low, high in bounds:
        count = sum(number for size, number in sizes.items() if low <= size <= high)
        if count:
            found.append((str(low) if low == high else f"{low:,} to {high:,}", count))
    return found


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "whole": whole,
        "short": short,
        "percent": percent,
        "value": value,
        "visible": visible,
        "figure": figure,
        "words": in_words,
        "pretty_json": lambda content: json.dumps(content, indent=2, ensure_ascii=False),
    }
    environment.globals |= {"histogram": figures.histogram, "curve": figures.curve, "share_bar": figures.share_bar}
    return environment
