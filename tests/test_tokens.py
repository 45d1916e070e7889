"""Tokens are GPT-2's, whatever the length of the text.

The expected ids are those that OpenAI's own encoder gives; they are quoted in many places.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import tokens
from pipeline.errors import PipelineError
from pipeline.resources import SAMPLES_VARIABLE


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Hello world", [15496, 995]),
        ("Hello, world!", [15496, 11, 995, 0]),
        (" ", [220]),
        ("\n", [198]),
        ("\n\n", [628]),
        ("the", [1169]),
        (" the", [262]),
        ("", []),
    ],
)
def test_ids_are_those_of_gpt2(text: str, ids: list[int]) -> None:
    assert tokens.token_ids(text) == ids


def test_the_vocabulary_is_256_bytes_and_50_000_merges_and_the_end_of_text() -> None:
    vocabulary = tokens.gpt2_tokenizer().get_vocab()
    assert len(vocabulary) == 256 + 50_000 + 1
    assert vocabulary["!"] == 0
    assert vocabulary["\u0120"] == 220  # the blank
    assert vocabulary["\u0120t"] == 256  # the first merge
    assert vocabulary["<|endoftext|>"] == 50_256


def test_every_byte_has_its_own_symbol() -> None:
    symbols = tokens.byte_symbols()
    assert len(set(symbols)) == 256
    assert not any(symbol.isspace() for symbol in symbols)


@given(st.text())
def test_tokens_decode_to_the_text(text: str) -> None:
    assert tokens.gpt2_tokenizer().decode(tokens.token_ids(text), skip_special_tokens=False) == text


def test_the_marker_of_the_end_of_text_is_text_like_any_other() -> None:
    assert 50_256 not in tokens.token_ids("a <|endoftext|> b")


def test_counts_come_in_the_order_of_the_texts() -> None:
    assert tokens.count_tokens(["Hello world", "", "Hello, world!"]) == [2, 0, 4]
    assert tokens.count_tokens([]) == []


@given(
    st.lists(st.sampled_from(["word", " word", "  two", "\n", "\u4e2d\u6587", "don't ", "x y z", "9 9"]), max_size=60)
)
@settings(max_examples=100)
def test_pieces_do_not_change_the_count(parts: list[str]) -> None:
    text = "".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "PIECE_CHARACTERS", 7)
        assert tokens.count_tokens([text]) == [len(tokens.token_ids(text))]


def test_a_lone_surrogate_is_counted_not_raised() -> None:
    assert tokens.count_tokens(["a \ud800 b"]) == tokens.count_tokens(["a ? b"])


def test_a_missing_list_of_merges_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv(SAMPLES_VARIABLE, str(tmp_path))
    tokens.gpt2_tokenizer.cache_clear()
    try:
        with pytest.raises(PipelineError, match=r"vocab\.bpe"):
            tokens.count_tokens(["a"])
    finally:
        tokens.gpt2_tokenizer.cache_clear()
