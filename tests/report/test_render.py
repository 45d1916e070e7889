"""The page: complete, escaped, without a request to anywhere, with the numbers of the books."""

from __future__ import annotations

import html.parser
import re
from dataclasses import replace

import pytest

from pipeline.engine.books import Books, Count
from pipeline.report.data import (
    NO_PAGE_RULE,
    Benchmark,
    Bin,
    BrokenRule,
    Bucket,
    Distribution,
    Edit,
    ErrorGroup,
    Family,
    FamilyMember,
    Group,
    LeakedItem,
    Limit,
    Reason,
    ReportData,
    Sample,
    Score,
    StageReport,
)
from pipeline.report.figures import funnel, histogram
from pipeline.report.render import family_classes, render, summary

HOSTILE = (
    "</pre><script>alert(1)</script><img src=http://tracker.example/x.gif> \x1b[31m \u202eevil\u2069 \x00 {{ 7*7 }} \"'"
)


def books(entered: int, kept: int, dropped: int, error: int = 0, edited: int = 0) -> Books:
    """Books with 1000 characters and 200 tokens a document; ``edited`` is in characters."""

    def count(documents: int) -> Count:
        return Count(documents, 1000 * documents, 200 * documents)

    left = Count(kept, 1000 * kept - edited, 200 * kept)
    return Books(count(entered), left, count(dropped), count(error), Count(0, edited, 0))


def sample(outcome: str) -> Sample:
    broken = [BrokenRule("rules.<b>", 0.25, 0.2, HOSTILE)] if outcome == "dropped" else []
    return Sample("rules", outcome, "0" * 32, HOSTILE, "ar", HOSTILE, HOSTILE * 3, 99_999, 12_345, broken)


DATA = ReportData(
    name="<run>",
    directory="hdfs://name/<run>",
    config="seed: 0 # <script>",
    config_hashes={"extract": "c"},
    versions={"pyspark": "4.3.0"},
    stages=[
        StageReport("extract", 1, books(4321, 4300, 0, error=21), 3.25, [], [], [], []),
        StageReport(
            "rules",
            2,
            books(4300, 3076, 1224, edited=5555),
            7.5,
            [
                Reason("rules", "rules.max_x", 1224, 1000, 7777, "max", 0.2, 1, "x / y", "Paper", "Why <i>", "Trap"),
                Reason("rules", "rules.min_z", 0, 0, 0, "min", 5.0),
            ],
            [
                Distribution(
                    "rules", "set", "x_fraction", "fraction", 4300, 0, 0.0, 0.1, 1.0, [Limit("max_x", "max", 0.2)],
                    [Bin(0, 0, 2000, 0), Bin(0, 0.2, 1076, 0), Bin(0.2, 0.9, 0, 1200), Bin(0.9, 1.0, 0, 24)], False,
                )
            ],
            [sample("kept"), sample("dropped")],
            [Edit("rules", "0" * 32, HOSTILE, 5555, [f"-{HOSTILE}", "+b", "@@ 3 more"])],
        ),
    ],
    languages=[Group("en", 4000, 800_000, 3000, 600_000, {"rules": 1000}), Group("", 321, 6, 76, 5, {})],
    domains=[],
    benchmarks=[Benchmark(HOSTILE, 3, 2, 1, [LeakedItem(HOSTILE, HOSTILE, HOSTILE, 0.75, 1234, 5678, HOSTILE)])],
    mixture=[
        Bucket("en/q4", 654_321, 0.625, 500_001, 499_987, 0.764, 2_345, 2_346),
        Bucket(HOSTILE, 1, 0.0, 0, 0, 0.0, 0, 0),
    ],
    hosts=[Group(HOSTILE, 4321, 9, 3076, 8, {"rules": 1224, "extract": 21})],
    hosts_in_all=777,
    families=[Family("1" * 32, HOSTILE, 12, [FamilyMember(HOSTILE, "near", "near.similar", 0.875)])],
    family_sizes={2: 3, 12: 1},
    errors=[ErrorGroup("extract", "Bad<i>", 21, HOSTILE, HOSTILE)],
    evaluation={
        "min_score": 0.5,
        "learned_from": 321,
        "doubtful_negatives": 4,
        "held_out": {
            "auc": 0.975,
            "passages": 10,
            "languages": {HOSTILE: {"passages": 10, "auc": None}},
            "calibration": [{"bin": 0.1, "passages": 10, "mean_score": 0.15, "good_fraction": 0.2}],
        },
    },
    scores=[Score("extract", "token_f1", 0.912, 4000, "mean F1", 0.9), Score("rules", "recall", None, 0, "none", 0.9)],
    truth_pages=4400,
)  # fmt: skip


class Page(html.parser.HTMLParser):
    """Collects tags and texts, and the elements left open."""

    VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.text += data


@pytest.fixture(scope="module")
def source() -> str:
    return render(DATA)


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_every_element_is_closed(page: Page):
    assert page.open == []


def test_the_only_script_is_the_page_s_own(source: str, page: Page):
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert "alert(1)</script>" not in source
    assert "{{ 7*7 }}" in page.text  # a text is never a template


def test_nothing_is_asked_of_another_host(source: str, page: Page):
    asking = {"src", "href", "srcset", "action", "poster", "data", "xlink:href", "background"}
    asked = [value for _, attributes in page.tags for name, value in attributes.items() if name in asking]
    assert all(value is not None and value.startswith(("#", "data:")) for value in asked), asked
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert "img" not in [tag for tag, _ in page.tags]
    css = source[source.index("<style>") : source.index("</style>")]
    assert "@import" not in css
    assert re.findall(r"url\(([^)]*)\)", css) == ["#hatch"]
    assert "default-src 'none'" in source


def test_characters_that_act_on_the_reader_are_named(source: str, page: Page):
    for character in "\x1b\x00\u202e\u2069":
        assert character not in source
    assert "␛[31m" in page.text and "⟨U+202E⟩evil⟨U+2069⟩" in page.text


def test_the_numbers_of_the_books_stand_on_the_page(source: str):
    rows = re.findall(r'<tr data-stage="(\w+)" data-unit="(\w+)">(.*?)</tr>', source, re.DOTALL)
    told = {(stage, unit): re.findall(r'<td class="n">([\d,.-]*)</td>', row)[:5] for stage, unit, row in rows}
    assert told["extract", "documents"] == ["4,321", "4,300", "0", "21", "0"]
    assert told["rules", "documents"] == ["4,300", "3,076", "1,224", "0", "0"]
    assert told["rules", "characters"] == ["4,300,000", "3,070,445", "1,224,000", "0", "5,555"]
    assert told["rules", "tokens"] == ["860,000", "615,200", "244,800", "0", "0"]


def test_the_heading_and_the_summary_tell_the_story(page: Page):
    assert "4,321 pages came in, 3,076 clean documents are left" in page.text
    assert "71.5 % of those documents" in summary(DATA)  # 3076 / 4300
    assert "at the stage rules: 1,224 of the 4,300" in summary(DATA)
    assert "21 could not be processed." in summary(DATA)


def test_figures_have_text_alternatives_and_tables_captions(source: str, page: Page):
    images = [attributes for tag, attributes in page.tags if tag == "svg" and attributes.get("role") == "img"]
    assert images and all(image.get("aria-label") for image in images)
    others = [attributes for tag, attributes in page.tags if tag == "svg" and attributes.get("role") != "img"]
    assert all(image.get("aria-hidden") == "true" for image in others)
    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == tags.count("caption") > 5


def test_identifiers_are_unique_and_links_lead_somewhere(page: Page):
    identifiers = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    for _, attributes in page.tags:
        if (target := attributes.get("href") or "").startswith("#"):
            assert target[1:] in identifiers


def test_what_can_scroll_can_be_reached_with_the_keyboard(page: Page):
    scrolling = [attributes for _, attributes in page.tags if attributes.get("class") in ("scroll", "diff", "config")]
    assert scrolling and all(attributes.get("tabindex") == "0" for attributes in scrolling)


def test_a_missed_promise_is_said_in_words(page: Page):
    assert "✓ met (≥ 0.9)" in page.text
    missed = replace(DATA, scores=[Score("extract", "token_f1", 0.5, 4000, "mean F1", 0.9)])
    assert "✗ missed (≥ 0.9)" in Page(render(missed)).text


def test_an_empty_run_makes_a_page_too():
    nothing = books(0, 0, 0)
    empty = replace(
        DATA, stages=[StageReport("extract", 1, nothing, 0.0, [], [], [], [])], hosts=[], languages=[], families=[],
        family_sizes={}, errors=[], evaluation=None, scores=[],
    )  # fmt: skip
    text = Page(render(empty)).text
    assert "0 pages came in, 0 clean documents are left" in text
    assert "No document repeats another one." in text


def test_records_without_a_page_are_no_loss():
    first = replace(
        DATA.stages[0], books=books(4321, 300, 4021), reasons=[Reason("extract", NO_PAGE_RULE, 4000, 4000, 0)]
    )
    data = replace(DATA, stages=[first, DATA.stages[1]])
    assert (data.pages, data.records_without_page) == (321, 4000)
    row = funnel(data.stages, "documents", data.records_without_page)[0]
    assert (row.entered, row.dropped, row.kept) == (321, 21, 300)
    page = Page(render(data))
    assert "321 pages came in" in page.text
    assert "4,000 more records of the archives carry no page" in page.text


def test_the_funnel_is_to_scale():
    first, second = funnel(DATA.stages, "documents")
    assert (first.entered, first.kept, second.kept) == (4321, 4300, 3076)
    start = float(re.match(r"M0,0 H([\d.]+)", second.stays).group(1))  # type: ignore[union-attr]
    assert start == pytest.approx(1000 * 4300 / 4321, abs=0.1)
    assert second.stays.split()[-3].startswith(f"{1000 * 3076 / 4321:.1f},100")


def test_bars_stand_on_the_side_of_the_limit_that_they_belong_to():
    drawn = histogram(DATA.stages[1].distributions[0])
    (line,) = drawn.lines
    assert sum(bar.kept for bar in drawn.bars) == 3076
    assert all(bar.x + bar.width <= line.x + 0.5 for bar in drawn.bars if bar.kept)
    assert all(bar.x >= line.x for bar in drawn.bars if bar.dropped)


def test_families_by_classes_of_size():
    assert family_classes({2: 3, 5: 1, 9: 2, 12: 1, 1500: 1}) == [
        ("2", 3),
        ("5 to 9", 3),
        ("10 to 99", 1),
        ("1,000 to 9,999", 1),
    ]


def test_benchmarks_and_mixture_are_told() -> None:
    page = render(DATA)
    for shown in (
        "75.0 % of it",
        "characters 1,234 to 5,678",
        "2 documents dropped, 1 cut",
        "499,987",
        "62.5 %",
        "2,346",
    ):
        assert shown in page
    assert '<section id="benchmarks"' in page
    assert '<section id="mixture"' in page
    without = render(replace(DATA, benchmarks=None, mixture=[]))
    assert 'id="benchmarks"' not in without
    assert 'id="mixture"' not in without
    assert "No item of a benchmark stood" in render(replace(DATA, benchmarks=[]))
