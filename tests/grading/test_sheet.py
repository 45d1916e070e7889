"""The documents to label: their order and ids depend on their texts alone, and three of them come twice."""

from __future__ import annotations

from labs.grading.sheet import REPEATS, Planted, arranged

PLANTED = [Planted(f"text {number}", "abc"[number % 3]) for number in range(21)]


def test_every_text_is_there_and_some_come_twice() -> None:
    sheet = arranged(PLANTED)
    assert len(sheet) == len(PLANTED) + REPEATS
    assert {(one.text, one.label) for one in sheet} == {(one.text, one.label) for one in PLANTED}
    assert len({one.id for one in sheet}) == len(sheet)


def test_repeats_come_later_and_have_different_labels() -> None:
    sheet = arranged(PLANTED)
    ids = [one.id for one in sheet]
    repeats = [one for one in sheet if one.is_repeat]
    for repeat in repeats:
        first = sheet[ids.index(repeat.first)]
        assert (first.text, first.label, first.is_repeat) == (repeat.text, repeat.label, False)
        assert ids.index(first.id) < len(sheet) // 3 < len(sheet) // 2 <= ids.index(repeat.id)
    assert len({one.label for one in repeats}) == REPEATS


def test_the_order_in_which_they_are_planted_changes_nothing() -> None:
    assert arranged(PLANTED[::-1]) == arranged(PLANTED)


def test_another_text_has_another_id_and_leaves_the_others_theirs() -> None:
    changed = [Planted("new", "a"), *PLANTED[1:]]
    first = {one.text: one.first for one in arranged(PLANTED)}
    other = {one.text: one.first for one in arranged(changed)}
    assert all(other[text] == first[text] for text in first.keys() & other.keys())
    assert other["new"] not in first.values()


def test_no_spreadsheet_takes_an_id_for_a_number() -> None:
    assert all(one.id[0] == "d" and len(one.id) == 8 for one in arranged(PLANTED))
