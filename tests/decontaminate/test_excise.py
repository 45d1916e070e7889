"""What is left when matches are cut out of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decontaminate.excise import excise
from pipeline.decontaminate.ngrams import words

TEXT = "one two three four five six seven eight nine ten"


def test_without_spans_the_text_stays_as_it_is() -> None:
    assert excise(" short\n", []) == [" short\n"]


def test_a_cut_makes_two_pieces() -> None:
    start = TEXT.index("five")
    assert excise(TEXT, [(start, start + 4)], 0, 0) == ["one two three four", "six seven eight nine ten"]


def test_the_margin_takes_whole_words() -> None:
    start = TEXT.index("five")
    # Three characters before "five" end inside "four", three after it inside "six".
    assert excise(TEXT, [(start, start + 4)], 3, 0) == ["one two three", "seven eight nine ten"]
    # One character on either side is the blank: no word is touched.
    assert excise(TEXT, [(start, start + 4)], 1, 0) == ["one two three four", "six seven eight nine ten"]


def test_scripts_without_blanks_are_cut_to_the_character() -> None:
    assert excise("\u4e00\u4e8c\u4e09\u56db\u4e94", [(2, 3)], 1, 0) == ["\u4e00", "\u4e94"]


@pytest.mark.parametrize(("min_piece", "left"), [(18, 2), (19, 1), (24, 1), (25, 0)])
def test_short_pieces_go(min_piece: int, left: int) -> None:
    start = TEXT.index("five")  # 18 characters before the cut, 24 after it
    assert len(excise(TEXT, [(start, start + 4)], 0, min_piece)) == left


def test_order_and_overlap_of_spans_do_not_matter() -> None:
    a, b = (TEXT.index("two"), TEXT.index("four")), (TEXT.index("three"), TEXT.index("five"))
    assert excise(TEXT, [b, a], 0, 0) == excise(TEXT, [a, b, a], 0, 0) == ["one", "five six seven eight nine ten"]


def test_at_both_ends() -> None:
    assert excise(TEXT, [(0, 3), (len(TEXT) - 3, len(TEXT))], 0, 0) == ["two three four five six seven eight nine"]
    assert excise(TEXT, [(0, len(TEXT))], 0, 0) == []
    assert excise(TEXT, [(0, 3)], 1_000, 0) == []


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (4, 3), (40, len(TEXT) + 1)])
def test_a_span_outside_the_text(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="is not inside a text of 48 characters"):
        excise(TEXT, [span])


@pytest.mark.parametrize(("margin", "piece"), [(-1, 0), (0, -1)])
def test_negative_lengths(margin: int, piece: int) -> None:
    with pytest.raises(ValueError, match="must be 0 or more"):
        excise(TEXT, [(0, 3)], margin, piece)


@given(st.text(alphabet="ab \n\u4e00", max_size=40), st.data())
def test_nothing_of_a_match_is_left_and_no_word_is_cut(text: str, data: st.DataObject) -> None:
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    pieces = excise(text, [(start, end)], data.draw(st.integers(0, 5)), 0)
    assert sum(map(len, pieces)) <= len(text) - (end - start)
    assert set(words(" ".join(pieces))) <= set(words(text))
