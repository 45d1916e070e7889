"""Surveys what the general rules do to the pages of one domain, and which limits would keep them.

``pipeline limits mathematics --garbage spam.jsonl`` prints it; the limits that ship (`pipeline.rules.overrides`) are
such limits, rounded by a person.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from rich.table import Column, Table

from pipeline.errors import ConfigError
from pipeline.rule import Rule, RuleSet
from pipeline.rules.effects import rule_effects
from pipeline.rules.limits import breaks, choose_limits
from pipeline.rules.settings import RulesSettings
from pipeline.rules.stage import RULE_SETS, judge

MAX_FILE_BYTES: Final = 256 << 20


@dataclass(frozen=True)
class Survey:
    """The good pages of a domain under the general rules, and under limits chosen by them. All shares are of pages."""

    good_pages: int
    garbage_pages: int
    effects: dict[str, tuple[float, float]]
    """Rule -> (share of the good pages that break it, share that break no other rule)."""
    published: dict[str, float]
    chosen: dict[str, float | None]
    """The limits that differ from the published ones; None = off."""
    kept: tuple[float, float]
    """Share of the good pages that is kept by the published limits and by the chosen ones."""
    garbage_dropped: tuple[float, float]
    """Share of the garbage that is dropped by the published limits and by the chosen ones."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def as_table(self) -> Table:
        """One row a rule that good pages break or whose limit was changed, those that matter most first."""
        title = (
            f"{self.good_pages} good pages: {self.kept[0]:.1%} kept, {self.kept[1]:.1%} with the chosen limits\n"
            f"{self.garbage_pages} garbage pages: {self.garbage_dropped[0]:.1%} dropped, then "
            f"{self.garbage_dropped[1]:.1%}"
        )
        table = Table(
            Column("rule", overflow="fold"),
            "broken by",
            "only by it",
            "published",
            "chosen",
            title=title,
            title_justify="left",
        )
        nothing = (0.0, 0.0)
        rules = sorted(
            self.effects.keys() | self.chosen,
            key=lambda rule: [*map(float.__neg__, self.effects.get(rule, nothing)[::-1])],
        )
        for rule in rules:
            broken, alone = self.effects.get(rule, nothing)
            chosen = self.chosen.get(rule, self.published[rule])
            table.add_row(
                rule,
                f"{broken:.1%}",
                f"{alone:.1%}",
                f"{self.published[rule]:g}",
                "off" if chosen is None else f"{chosen:.4g}",
            )
        return table


def published_limits(language: str, settings: RulesSettings) -> dict[str, float]:
    """Full name -> limit of every rule that judges documents of the language, whatever their domain."""
    return {rule.full_name: rule.limit for rule in _rules(language, settings) if rule.limit is not None}


def rule_values(text: str, language: str, settings: RulesSettings) -> dict[str, float]:
    """Full name of a rule -> measured value of ``text``, for the rules in force that could be measured."""
    _, measured, _ = judge(text, language, None, settings)
    found = {
        rule.full_name: measured[rule.rule_set][rule.card.measure]
        for rule in _rules(language, settings)
        if rule.limit is not None
    }
    return {rule: value for rule, value in found.items() if value is not None}


def _rules(language: str, settings: RulesSettings) -> list[Rule]:
    in_force = settings.for_document(language, None)
    sets: list[RuleSet] = [getattr(in_force, rule_set.rule_set) for rule_set in RULE_SETS]
    return [rule for rule_set in sets if rule_set.enabled for rule in rule_set.rules()]


def survey(
    good: Sequence[str], garbage: Sequence[str], language: str, wanted_share: float, settings: RulesSettings
) -> Survey:
    """Judge texts by the limits of their language, whatever their domain, and choose limits for them.

    Lines are cut as the stage does it. Raises ValueError like `choose_limits`.
    """
    published = published_limits(language, settings)
    good_values, garbage_values = (
        [rule_values(text, language, settings) for text in texts] for texts in (good, garbage)
    )
    limits = choose_limits(good_values, garbage_values, published, wanted_share)

    def dropped(pages: list[dict[str, float]], by: dict[str, Any]) -> list[list[str]]:
        return [[rule for rule, limit in by.items() if breaks(rule, page.get(rule), limit)] for page in pages]

    def share(pages: list[dict[str, float]], by: dict[str, Any]) -> float:
        return sum(map(bool, dropped(pages, by))) / max(1, len(pages))

    return Survey(
        good_pages=len(good),
        garbage_pages=len(garbage),
        effects=rule_effects(dropped(good_values, published)),
        published=published,
        chosen={rule: limit for rule, limit in limits.items() if limit != published[rule]},
        kept=(1 - share(good_values, published), 1 - share(good_values, limits)),
        garbage_dropped=(share(garbage_values, published), share(garbage_values, limits)),
    )


def read_pages(path: Path, language: str, domain: str | None = None) -> list[str]:
    """The texts in the .jsonl files at or below the local ``path`` that are of the language and the domain.

    A line is an object with ``text`` or ``paragraphs`` and, as far as it has them, ``language`` and ``domain``; what a
    line does not say suits everything. Raises `ConfigError` when there is no such file or a line is not like that.
    """
    files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise ConfigError(f"no texts: {path} is no .jsonl file and no folder with such files")
    texts = []
    for file in files:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise ConfigError(f"{file}: a file of more than {MAX_FILE_BYTES >> 20} MB is not read; cut it")
        for number, line in enumerate(file.read_bytes().split(b"\n"), start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                text = row["text"] if "text" in row else "\n".join(row["paragraphs"])
                suits = row.get("language", language) == language and domain in (None, row.get("domain", domain))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise ConfigError(f"{file}, line {number}: no object with `text` or `paragraphs` ({error})") from error
            if not isinstance(text, str):
                raise ConfigError(f"{file}, line {number}: `text` must be a string")
            if suits:
                texts.append(text)
    return texts
