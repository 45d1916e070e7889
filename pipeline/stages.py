"""The stages of the pipeline by name, in the order in which they run unless the configuration says otherwise."""

from __future__ import annotations

from typing import Final

from pipeline import schema
from pipeline.decontaminate import stage as decontaminate
from pipeline.dedup import exact, near
from pipeline.domain import stage as domain
from pipeline.engine.stage import Stage
from pipeline.errors import ConfigError
from pipeline.extract import stage as extract
from pipeline.language import stage as language
from pipeline.mixture import stage as mixture
from pipeline.ordering import stage as ordering
from pipeline.pii import stage as pii
from pipeline.quality import stage as quality
from pipeline.rules import stage as rules
from pipeline.urls import stage as urls
from pipeline.vocabulary import stage as vocabulary

_CLEANING: Final = (extract, urls, language, domain, rules, exact, near, pii, quality)
_TRAINING: Final = (decontaminate, vocabulary, mixture, ordering)

STAGES: Final[dict[str, Stage]] = {module.STAGE.name: module.STAGE for module in (*_CLEANING, *_TRAINING)}
"""Domain comes before rules, whose limits depend on it; personal data is masked before a model learns from the text.
Tokens are counted before the corpus is mixed, so that shares hold in the tokens a model reads."""
CLEANING_STAGES: Final = tuple(module.STAGE.name for module in _CLEANING)
"""From archives to clean text; the other stages turn clean text into training data."""


def ordered_stages(names: list[str]) -> list[Stage]:
    """The stages called ``names``. Raises `ConfigError` when one reads a column that none before it has added, or can
    do without one that is only added after it."""
    if not names or names[0] != extract.STAGE.name:
        raise ConfigError(f"stages: the first stage must be {extract.STAGE.name}")
    available: set[str] = set()
    for place, name in enumerate(names):
        stage = STAGES[name]
        added_later = {field.name for other in names[place:] for field in schema.ADDED_BY[other]}
        missing = sorted({*stage.requires, *(added_later & set(stage.reads_if_there))} - available)
        if missing:
            adding = sorted(
                {other for other, added in schema.ADDED_BY.items() for field in added if field.name in missing}
            )
            raise ConfigError(
                f"stages: {name} reads {', '.join(missing)}, so {' and '.join(adding)} must come before it"
            )  # fmt: skip
        available |= {field.name for field in schema.ADDED_BY[name]}
    return [STAGES[name] for name in names]
