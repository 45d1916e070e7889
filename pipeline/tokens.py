"""Counts GPT-2 byte-pair tokens: the unit in which training data is weighed.

The vocabulary is derived from the list of merges alone (``data/samples/tokenizer/vocab.bpe``): the 256 bytes, then
one token a merge in the order of the list, then ``<|endoftext|>``. Radford et al. 2019, "Language Models are
Unsupervised Multitask Learners", section 2.2.
"""

from __future__ import annotations

from functools import lru_cache

from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from pipeline.errors import PipelineError
from pipeline.resources import sample

MERGES = "tokenizer/vocab.bpe"
END_OF_TEXT = "<|endoftext|>"

PIECE_CHARACTERS = 100_000
"""Texts are counted in pieces of about so many characters, cut before a blank, so that one page of many MB does not
need memory for all its tokens at once."""


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


def token_ids(text: str) -> list[int]:
    """GPT-2 token ids of ``text``. ``<|endoftext|>`` inside a text is text, not the special token."""
    return list(gpt2_tokenizer().encode(text, add_special_tokens=False).ids)


def count_tokens(texts: list[str]) -> list[int]:
    """Number of GPT-2 tokens of each text. Lone surrogates, which no UTF-8 has, count as U+FFFD."""
    tokenizer = gpt2_tokenizer()
    return [
        sum(len(tokenizer.encode(piece, add_special_tokens=False).ids) for piece in _pieces(_encodable(text)))
        for text in texts
    ]


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8") if any("\ud800" <= c <= "\udfff" for c in text) else text


def _pieces(text: str) -> list[str]:
    """``text`` cut where the tokenizer cuts as well: before a single blank between two visible ASCII letters.

    A text without such a place within a piece's length is cut nowhere, so counts never depend on the pieces.
    """
    if len(text) <= PIECE_CHARACTERS:
        return [text]
    pieces, start = [], 0
    while len(text) - start > PIECE_CHARACTERS:
        cut = _cut(text, start + PIECE_CHARACTERS)
        if cut is None:
            break
        pieces.append(text[start:cut])
        start = cut
    return [*pieces, text[start:]]


def _cut(text: str, begin: int) -> int | None:
    position = text.find(" ", begin)
    while 0 < position < len(text) - 1:
        before, after = text[position - 1], text[position + 1]
        if before.isascii() and before.isalpha() and after.isascii() and after.isalpha():
            return position
        position = text.find(" ", position + 1)
    return None
