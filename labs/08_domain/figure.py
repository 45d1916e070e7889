"""Draws limits.svg of the handout: ``python labs/08_domain/figure.py`` writes it anew."""

from __future__ import annotations

from pathlib import Path

from labs.looking.svg import HEIGHT, TOP, WIDTH, curve, dot, ground, line, picture, text, upright
from labs.world.draws import Draw
from labs.world.writing import machine_babble, product_page, repetitive, spam
from pipeline.resources import sample
from pipeline.rules.settings import RulesSettings
from pipeline.rules.survey import read_pages, survey

DOMAINS = (("mathematics", "#d1242f"), ("code", "#1f6feb"), ("law", "#8250df"), ("medicine", "#1a7f37"))
SHARES = (0.01, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
PAGES_OF_A_KIND = 60
LEFT = 60
LOWEST = 0.3
"""Where the vertical axis begins."""


def garbage() -> list[str]:
    """Garbage of the seeded web, of four kinds; no general rule sees what is wrong with some of it."""
    return [
        maker(Draw("lab 08", "figure", number), "en").text
        for maker in (spam, repetitive, machine_babble, product_page)
        for number in range(PAGES_OF_A_KIND)
    ]


def measured(domain: str) -> list[tuple[float, float]]:
    """(share of the domain's good pages kept, share of the garbage dropped) for each wanted share."""
    good, bad, settings = read_pages(sample("reference"), "en", domain), garbage(), RulesSettings()
    found = [survey(good, bad, "en", share, settings) for share in SHARES]
    return list(dict.fromkeys((one.kept[1], one.garbage_dropped[1]) for one in found))


def place(kept: float, dropped: float) -> tuple[float, float]:
    """Where a point of a curve stands in the picture."""
    return LEFT + kept * WIDTH, TOP + (1 - dropped) / (1 - LOWEST) * HEIGHT


def svg(curves: dict[str, list[tuple[float, float]]]) -> str:
    """The whole picture."""
    parts = [ground()]
    for step in range(0, 11, 2):
        parts.append(line(place(step / 10, LOWEST), place(step / 10, 1)))
        parts.append(text(place(step / 10, 0)[0], TOP + HEIGHT + 18, f"{step / 10:.1f}"))
    for step in range(3, 11):
        parts.append(line(place(0, step / 10), place(1, step / 10)))
        parts.append(text(LEFT - 8, place(0, step / 10)[1] + 4, f"{step / 10:.1f}", "end"))
    for number, (domain, colour) in enumerate(DOMAINS):
        points = [place(*point) for point in curves[domain]]
        parts.append(curve(points, colour))
        parts += [dot(point, colour, 3.5) for point in points]
        parts.append(text(LEFT + 12, TOP + HEIGHT - 66 + 20 * number, domain, "start", colour))
    parts.append(text(LEFT + WIDTH / 2, TOP + HEIGHT + 42, "share of the domain's good pages that is kept"))
    parts.append(upright("share of the garbage that is dropped"))
    return picture(LEFT, parts)


if __name__ == "__main__":
    all_curves = {domain: measured(domain) for domain, _ in DOMAINS}
    for name, points in all_curves.items():
        print(name, *(f"{kept:.3f}:{dropped:.3f}" for kept, dropped in points))
    Path(__file__).with_name("limits.svg").write_text(svg(all_curves), encoding="utf-8")
