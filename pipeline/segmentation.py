"""Cuts Chinese, Japanese and Thai text into words, several million characters a second.

The models are BudouX's (small linear models over characters around a possible cut, Apache-2.0, bundled with the
package `budoux`). BudouX evaluates them one character at a time, about 0.3 million characters a second; here the same
sums are computed for all positions at once with numpy. Between two characters of these scripts the cuts are
exactly BudouX's; what BudouX was not made for (blanks, punctuation, Latin words inside) is cut by a fixed table.
"""

from __future__ import annotations

import json
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import budoux
import numpy as np
from numpy.typing import NDArray

MODELS: Final = {  # "zh", the label of language identification, stands for both scripts
    "zh": "zh-hans.json",
    "zh-hant": "zh-hant.json",
    "yue": "zh-hant.json",
    "wuu": "zh-hans.json",
    "ja": "ja_word.json",
    "th": "th.json",
}

_CODE_POINTS: Final = 0x110000
_BLANK, _SCRIPT, _OTHER, _CLOSING, _OPENING, _ASCII_MARK = range(6)
# Blocks written without blanks between words: Thai, kana, Han (with compatibility forms and extensions).
_SCRIPT_BLOCKS: Final = (
    (0x0E00, 0x0E7F),
    (0x3005, 0x3007),
    (0x3040, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x20000, 0x3FFFF),
)
_LINE_END: Final = "\n\n\n"  # as long as what the model sees on one side of a cut
_NO, _YES, _MODEL = range(3)
# Whether to cut between two neighbours. Punctuation stays with the word it belongs to, as it does in languages whose
# words are separated by blanks ("word."), so that word lengths and counts mean the same everywhere.
_CUT: Final = np.array(
    [
        #  blank script other closing opening ascii   <- the character after the possible cut
        [_YES, _YES, _YES, _YES, _YES, _YES],  # after a blank
        [_YES, _MODEL, _YES, _NO, _YES, _NO],  # after a character of the script
        [_YES, _YES, _NO, _NO, _YES, _NO],  # after another letter or digit
        [_YES, _YES, _YES, _NO, _YES, _NO],  # after closing punctuation
        [_YES, _NO, _NO, _NO, _NO, _NO],  # after opening punctuation
        [_YES, _YES, _NO, _NO, _YES, _NO],  # after an ASCII mark: "3.5", "don't", "http://"
    ],
    dtype=np.uint8,
)


@lru_cache(maxsize=1)
def _classes() -> NDArray[np.uint8]:
    """Class of every code point."""
    classes = np.full(_CODE_POINTS, _OTHER, dtype=np.uint8)
    for code in range(0x10000):
        character = chr(code)
        category = unicodedata.category(character)
        if character.isspace() or code == 0x200B:
            classes[code] = _BLANK
        elif category in ("Ps", "Pi") and code != 0x28:
            classes[code] = _OPENING
        elif category[0] == "P":
            classes[code] = _ASCII_MARK if code < 0x80 else _CLOSING
    for first, last in _SCRIPT_BLOCKS:
        classes[first : last + 1] = _SCRIPT
    return classes


class Segmenter:
    """One BudouX model, evaluated on whole texts."""

    def __init__(self, model: dict[str, dict[str, int]]) -> None:
        alphabet = sorted({character for features in model.values() for key in features for character in key})
        number = {character: index + 1 for index, character in enumerate(alphabet)}  # 0 = not in the model
        self._ids = np.zeros(_CODE_POINTS, dtype=np.uint16)
        self._ids[[ord(character) for character in alphabet]] = np.arange(1, len(alphabet) + 1)
        self._ids[ord("\n")] = 0
        self._base = len(alphabet) + 1
        # A cut is where the sum of the features exceeds half of all weights; doubled, so that all is integer.
        self._half = sum(weight for features in model.values() for weight in features.values())
        self._single: list[tuple[int, NDArray[np.int64]]] = []
        self._longer: list[tuple[int, int, NDArray[np.int64], NDArray[np.int64]]] = []
        for name, features in sorted(model.items()):
            # UWk looks at one character, BWk at two, TWk at three; k counts from the left of the window of six.
            length, first = {"U": (1, -1), "B": (2, 0), "T": (3, -1)}[name[0]]
            first += int(name[2])
            if length == 1:
                weights = np.zeros(self._base, dtype=np.int64)
                for key, weight in features.items():
                    weights[number[key]] = weight
                self._single.append((first, weights))
            else:
                pairs = sorted((self._key([number[character] for character in key]), w) for key, w in features.items())
                keys, values = zip(*pairs, strict=True)
                self._longer.append((first, length, np.array(keys), np.array(values)))

    def _key(self, numbers: list[int]) -> int:
        key = 0
        for value in numbers:
            key = key * self._base + value
        return key

    def cuts(self, codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """For n code points, n-1 booleans: whether the model cuts between neighbours."""
        size = len(codes)
        padded = np.zeros(size + 6, dtype=np.int64)
        padded[3 : size + 3] = self._ids[codes]
        window = [padded[1 + k : size + k] for k in range(6)]  # the three before and the three after each gap
        total = np.zeros(size - 1, dtype=np.int64)
        for first, weights in self._single:
            total += weights[window[first]]
        for first, length, keys, values in self._longer:
            key = window[first]
            for k in range(1, length):
                key = key * self._base + window[first + k]
            at = np.searchsorted(keys, key)
            at[at == len(keys)] = 0
            total += np.where(keys[at] == key, values[at], 0)
        return 2 * total > self._half

    def spans(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Starts and ends of the words of ``text``, in order; blanks are not part of any word."""
        if not text:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        classes = _classes()[codes]
        action = _CUT[classes[:-1], classes[1:]]
        cut = action == _YES
        if (action == _MODEL).any():
            cut |= (action == _MODEL) & self.cuts(codes)
        starts = np.concatenate(([0], np.flatnonzero(cut) + 1))
        ends = np.append(starts[1:], len(text))
        not_blank = classes[starts] != _BLANK
        return starts[not_blank], ends[not_blank]

    def words(self, lines: list[str]) -> list[list[str]]:
        """The words of each line, all lines in one go; no line influences how another is cut."""
        text = _LINE_END.join(lines)
        starts, ends = self.spans(text)
        words = [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        line_ends = np.cumsum([len(line) + len(_LINE_END) for line in lines])
        edges = [0, *np.searchsorted(starts, line_ends).tolist()]
        return [words[first:last] for first, last in pairwise(edges)]


@lru_cache(maxsize=len(MODELS))
def segmenter(language: str) -> Segmenter:
    """The segmenter of a language in `MODELS`, loaded once in each process."""
    path = Path(budoux.__file__).parent / "models" / MODELS[language]
    return Segmenter(json.loads(path.read_text(encoding="utf-8")))
