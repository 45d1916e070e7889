"""What stands in for a character comes out as that character, and a page's own characters stay."""

from __future__ import annotations

from lxml.html import document_fromstring

from pipeline.extract.stand_ins import JOINERS, put_stand_ins


def test_joiners_print_while_they_are_away() -> None:
    head = "<html><head><meta name='a' content='m\u200cn'></head>"
    tree = document_fromstring(head + "<body><p>a\u200cb<b>c\u200dd</b>e\u200cf</p></body></html>")
    before = tree.text_content()
    originals = put_stand_ins(tree)
    assert not any(joiner in tree.text_content() for joiner in JOINERS)
    assert tree.text_content().isprintable()
    assert tree.text_content().translate(originals) == before
    assert tree.xpath("//meta/@content")[0].translate(originals) == "m\u200cn"


def test_blank_lines_are_marked_in_code_only() -> None:
    tree = document_fromstring("<html><body><p>a\n\nb</p><pre>c\n\n  \nd<i>x\n\ny</i>\n\ne</pre>\n\nf</body></html>")
    before = tree.text_content()
    originals = put_stand_ins(tree)
    assert tree.text_content().translate(originals) == before
    lines = tree.text_content().split("\n")
    assert lines.count("") == 2  # in the paragraph and behind the code
    assert len(lines) == before.count("\n") + 1


def test_a_hieroglyph_of_the_page_is_not_taken() -> None:
    tree = document_fromstring("<html><body><p>\U00013000 a\u200cb</p></body></html>")
    originals = put_stand_ins(tree)
    assert tree.text_content().translate(originals) == "\U00013000 a\u200cb"


def test_a_page_with_all_hieroglyphs_is_left_alone() -> None:
    text = "".join(map(chr, range(0x13000, 0x13040))) + "a\u200cb"
    tree = document_fromstring(f"<html><body><p>{text}</p></body></html>")
    assert put_stand_ins(tree) == {}
    assert tree.text_content() == text
