"""Draws birthday.svg of the handout: ``python labs/05_exact/figure.py`` writes it anew."""

from __future__ import annotations

import math
from pathlib import Path

from labs.looking.svg import HEIGHT, TOP, WIDTH, curve, ground, line, picture, text, upright

CURVES = ((32, "#d1242f"), (64, "#8250df"), (128, "#1f6feb"))
"""(bits of the hash, colour)"""
DOCUMENTS = (3, 13)
"""Powers of ten on the horizontal axis."""
PROBABILITY = (-15, 0)
"""Powers of ten on the vertical axis."""
LEFT = 70


def collision(documents: float, bits: int) -> float:
    """Probability that at least two of so many different documents have one key (the birthday bound)."""
    return -math.expm1(-documents * (documents - 1) / 2 / 2**bits)


def place(exponent: float, probability: float) -> tuple[float, float]:
    """Where 10**exponent documents with this probability stand in the picture."""
    low, high = PROBABILITY
    height = (math.log10(probability) - low) / (high - low)
    return LEFT + (exponent - DOCUMENTS[0]) / (DOCUMENTS[1] - DOCUMENTS[0]) * WIDTH, TOP + (1 - height) * HEIGHT


def power(x: float, y: float, exponent: int, anchor: str) -> str:
    """Ten to the power of ``exponent``."""
    words = f'10<tspan dy="-5" font-size="9">{exponent}</tspan>' if exponent else "1"
    return text(x, y, words, anchor)


def svg() -> str:
    """The whole picture."""
    parts = [ground()]
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
        points = [place(step, value) for step, value in found if value >= 10.0 ** PROBABILITY[0]]
        parts.append(curve(points, colour))
        parts.append(text(LEFT + 0.8 * WIDTH, TOP + 0.5 * HEIGHT + 20 * number, f"{bits} bits", "end", colour))
    parts.append(text(LEFT + WIDTH / 2, TOP + HEIGHT + 42, "different documents"))
    parts.append(upright("probability of a collision"))
    return picture(LEFT, parts)


if __name__ == "__main__":
    Path(__file__).with_name("birthday.svg").write_text(svg(), encoding="utf-8")
