"""Language identification with fastText's lid.176 (Joulin et al. 2016; 176 languages, ISO 639-1 or -3 codes)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import fasttext

from pipeline.errors import ConfigError
from pipeline.resources import sample

SHIPPED_MODEL = "models/lid.176.ftz"
LABEL = "__label__"
UNDETERMINED = "und"
"""ISO 639-2's code for a language that could not be determined."""
PASSAGE_LETTERS = 200


@lru_cache(maxsize=2)
def language_model(path: str | None = None) -> Any:
    """The fastText model, loaded once a process. Raises `ConfigError` when the file is none."""
    file = Path(path) if path else sample(SHIPPED_MODEL)
    try:
        return fasttext.load_model(str(file))
    except (ValueError, OSError, RuntimeError) as error:
        raise ConfigError(f"the language model {file} cannot be read: {error}") from error


def known_languages(path: str | None = None) -> list[str]:
    """The codes of the languages that the model knows, sorted."""
    return sorted(label.removeprefix(LABEL) for label in language_model(path).labels)


def identify_languages(texts: list[str], model: str | None = None) -> list[tuple[str, float]]:
    """The most probable language of each text and its probability (at most 1).

    New lines become blanks: fastText refuses them, and leaving them out would glue words together. Text that looks
    like one of fastText's own labels is taken apart, because it would not be read as text.
    """
    if not texts:
        return []
    lines = [" ".join(text.replace("\0", " ").split()).replace(LABEL, "__ label __") for text in texts]
    labels, scores = language_model(model).predict(lines)
    return [
        (label[0].removeprefix(LABEL), min(1.0, float(score[0]))) for label, score in zip(labels, scores, strict=True)
    ]


def count_letters(text: str) -> int:
    """Number of letters of any script."""
    return sum(map(str.isalpha, text))


def passages(text: str, min_letters: int = PASSAGE_LETTERS) -> list[str]:
    """``text`` cut at line ends into passages of at least ``min_letters`` letters; a shorter rest joins the last."""
    found: list[list[str]] = []
    letters = min_letters
    for line in text.split("\n"):
        if letters >= min_letters:
            found.append([])
            letters = 0
        found[-1].append(line)
        letters += count_letters(line)
    if letters < min_letters and len(found) > 1:
        rest = found.pop()
        found[-1] += rest
    return ["\n".join(lines) for lines in found]


def main_language_fraction(language: str, of_passages: list[str], letters: list[int]) -> float | None:
    """Letters of the passages in ``language`` / letters of all passages; None when there are no letters."""
    total = sum(letters)
    if total == 0:
        return None
    return sum(count for name, count in zip(of_passages, letters, strict=True) if name == language) / total
