"""From two heaps of passages to a model: deduplicated, dealt by host, cleaned of doubtful negatives, evaluated.

What makes the model learn quality and not topic or language:

- Within each language both classes have the same number of passages, so the language predicts nothing.
- The reference comes from several sources and domains; what one source talks about is rare among the positives.
- The crawl that serves as "bad" holds good pages too (noisy negatives). Each negative is first scored by a model that
  has seen no page of its host; those that look like reference text are not learned from. This is the two-step
  technique of learning from positive and unlabelled examples (Liu et al. 2003, "Building Text Classifiers Using
  Positive and Unlabeled Examples").
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.errors import ConfigError
from pipeline.quality import classifier
from pipeline.quality.passages import Passage, balanced, fold_of_hosts
from pipeline.quality.settings import QualitySettings

Deal = Callable[[list[str], int, int], dict[str, int]]


@dataclass(frozen=True)
class Trained:
    """What is known of a trained model, besides its file."""

    held_out: list[tuple[Passage, float]]
    """Each passage with the score of a model that has seen no page of its host."""
    doubtful: list[str]
    """Keys of the negatives that look like reference text and were not learned from."""
    learned_from: int
    """Examples of the final model, repetitions included."""


def train_and_hold_out(
    passages: Sequence[Passage],
    settings: QualitySettings,
    seed: int,
    path: str,
    fold_of: Deal = fold_of_hosts,
) -> Trained:
    """Train the final model into the local file ``path`` and score every passage unseen.

    ``passages`` are deduplicated. Hosts of either class are dealt into folds on their own, so that each fold has both.
    Raises `ConfigError` when a class has fewer than two hosts: nothing could be held out.
    """
    ordered = sorted(passages, key=lambda passage: passage.key)
    folds: dict[tuple[bool, str], int] = {}
    for good, what in ((True, "sources of reference text"), (False, "hosts of crawled documents")):
        hosts = sorted({passage.host for passage in ordered if passage.good is good})
        if len(hosts) < 2:
            raise ConfigError(
                f"quality: {len(hosts)} {what} to learn from, at least 2 are needed to hold one out: "
                "name more text in quality.reference or quality.negatives, name a trained quality.model, "
                "or leave quality out of `stages`"
            )
        folds |= {(good, host): fold for host, fold in fold_of(hosts, settings.folds, seed).items()}
    fold = [folds[passage.good, passage.host] for passage in ordered]
    first = _scores_unseen(ordered, fold, ordered, settings, seed)
    doubtful = _doubtful(ordered, first, settings.doubtful_negatives)
    clean = [passage for passage in ordered if passage.key not in doubtful]
    held_out = _scores_unseen(clean, [folds[p.good, p.host] for p in clean], ordered, settings, seed, fold)
    learned_from = _fit(clean, settings, seed, path)
    return Trained(list(zip(ordered, held_out, strict=True)), sorted(doubtful), learned_from)


def _fit(passages: Sequence[Passage], settings: QualitySettings, seed: int, path: str) -> int:
    examples = [(passage.text, passage.good) for passage in balanced(passages, settings.max_repeats, seed)]
    if not examples:
        raise ConfigError(
            "quality: no language has both reference text and crawled documents to learn from: "
            "name text of the crawl's languages in quality.reference"
        )
    classifier.train(examples, settings.fasttext, seed, path)
    return len(examples)


def _scores_unseen(
    learn_from: Sequence[Passage],
    learn_fold: Sequence[int],
    to_score: Sequence[Passage],
    settings: QualitySettings,
    seed: int,
    score_fold: Sequence[int] | None = None,
) -> list[float]:
    """Score each of ``to_score`` with a model trained on the folds other than its own."""
    score_fold = learn_fold if score_fold is None else score_fold
    scores = [0.0] * len(to_score)
    with tempfile.TemporaryDirectory(prefix="quality-") as folder:
        for number in sorted(set(score_fold)):
            path = str(Path(folder, f"fold-{number}.bin"))
            _fit([p for p, fold in zip(learn_from, learn_fold, strict=True) if fold != number], settings, seed, path)
            model = classifier.open_model(path)
            positions = [position for position, fold in enumerate(score_fold) if fold == number]
            found = classifier.score(model, [to_score[position].text for position in positions], str)
            for position, value in zip(positions, found, strict=True):
                scores[position] = value
    return scores


def _doubtful(passages: Sequence[Passage], scores: Sequence[float], quantile: float) -> set[str]:
    """Keys of the negatives that score above the ``quantile`` of the positives."""
    if quantile == 1:
        return set()
    limit = float(np.quantile([s for p, s in zip(passages, scores, strict=True) if p.good], quantile))
    return {p.key for p, s in zip(passages, scores, strict=True) if not p.good and s > limit}
