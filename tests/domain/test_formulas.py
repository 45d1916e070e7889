"""LaTeX formulas are found with their delimiters; prices and variables of a shell are none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.formulas import MAX_CHARACTERS, formulas


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (r"Let $x^2$ and \(y\) be.", ["$x^2$", r"\(y\)"]),
        ("$$a\n+ b$$", ["$$a\n+ b$$"]),
        (r"\[ a \] \begin{align*}b\end{align*}", [r"\[ a \]", r"\begin{align*}b\end{align*}"]),
        (r"\begin{align}b\end{align*}", []),
        (r"\begin{table}b\end{table}", []),
        ("the $p$-adic numbers, ($n$), $k$.", ["$p$", "$n$", "$k$"]),
        ("It costs $5 or $10, US$5 or CA$7, 5$ or 10$.", []),
        ("$HOME/bin:$PATH and $a_$b", []),
        (r"\$5 and $\$5$", [r"$\$5$"]),
        ("$a\nb$", []),
        ("$ a$ and $b $", []),
        (r"a \\[2pt] b \]", []),
        (r"\( \) $$ $$", []),
        (r"\(a \\) b\)", [r"\(a \\) b\)"]),
        (r"open \( and $x$", ["$x$"]),
        (r"\(a\)\(b\)", [r"\(a\)", r"\(b\)"]),
    ],
)
def test_by_hand(text: str, expected: list[str]) -> None:
    assert formulas(text) == expected


@pytest.mark.parametrize(("opening", "closing"), [("$", "$"), ("$$", "$$"), (r"\(", r"\)"), (r"\[", r"\]")])
def test_limit_of_length(opening: str, closing: str) -> None:
    at, above = (opening + "x" * length + closing for length in (MAX_CHARACTERS, MAX_CHARACTERS + 1))
    assert formulas(at) == [at]
    assert formulas(above) == []


@given(st.text(alphabet="$\\()[]ax1 \n", max_size=60))
def test_formulas_stand_in_the_text_in_their_order(text: str) -> None:
    place = 0
    for formula in formulas(text):
        place = text.index(formula, place) + len(formula)
        assert len(formula) > 2


@pytest.mark.parametrize("unit", ["$", "$$ ", "\\(", "\\[", "\\begin{align}", "$a", "\\", "a$ ", "\\(\\\\)"])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    started = time.process_time()
    formulas((unit * 200_000)[:200_000])
    assert time.process_time() - started < 2
