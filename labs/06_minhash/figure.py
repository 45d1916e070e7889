"""Draws s_curve.svg of the handout: ``python labs/06_minhash/figure.py`` writes it anew."""

from __future__ import annotations

from pathlib import Path

CURVES = ((14, 8, "#1f6feb"), (9, 13, "#d1242f"), (40, 3, "#8250df"))
"""(bands, rows, colour)"""
THRESHOLD = 0.8
WIDTH, HEIGHT, LEFT, TOP = 560, 300, 60, 20


def place(similarity: float, found: float) -> tuple[float, float]:
    """Where a point of the curve stands in the picture."""
    return LEFT + similarity * WIDTH, TOP + (1 - found) * HEIGHT


def text(x: float, y: float, words: str, anchor: str = "middle", colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


def line(start: tuple[float, float], end: tuple[float, float], style: str) -> str:
    return f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" {style}/>'


def svg() -> str:
    """The whole picture."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 30} {TOP + HEIGHT + 60}" '
        'font-family="sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for step in range(0, 11, 2):
        share = step / 10
        parts.append(line(place(share, 0), place(share, 1), 'stroke="#eee"'))
        parts.append(line(place(0, share), place(1, share), 'stroke="#eee"'))
        parts.append(text(place(share, 0)[0], TOP + HEIGHT + 18, f"{share:.1f}"))
        parts.append(text(LEFT - 8, place(0, share)[1] + 4, f"{share:.1f}", "end"))
    parts.append(line(place(THRESHOLD, 0), place(THRESHOLD, 1), 'stroke="#333" stroke-dasharray="4 4"'))
    for number, (bands, rows, colour) in enumerate(CURVES):
        points = " ".join(
            "{:.1f},{:.1f}".format(*place(step / 200, 1 - (1 - (step / 200) ** rows) ** bands)) for step in range(201)
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        found = 1 - (1 - THRESHOLD**rows) ** bands
        x, y = place(THRESHOLD, found)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>')
        legend = f"{bands} bands of {rows} rows: {found:.2f} at {THRESHOLD}"
        parts.append(text(LEFT + 12, TOP + 22 + 20 * number, legend, "start", colour))
    parts.append(text(LEFT + WIDTH / 2, TOP + HEIGHT + 42, "Jaccard similarity of the pair"))
    middle = TOP + HEIGHT / 2
    parts.append(
        f'<text x="16" y="{middle}" text-anchor="middle" fill="#333" transform="rotate(-90 16 {middle})">'
        "probability that LSH proposes it</text>"
    )
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    Path(__file__).with_name("s_curve.svg").write_text(svg(), encoding="utf-8")
