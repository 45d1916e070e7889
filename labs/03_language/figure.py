"""Draws mixed_pages.svg of the handout: ``python labs/03_language/figure.py`` measures and writes it anew."""

from __future__ import annotations

from pathlib import Path

from labs.looking.svg import HEIGHT, TOP, WIDTH, curve, dot, picture, text
from labs.world.draws import Draw
from labs.world.sources import LANGUAGES
from labs.world.writing import article, forum_thread, mixed_language, promotion
from pipeline.language.identify import count_letters, identify_languages, main_language_fraction, passages

LETTERS = ((50, "#8250df"), (100, "#1f6feb"), (200, "#bf8700"), (400, "#d1242f"))
"""(letters of a passage, colour)"""
LIMITS = tuple(percent / 100 for percent in range(30, 101, 2))
MARKED = (0.5, 0.8, 0.9)
MAX_LOST = 0.03
SEEDS = range(1, 9)
LEFT = 60


def pages() -> tuple[list[str], list[str]]:
    """Pages of two languages in turn, and pages of one."""
    mixed, pure = [], []
    for seed in SEEDS:
        pairs = Draw(seed, "lab 03", "mixed")
        for number in range(50):
            first, second = pairs.sample(LANGUAGES, 2)
            mixed.append(mixed_language(Draw(seed, "lab 03", "m", number), first, second).text)
        for number in range(100):
            draw, language = Draw(seed, "lab 03", "p", number), LANGUAGES[number % 10]
            if number < 40:
                pure.append(article(draw, language, "general").text)
            else:
                pure.append((forum_thread if number < 70 else promotion)(draw, language).text)
    return mixed, pure


def shares(texts: list[str], min_letters: int) -> list[float]:
    """The share of the main language of each text."""
    found = []
    for page, (language, _) in zip(texts, identify_languages(texts), strict=True):
        cut = passages(page, min_letters)
        names = [name for name, _ in identify_languages(cut)]
        found.append(main_language_fraction(language, names, [count_letters(passage) for passage in cut]) or 0.0)
    return found


def below(values: list[float], limit: float) -> float:
    return sum(value < limit for value in values) / len(values)


def place(lost: float, found: float) -> tuple[float, float]:
    """Where a point of a curve stands in the picture."""
    return LEFT + lost / MAX_LOST * WIDTH, TOP + (1 - found) * HEIGHT


def svg() -> str:
    """The whole picture."""
    mixed, pure = pages()
    parts = [
        f'<rect x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#ccc"/>',
    ]
    for step in range(0, 101, 25):
        parts.append(text(LEFT - 8, place(0, step / 100)[1] + 4, f"{step} %", "end"))
    for step in range(4):
        parts.append(text(place(step / 100, 0)[0], TOP + HEIGHT + 20, f"{step} %"))
    parts.append(text(LEFT + WIDTH / 2, TOP + HEIGHT + 44, "pure pages lost"))
    parts.append(text(LEFT + 8, TOP + 18, "mixed pages found", "start"))
    for row, (letters, colour) in enumerate(LETTERS):
        of_mixed, of_pure = shares(mixed, letters), shares(pure, letters)
        points = [place(below(of_pure, limit), below(of_mixed, limit)) for limit in LIMITS]
        parts.append(curve(points, colour, 2))
        for limit in MARKED:
            point = place(below(of_pure, limit), below(of_mixed, limit))
            parts.append(dot(point, colour, title=str(limit)))
        legend = f"passages of {letters} letters"
        parts.append(text(LEFT + WIDTH - 10, TOP + HEIGHT - 74 + 20 * row, legend, "end", colour))
    return picture(LEFT, parts)


if __name__ == "__main__":
    Path(__file__).with_name("mixed_pages.svg").write_text(svg(), encoding="utf-8")
