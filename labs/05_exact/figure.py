"""Draws birthday.svg of the handout: ``python labs/05_exact/figure.py`` writes it anew."""

from __future__ import annotations

import math
from pathlib import Path

CURVES = ((32, "#d1242f"), (64, "#8250df"), (128, "#1f6feb"))
"""(bits of the hash, colour)"""
DOCUMENTS = (3, 13)
"""Powers of ten on the horizontal axis."""
PROBABILITY = (-15, 0)
"""Powers of ten on the vertical axis."""
WIDTH, HEIGHT, LEFT, TOP = 560, 300, 70, 20


def collision(documents: float, bits: int) -> float:
    """Probability that at least two of so many different documents have one key (the birthday bound)."""
    return -math.expm1(-documents * (documents - 1) / 2 / 2**bits)


def place(exponent: float, probability: float) -> tuple[float, float]:
    """Where 10**exponent documents with this probability stand in the picture."""
    low, high = PROBABILITY
    height = (math.log10(probability) - low) / (high - low)
    return LEFT + (exponent - DOCUMENTS[0]) / (DOCUMENTS[1] - DOCUMENTS[0]) * WIDTH, TOP + (1 - height) * HEIGHT


def text(x: float, y: float, words: str, anchor: str = "middle", colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


def power(x: float, y: float, exponent: int, anchor: str) -> str:
    """Ten to the power of ``exponent``."""
    words = f'10<tspan dy="-5" font-size="9">{exponent}</tspan>' if exponent else "1"
    return text(x, y, words, anchor)


def line(start: tuple[float, float], end: tuple[float, float]) -> str:
    return f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" stroke="#eee"/>'


def svg() -> str:
    """The whole picture."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 30} {TOP + HEIGHT + 60}" '
        'font-family="sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    first, last = DOCUMENTS
    for exponent in range(first, last + 1):
        parts.append(line(place(exponent, 10.0 ** PROBABILITY[0]), place(exponent, 1)))
        parts.append(power(place(exponent, 1)[0], TOP + HEIGHT + 18, exponent, "middle"))
    for exponent in range(PROBABILITY[0], 1, 3):
        parts.append(line(place(first, 10.0**exponent), place(last, 10.0**exponent)))
        parts.append(power(LEFT - 8, place(first, 10.0**exponent)[1] + 4, exponent, "end"))
    for number, (bits, colour) in enumerate(CURVES):
        steps = [first + step / 20 for step in range((last - first) * 20 + 1)]
        found = [(step, collision(10**step, bits)) for step in steps]
        points = " ".join(
            "{:.1f},{:.1f}".format(*place(step, value)) for step, value in found if value >= 10.0 ** PROBABILITY[0]
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        parts.append(text(LEFT + 0.8 * WIDTH, TOP + 0.5 * HEIGHT + 20 * number, f"{bits} bits", "end", colour))
    parts.append(text(LEFT + WIDTH / 2, TOP + HEIGHT + 42, "different documents"))
    middle = TOP + HEIGHT / 2
    parts.append(
        f'<text x="16" y="{middle}" text-anchor="middle" fill="#333" transform="rotate(-90 16 {middle})">'
        "probability of a collision</text>"
    )
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    Path(__file__).with_name("birthday.svg").write_text(svg(), encoding="utf-8")
