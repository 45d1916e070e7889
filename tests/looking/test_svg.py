"""The figures of the handouts are those that their programs draw."""

from __future__ import annotations

from pathlib import Path

import pytest

from labs.grading.worker import load
from labs.looking import svg

LABS = Path(__file__).resolve().parents[2] / "labs"


@pytest.mark.parametrize(
    ("lab", "file"),
    [
        ("05_exact", "birthday.svg"),
        ("06_minhash", "s_curve.svg"),
        ("10_decontaminate", "changed_words.svg"),
        ("11_mix", "epochs.svg"),
    ],
)
def test_a_figure_that_measures_nothing_is_drawn_as_it_stands(lab: str, file: str) -> None:
    drawn = load(LABS / lab / "figure.py", f"figure_{lab}").svg()
    assert drawn == (LABS / lab / file).read_text(encoding="utf-8")


def test_a_dot_tells_its_title_only_where_it_has_one() -> None:
    assert svg.dot((1, 2), "#123") == '<circle cx="1.0" cy="2.0" r="4" fill="#123"/>'
    assert svg.dot((1, 2), "#123", title="0.5").endswith('fill="#123"><title>0.5</title></circle>')
