"""Counts GPT-2 byte-pair tokens: the unit in which training data is weighed.

The vocabulary is derived from the list of merges alone (``data/samples/tokenizer/vocab.bpe``): the 256 bytes, then
one token a merge in the order of the list, then ``<|endoftext|>``. Radford et al. 2019, "Language Models are
Unsupervised Multitask Learners", section 2.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from pipeline.errors import PipelineError
from pipeline.resources import sample

MERGES = "tokenizer/vocab.bpe"
END_OF_TEXT = "<|endoftext|>"
"""The token that ends a document, as GPT-2 calls it."""

PIECE_CHARACTERS = 100_000
"""Texts are counted in pieces of about so many characters: a page of many MB must not need memory for all its tokens
at once."""

_CUT = re.compile("(?<=[A-Za-z]) (?=[A-Za-z])")


def byte_symbols() -> list[str]:
    """The 256 characters that stand for bytes, in the order of their token ids.

    Bytes that print in Latin-1 stand for themselves and come first; the other 68 (controls, blank, soft hyphen)
    are moved to U+0100 and above, so that no token contains a blank.
    """
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = sorted(set(range(0x100)) - set(printable))
    return [chr(byte) for byte in printable] + [chr(0x100 + index) for index in range(len(others))]


@lru_cache(maxsize=1)
def gpt2_tokenizer() -> Tokenizer:
    """GPT-2's tokenizer, loaded once a process. Raises `PipelineError` when the list of merges cannot be read."""
    path = sample(MERGES)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        pairs = [line.split(" ") for line in lines if line and not line.startswith("#version")]
        merges = [(left, right) for left, right in pairs]
    except (OSError, ValueError) as error:
        raise PipelineError(f"the list of merges {path} cannot be read: {error}") from error
    symbols = [*byte_symbols(), *(left + right for left, right in merges), END_OF_TEXT]
    vocabulary = {symbol: index for index, symbol in enumerate(symbols)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def expressible(text: str) -> str:
    """``text`` with a question mark for each lone surrogate, which UTF-8 cannot express."""
    return text.encode("utf-8", "replace").decode("utf-8")


def token_ids(text: str) -> list[int]:
    """GPT-2 token ids of ``text``. ``<|endoftext|>`` inside a text is text, not the special token."""
    return list(gpt2_tokenizer().encode(text, add_special_tokens=False).ids)


def count_tokens(texts: list[str]) -> list[int]:
    """Number of GPT-2 tokens of each text. A lone surrogate, which UTF-8 cannot express, counts as a question mark."""
    tokenizer = gpt2_tokenizer()
    return [sum(_count(tokenizer, piece) for piece in _pieces(text)) for text in texts]


def _count(tokenizer: Tokenizer, piece: str) -> int:
    # The fast variant does not keep track of where each token stands in the text.
    (encoded,) = tokenizer.encode_batch_fast([piece], add_special_tokens=False)
    return len(encoded.ids)


def _pieces(text: str) -> Iterator[str]:
    """``text`` cut where the tokenizer cuts as well, so that the pieces' tokens are the text's tokens."""
    text = expressible(text)
    start = 0
    while cut := _CUT.search(text, start + PIECE_CHARACTERS):
        yield text[start : cut.start()]
        start = cut.start()
    yield text[start:]
