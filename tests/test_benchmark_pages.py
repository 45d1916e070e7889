"""The pages that benchmarks write: sections, arithmetic from costs to 100 TB, and what docs/scaling.md says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.stages import STAGES
from tests.benchmarks.projection import (
    BYTES_PER_RECORD,
    CRAWL_BYTES,
    HTML_BYTES,
    TEXT_CHARACTERS,
    Cost,
    costs_table,
    projection,
)
from tests.benchmarks.sections import table, with_section

PAGE = Path(__file__).parents[1] / "docs" / "scaling.md"


def cells(text: str) -> list[list[str]]:
    """The cells of the rows of a Markdown table, without its head."""
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def number(cell: str) -> float:
    return float(cell.replace(",", ""))


def section(heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found, f"docs/scaling.md has no section {heading!r}"
    return found[1]


def costs_of_page() -> dict[str, Cost]:
    return {
        name: Cost(int(number(documents)), int(number(size)), number(seconds), int(number(written)))
        for name, documents, size, seconds, written, *_ in cells(section("Measured cost"))
    }


def test_a_section_is_added_at_the_end_and_replaced_where_it_stands() -> None:
    page = with_section(with_section("# Page\n", "One", "1"), "Two", "2")
    assert page == "# Page\n\n## One\n\n1\n\n## Two\n\n2\n"
    assert with_section(page, "One", "new \\1") == "# Page\n\n## One\n\nnew \\1\n\n## Two\n\n2\n"
    assert with_section(page, "Two", "new") == "# Page\n\n## One\n\n1\n\n## Two\n\nnew\n"


def test_a_heading_that_begins_like_another_is_another() -> None:
    page = with_section("# Page\n", "One and more", "1")
    assert with_section(page, "One", "2") == page + "\n## One\n\n2\n"


def test_a_fixed_cost_is_not_multiplied() -> None:
    """10 s for the stage and 2 s for each thousand documents: 3,000 more documents are 6 s more."""
    small, large = (Cost(n, 500 * n, 10 + 0.002 * n, 7_000 + 300 * n) for n in (1_000, 4_000))
    assert large - small == Cost(3_000, 1_500_000, pytest.approx(6.0), 900_000)


def test_a_million_documents_and_100_tb_follow_from_what_was_measured() -> None:
    costs = {"extract": Cost(1_000, 10_000_000, 10.0, 0), "rules": Cost(1_000, 1_000_000, 1.0, 2_000_000)}
    assert [row[-2:] for row in cells(costs_table(costs))] == [["10,000", "0.00"], ["1,000", "2.00"]]

    extract, rules, both = ([number(cell) for cell in row[1:]] for row in cells(projection(costs)))
    records = CRAWL_BYTES / BYTES_PER_RECORD
    assert extract == pytest.approx([0.01 * records / 3600, 1e-6 * HTML_BYTES * records / 3600, 0], abs=0.51)
    assert rules[:2] == pytest.approx([0.001 * records / 3600, 1e-6 * TEXT_CHARACTERS * records / 3600], abs=0.51)
    assert rules[2] == pytest.approx(2_000 * records / 1e12, abs=0.051)
    assert both == pytest.approx([a + b for a, b in zip(extract, rules, strict=True)], abs=2)


def test_the_page_names_stages_that_exist_in_their_order() -> None:
    named = list(costs_of_page())
    assert named == [name for name in STAGES if name in named]
    assert {"extract", "rules", "near"} <= set(named)


def test_the_pages_cost_of_a_million_documents_and_100_tb_follow_from_its_own_figures() -> None:
    costs = costs_of_page()
    for found, expected in (
        (section("Measured cost"), costs_table(costs)),
        (section("What 100 TB would need"), projection(costs)),
    ):
        assert [row[0] for row in cells(found)] == [row[0] for row in cells(expected)]
        for row, wanted in zip(cells(found), cells(expected), strict=True):
            assert list(map(number, row[1:])) == pytest.approx(list(map(number, wanted[1:])), rel=1e-3), row[0]


def test_a_table_has_its_figures_to_the_right() -> None:
    assert table(["a", "b"], [["x", 1]]) == "| a | b |\n| --- | ---: |\n| x | 1 |"
