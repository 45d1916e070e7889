"""Writes formulas out as ``$LaTeX$`` before extraction, which would drop them.

Many pages draw a formula as an image with the LaTeX in ``alt`` (Sphinx's imgmath, Wikipedia's fallback images), keep it
in ``<script type="math/tex">`` (MathJax 2) or as an annotation inside ``<math>`` (MathML). Extractors lose all three.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

MAX_FORMULAS = 10_000
_MATH_CLASS = re.compile(r"(?:^|[\s_-])(?:math|tex|latex|equation)(?:$|[\s_-])", re.IGNORECASE)
_TEX_TYPES = ("math/tex", "application/x-tex")


def write_out_mathematics(tree: HtmlElement) -> int:
    """Replace each formula in ``tree`` whose LaTeX is known by its text; returns how many there were."""
    formulas = 0
    for element in list(tree.iter("img", "script", "math")):
        latex = _latex(element)
        if latex and formulas < MAX_FORMULAS and element.getparent() is not None:
            _replace_by_text(element, f"${latex}$")
            formulas += 1
    return formulas


def _latex(element: HtmlElement) -> str | None:
    if element.tag == "img":
        source = element.get("alt") if _MATH_CLASS.search(element.get("class") or "") else None
    elif element.tag == "script":
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        source = element.text if kind in _TEX_TYPES else None
    else:
        annotations = [note for note in element.iter("annotation") if note.get("encoding") in _TEX_TYPES]
        source = annotations[0].text if annotations else element.get("alttext")
    source = " ".join((source or "").split())
    if source.startswith(r"{\displaystyle ") and source.endswith("}"):
        source = source[len(r"{\displaystyle ") : -1].strip()
    return source.strip("$").strip() or None


def _replace_by_text(element: HtmlElement, text: str) -> None:
    """Put ``text`` where ``element`` stands, joined to the text around it."""
    parent, previous = element.getparent(), element.getprevious()
    text += element.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    element.tail = None
    parent.remove(element)
