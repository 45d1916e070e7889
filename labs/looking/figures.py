"""Figures for the notebooks. Each needs a title and names for its axes, with units; colour is never the only signal.

Drawn without pyplot, so that there is no current figure to disturb. A notebook shows the value of a cell's last line.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's palette, made for readers who confuse colours."""
MARKERS: Final = ("o", "^", "s", "D", "v", "P", "X")
LINES: Final = ("-", "--", "-.", ":")
LIMIT_STYLE: Final[dict[str, Any]] = {"color": "black", "linestyle": "--", "linewidth": 1.2}
ABOVE: Final[dict[str, Any]] = {
    "loc": "lower left",
    "bbox_to_anchor": (0, 1),
    "ncols": 5,
    "fontsize": 8,
    "frameon": False,
}
"""A legend between title and panel, where it hides nothing."""
WIDTH: Final = 9.0
"""Inches, as all sizes here."""
DPI: Final = 90


@dataclass(frozen=True)
class Names:
    """What a reader must know before the figure makes sense. Raises ValueError when one of them is empty."""

    title: str
    x: str
    y: str

    def __post_init__(self) -> None:
        if not (self.title.strip() and self.x.strip() and self.y.strip()):
            raise ValueError("a figure needs a title and a name for both axes, with the unit")


@dataclass(frozen=True)
class Picture:
    """A finished figure, shown by a notebook as PNG."""

    figure: Figure
    names: Names

    def _repr_png_(self) -> bytes:
        out = io.BytesIO()
        self.figure.savefig(out, format="png", dpi=DPI)
        return out.getvalue()

    def __repr__(self) -> str:
        return f"{self.names.title} (x: {self.names.x}; y: {self.names.y})"


def distributions(
    groups: Mapping[str, Sequence[float]], names: Names, *, limit: float | None = None, bins: int = 30
) -> Picture:
    """One small histogram for each group, below each other, over one x axis; the part below ``limit`` is hatched.

    Each has its own scale of counts, or small groups could not be seen. About ``bins`` bins; the limit parts two.
    """
    low = min((min(values) for values in groups.values() if values), default=0.0)
    high = max((max(values) for values in groups.values() if values), default=1.0)
    high = high if high > low else low + 1.0
    width = (high - low) / bins
    start = low if limit is None else limit - math.ceil((limit - low) / width) * width
    every_edge = start + width * np.arange(math.floor((high - start) / width) + 2)
    figure, panels = _panels(len(groups), 1, names, 0.8, share_y=False)
    for axes, (name, values) in zip(panels, groups.items(), strict=True):
        counts, edges = np.histogram(values, bins=every_edge)
        filled = counts > 0  # an empty bin would still draw its edge
        starts = edges[:-1][filled]
        drawn = axes.bar(starts, counts[filled], width, align="edge", color=COLOURS[0], edgecolor="white")
        axes.set_ylim(0, max(1.0, 1.08 * counts.max()))
        if limit is not None:
            axes.axvline(limit, **LIMIT_STYLE)
            for bar, middle in zip(drawn, starts + width / 2, strict=True):
                if middle < limit:
                    bar.set(facecolor="#dddddd", edgecolor=COLOURS[1], hatch="////")
        axes.yaxis.set_major_locator(MaxNLocator(2, integer=True))
        axes.set_title(f"{name} ({len(values)})", loc="left", fontsize=9, pad=2)
    if limit is not None:
        panels[0].set_title(f"dashed: limit {limit:.3g}; hatched: below it", loc="right", fontsize=9, pad=2)
    return Picture(figure, names)


def curves(
    panels: Mapping[str, Mapping[str, Sequence[tuple[float, float]]]],
    names: Names,
    *,
    columns: int = 3,
    marks: Mapping[str, Sequence[tuple[float, float, str]]] | None = None,
    limit: float | None = None,
    log_x: bool = False,
    log_y: bool = False,
) -> Picture:
    """Small multiples: panel -> name of a line -> its points. ``marks``: panel -> points with words beside them.

    ``limit`` is a dashed vertical line in every panel.
    """
    columns = min(columns, len(panels))
    figure, all_axes = _panels(math.ceil(len(panels) / columns), columns, names, 2.6)
    for axes in all_axes[len(panels) :]:
        axes.set_visible(False)
    for axes, (panel, lines) in zip(all_axes, panels.items(), strict=False):
        for number, (name, points) in enumerate(lines.items()):
            style = LINES[number % len(LINES)]
            colour = COLOURS[number % len(COLOURS)]
            marker = MARKERS[number % len(MARKERS)] if len(points) <= 12 else ""
            axes.plot(*_xy(points), marker=marker, linestyle=style, color=colour, label=name, linewidth=2, markersize=4)
        if limit is not None:
            axes.axvline(limit, **LIMIT_STYLE)
        for x, y, words in (marks or {}).get(panel, ()):
            axes.plot([x], [y], "o", color="black", markersize=6)
            axes.annotate(words, (x, y), (6, -12), textcoords="offset points", fontsize=9)
        if log_x:
            axes.set_xscale("log")
        if log_y:
            axes.set_yscale("log")
        axes.grid(alpha=0.25)
        axes.set_title(panel, fontsize=10)
        if len(lines) > 1:
            axes.legend(fontsize=8)
    return Picture(figure, names)


def scatter(
    groups: Mapping[str, Sequence[tuple[float, float]]],
    names: Names,
    *,
    diagonal: bool = False,
    limit_x: float | None = None,
    limit_y: float | None = None,
) -> Picture:
    """One marker shape for each group. ``diagonal`` draws the line of equal values."""
    figure, (axes,) = _panels(1, 1, names, 4.2)
    for number, (name, points) in enumerate(groups.items()):
        if points:
            axes.scatter(
                *_xy(points), s=28, alpha=0.6, color=COLOURS[number % len(COLOURS)],
                marker=MARKERS[number % len(MARKERS)], label=f"{name} ({len(points)})",
            )  # fmt: skip
    if diagonal:
        axes.axline((0, 0), slope=1, color="grey", linewidth=1)
    if limit_x is not None:
        axes.axvline(limit_x, **LIMIT_STYLE)
    if limit_y is not None:
        axes.axhline(limit_y, **LIMIT_STYLE)
    axes.grid(alpha=0.25)
    axes.legend(fontsize=9, loc="best")
    return Picture(figure, names)


def matrix(values: Mapping[str, Mapping[str, float]], names: Names, *, percent: bool = False) -> Picture:
    """A table of numbers with shades: row -> column -> value. Every cell that is not 0 has its number written in it."""
    rows = list(values)
    columns = list(dict.fromkeys(column for row in values.values() for column in row))
    grid = [[values[row].get(column, 0.0) for column in columns] for row in rows]
    figure, (axes,) = _panels(1, 1, names, 0.8 + 0.27 * len(rows))
    highest = max((abs(value) for line in grid for value in line), default=0.0) or 1.0
    axes.imshow(grid, cmap="Blues", vmin=0, vmax=highest, aspect="auto")
    for y, line in enumerate(grid):
        for x, value in enumerate(line):
            if value:
                words = f"{value:.0%}" if percent else f"{value:.3g}"
                words = "<1%" if words == "0%" else words
                axes.text(x, y, words, ha="center", va="center", fontsize=8, color="w" if value > highest / 2 else "k")
    turned = 45 if max(map(len, columns), default=0) * len(columns) > 90 else 0
    axes.set_xticks(range(len(columns)), columns, fontsize=9, rotation=turned, ha="right" if turned else "center")
    axes.set_yticks(range(len(rows)), rows, fontsize=9)
    return Picture(figure, names)


def bars(parts: Mapping[str, Mapping[str, float]], names: Names, *, percent: bool = False) -> Picture:
    """Bars that lie: row -> part -> value, the parts of a row one after the other, each with a hatch of its own."""
    hatches = ("", "////", "....", "xxxx", "\\\\\\\\")
    kinds = list(dict.fromkeys(kind for row in parts.values() for kind in row))
    figure, (axes,) = _panels(1, 1, names, 0.9 + 0.24 * len(parts))
    left = dict.fromkeys(parts, 0.0)
    for number, kind in enumerate(kinds):
        widths = [row.get(kind, 0.0) for row in parts.values()]
        axes.barh(
            list(parts), widths, left=list(left.values()), color=COLOURS[number % len(COLOURS)], edgecolor="white",
            hatch=hatches[number % len(hatches)], label=kind,
        )  # fmt: skip
        left = {row: start + width for (row, start), width in zip(left.items(), widths, strict=True)}
    for position, total in enumerate(left.values()):
        axes.text(total, position, f" {total:.0%}" if percent else f" {total:,.4g}", va="center", fontsize=8)
    axes.margins(x=0.1)
    axes.invert_yaxis()
    axes.tick_params(axis="y", labelsize=9)
    if percent:
        axes.xaxis.set_major_formatter(PercentFormatter(1))
    if len(kinds) > 1:
        axes.legend(**ABOVE)
    return Picture(figure, names)


def values_by_group(
    groups: Mapping[str, Mapping[str, float]], limits: Mapping[str, float], names: Names, *, labelled: int = 3
) -> Picture:
    """A row of points for each group: group -> name of a document -> value, with ``limits`` (words -> value).

    The ``labelled`` documents nearest to the first limit are named. Points stand in as many heights as needed to see
    them; the height within a row means nothing.
    """
    figure, (axes,) = _panels(1, 1, names, 1.0 + 0.62 * len(groups))
    first = next(iter(limits.values()))
    every = [
        (abs(value - first), value, name, row)
        for row, group in enumerate(groups.values())
        for name, value in group.items()
    ]
    close = {(name, row) for _, _, name, row in sorted(every)[:labelled]}
    for row, group in enumerate(groups.values()):
        for number, (name, value) in enumerate(sorted(group.items(), key=lambda item: item[1])):
            height = row + 0.5 * ((number * 0.618) % 1 - 0.5)
            named = (name, row) in close
            marker, colour = MARKERS[row % len(MARKERS)], "black" if named else COLOURS[row % len(COLOURS)]
            axes.plot([value], [height], marker, color=colour, markersize=6 if named else 4, alpha=1 if named else 0.5)
            if named:
                axes.annotate(name, (value, height), (7, -3), textcoords="offset points", fontsize=8)
    for number, (words, limit) in enumerate(limits.items()):
        axes.axvline(
            limit, color="black", linestyle=("--", ":")[number % 2], linewidth=1.4, label=f"{words}: {limit:.3g}"
        )
    axes.set_yticks(range(len(groups)), [f"{name} ({len(group)})" for name, group in groups.items()], fontsize=9)
    axes.set_ylim(len(groups) - 0.5, -0.5)
    axes.legend(fontsize=8, loc="upper right")
    return Picture(figure, names)


def family(
    members: Mapping[str, str], edges: Sequence[tuple[str, str, float]], min_jaccard: float, names: Names
) -> Picture:
    """The duplicates of one family on a circle. ``members``: page -> its survivor (a survivor is its own).

    Thick lines: similar enough, dotted: not, each with its similarity. Squares survive, circles are dropped.
    """
    figure, (axes,) = _panels(1, 1, names, 5.0)
    angles = {member: 2 * math.pi * number / len(members) for number, member in enumerate(members)}
    place = {member: (math.cos(angle), math.sin(angle)) for member, angle in angles.items()}
    for a, b, value in edges:
        similar = value >= min_jaccard
        (ax, ay), (bx, by) = place[a], place[b]
        if similar:
            axes.plot([ax, bx], [ay, by], zorder=1, color=COLOURS[0], linewidth=2)
        else:
            axes.plot([ax, bx], [ay, by], zorder=1, color="grey", linestyle=":")
        at = 0.4 if similar else 0.6  # lines that cross in the middle keep their numbers apart
        box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
        x, y = ax + at * (bx - ax), ay + at * (by - ay)
        axes.text(x, y, f"{value:.2f}", fontsize=8, ha="center", va="center", bbox=box)
    for survives, words, marker, colour in ((True, "survives", "s", COLOURS[2]), (False, "dropped", "o", COLOURS[1])):
        points = [place[member] for member in members if (members[member] == member) == survives]
        if points:
            axes.scatter(*_xy(points), s=130, marker=marker, color=colour, zorder=2, label=words)
    for member, (x, y) in place.items():
        axes.annotate(
            member, (x, y), (12 * x, 14 * y + (4 if y >= 0 else -4)), textcoords="offset points", fontsize=8,
            ha="left" if x > 0.1 else "right" if x < -0.1 else "center", va="bottom" if y >= 0 else "top",
        )  # fmt: skip
    axes.set(xlim=(-2.4, 2.4), ylim=(-1.35, 1.35), xticks=[], yticks=[])
    axes.legend(fontsize=9, loc="upper left")
    return Picture(figure, names)


def timeline(events: Mapping[str, Sequence[tuple[float, str]]], names: Names) -> Picture:
    """What happened when: row -> (seconds, kind of event). One marker shape for each kind."""
    kinds = sorted({kind for row in events.values() for _, kind in row})
    figure, (axes,) = _panels(1, 1, names, 1.2 + 0.3 * len(events))
    for number, kind in enumerate(kinds):
        points = [(at, row) for row, happened in enumerate(events.values()) for at, what in happened if what == kind]
        axes.plot(
            *_xy(points), MARKERS[number % len(MARKERS)], linestyle="", markersize=6, alpha=0.75,
            color=COLOURS[number % len(COLOURS)], label=f"{kind} ({len(points)})",
        )  # fmt: skip
    axes.set_yticks(range(len(events)), list(events), fontsize=9)
    axes.set_ylim(len(events) - 0.4, -0.6)
    axes.grid(axis="y", alpha=0.25)
    axes.legend(**ABOVE)
    return Picture(figure, names)


def _panels(rows: int, columns: int, names: Names, height: float, *, share_y: bool = True) -> tuple[Figure, list[Axes]]:
    """Panels of ``height`` inches that share their axes, with the names around all of them."""
    figure = Figure(figsize=(WIDTH, rows * height + 0.9), layout="constrained")
    axes = figure.subplots(rows, columns, sharex=True, sharey=share_y, squeeze=False)
    figure.suptitle(names.title, fontsize=12, fontweight="bold")
    figure.supxlabel(names.x, fontsize=10)
    figure.supylabel(names.y, fontsize=10)
    return figure, list(axes.flat)


def _xy(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]
