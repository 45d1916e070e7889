"""Choices depend on their key alone."""

from __future__ import annotations

import xxhash
from hypothesis import given
from hypothesis import strategies as st

from labs.world.draws import Draw


def test_a_draw_is_the_hash_of_its_key_and_count() -> None:
    draw = Draw(7, "host", 3)
    assert draw.bits() == xxhash.xxh3_64_intdigest(b"7\x1fhost\x1f3\x1f1")
    assert draw.bits() == xxhash.xxh3_64_intdigest(b"7\x1fhost\x1f3\x1f2")


def test_keys_are_kept_apart() -> None:
    assert Draw("a", "bc").bits() != Draw("ab", "c").bits()


@given(st.integers(), st.lists(st.integers(), unique=True, max_size=30), st.integers(0, 40))
def test_a_sample_has_different_members_of_the_list(key: int, items: list[int], count: int) -> None:
    found = Draw(key).sample(items, count)
    assert len(found) == min(count, len(items))
    assert len(set(found)) == len(found)
    assert set(found) <= set(items)


@given(st.integers(), st.integers(-5, 5), st.integers(0, 5))
def test_between_includes_both_ends_and_nothing_else(key: int, low: int, width: int) -> None:
    draw = Draw(key)
    assert all(low <= draw.between(low, low + width) <= low + width for _ in range(20))


def test_both_ends_do_come_up() -> None:
    draw = Draw("ends")
    assert {draw.between(1, 3) for _ in range(100)} == {1, 2, 3}
