"""What the figures of the handouts are drawn with: a picture of one size, as text that git can compare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

WIDTH: Final = 560
HEIGHT: Final = 300
TOP: Final = 20
"""Size and place of the plot, in pixels; how much room its left side takes, each figure says."""

Point = tuple[float, float]


def picture(left: int, parts: Iterable[str]) -> str:
    """The whole file: ``parts`` around a plot that begins ``left`` pixels from the side."""
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + WIDTH + 30} {TOP + HEIGHT + 60}" '
        'font-family="sans-serif" font-size="13">'
    )
    return "\n".join([opening, *parts, "</svg>", ""])


def ground() -> str:
    """A white ground."""
    return '<rect width="100%" height="100%" fill="white"/>'


def text(x: float, y: float, words: str, anchor: str = "middle", colour: str = "#333") -> str:
    """Words whose ``anchor`` (start, middle, end) stands at a point."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


def upright(words: str) -> str:
    """The title of the vertical axis, along the left side."""
    middle = TOP + HEIGHT / 2
    return (
        f'<text x="16" y="{middle}" text-anchor="middle" fill="#333" transform="rotate(-90 16 {middle})">{words}</text>'
    )


def line(start: Point, end: Point, style: str = 'stroke="#eee"') -> str:
    """A straight line; a line of the grid unless ``style`` says otherwise."""
    return f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" {style}/>'


def curve(points: Iterable[Point], colour: str, width: float = 2.5) -> str:
    """A line through all ``points``."""
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="{width:g}"/>'


def dot(point: Point, colour: str, radius: float = 4, title: str = "") -> str:
    """A filled circle; ``title`` is what a reader who points at it is told."""
    circle = f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="{radius:g}" fill="{colour}"'
    return f"{circle}><title>{title}</title></circle>" if title else f"{circle}/>"
