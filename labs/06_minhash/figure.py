"""Draws s_curve.svg of the handout: ``python labs/06_minhash/figure.py`` writes it anew."""

from __future__ import annotations

from pathlib import Path

from labs.looking.svg import HEIGHT, TOP, WIDTH, curve, dot, ground, line, picture, text, upright

CURVES = ((14, 8, "#1f6feb"), (9, 13, "#d1242f"), (40, 3, "#8250df"))
"""(bands, rows, colour)"""
THRESHOLD = 0.8
LEFT = 60


def place(similarity: float, found: float) -> tuple[float, float]:
    """Where a point of the curve stands in the picture."""
    return LEFT + similarity * WIDTH, TOP + (1 - found) * HEIGHT


def svg() -> str:
    """The whole picture."""
    parts = [ground()]
    for step in range(0, 11, 2):
        share = step / 10
        parts.append(line(place(share, 0), place(share, 1)))
        parts.append(line(place(0, share), place(1, share)))
        parts.append(text(place(share, 0)[0], TOP + HEIGHT + 18, f"{share:.1f}"))
        parts.append(text(LEFT - 8, place(0, share)[1] + 4, f"{share:.1f}", "end"))
    parts.append(line(place(THRESHOLD, 0), place(THRESHOLD, 1), 'stroke="#333" stroke-dasharray="4 4"'))
    for number, (bands, rows, colour) in enumerate(CURVES):
        points = [place(step / 200, 1 - (1 - (step / 200) ** rows) ** bands) for step in range(201)]
        parts.append(curve(points, colour))
        found = 1 - (1 - THRESHOLD**rows) ** bands
        parts.append(dot(place(THRESHOLD, found), colour))
        legend = f"{bands} bands of {rows} rows: {found:.2f} at {THRESHOLD}"
        parts.append(text(LEFT + 12, TOP + 22 + 20 * number, legend, "start", colour))
    parts.append(text(LEFT + WIDTH / 2, TOP + HEIGHT + 42, "Jaccard similarity of the pair"))
    parts.append(upright("probability that LSH proposes it"))
    return picture(LEFT, parts)


if __name__ == "__main__":
    Path(__file__).with_name("s_curve.svg").write_text(svg(), encoding="utf-8")
