"""LaTeX that a page keeps in images, scripts and annotations is written into its text."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from pipeline.extract.mathematics import write_out_mathematics


@pytest.mark.parametrize(
    "formula",
    [
        '<img class="math" src="f.png" alt="x^2"/>',
        '<img class="mwe-math-fallback-image-inline" alt="{\\displaystyle x^2}">',
        '<img class="tex" alt="$x^2$">',
        '<script type="math/tex">x^2</script>',
        '<script type="math/tex; mode=display"> x^2 </script>',
        '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></semantics></math>',
        '<math alttext="x^2"><msup><mi>x</mi><mn>2</mn></msup></math>',
    ],
)
@pytest.mark.parametrize("before", ["", "<b>so</b>"])
def test_a_formula_becomes_text(formula: str, before: str) -> None:
    tree = document_fromstring(f"<html><body><p>{before}Let {formula} be.</p></body></html>")
    assert write_out_mathematics(tree) == 1
    assert tree.text_content() == ("so" if before else "") + "Let $x^2$ be."


@pytest.mark.parametrize(
    "other",
    [
        '<img class="photo" alt="x^2">',
        '<img class="mathematician" alt="Emmy Noether">',
        '<img alt="math">',
        '<img class="math" alt="">',
        "<script>x^2</script>",
        '<script type="text/javascript">x^2</script>',
        "<math><mi>x</mi></math>",
    ],
)
def test_what_holds_no_latex_stays(other: str) -> None:
    tree = document_fromstring(f"<html><body><p>Let {other} be.</p></body></html>")
    before = tree.text_content()
    assert write_out_mathematics(tree) == 0
    assert tree.text_content() == before


def test_neighbours_keep_their_places() -> None:
    html = '<p>a<img class="math" alt="1">b<i>c</i>d<img class="math" alt="2"><img class="math" alt="3">e</p>'
    tree = document_fromstring(f"<html><body>{html}</body></html>")
    assert write_out_mathematics(tree) == 3
    assert tree.text_content() == "a$1$bcd$2$$3$e"
