"""Tables that only arrange a page in columns, as web pages did before CSS, are no tables of data.

Left as they are, trafilatura reads a short page of that kind twice: first its paragraphs, and then, looking for text
that was missed, the whole page as one row of a table.
"""

from __future__ import annotations

from lxml.html import HtmlElement

_OF_LAYOUT = ("h1", "h2", "h3", "h4", "h5", "h6", "article", "main", "nav", "section", "table")
_OF_DATA = ("caption", "thead", "th")
_PARTS = ("tbody", "tfoot", "tr", "td")
_ROLES = ("presentation", "none")


def unwrap_layout_tables(tree: HtmlElement) -> None:
    """Turn the layout tables of ``tree`` into ``<div>`` elements; tables of data inside them stay.

    A table is layout when its role says so, or when it has sections, headings or whole tables in its cells and neither
    caption nor header cells. These signs are among those that the HTML standard (section "The table element") names.
    """
    for table in list(tree.iter("table")):
        if _is_layout(table):
            for part in [part for part in table.iter(*_PARTS) if _table_of(part) is table]:
                part.tag = "div"
            table.tag = "div"


def _is_layout(table: HtmlElement) -> bool:
    if (table.get("role") or "").strip().lower() in _ROLES:
        return True
    if any(_table_of(part) is table for part in table.iter(*_OF_DATA)):
        return False
    return any(part is not table for part in table.iter(*_OF_LAYOUT))


def _table_of(part: HtmlElement) -> HtmlElement | None:
    return next(part.iterancestors("table"), None)
