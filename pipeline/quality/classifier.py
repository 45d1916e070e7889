"""A two-class bigram fastText: trained to the same bytes every time, checked for NaN, loaded once a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import fasttext

from pipeline.errors import PipelineError
from pipeline.quality import training_process
from pipeline.quality.settings import FastTextSettings

LABEL: Final = "__label__"
HIGH: Final = "high"
LOW: Final = "low"
GRID: Final = 6
"""Decimal places of a score. Equal scores fall together, so that a histogram of them is small and exact."""


def train(examples: Sequence[tuple[str, bool]], settings: FastTextSettings, seed: int, path: str) -> None:
    """Train on (normalised text, whether it is good) and write the model to the local file ``path``.

    The order of the examples matters to gradient descent, so the caller must fix it; then the file is the same to
    the bit every time. Runs in a process of its own (`pipeline.quality.training_process` says why). Raises
    `PipelineError` when the weights are not finite: such a model scores everything NaN without a word.
    """
    with tempfile.TemporaryDirectory(prefix="quality-") as folder:
        lines, options = Path(folder, "train.txt"), Path(folder, "options.json")
        lines.write_text("".join(f"{LABEL}{HIGH if good else LOW} {text}\n" for text, good in examples), "utf-8")
        chosen = {
            "input": str(lines),
            "model": path,
            "dim": settings.dimensions,
            "wordNgrams": settings.word_ngrams,
            "bucket": settings.buckets,
            "lr": settings.learning_rate,
            "epoch": settings.epochs,
            "minCount": settings.min_word_count,
            "loss": "softmax",
            "seed": seed % (1 << 31),
        }
        options.write_text(json.dumps(chosen), "utf-8")
        ended = subprocess.run(
            [sys.executable, training_process.__file__, str(options)],
            env={**os.environ, **training_process.ZEROED_MEMORY},
            capture_output=True,
            text=True,
            check=False,
        )
    if ended.returncode == training_process.NOT_FINITE:
        raise PipelineError(
            f"quality: fastText's weights are not finite after training with learning_rate {settings.learning_rate}: "
            "lower quality.fasttext.learning_rate or give more reference text"
        )
    if ended.returncode != 0:
        raise PipelineError(f"quality: fastText failed: {(ended.stderr.strip().splitlines() or ['no message'])[-1]}")


def open_model(path: str) -> Any:
    """The model in the local file ``path``. Raises ValueError when it is not a fastText model."""
    return fasttext.load_model(path)


@lru_cache(maxsize=8)
def load(path: str) -> Any:
    """The same, read once in each process. Only for files whose name changes with their content."""
    return open_model(path)


def score(model: Any, texts: Sequence[str], normalise: Callable[[str], str], full_tokens: int = 1) -> list[float]:
    """Probability of `HIGH` for each text, rounded to `GRID` places; 0.0 for a text without words.

    A text of fewer than ``full_tokens`` words gets its share of that (half as long, half the score): fastText averages
    over words, so it is as sure of one fine sentence as of a page, and one sentence teaches nothing.
    `predict` gets a list (given a string, fastText's original package fails on numpy 2) and both labels are asked
    for: the first is only the more probable one.
    """
    normalised = [normalise(text) for text in texts]
    labels, probabilities = model.predict(normalised, k=2)
    scores = []
    for text, names, values in zip(normalised, labels, probabilities, strict=True):
        found = dict(zip(names, values, strict=True))
        # fastText's probabilities are single precision and may exceed 1 by a hundred-thousandth.
        probability = min(1.0, max(0.0, float(found.get(LABEL + HIGH, 0.0))))
        tokens = text.count(" ") + 1 if text else 0
        scores.append(round(probability * min(1.0, tokens / full_tokens), GRID))
    return scores
