"""Bits of tokens by frequency, worked out by hand."""

from __future__ import annotations

import pytest

from pipeline.vocabulary.difficulty import difficulty, token_bits


def test_bits_by_hand() -> None:
    # Counts 3, 1, 0 with one added to each: 4, 2, 1 of 7... and the token that was never seen: 1 of 8.
    assert token_bits({0: 3, 1: 1}, 4) == pytest.approx([1.0, 2.0, 3.0, 3.0])


def test_rare_tokens_are_hard() -> None:
    bits = token_bits({0: 3, 1: 1}, 4)
    assert difficulty([0, 0], bits) == 1.0
    assert difficulty([0, 1, 2], bits) == 2.0
    assert difficulty([0, 0, 1], bits) == 1.333
    assert difficulty([], bits) == 0.0


def test_length_alone_makes_nothing_hard() -> None:
    bits = token_bits({0: 3, 1: 1}, 4)
    assert difficulty([0, 1] * 1_000, bits) == difficulty([0, 1], bits)


@pytest.mark.parametrize("token", [-1, 4])
def test_a_token_outside_the_vocabulary(token: int) -> None:
    with pytest.raises(ValueError, match="outside the vocabulary of 4"):
        token_bits({token: 1}, 4)
