"""A domain classifier that can be read: logistic regression on the profile and on the density of typical words.

Few and general features, because the seeds are few: how a text is written carries over to other sources, single words
hardly do. The model is plain JSON, trained to the same numbers every time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.profile import MAX_CHARACTERS, MEASURES, profile
from pipeline.domain.vocabulary import characteristic_words, most_characteristic, words_of
from pipeline.errors import ConfigError
from pipeline.truth import DOMAINS

GENERAL: Final[str] = DOMAINS[0]
_DECIMALS = 6


@dataclass(frozen=True)
class Seed:
    """A text whose domain is known."""

    id: str
    text: str
    domain: str
    source: str
    """What must not be on both sides of a split: the book, article or site it is from."""
    language: str = "en"


@dataclass(frozen=True)
class Model:
    """Weights by domain and feature, on standardised features."""

    domains: list[str]
    vocabulary: dict[str, dict[str, float]]
    """Domain -> typical word -> z-score."""
    mean: list[float]
    scale: list[float]
    weights: list[list[float]]
    """Row by domain, column by feature: the measures of the profile, then a word density for each vocabulary."""
    intercepts: list[float]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @staticmethod
    def from_json(content: str) -> Model:
        return Model(**json.loads(content))


def features(text: str, measured: Mapping[str, float], vocabulary: dict[str, dict[str, float]]) -> list[float]:
    """The `profile` ``measured`` of the text (as log(1 + x): densities have long tails), then the density of each
    domain's typical words."""
    counts = Counter(words_of(text[:MAX_CHARACTERS]))
    total = max(1, counts.total())
    densities = [
        sum(counts[word] * typical[word] for word in sorted(counts.keys() & typical.keys())) / total
        for _, typical in sorted(vocabulary.items())
    ]
    return [float(np.log1p(measured[name])) for name in MEASURES] + densities


def train(
    seeds: Sequence[Seed],
    words_per_domain: int = 300,
    min_z_score: float = 2.0,
    regularisation: float = 0.3,
    *,
    profile: Callable[[str], Mapping[str, float]] = profile,
) -> Model:
    """Learn the domains of ``seeds``, which need at least one text of `GENERAL` and of one other domain.

    ``regularisation`` is scikit-learn's ``C``; ``profile`` may remember what it has measured of a text. Raises
    `ConfigError` for a domain that is not in `pipeline.truth.DOMAINS` or when a class is missing.
    """
    # More than a second of processor time to import, which every worker would spend that only classifies.
    from sklearn.linear_model import LogisticRegression

    ordered = sorted(seeds, key=lambda seed: seed.id)
    found = {seed.domain for seed in ordered}
    if unknown := sorted(found - set(DOMAINS)):
        raise ConfigError(f"domain: seeds of the unknown domain {unknown[0]!r}; there are {', '.join(DOMAINS)}")
    if GENERAL not in found or len(found) < 2:
        raise ConfigError(
            f"domain: the seeds need texts of {GENERAL!r} and of another domain; there are {sorted(found)}"
        )
    domains: list[str] = [domain for domain in DOMAINS if domain in found]
    vocabulary = {
        domain: most_characteristic(_scores(ordered, domain), words_per_domain, min_z_score)
        for domain in domains
        if domain != GENERAL
    }
    values = np.array([features(seed.text, profile(seed.text), vocabulary) for seed in ordered])
    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale == 0] = 1
    regression = LogisticRegression(C=regularisation, class_weight="balanced", max_iter=2000, tol=1e-8)
    regression.fit((values - mean) / scale, [domains.index(seed.domain) for seed in ordered])
    weights, intercepts = regression.coef_, regression.intercept_
    if len(domains) == 2:  # one row for the second class: the first has its negative
        weights, intercepts = np.vstack([-weights, weights]) / 2, np.concatenate([-intercepts, intercepts]) / 2
    return Model(
        domains,
        _rounded(vocabulary),
        _numbers(mean),
        _numbers(scale),
        [_numbers(row) for row in weights],
        _numbers(intercepts),
    )


def _scores(seeds: Sequence[Seed], domain: str) -> dict[str, float]:
    """z-scores against seeds in the domain's own languages: else the stop words of its language would be typical."""
    languages = {seed.language for seed in seeds if seed.domain == domain}
    near = [seed for seed in seeds if seed.language in languages]
    inside, outside = ([seed.text for seed in near if (seed.domain == domain) is wanted] for wanted in (True, False))
    return characteristic_words(inside, outside)


def classify(text: str, model: Model, min_score: float) -> tuple[str, float]:
    """The domain of ``text`` and its probability; `GENERAL` with its own when no other reaches ``min_score``.

    The default domain is the safe one: a page wrongly taken for mathematics escapes rules that it should meet.
    """
    return classify_profiled(text, profile(text), model, min_score)


def classify_profiled(text: str, measured: Mapping[str, float], model: Model, min_score: float) -> tuple[str, float]:
    """`classify` of a text whose `profile` has been measured already: half of the work."""
    if not text.strip():
        return GENERAL, 1.0
    values = (np.array(features(text, measured, model.vocabulary)) - model.mean) / model.scale
    # A page far outside of what was seen must not win by one wild feature.
    logits = np.array(model.weights) @ np.clip(values, -6, 6) + model.intercepts
    odds = np.exp(logits - logits.max())
    probabilities = np.round(odds / odds.sum(), _DECIMALS)
    best = int(probabilities.argmax())
    if model.domains[best] != GENERAL and probabilities[best] < min_score:
        best = model.domains.index(GENERAL)
    return model.domains[best], float(probabilities[best])


@lru_cache(maxsize=4)
def load(path: str) -> Model:
    """The model in the local file ``path``, read once in each process."""
    return Model.from_json(Path(path).read_text("utf-8"))


def _rounded(vocabulary: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    return {name: {word: round(z, _DECIMALS) for word, z in words.items()} for name, words in vocabulary.items()}


def _numbers(values: NDArray[Any]) -> list[float]:
    return [round(float(value), _DECIMALS) for value in values]
