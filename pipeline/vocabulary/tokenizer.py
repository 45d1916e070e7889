"""Byte-level BPE: learned from texts, or loaded, and never confused by what stands in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from pipeline.tokens import END_OF_TEXT, expressible

SEPARATOR: Final = END_OF_TEXT
VOCABULARY_SIZE: Final = 32_768
MIN_FREQUENCY: Final = 2
BYTES: Final = 256
_MAX_TOKENIZER_CHARACTERS: Final = 64 << 20
_TRIALS: Final = (
    "The end.\n\n\tif x:  # \u00e9\u00df\n",
    "\u4f60\u597d\uff0c\u4e16\u754c",
    "\u0645\u0631\u062d\u0628\u0627 \U0001f642\x00",
    "  two  blanks,\r\nat both ends \u00a0 ",
    "\ufb01ne \u00bd x\u00b2 \u2026 \u201cA\u201d \u2019 \u2014 \u00ad\u200b",
    "e\u0301 \u212b \u00e9 \u1112\u1161\u11ab \u0939\u093f\u0928\u094d\u0926\u0940",
)
"""Texts that normalisers change: blanks at both ends, a ligature, a fraction, quotes, accents."""


def train_tokenizer(
    texts: Iterable[str],
    vocabulary_size: int = VOCABULARY_SIZE,
    min_frequency: int = MIN_FREQUENCY,
    separator: str = SEPARATOR,
) -> str:
    """Learn a byte-level BPE vocabulary; returns the content of its ``tokenizer.json``.

    The vocabulary holds the separator (id 0), all 256 bytes, so that every text of every language can be expressed,
    and then at most so many merges as fit into ``vocabulary_size``; pairs seen fewer than ``min_frequency`` times are
    not merged. Texts in another order give the same vocabulary. Nothing is normalised: decoding gives every text
    back, character by character; a lone surrogate, which UTF-8 cannot express, comes back as a question mark.

    Sources: Sennrich et al. 2016; Radford et al. 2019 (GPT-2), section 2.2. Raises ValueError when
    ``vocabulary_size`` cannot hold the bytes and the separator, for an empty separator and a ``min_frequency`` below 1.
    """
    if vocabulary_size < BYTES + 1 or min_frequency < 1 or not separator:
        raise ValueError(
            f"vocabulary_size must be at least {BYTES + 1}, min_frequency at least 1 and the separator not empty"
        )
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary_size,
        min_frequency=min_frequency,
        special_tokens=[separator],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator((expressible(text) for text in texts), trainer)
    return str(tokenizer.to_str())


def load_tokenizer(content: str, separator: str = SEPARATOR) -> Tokenizer:
    """The tokenizer of a ``tokenizer.json``, ready for texts in which the separator is a word like any other.

    What the file says about cutting and padding is switched off, and so is dropout, which gives one text other ids each
    time. Raises ValueError when it is none, when it does not know the separator, when it finds the separator in a text
    (a token that the file does not mark as special), or when it does not give back texts of many kinds as they were:
    what a model reads would not be the corpus. An accent may come back composed or apart, as with the many tokenizers
    that bring texts into Unicode's form NFC: for Unicode that is the same text.
    """
    if len(content) > _MAX_TOKENIZER_CHARACTERS:
        raise ValueError(f"a tokenizer.json of more than {_MAX_TOKENIZER_CHARACTERS >> 20} MB is not read")
    try:
        tokenizer = Tokenizer.from_str(content)
    except Exception as error:  # the library raises bare Exception
        raise ValueError(f"not a tokenizer.json: {' '.join(str(error).split())}") from error
    tokenizer.no_truncation()  # a limit of some model's training must not cut documents
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    if isinstance(tokenizer.model, models.BPE):
        tokenizer.model.dropout = None
    end = separator_id(tokenizer, separator)
    added = (token.content for token in tokenizer.get_added_tokens_decoder().values())
    for trial in (*_TRIALS, "  ".join(["", separator, *added, ""])):
        ids = tokenizer.encode(trial, add_special_tokens=False).ids
        if end in ids:
            raise ValueError(f"{separator!r} in a text would end the document: the file does not mark it as special")
        back = tokenizer.decode(ids, skip_special_tokens=False)
        if normalize("NFC", back) != normalize("NFC", trial):
            raise ValueError(f"the tokenizer does not give texts back: {trial!r} became {back!r}")
    return tokenizer


def separator_id(tokenizer: Tokenizer, separator: str = SEPARATOR) -> int:
    """The id of the token that ends a document. Raises ValueError when the vocabulary has no such token."""
    found = tokenizer.token_to_id(separator)
    if found is None:
        raise ValueError(f"the vocabulary has no token {separator!r} to end a document with")
    return int(found)


def encode(tokenizer: Tokenizer, texts: Sequence[str], separator: str = SEPARATOR) -> list[list[int]]:
    """The token ids of each text, the separator's behind each.

    ``tokenizer`` comes from `load_tokenizer`: a separator that stands in a text is encoded letter by letter, since
    whoever writes it on a page must not be able to end the document there.
    """
    end = separator_id(tokenizer, separator)
    encoded = tokenizer.encode_batch_fast([expressible(text) for text in texts], add_special_tokens=False)
    return [[*one.ids, end] for one in encoded]


def encode_documents(tokenizer_json: str, texts: Sequence[str], separator: str = SEPARATOR) -> list[list[int]]:
    """The token ids of each text by the tokenizer with this content, the separator's behind each: see `encode`.

    Exact: what the file says about cutting, padding, dropout and tokens to add is switched off. Raises ValueError as
    `load_tokenizer` does.
    """
    return encode(_opened(tokenizer_json, separator), texts, separator)


@lru_cache(maxsize=2)
def _opened(tokenizer_json: str, separator: str) -> Tokenizer:
    """The tokenizer, made once a worker: that takes longer than a batch of texts."""
    return load_tokenizer(tokenizer_json, separator)
