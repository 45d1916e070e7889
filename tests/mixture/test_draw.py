"""Drawing documents by hash: the same ones in every order, never more tokens than wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mixture.draw import draw, draw_key

DOCUMENTS = [(f"document {number}", 10 + number) for number in range(20)]
ALL = sum(tokens for _, tokens in DOCUMENTS)


def read(times: dict[str, int], documents: list[tuple[str, int]] = DOCUMENTS) -> int:
    return sum(times[name] * tokens for name, tokens in documents)


def test_whole_passes_take_everything_equally_often() -> None:
    assert set(draw(DOCUMENTS, 0, 1).values()) == {0}
    assert set(draw(DOCUMENTS, ALL, 1).values()) == {1}
    assert set(draw(DOCUMENTS, 3 * ALL, 1).values()) == {3}


def test_the_rest_comes_from_the_front_of_the_order() -> None:
    order = sorted(DOCUMENTS, key=lambda row: (draw_key(1, row[0]), row[0]))
    first_five = sum(tokens for _, tokens in order[:5])
    for wanted, taken in [(first_five - 1, 4), (first_five, 5), (first_five + order[5][1] - 1, 5)]:
        times = draw(DOCUMENTS, ALL + wanted, 1)
        assert [name for name, _ in order if times[name] == 2] == [name for name, _ in order[:taken]]
        assert set(times.values()) == {1, 2}


def test_a_short_document_does_not_jump_the_queue() -> None:
    order = sorted(["a", "b", "c"], key=lambda name: draw_key(1, name))
    documents = list(zip(order, [5, 100, 1], strict=True))
    assert draw(documents, 50, 1) == {order[0]: 1, order[1]: 0, order[2]: 0}


def test_a_document_without_tokens_fits_until_one_was_too_long() -> None:
    order = sorted(["a", "b", "c", "d"], key=lambda name: draw_key(1, name))
    documents = list(zip(order, [5, 0, 3, 0], strict=True))
    assert draw(documents, 5, 1) == {order[0]: 1, order[1]: 1, order[2]: 0, order[3]: 0}


def test_another_seed_draws_others() -> None:
    assert draw(DOCUMENTS, ALL // 2, 1) != draw(DOCUMENTS, ALL // 2, 2)


def test_nothing_to_draw() -> None:
    assert draw([], 0, 1) == {}
    assert draw([("a", 0)], 0, 1) == {"a": 0}
    for documents in ([], [("a", 0)]):
        with pytest.raises(ValueError, match="5 tokens are wanted of a bucket that has none"):
            draw(documents, 5, 1)


@pytest.mark.parametrize(("documents", "wanted"), [([("a", -1)], 0), ([("a", 1)], -1)])
def test_negative_tokens(documents: list[tuple[str, int]], wanted: int) -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        draw(documents, wanted, 1)


@given(
    st.dictionaries(st.text(max_size=4), st.integers(1, 50), min_size=1).map(lambda found: list(found.items())),
    st.integers(0, 500),
    st.integers(0, 3),
    st.randoms(),
)
def test_close_from_below_in_any_order(
    documents: list[tuple[str, int]], wanted: int, seed: int, random: object
) -> None:
    times = draw(documents, wanted, seed)
    assert 0 <= wanted - read(times, documents) < max(tokens for _, tokens in documents)
    shuffled = list(documents)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert draw(shuffled, wanted, seed) == times


@given(st.integers(0, 2 * ALL), st.integers(0, 100))
def test_who_was_drawn_stays_when_more_is_wanted(wanted: int, more: int) -> None:
    fewer, many = draw(DOCUMENTS, wanted, 1), draw(DOCUMENTS, wanted + more, 1)
    assert all(fewer[name] <= many[name] for name in fewer)
