"""The main text comes out, the rest stays behind, and nothing is carried from page to page."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.extract.charset import decode_html
from pipeline.extract.evaluate import token_f1
from pipeline.extract.html import Extracted, clean_text, extract_html, language_tag, one_line, visible_characters
from pipeline.extract.settings import HtmlSettings
from pipeline.resources import sample

SENTENCES = [
    "The committee met on Tuesday to discuss the new library.",
    "Members agreed on a plan for the summer and on its price.",
    "The old building will be a school for the youngest children.",
    "Everybody was invited to see the drawings in the town hall.",
]


def page(body: str, head: str = "", attributes: str = 'lang="en"') -> str:
    return f"<!DOCTYPE html><html {attributes}><head><title>The title</title>{head}</head><body>{body}</body></html>"


ARTICLE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
DRESSED = page(
    '<nav><ul><li><a href="/">Home</a></li><li><a href="/about">About us</a></li></ul></nav>'
    '<div class="cookie-banner"><p>We use cookies. Accept all cookies?</p></div>'
    f"<main><article><h1>A new library</h1>{ARTICLE}</article></main>"
    '<aside class="related"><a href="/x">Ten more things you must read</a></aside>'
    '<div id="comments"><p>First! What a silly plan this is.</p></div>'
    "<footer>Copyright by nobody. All rights reserved.</footer>"
    "<script>var text = 'never shown to anybody';</script><style>p { color: red }</style>"
)


def test_the_article_stays_and_its_dress_goes() -> None:
    text = extract_html(DRESSED)["text"]
    for sentence in SENTENCES:
        assert sentence in text
    for dress in ("Home", "cookies", "Ten more", "silly", "rights reserved", "never shown", "color"):
        assert dress not in text


def test_paragraphs_are_lines() -> None:
    assert extract_html(page(f"<article>{ARTICLE}</article>"))["text"].split("\n") == SENTENCES


@pytest.mark.parametrize(
    "html", ["", " ", "no markup at all", "<p>", "<html></html>", "\ufffd" * 50, "<", "<!--", "]]>"]
)
def test_a_page_without_text_has_no_text(html: str) -> None:
    found = extract_html(html)
    assert set(found) == set(Extracted.__annotations__)
    assert len(found["text"]) <= len(html)


def test_metadata() -> None:
    head = (
        '<meta name="author" content="Ada  Lovelace"><meta property="article:published_time" content="2021-03-04">'
        '<meta property="og:title" content="A new\n library">'
    )
    found = extract_html(page(f"<article>{ARTICLE}</article>", head, 'lang="pt-BR"'), "http://site.example/")
    assert found["title"] == "A new library"
    assert found["author"] == "Ada Lovelace"
    assert found["date"] == "2021-03-04"
    assert found["language_tag"] == "pt-BR"


def test_no_page_was_published_after_its_capture() -> None:
    html = page(f"<article>{ARTICLE}</article>", '<meta property="article:published_time" content="2021-03-04">')
    assert extract_html(html, captured="2021-03-04T00:00:00Z")["date"] == "2021-03-04"
    for captured in ("2021-03-03", "2021-03-01", "2021-02-28", "2020-12-31"):
        assert extract_html(html, captured=f"{captured}T00:00:00Z")["date"] is None


def test_a_date_before_the_capture_is_found_by_day() -> None:
    html = page(f"<article>{ARTICLE}</article>", '<meta property="article:published_time" content="2021-03-04">')
    for captured in ("2021-03-04", "2021-03-31", "2024-01-01"):
        assert extract_html(html, captured=f"{captured}T23:59:59Z")["date"] == "2021-03-04"


def test_the_date_does_not_depend_on_today() -> None:
    html = page(f"<article>{ARTICLE}</article>", '<meta property="article:published_time" content="2090-03-04">')
    assert extract_html(html)["date"] == "2090-03-04"


def test_dates_can_be_left_out() -> None:
    html = page(f"<article>{ARTICLE}</article>", '<meta property="article:published_time" content="2021-03-04">')
    assert extract_html(html, settings=HtmlSettings(dates=False))["date"] is None


def test_code_keeps_its_lines_and_indentation() -> None:
    code = "def double(x):\n    y = 2 * x\n\n    return y\n\n\nprint(double(4))"
    for markup in (code, f"<code>{code}</code>", code.replace("return", "<span>return</span>")):
        text = extract_html(page(f"<article>{ARTICLE}<pre>{markup}</pre>{ARTICLE}</article>"))["text"]
        assert f"\n{code}\n" in text


def test_formulas_drawn_as_images_are_written_out() -> None:
    body = (
        f'<article>{ARTICLE}<p>We know that <img class="math" src="f.png" alt="a^2 + b^2 = c^2"/> holds.</p></article>'
    )
    assert "We know that $a^2 + b^2 = c^2$ holds." in extract_html(page(body))["text"]
    assert "a^2" not in extract_html(page(body), settings=HtmlSettings(mathematics=False))["text"]


def test_invisible_joiners_inside_words_stay() -> None:
    persian = "کتاب\u200cها را می\u200cخواهیم و به آن\u200cها نیاز داریم تا درس بخوانیم."
    text = extract_html(page(f"<article>{'<p>' + persian + '</p>'}{ARTICLE}</article>"))["text"]
    assert persian in text


def test_a_page_in_a_layout_table_comes_once() -> None:
    for article in (f"<p>{SENTENCES[0]}</p>", ARTICLE):
        html = page(
            '<table width="100%"><tr><td colspan="2"><ul class="menu"><li><a href="/">Home</a></li></ul></td></tr>'
            '<tr><td class="side"><div class="sidebar related"><a href="/x">Ten more things to read</a></div></td>'
            f'<td><div class="article-body"><h1>A new library</h1>{article}</div></td></tr></table>'
        )
        text = extract_html(html)["text"]
        assert text.count(SENTENCES[0]) == 1
        assert "|" not in text and "Ten more" not in text


def test_comments_in_the_markup_and_controls_are_not_text() -> None:
    assert "hidden" not in extract_html(page(f"<article><!-- hidden -->{ARTICLE}</article>"))["text"]
    assert clean_text("\x00a\x07b\r\nc\rd\te\x85 ") == "ab\nc\nd\te"


def test_one_line() -> None:
    assert one_line(" a\n b\tc ") == "a b c"
    assert one_line("  ") is None
    assert one_line(None) is None


@pytest.mark.parametrize(
    ("html", "tag"),
    [
        ('<html lang="de"><p>x</p>', "de"),
        ('<html lang="zh_CN"><p>x</p>', "zh-CN"),
        ('<html xml:lang="fr"><p>x</p>', "fr"),
        ('<html><head><meta http-equiv="Content-Language" content="es, en"></head><p>x</p>', "es"),
        ('<html lang="language of everybody"><p>x</p>', None),
        ('<html lang=""><p>x</p>', None),
        ("<html><p lang='it'>x</p>", None),
    ],
)
def test_the_language_a_page_says_it_is_in(html: str, tag: str | None) -> None:
    assert extract_html(html + ARTICLE)["language_tag"] == tag


def test_visible_characters_are_those_a_reader_sees() -> None:
    html = "<html><head><title>no</title></head><body><p>one  two</p>\n\n<script>no</script><p>three</p></body></html>"
    assert extract_html(html)["visible_characters"] == len("one two three")


def test_the_order_of_pages_changes_nothing() -> None:
    """Pages that share sentences, headers and footers: exactly what a memory of earlier pages would react to."""
    files = sorted(sample("multilingual").rglob("*.html"))[::6] + sorted(sample("web").rglob("*.html"))[::3]
    pages = [decode_html(file.read_bytes(), None)[0] for file in files] + [DRESSED] * 4
    alone = [extract_html(html) for html in pages]
    order = list(range(len(pages)))
    for seed in range(2):
        random.Random(seed).shuffle(order)
        again = {place: extract_html(pages[place]) for place in order}
        assert [again[place] for place in range(len(pages))] == alone


@pytest.mark.parametrize(("language", "least"), [("de-DE", 0.3), ("fr-FR", 0.3), ("ja-JP", 0.3), ("ar-MA", 0.3)])
def test_real_pages_keep_a_good_part_of_their_visible_text(language: str, least: float) -> None:
    files: list[Path] = sorted((sample("multilingual") / "debian-handbook" / language).glob("*.html"))
    for_all = [extract_html(decode_html(file.read_bytes(), None)[0]) for file in files]
    kept = sum(len(found["text"]) for found in for_all) / sum(found["visible_characters"] for found in for_all)
    assert least < kept <= 1
    assert all(found["text"] for found in for_all)


def test_the_world_is_extracted_well() -> None:
    from labs.world.build import world

    scores = []
    for seed in (11, 12, 13):
        planted = world(seed, 150)
        for one in planted.pages():
            if one.status == 200 and one.text and one.reachable and not one.trap:
                response = planted.respond(one.url)
                text = extract_html(decode_html(response.body, None)[0], one.url)["text"]
                scores.append(token_f1(text, one.text))
    assert len(scores) > 300
    assert sum(scores) / len(scores) >= 0.95


def test_helpers_work_on_trees() -> None:
    from lxml.html import document_fromstring

    tree = document_fromstring('<html lang="en"><body>a <b>b</b></body></html>')
    assert language_tag(tree) == "en"
    assert visible_characters(tree) == len("a b")
