"""Tables that arrange a page become boxes; tables of data stay."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from pipeline.extract.layout_tables import unwrap_layout_tables


def tags(html: str) -> list[str]:
    tree = document_fromstring(f"<html><body>{html}</body></html>")
    unwrap_layout_tables(tree)
    return [element.tag for element in tree.iter()][2:]


DATA = "<table><tr><td>1</td><td>2</td></tr></table>"


@pytest.mark.parametrize(
    "data",
    [
        DATA,
        "<table><tr><th>a</th></tr><tr><td><h3>1</h3></td></tr></table>",
        "<table><caption>a</caption><tr><td><h3>1</h3></td></tr></table>",
        "<table><thead><tr><td>a</td></tr></thead><tbody><tr><td><h3>1</h3></td></tr></tbody></table>",
        "<table><tr><td><p>1</p><div>2</div><ul><li>3</li></ul></td></tr></table>",
    ],
)
def test_a_table_of_data_stays(data: str) -> None:
    before = [element.tag for element in document_fromstring(f"<html><body>{data}</body></html>").iter()][2:]
    assert tags(data) == before


@pytest.mark.parametrize("inside", ["<h1>a</h1>", "<h6>a</h6>", "<article>a</article>", "<nav>a</nav>"])
def test_a_table_with_headings_or_sections_is_layout(inside: str) -> None:
    table = f"<table><tbody><tr><td>{inside}</td><td>b</td></tr></tbody></table>"
    assert tags(table) == ["div", "div", "div", "div", inside[1 : inside.index(">")], "div"]


@pytest.mark.parametrize("role", ["presentation", "none", " Presentation "])
def test_a_table_may_say_that_it_is_layout(role: str) -> None:
    assert tags(f'<table role="{role}"><tr><td>a</td></tr></table>') == ["div", "div", "div"]
    assert tags('<table role="grid"><tr><td>a</td></tr></table>') == ["table", "tr", "td"]


def test_tables_of_data_inside_stay() -> None:
    inner = "<table><tr><th>a</th></tr></table>"
    assert tags(f"<table><tr><td>{inner}</td></tr></table>") == ["div", "div", "div", "table", "tr", "th"]


def test_deep_tables_are_quick() -> None:
    assert set(tags("<table><tr><td>" * 60 + DATA)) == {"div", "table", "tr", "td"}


def test_no_table() -> None:
    assert tags("<p>a</p>") == ["p"]
