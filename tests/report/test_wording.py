"""Numbers and texts as a reader sees them."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.wording import percent, short, value, visible


def test_a_small_part_never_reads_as_nothing_nor_a_great_one_as_all():
    assert percent(1, 100_000) == "<0.1 %"
    assert percent(99_999, 100_000) == ">99.9 %"
    assert percent(0, 10) == "0.0 %"
    assert percent(10, 10) == "100.0 %"
    assert percent(0, 0) == "—"


def test_numbers():
    assert (short(9_999), short(1_234_567), short(12_345)) == ("9,999", "1.23 M", "12.3 k")
    assert (value(None), value(0.30), value(100_000.0), value(0.123456)) == ("—", "0.3", "100,000", "0.1235")


def test_persian_joiners_stay_and_overrides_are_named():
    assert visible("می\u200cخواهم") == "می\u200cخواهم"
    assert visible("a\u202eb\x1b\x7f") == "a⟨U+202E⟩b␛⟨U+007F⟩"
    assert visible("lines\n\tstay") == "lines\n\tstay"


@given(st.text())
def test_no_control_or_override_is_ever_left(text: str):
    for character in visible(text):
        assert character in "\n\t\u200c\u200d" or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
