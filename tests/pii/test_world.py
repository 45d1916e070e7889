"""Personal data planted in the seeded world is found, and its look-alikes are left alone."""

from __future__ import annotations

from collections import Counter

import pytest

from labs.world.draws import Draw
from labs.world.personal import carrier, look_alike, personal
from pipeline.pii.find import find_personal_data, mask


@pytest.mark.parametrize("seed", [1, 20, 300])
def test_finds_what_is_planted_with_precision_and_recall_above_95_percent(seed: int) -> None:
    draw = Draw(seed, "personal data")
    planted: Counter[tuple[int, str, str]] = Counter()
    found: Counter[tuple[int, str, str]] = Counter()
    for number in range(300):
        item = personal(draw)
        text = " ".join([look_alike(draw), carrier(draw, item), look_alike(draw)])
        planted[number, item.kind, item.value] += 1
        found.update((number, hit.kind, hit.value) for hit in find_personal_data(text))
    both = (planted & found).total()
    assert both / planted.total() >= 0.95
    assert both / found.total() >= 0.95


def test_the_placeholder_stands_exactly_where_the_value_stood() -> None:
    draw = Draw(7, "masks")
    for _ in range(100):
        item = personal(draw)
        text = carrier(draw, item)
        masked, counts = mask(text)
        assert masked == text.replace(item.value, f"[{item.kind.upper()}]")
        assert counts[item.kind] == 1
        assert sum(counts.values()) == 1
