"""Items planted in the pages of seeded webs: found in any dress, and nothing else is found."""

from __future__ import annotations

from labs.world.build import world
from labs.world.writing import benchmark_problems
from pipeline.decontaminate.search import find_overlaps, index_items


def dressed(text: str, number: int) -> str:
    """The text as other sites have it: in capitals, in short lines, with other punctuation, in boiler-plate."""
    return [
        text,
        text.upper(),
        "\n".join(text.split()),
        text.replace(".", " \u2026 ").replace("(", "[ ").replace(":", "\uff1a"),
        f"Home | About | Contact\n{text}\nAll rights reserved.",
    ][number % 5]


def test_every_planted_item_and_no_other() -> None:
    index = index_items(dict(benchmark_problems()))
    planted, found, pages = set(), set(), 0
    for seed in (1, 2, 3):
        for number, page in enumerate(world(seed, 1_200).pages()):
            if page.text:
                pages += 1
                planted |= {(seed, page.url, item) for item in page.benchmark_items}
                overlaps = find_overlaps(dressed(page.text, number), index)
                found |= {(seed, page.url, overlap.item) for overlap in overlaps}
    assert len(planted) >= 30
    assert pages >= 50 * len(planted)  # almost all pages have none: what is found there is found wrongly
    assert len(planted & found) / len(planted) >= 0.99
    assert len(planted & found) / len(found) >= 0.99
