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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError
from pipeline.quality import classifier
from pipeline.quality.passages import Passage, balanced, scrambled
from pipeline.quality.settings import QualitySettings


@dataclass(frozen=True)
class Trained:
    """A trained model and what is known of it."""

    model: bytes
    """fastText's model file."""
    held_out: list[tuple[Passage, float]]
    """Each passage with the score of a model that has seen no page of its host."""
    learned_from: int
    """Examples of the final model, repetitions included."""


@dataclass(frozen=True)
class Trainer:
    """Turns passages into a model with the kernels in force."""

    settings: QualitySettings
    seed: int
    balance: Callable[[Sequence[tuple[str, str, bool]], int, int], list[str]] = balanced
    train: Callable[..., bytes] = classifier.train

    def train_and_hold_out(self, passages: Sequence[Passage], fold_of: Mapping[str, int]) -> Trained:
        """Train the final model and score every passage unseen.

        ``fold_of`` (key -> fold, see `pipeline.quality.passages.assign_folds`) names the passages to use. Raises
        `ConfigError` when a class has fewer than two hosts: nothing could be held out.
        """
        used = sorted((p for p in passages if p.key in fold_of), key=lambda passage: passage.key)
        for good, what in ((True, "sources of reference text"), (False, "hosts of crawled documents")):
            hosts = {passage.host for passage in used if passage.good is good}
            if len(hosts) < 2:
                raise ConfigError(
                    f"quality: {len(hosts)} {what} to learn from, at least 2 are needed to hold one out: "
                    "name more text in quality.reference or quality.negatives, name a trained quality.model, "
                    "or leave quality out of `stages`"
                )
        scores = self._scores_unseen(used, fold_of)
        model, learned_from = self._fit(used)
        return Trained(model, [(passage, scores[passage.key]) for passage in used], learned_from)

    def _fit(self, passages: Sequence[Passage]) -> tuple[bytes, int]:
        """The model of these passages, and how many examples it has learned from."""
        settings = self.settings
        salads = [scrambled(p, self.seed) for p in passages if p.good] if settings.scrambled_negatives else []
        by_key = {passage.key: passage for passage in [*passages, *salads]}
        rows = [(passage.key, passage.language, passage.good) for passage in by_key.values()]
        chosen = [by_key[key] for key in self.balance(rows, settings.max_repeats, self.seed)]
        if not chosen:
            raise ConfigError(
                "quality: no language has both reference text and crawled documents to learn from: "
                "name text of the crawl's languages in quality.reference"
            )
        examples = [(passage.text, passage.good) for passage in chosen]
        return self.train(examples, seed=self.seed, **settings.fasttext.model_dump()), len(examples)

    def _scores_unseen(self, passages: Sequence[Passage], fold_of: Mapping[str, int]) -> dict[str, float]:
        """Score each passage with a model trained on the folds other than its own."""
        scores: dict[str, float] = {}
        with tempfile.TemporaryDirectory(prefix="quality-") as folder:
            for fold in sorted(set(fold_of.values())):
                path = Path(folder, f"fold-{fold}.bin")
                path.write_bytes(self._fit([p for p in passages if fold_of[p.key] != fold])[0])
                held_out = [p for p in passages if fold_of[p.key] == fold]
                texts, model = [passage.text for passage in held_out], classifier.open_model(str(path))
                found = classifier.score(model, texts, str, self.settings.passage_tokens)
                scores |= {passage.key: score for passage, score in zip(held_out, found, strict=True)}
        return scores
