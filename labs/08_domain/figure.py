"""Draws limits.svg of the handout: ``python labs/08_domain/figure.py`` writes it anew."""

from __future__ import annotations

from pathlib import Path

from labs.world.draws import Draw
from labs.world.writing import machine_babble, product_page, repetitive, spam
from pipeline.resources import sample
from pipeline.rules.settings import RulesSettings
from pipeline.rules.survey import read_pages, survey

DOMAINS = (("mathematics", "#d1242f"), ("code", "#1f6feb"), ("law", "#8250df"), ("medicine", "#1a7f37"))
SHARES = (0.01, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
PAGES_OF_A_KIND = 60
WIDTH, HEIGHT, LEFT, TOP = 560, 300, 60, 20
LOWEST = 0.3
"""Where the vertical axis begins."""


def garbage() -> list[str]:
    """Garbage of the seeded web, of four kinds; no general rule sees what is wrong with some of it."""
    return [
        maker(Draw("lab 08", "figure", number), "en").text
        for maker in (spam, repetitive, machine_babble, product_page)
        for number in range(PAGES_OF_A_KIND)
    ]


def curve(domain: str) -> list[tuple[float, float]]:
    """(share of the domain's good pages kept, share of the garbage dropped) for each wanted share."""
    good, bad, settings = read_pages(sample("reference"), "en", domain), garbage(), RulesSettings()
    found = [survey(good, bad, "en", share, settings) for share in SHARES]
    return list(dict.fromkeys((one.kept[1], one.garbage_dropped[1]) for one in found))


def place(kept: float, dropped: float) -> tuple[float, float]:
    """Where a point of a curve stands in the picture."""
    return LEFT + kept * WIDTH, TOP + (1 - dropped) / (1 - LOWEST) * HEIGHT


def text(x: float, y: float, words: str, anchor: str = "middle", colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


def line(start: tuple[float, float], end: tuple[float, float]) -> str:
    return f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" stroke="#eee"/>'


def svg(curves: dict[str, list[tuple[float, float]]]) -> str:
    """The whole picture."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 30} {TOP + HEIGHT + 60}" '
        'font-family="sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for step in range(0, 11, 2):
        parts.append(line(place(step / 10, LOWEST), place(step / 10, 1)))
        parts.append(text(place(step / 10, 0)[0], TOP + HEIGHT + 18, f"{step / 10:.1f}"))
    for step in range(3, 11):
        parts.append(line(place(0, step / 10), place(1, step / 10)))
        parts.append(text(LEFT - 8, place(0, step / 10)[1] + 4, f"{step / 10:.1f}", "end"))
    for number, (domain, colour) in enumerate(DOMAINS):
        points = [place(*point) for point in curves[domain]]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
        parts.append(text(LEFT + 12, TOP + HEIGHT - 66 + 20 * number, domain, "start", colour))
    parts.append(text(LEFT + WIDTH / 2, TOP + HEIGHT + 42, "share of the domain's good pages that is kept"))
    middle = TOP + HEIGHT / 2
    parts.append(
        f'<text x="16" y="{middle}" text-anchor="middle" fill="#333" transform="rotate(-90 16 {middle})">'
        "share of the garbage that is dropped</text>"
    )
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    all_curves = {domain: curve(domain) for domain, _ in DOMAINS}
    for name, points in all_curves.items():
        print(name, *(f"{kept:.3f}:{dropped:.3f}" for kept, dropped in points))
    Path(__file__).with_name("limits.svg").write_text(svg(all_curves), encoding="utf-8")
