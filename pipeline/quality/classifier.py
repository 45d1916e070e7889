"""A two-class bigram fastText: trained to the same bytes every time, checked for NaN."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from pipeline.errors import PipelineError
from pipeline.quality import training_process

LABEL: Final = "__label__"
HIGH: Final = "high"
LOW: Final = "low"
GRID: Final = 6
"""Decimal places of a score. Equal scores fall together, so that a histogram of them is small and exact."""


def train(
    examples: Sequence[tuple[str, bool]],
    *,
    seed: int,
    dimensions: int,
    word_ngrams: int,
    buckets: int,
    learning_rate: float,
    epochs: int,
    min_word_count: int,
) -> bytes:
    """Train on (normalised text, whether it is good); returns the bytes of fastText's model file.

    The order of the examples matters to gradient descent, so the caller must fix it; then the bytes are the same every
    time. ``seed`` is any whole number; fastText's has 31 bits. Raises ValueError when a class has no example, and when
    a text is not normalised: a new line would end its example, a word that begins with `LABEL` would be a class.
    """
    if len({good for _, good in examples}) < 2:
        raise ValueError("a classifier needs examples of both classes")
    lines = []
    for text, good in examples:
        if "\n" in text or LABEL in text:
            raise ValueError(f"not normalised: {text[:60]!r}")
        lines.append(f"{LABEL}{HIGH if good else LOW} {text}\n")
    return train_supervised(
        "".join(lines),
        dim=dimensions,
        wordNgrams=word_ngrams,
        bucket=buckets,
        lr=learning_rate,
        epoch=epochs,
        minCount=min_word_count,
        loss="softmax",
        thread=1,
        seed=seed % (1 << 31),
    )


def train_supervised(lines: str, **options: Any) -> bytes:
    """The model file that `fasttext.train_supervised` makes of a training file with these ``lines``.

    ``options`` are fastText's own, without ``input``. Runs in a process of its own
    (`pipeline.quality.training_process` says why). Raises `PipelineError` when the weights are not finite: such a model
    scores everything NaN without a word.
    """
    with tempfile.TemporaryDirectory(prefix="quality-") as folder:
        training_file, model, chosen = (Path(folder, name) for name in ("train.txt", "model.bin", "options.json"))
        training_file.write_text(lines, "utf-8")
        chosen.write_text(json.dumps({**options, "input": str(training_file), "model": str(model)}), "utf-8")
        ended = subprocess.run(
            [sys.executable, training_process.__file__, str(chosen)],
            env={**os.environ, **training_process.ZEROED_MEMORY},
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode == training_process.NOT_FINITE:
            raise PipelineError(
                f"quality: fastText's weights are not finite after training with learning_rate {options.get('lr')}: "
                "lower quality.fasttext.learning_rate or give more reference text"
            )
        if ended.returncode != 0:
            raise PipelineError(
                f"quality: fastText failed: {(ended.stderr.strip().splitlines() or ['no message'])[-1]}"
            )
        return model.read_bytes()


def open_model(path: str) -> Any:
    """The model in the local file ``path``. Raises ValueError when it is not a fastText model."""
    import fasttext  # here, since whoever only trains does it in another process

    return fasttext.load_model(path)


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
