"""Carries through trafilatura what it drops and a text needs: invisible joiners, and the blank lines of code.

trafilatura removes every character that does not print, and with U+200C the boundaries inside Persian words, with
U+200D the shapes of Indic syllables and of composed emoji. It also removes lines without text, in code as well. While
it works, other characters stand in for them: Egyptian hieroglyphs, letters that print, that do not occur in the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree
from lxml.html import HtmlElement

JOINERS = ("\u200c", "\u200d")
_HIEROGLYPHS = [chr(0x13000 + number) for number in range(64)]
_ALL_TEXT, _META_CONTENT = etree.XPath("string()"), etree.XPath("//meta/@content")
_BLANK_LINE = re.compile(r"\n(?=[ \t]*\r?\n)")


def put_stand_ins(tree: HtmlElement) -> dict[int, str]:
    """Put stand-ins into ``tree``; returns the table for `str.translate` that takes them out of the extracted text,
    empty when there was nothing to stand in for.

    A page that uses all the hieroglyphs itself is left as it is. Of code that is cut into many elements, blank lines
    between two elements are not found.
    """
    text = "".join([_ALL_TEXT(tree), *_META_CONTENT(tree)])
    free = [hieroglyph for hieroglyph in _HIEROGLYPHS if hieroglyph not in text]
    if len(free) <= len(JOINERS):
        return {}
    blank_line, *for_joiners = free[: len(JOINERS) + 1]
    originals: dict[int, str] = {}
    for code in tree.iter("pre"):
        _change_text(code, lambda piece: _BLANK_LINE.sub("\n" + blank_line, piece))
        originals[ord(blank_line)] = ""
    if any(joiner in text for joiner in JOINERS):
        hidden = {ord(joiner): hieroglyph for joiner, hieroglyph in zip(JOINERS, for_joiners, strict=True)}
        _change_text(tree, lambda piece: piece.translate(hidden))
        for meta in tree.iter("meta"):
            meta.set("content", (meta.get("content") or "").translate(hidden))
        originals |= {ord(hieroglyph): chr(joiner) for joiner, hieroglyph in hidden.items()}
    return originals


def _change_text(root: HtmlElement, change: Callable[[str], str]) -> None:
    """Apply ``change`` to every piece of text inside ``root``."""
    for element in root.iter(etree.Element):
        if element.text:
            element.text = change(element.text)
        if element.tail and element is not root:
            element.tail = change(element.tail)
