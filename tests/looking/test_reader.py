"""Documents in a notebook: chosen by their names, and never run as HTML."""

from __future__ import annotations

from labs.cli.look import Looked
from labs.looking.reader import nearest, read

DOCUMENTS = [
    Looked(f"http://a.example/{number}", "word " * 100, ("min: 1 < 2",) if number % 2 else ()) for number in range(10)
]


def test_some_of_both_and_the_counts_of_all() -> None:
    shelf = read(DOCUMENTS, dropped=3, kept=2)
    assert [mark for mark, _ in shelf.documents] == ["✗ dropped"] * 3 + ["✓ kept"] * 2
    assert shelf.summary == "5 kept, 5 dropped"
    assert "min: 1 < 2" in repr(shelf)


def test_the_choice_does_not_depend_on_the_order() -> None:
    assert read(DOCUMENTS).documents == read(DOCUMENTS[::-1]).documents


def test_long_texts_are_cut_and_say_so() -> None:
    assert "word wo … 492 more characters" in repr(read([Looked("a", "word " * 100)], characters=7))


def test_text_of_the_web_is_shown_and_not_run() -> None:
    bad = "<script>alert(1)</script>"
    html = read([Looked(bad, bad, (bad,))])._repr_html_()
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 3


def test_the_nearest_to_a_limit_in_the_order_of_their_values() -> None:
    values = [(0.1, "a", "A"), (0.45, "b", "B"), (0.5, "c", "C"), (0.52, "d", "D"), (0.9, "e", "E")]
    shelf = nearest(values, 0.5, count=3)
    assert [(mark, one.name) for mark, one in shelf.documents] == [
        ("▼ below", "0.45 · b"), ("at it", "0.5 · c"), ("▲ above", "0.52 · d"),
    ]  # fmt: skip
