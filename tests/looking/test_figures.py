"""Figures name what they show, part values at the limit, and do not rest on colour alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from matplotlib.colors import to_hex

from labs.looking import figures
from labs.looking.figures import LINES, MARKERS, Names, Picture

NAMES = Names("Title", "seconds", "pages")

DRAWN: dict[str, Callable[[], Picture]] = {
    "distributions": lambda: figures.distributions({"a": [0.1, 0.9], "b": []}, NAMES, limit=0.5),
    "curves": lambda: figures.curves({"one": {"x": [(1, 1), (2, 4)], "y": [(1, 2), (2, 3)]}}, NAMES, limit=1.5),
    "scatter": lambda: figures.scatter({"a": [(0, 1)], "b": [(1, 0)], "none": []}, NAMES, diagonal=True, limit_x=0.5),
    "matrix": lambda: figures.matrix({"en": {"en": 3, "de": 1}, "de": {"de": 2}}, NAMES),
    "bars": lambda: figures.bars({"en": {"kept": 3, "dropped": 1}, "de": {"kept": 2}}, NAMES),
    "values_by_group": lambda: figures.values_by_group({"a": {"p": 0.1, "q": 0.6}}, {"limit": 0.5}, NAMES, labelled=1),
    "family": lambda: figures.family({"a": "a", "b": "a", "c": "c"}, [("a", "b", 0.9), ("b", "c", 0.5)], 0.8, NAMES),
    "timeline": lambda: figures.timeline({"host": [(0.0, "robots"), (1.0, "page")]}, NAMES),
}


@pytest.mark.parametrize("name", DRAWN)
def test_every_figure_has_a_title_names_of_its_axes_and_is_a_png(name: str) -> None:
    picture = DRAWN[name]()
    assert picture.figure.get_suptitle() == "Title"
    assert picture.figure.get_supxlabel() == "seconds"
    assert picture.figure.get_supylabel() == "pages"
    assert picture._repr_png_().startswith(b"\x89PNG")
    assert repr(picture) == "Title (x: seconds; y: pages)"


@pytest.mark.parametrize("missing", [("", "x", "y"), ("title", " ", "y"), ("title", "x", "")])
def test_names_cannot_be_left_out(missing: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="title and a name"):
        Names(*missing)


def test_a_limit_parts_two_bins_and_what_is_below_it_is_hatched() -> None:
    picture = figures.distributions({"a": [0.0, 0.299, 0.3, 1.0]}, NAMES, limit=0.3, bins=7)
    bars = picture.figure.axes[0].patches
    below = [bar for bar in bars if bar.get_hatch()]
    assert sum(bar.get_height() for bar in below) == 2
    assert sum(bar.get_height() for bar in bars) == 4
    assert max(bar.get_x() + bar.get_width() for bar in below) == pytest.approx(0.3)


@pytest.mark.parametrize("values", [[], [0.5], [2.0, 2.0]])
def test_few_or_equal_values_can_be_drawn(values: list[float]) -> None:
    picture = figures.distributions({"a": values}, NAMES)
    assert sum(bar.get_height() for bar in picture.figure.axes[0].patches) == len(values)


def test_lines_and_points_differ_without_their_colours() -> None:
    lines = DRAWN["curves"]().figure.axes[0].lines[:2]
    assert [line.get_linestyle() for line in lines] == list(LINES[:2])
    events = DRAWN["timeline"]().figure.axes[0].lines
    assert [line.get_marker() for line in events] == list(MARKERS[:2])
    hatches = {patch.get_hatch() for patch in DRAWN["bars"]().figure.axes[0].patches}
    assert len(hatches) == 2


def test_cells_hold_their_numbers() -> None:
    words = {text.get_text() for text in DRAWN["matrix"]().figure.axes[0].texts}
    assert words == {"3", "1", "2"}
    percent = figures.matrix({"r": {"a": 0.5, "b": 0.001, "c": 0.0}}, NAMES, percent=True).figure.axes[0].texts
    assert [text.get_text() for text in percent] == ["50%", "<1%"]


def test_the_nearest_to_the_limit_is_named() -> None:
    named = [text.get_text() for text in DRAWN["values_by_group"]().figure.axes[0].texts]
    assert named == ["q"]


def test_a_family_shows_survivors_and_similarities() -> None:
    axes = DRAWN["family"]().figure.axes[0]
    assert {"0.90", "0.50", "a", "b", "c"} <= {text.get_text() for text in axes.texts}
    assert [line.get_linestyle() for line in axes.lines] == ["-", ":"]
    survivors, dropped = axes.collections
    assert (len(survivors.get_offsets()), len(dropped.get_offsets())) == (2, 1)
    assert to_hex(survivors.get_facecolor()[0]) != to_hex(dropped.get_facecolor()[0])
