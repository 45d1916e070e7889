"""Reads fastText's model file, byte by byte, and predicts with it: for checks of models that a submission has trained.

fastText itself would trust the file: whoever trains the model writes the bytes, and its reader takes every length in
them for granted. Here each length is compared with what is there. Only what `train_supervised` writes with whole words
and softmax is read (format 12: args, dictionary, two dense matrices of 32-bit floats).
"""

from __future__ import annotations

import math
import struct
import sys
from array import array
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

MAGIC: Final = 793_712_314
VERSION: Final = 12
SUPERVISED: Final = 3
SOFTMAX: Final = 3
END_OF_LINE: Final = "</s>"
MAX_BYTES: Final = 64 << 20

_SETTINGS: Final = (
    "dim", "ws", "epoch", "minCount", "neg", "wordNgrams", "loss", "model", "bucket", "minn", "maxn", "lrUpdateRate",
)  # fmt: skip


class BrokenModel(ValueError):
    """Bytes that are no model of the kind that is read here; the message says where."""


@dataclass(frozen=True)
class Matrix:
    """Numbers in rows and columns."""

    rows: int
    columns: int
    values: array[float]
    """Row after row."""

    def row(self, number: int) -> array[float]:
        return self.values[number * self.columns : (number + 1) * self.columns]


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content, self._place = content, 0

    def take(self, size: int) -> bytes:
        if not 0 <= size <= len(self._content) - self._place:
            raise BrokenModel(f"{size} bytes wanted at {self._place}, {len(self._content) - self._place} are left")
        self._place += size
        return self._content[self._place - size : self._place]

    def numbers(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")))

    def word(self) -> str:
        end = self._content.find(b"\0", self._place)
        word = self.take(max(end - self._place, 0)).decode("utf-8", "replace")
        self.take(1)
        return word

    def matrix(self) -> Matrix:
        (quantized,) = self.numbers("?")
        if quantized:
            raise BrokenModel("the model is quantized")
        rows, columns = self.numbers("qq")
        if rows < 0 or columns < 0:
            raise BrokenModel(f"a matrix of {rows} x {columns}")
        values = array("f", self.take(4 * rows * columns))
        if sys.byteorder == "big":
            values.byteswap()
        return Matrix(rows, columns, values)


@dataclass(frozen=True)
class ModelFile:
    """What stands in a model file."""

    settings: dict[str, int]
    """fastText's own names: dim, epoch, minCount, wordNgrams, bucket, ..."""
    words: dict[str, int]
    """Word -> how often it was in the training file, the end of the line among them; in the order of their rows."""
    labels: dict[str, int]
    """Label with its prefix -> number of examples."""
    tokens: int
    inputs: Matrix
    """One row a word, then one a bucket of word n-grams."""
    outputs: Matrix
    """One row a label."""

    def probabilities(self, text: str) -> dict[str, float]:
        """Label -> probability for a text on one line."""
        rows = [self.inputs.row(number) for number in self._rows(text)] or [array("f", [0.0] * self.inputs.columns)]
        hidden = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
        values = [
            sum(a * b for a, b in zip(self.outputs.row(number), hidden, strict=True))
            for number in range(self.outputs.rows)
        ]
        largest = max(values)
        powers = [math.exp(value - largest) for value in values]
        return {label: power / sum(powers) for label, power in zip(self.labels, powers, strict=True)}

    @cached_property
    def _places(self) -> dict[str, int]:
        """Word -> its row."""
        return {word: place for place, word in enumerate(self.words)}

    def _rows(self, text: str) -> list[int]:
        """The rows of the words that are known and of all runs of ``wordNgrams`` or fewer words, known or not."""
        places = self._places
        tokens = [*text.split(" "), END_OF_LINE] if text else [END_OF_LINE]
        rows = [places[token] for token in tokens if token in places]
        hashes = [word_hash(token) for token in tokens]
        bucket = self.settings["bucket"]
        for start, value in enumerate(hashes):
            for other in hashes[start + 1 : start + self.settings["wordNgrams"]]:
                value = (value * 116_049_371 + other) % (1 << 64)
                rows.append(len(places) + value % bucket)
        return rows


@lru_cache(maxsize=100_000)
def word_hash(word: str) -> int:
    """fastText's hash of a word: FNV-1a of signed bytes, itself a signed number of 32 bits."""
    value = 2_166_136_261
    for byte in word.encode("utf-8", "surrogatepass"):
        value = ((value ^ (byte if byte < 128 else byte | 0xFFFFFF00)) * 16_777_619) % (1 << 32)
    return value if value < 1 << 31 else value - (1 << 32)


def read_model(content: Any) -> ModelFile:
    """The model in these bytes. Raises `BrokenModel`."""
    if not isinstance(content, bytes) or len(content) > MAX_BYTES:
        raise BrokenModel(f"not the bytes of a model file of at most {MAX_BYTES >> 20} MB")
    reader = _Reader(content)
    if reader.numbers("ii") != (MAGIC, VERSION):
        raise BrokenModel("it does not begin as a fastText model of format 12 does")
    settings = dict(zip(_SETTINGS, reader.numbers("12i"), strict=True))
    reader.take(8)  # the sampling threshold, unused in training with labels
    if settings["model"] != SUPERVISED or settings["loss"] != SOFTMAX or settings["maxn"] != 0:
        raise BrokenModel(f"not trained with labels, whole words and softmax: {settings}")
    size, words_count, labels_count, tokens, pruned = reader.numbers("iiiqq")
    if size < 0 or labels_count < 1 or words_count + labels_count != size or pruned > 0:
        raise BrokenModel(f"a dictionary of {size} entries, {words_count} words and {labels_count} labels")
    words: dict[str, int] = {}
    labels: dict[str, int] = {}
    for _ in range(size):
        word = reader.word()
        count, kind = reader.numbers("qb")
        (labels if kind else words)[word] = count
    inputs, outputs = reader.matrix(), reader.matrix()
    if len(words) != words_count or inputs.rows != words_count + settings["bucket"] or settings["bucket"] < 1:
        raise BrokenModel("a row of the first matrix belongs to no word and no bucket")
    if (outputs.rows, outputs.columns) != (len(labels), settings["dim"]) or inputs.columns != settings["dim"]:
        raise BrokenModel("the second matrix has not one row a label")
    return ModelFile(settings, words, labels, tokens, inputs, outputs)
