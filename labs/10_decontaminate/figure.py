"""Draws changed_words.svg of the handout: ``python labs/10_decontaminate/figure.py`` writes it anew."""

from __future__ import annotations

from pathlib import Path

from labs.looking.svg import HEIGHT, TOP, WIDTH, curve, dot, ground, line, picture, text, upright

LENGTHS = ((5, "#8250df"), (8, "#1f6feb"), (13, "#d1242f"), (30, "#57606a"))
"""(words of an n-gram, colour)"""
MIN_SHARE = 0.5
LAST = 80
LEFT = 60


def share_left(words: float, n: int) -> float:
    """Share of a long item's n-grams that are left when one in so many ``words`` was changed.

    Between two changed words stand ``words - 1`` others, and these hold ``words - n`` whole n-grams.
    """
    return max(0.0, (words - n) / words)


def place(words: float, share: float) -> tuple[float, float]:
    """Where a point of a curve stands in the picture."""
    return LEFT + words / LAST * WIDTH, TOP + (1 - share) * HEIGHT


def svg() -> str:
    """The whole picture."""
    parts = [ground()]
    for words in range(0, LAST + 1, 10):
        parts.append(line(place(words, 0), place(words, 1)))
        parts.append(text(place(words, 0)[0], TOP + HEIGHT + 18, f"{words}"))
    for step in range(0, 11, 2):
        parts.append(line(place(0, step / 10), place(LAST, step / 10)))
        parts.append(text(LEFT - 8, place(0, step / 10)[1] + 4, f"{step / 10:.1f}", "end"))
    parts.append(line(place(0, MIN_SHARE), place(LAST, MIN_SHARE), 'stroke="#333" stroke-dasharray="4 4"'))
    for number, (n, colour) in enumerate(LENGTHS):
        parts.append(curve((place(words, share_left(words, n)) for words in range(1, LAST + 1)), colour))
        parts.append(dot(place(2 * n, MIN_SHARE), colour))
        legend = f"n = {n}: half is left at one word in {2 * n}"
        parts.append(text(LEFT + WIDTH - 12, TOP + HEIGHT - 20 * (len(LENGTHS) - number) + 8, legend, "end", colour))
    parts.append(text(LEFT + WIDTH / 2, TOP + HEIGHT + 42, "one word in so many was changed"))
    parts.append(upright("share of the item's n-grams that is left"))
    return picture(LEFT, parts)


if __name__ == "__main__":
    Path(__file__).with_name("changed_words.svg").write_text(svg(), encoding="utf-8")
