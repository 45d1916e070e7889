"""Draws epochs.svg of the handout: ``python labs/11_mix/figure.py`` writes it anew."""

from __future__ import annotations

from pathlib import Path

from labs.looking.svg import HEIGHT, TOP, WIDTH, curve, dot, ground, line, picture, text, upright

BUCKETS = (("English", 900, "#57606a"), ("German", 90, "#1f6feb"), ("Welsh", 10, "#d1242f"))
"""(name, tokens, colour)"""
FIRST, LAST = 1, 5
MOST = 20
"""Epochs at the upper end."""
GOOD_AS_NEW = 4
LEFT = 60


def epochs(tokens: int, temperature: float) -> float:
    """How often a bucket is read when the mixture has as many tokens as the corpus."""
    weights = {held: held ** (1 / temperature) for _, held, _ in BUCKETS}
    return weights[tokens] / sum(weights.values()) * sum(weights) / tokens


def place(temperature: float, times: float) -> tuple[float, float]:
    """Where a point of a curve stands in the picture."""
    return LEFT + (temperature - FIRST) / (LAST - FIRST) * WIDTH, TOP + (1 - times / MOST) * HEIGHT


def svg() -> str:
    """The whole picture."""
    parts = [ground()]
    for temperature in range(FIRST, LAST + 1):
        parts.append(line(place(temperature, 0), place(temperature, MOST)))
        parts.append(text(place(temperature, 0)[0], TOP + HEIGHT + 18, f"{temperature}"))
    for times in range(0, MOST + 1, 4):
        parts.append(line(place(FIRST, times), place(LAST, times)))
        parts.append(text(LEFT - 8, place(FIRST, times)[1] + 4, f"{times}", "end"))
    parts.append(line(place(FIRST, GOOD_AS_NEW), place(LAST, GOOD_AS_NEW), 'stroke="#333" stroke-dasharray="4 4"'))
    parts.append(text(LEFT + 12, place(FIRST, GOOD_AS_NEW)[1] - 6, "4 epochs: about as good as new data", "start"))
    for number, (name, tokens, colour) in enumerate(BUCKETS):
        steps = [FIRST + (LAST - FIRST) * step / 80 for step in range(81)]
        parts.append(curve((place(temperature, epochs(tokens, temperature)) for temperature in steps), colour))
        parts.append(dot(place(LAST, epochs(tokens, LAST)), colour))
        parts.append(text(LEFT + 12, TOP + 24 + 20 * number, f"{name}: {tokens} tokens", "start", colour))
    parts.append(text(LEFT + WIDTH / 2, TOP + HEIGHT + 42, "temperature"))
    parts.append(upright("how often the bucket is read (epochs)"))
    return picture(LEFT, parts)


if __name__ == "__main__":
    Path(__file__).with_name("epochs.svg").write_text(svg(), encoding="utf-8")
