"""From the HTML of one page to its main text and metadata, with trafilatura; nothing is remembered between pages.

Barbaresi 2021, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text Discovery and Extraction".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from functools import lru_cache
from itertools import chain
from typing import TypedDict

from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor
from trafilatura.utils import repair_faulty_html

from pipeline.extract.layout_tables import unwrap_layout_tables
from pipeline.extract.mathematics import write_out_mathematics
from pipeline.extract.settings import HtmlSettings
from pipeline.extract.stand_ins import put_stand_ins
from pipeline.extract.stop_words import hash_stop_words_once

# The latest date that is looked for: a fixed one, because "today" would make the result depend on the day of the run.
LATEST_DATE = "2100-01-01"
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}\?>")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INVISIBLE = ("script", "style", "noscript", "template", "head")


def _parser() -> etree.HTMLParser:
    """trafilatura's own parser, but for one thing: every element is an `HtmlElement`.

    lxml.html asks a Python function for the class of each element whenever one is touched, a twentieth of the whole
    extraction, only to find forms.
    """
    parser = etree.HTMLParser(
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


_PARSER = _parser()


class Extracted(TypedDict):
    """What is taken out of a page; "" and None where there is nothing."""

    text: str
    title: str | None
    date: str | None
    author: str | None
    language_tag: str | None
    visible_characters: int
    """Characters of all text on the page, runs of white space counted as one: what a reader would see without CSS."""


def extract_html(
    html: str, url: str | None = None, captured: str | None = None, settings: HtmlSettings | None = None
) -> Extracted:
    """The main text and the metadata of a page.

    ``captured`` is the date of capture (WARC-Date): no page was published later, so a page that says it was has no
    date. The result depends on the arguments alone. A page that is no HTML, or has no main text, has the text "".
    """
    settings = settings or HtmlSettings()
    found = Extracted(text="", title=None, date=None, author=None, language_tag=None, visible_characters=0)
    tree = parse_html(html)
    if tree is None:
        return found
    found["language_tag"] = language_tag(tree)
    found["visible_characters"] = visible_characters(tree)
    if settings.mathematics:
        write_out_mathematics(tree)
    unwrap_layout_tables(tree)
    originals = put_stand_ins(tree)
    hash_stop_words_once()
    document = bare_extraction(tree, options=_options(settings, url))
    if not isinstance(document, Document):
        return found
    text, title, author = document.text or "", document.title or "", document.author or ""
    if originals:
        text, title, author = (piece.translate(originals) for piece in (text, title, author))
    found["text"], found["title"], found["author"] = clean_text(text), one_line(title), one_line(author)
    found["date"] = date_before(captured, document.date) if settings.dates else None
    return found


@lru_cache(maxsize=1)
def _options_of_any_page(settings: HtmlSettings) -> Extractor:
    """What trafilatura is told; read from its configuration once, since that takes as long as parsing a small page."""
    options = Extractor(
        output_format="python",
        fast=settings.fast,
        precision=settings.focus == "precision",
        recall=settings.focus == "recall",
        comments=False,
        tables=settings.tables,
        formatting=False,
        dedup=False,  # True would compare with pages seen before: the order would decide
        with_metadata=True,
    )
    options.date_params = {"original_date": True, "extensive_search": False, "max_date": LATEST_DATE}
    return options


def _options(settings: HtmlSettings, url: str | None) -> Extractor:
    options = copy(_options_of_any_page(settings))
    options.url = url
    options.source = url and url.encode("utf-8", "replace").decode("utf-8")  # goes to the log
    return options


def date_before(captured: str | None, date: str | None) -> str | None:
    """``date``, or None when it lies after the day of the capture.

    htmldate has a limit of its own, ``max_date``; but told to leave out 4 March 2021, it may answer with the first of
    that month, which nothing on the page says.
    """
    if date and captured and _ISO_DATE.match(captured) and date > captured[:10]:
        return None
    return date


def parse_html(html: str) -> HtmlElement | None:
    """The tree of a page; None when there is nothing in it.

    trafilatura's own loader is not used: it rejects pages without ``<html>`` and takes a lack of memory for an empty
    page. Raises MemoryError and what else lxml raises.
    """
    html = repair_faulty_html(_XML_DECLARATION.sub("", html, count=1), html[:50].lower())
    try:
        return document_fromstring(html, parser=_PARSER)
    except etree.ParserError:
        return None


def clean_text(text: str) -> str:
    """``text`` with plain new lines, without control characters and blank edges."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str | None) -> str | None:
    """``text`` with every run of white space as one blank; None when nothing is left."""
    return " ".join((text or "").split()) or None


def language_tag(tree: HtmlElement) -> str | None:
    """What the page says of its own language: ``<html lang>``, or a Content-Language in a ``<meta>``."""
    root = tree.getroottree().getroot()
    names = ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang")
    metas = (meta for meta in root.iter("meta") if (meta.get("http-equiv") or "").lower() == "content-language")
    for candidate in chain((root.get(name) for name in names), (meta.get("content") for meta in metas)):
        found = _LANGUAGE_TAG.fullmatch((candidate or "").split(",")[0].strip())
        if found:
            return found[0].replace("_", "-")
    return None


def visible_characters(tree: HtmlElement) -> int:
    """Characters of the page's text, without scripts and styles, runs of white space counted as one."""
    hidden = [
        element
        for element in tree.iter(*_INVISIBLE)
        if not any(ancestor.tag in _INVISIBLE for ancestor in element.iterancestors())
    ]
    visible = _with_blanks(tree.itertext()) - sum(_with_blanks(element.itertext()) for element in hidden)
    return max(0, visible - 1)


def _with_blanks(pieces: Iterable[str]) -> int:
    """Characters of all words, each with a blank behind it; no word reaches from one piece into the next."""
    words = "\n".join(pieces).split()
    return sum(map(len, words)) + len(words)
