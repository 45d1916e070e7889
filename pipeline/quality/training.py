"""From two heaps of passages to a model: dealt by host, balanced by language, evaluated on hosts it has not seen.

What makes the model learn quality and not topic or language:

- Within each language both classes have the same number of passages, so the language predicts nothing.
- Of every good passage there is a bad one with the same words in wild order, so no topic and no word is good by itself.
- The reference comes from several sources and domains; what one source talks about is rare among the positives.

The crawl that serves as "bad" holds good pages too (noisy negatives). They lower all scores alike, which a percentile
does not mind. Leaving out negatives that look like reference text (as in learning from positive and unlabelled
examples) was tried on the seeded world and made the ranking worse: with the good pages went the forums' small talk.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError
from pipeline.quality import classifier
from pipeline.quality.passages import Passage, balanced, fold_of_hosts, scrambled
from pipeline.quality.settings import QualitySettings

Deal = Callable[[list[str], int, int], dict[str, int]]


@dataclass(frozen=True)
class Trained:
    """What is known of a trained model, besides its file."""

    held_out: list[tuple[Passage, float]]
    """Each passage with the score of a model that has seen no page of its host."""
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
    scores = _scores_unseen(ordered, fold, settings, seed)
    return Trained(list(zip(ordered, scores, strict=True)), _fit(ordered, settings, seed, path))


def _fit(passages: Sequence[Passage], settings: QualitySettings, seed: int, path: str) -> int:
    salads = [scrambled(passage, seed) for passage in passages if passage.good] if settings.scrambled_negatives else []
    chosen = balanced([*passages, *salads], settings.max_repeats, seed)
    examples = [(passage.text, passage.good) for passage in chosen]
    if not examples:
        raise ConfigError(
            "quality: no language has both reference text and crawled documents to learn from: "
            "name text of the crawl's languages in quality.reference"
        )
    classifier.train(examples, settings.fasttext, seed, path)
    return len(examples)


def _scores_unseen(
    passages: Sequence[Passage], folds: Sequence[int], settings: QualitySettings, seed: int
) -> list[float]:
    """Score each passage with a model trained on the folds other than its own."""
    scores = [0.0] * len(passages)
    with tempfile.TemporaryDirectory(prefix="quality-") as folder:
        for number in sorted(set(folds)):
            path = str(Path(folder, f"fold-{number}.bin"))
            _fit([p for p, fold in zip(passages, folds, strict=True) if fold != number], settings, seed, path)
            model = classifier.open_model(path)
            positions = [position for position, fold in enumerate(folds) if fold == number]
            found = classifier.score(model, [passages[p].text for p in positions], str, settings.passage_tokens)
            for position, value in zip(positions, found, strict=True):
                scores[position] = value
    return scores
