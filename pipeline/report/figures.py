"""The geometry of the page's figures; the template turns it into SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.report.data import Distribution, StageReport


@dataclass(frozen=True)
class FunnelRow:
    """One stage of the funnel in one unit, and the outlines of what stays and what goes in a box of 1000 by 100."""

    stage: str
    entered: int
    kept: int
    dropped: int
    error: int
    edited: int
    stays: str
    goes: str


def funnel(stages: Sequence[StageReport], unit: str, no_pages: int = 0) -> list[FunnelRow]:
    """The rows of the funnel in ``unit`` (documents, characters or tokens), all to the scale of what first came in.

    ``no_pages`` records that entered the first stage carry no page and are left out of its row.
    """
    left_out = {stage.name: no_pages for stage in stages[:1] if unit == "documents"}
    whole = max([1, *(getattr(stage.books.entered, unit) - left_out.get(stage.name, 0) for stage in stages)])
    rows = []
    for stage in stages:
        books, out = stage.books, left_out.get(stage.name, 0)
        entered, kept = getattr(books.entered, unit) - out, getattr(books.kept, unit)
        start, end = 1000 * entered / whole, 1000 * kept / whole
        side = f"C{start:.1f},45 {end:.1f},55 {end:.1f},100"
        rows.append(
            FunnelRow(
                stage=stage.name,
                entered=entered,
                kept=kept,
                dropped=getattr(books.dropped, unit) - out,
                error=getattr(books.error, unit),
                edited=getattr(books.edited, unit),
                stays=f"M0,0 H{start:.1f} {side} H0 Z",
                goes=f"M{start:.1f},0 {side} H{start:.1f} Z",
            )
        )
    return rows


@dataclass(frozen=True)
class Bar:
    """A bar of a histogram: what was kept stands above the base line, what was dropped hangs below it."""

    x: float
    width: float
    above: float
    below: float
    kept: int
    dropped: int
    low: float
    high: float


@dataclass(frozen=True)
class Line:
    """A limit in a histogram; the allowed side is to its left (max) or right (min)."""

    x: float
    rule: str
    bound: str
    value: float
    label_at_end: bool
    """Whether the label stands left of the line because the line is far to the right."""


@dataclass(frozen=True)
class Histogram:
    """A drawn distribution in a box of `WIDTH` by `HEIGHT`."""

    bars: list[Bar]
    lines: list[Line]
    off_scale: list[Line]
    ticks: list[tuple[float, float]]
    """(x, value) of the labels of the axis."""


WIDTH, HEIGHT = 320, 150
BASE = 100
"""Height of the base line: bars of kept documents have 78 above it, those of dropped ones 32 below."""
_ABOVE, _BELOW = 78, 32
_END = 14
"""Room at either end for the bar of what lies outside the axis."""


def histogram(distribution: Distribution) -> Histogram:
    """Lay out a distribution. Heights are square roots, so that a few documents stay visible beside thousands."""
    bins = distribution.bins
    inner = bins[1:-1]
    start, end = bins[0].high, bins[-1].low
    left, right = float(_END), float(WIDTH - _END)

    def place(value: float) -> float:
        if end <= start:
            return (left + right) / 2
        if distribution.logarithmic:
            share = math.log(max(value, start) / start) / math.log(end / start)
        else:
            share = (value - start) / (end - start)
        return left + (right - left) * share

    most = max([1, *(item.kept for item in bins), *(item.dropped for item in bins)])

    def bar(x: float, width: float, index: int) -> Bar:
        item = bins[index]
        above, below = _ABOVE * math.sqrt(item.kept / most), _BELOW * math.sqrt(item.dropped / most)
        return Bar(x, max(width, 1.0), above, below, item.kept, item.dropped, item.low, item.high)

    bars = [
        bar(place(item.low) + 0.5, place(item.high) - place(item.low) - 1, index)
        for index, item in enumerate(inner, start=1)
    ]
    bars = [bar(1, _END - 4, 0), *bars, bar(right + 3, _END - 4, len(bins) - 1)]
    lines: list[Line] = []
    off_scale: list[Line] = []
    for limit in distribution.limits:
        inside = start <= limit.value <= end
        x = place(limit.value) if inside else 0.0
        line = Line(x, limit.rule, limit.bound, limit.value, x > WIDTH / 2)
        (lines if inside else off_scale).append(line)
    ticks = [(left, start), (right, end)] if end > start else [(WIDTH / 2, start)]
    return Histogram([item for item in bars if item.kept or item.dropped], lines, off_scale, ticks)


def curve(points: Sequence[tuple[float, float]], size: int = 200) -> str:
    """Points of the unit square as the ``points`` of an SVG polyline in a box of ``size``, y upwards."""
    return " ".join(f"{size * x:.1f},{size * (1 - y):.1f}" for x, y in points)


def share_bar(parts: Sequence[int]) -> list[tuple[float, float]]:
    """(start, width) in percent of the parts of a whole laid side by side."""
    whole = sum(parts) or 1
    found, start = [], 0.0
    for part in parts:
        found.append((100 * start / whole, 100 * part / whole))
        start += part
    return found
