"""A finished run as it lies on storage: its stages in order, their tables, and the rules with the limits in force."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as f
from pyspark.sql import types as t

from pipeline import schema
from pipeline.engine import storage, tables
from pipeline.engine.manifest import Manifest
from pipeline.engine.stage import Stage
from pipeline.errors import ConfigError
from pipeline.rule import Rule, RuleSet
from pipeline.rules.settings import RulesSettings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

EVALUATION = "evaluation.json"
"""The file in which the quality stage tells how good its classifier is, and the threshold it has derived."""
DERIVED = "_derived"


@dataclass(frozen=True)
class FinishedStage:
    """One stage that has ended: its folder, its manifest, and its rules with the limits of this run."""

    directory: str
    manifest: Manifest
    rules: tuple[Rule, ...] = ()
    switched_off: frozenset[str] = frozenset()
    """Rule sets that measured but did not decide."""
    variants: tuple[tuple[str, str], ...] = (("", ""),)
    """(language, domain) for which the settings name limits of their own; the empty name stands for all others."""

    @property
    def name(self) -> str:
        return self.manifest.stage

    @property
    def measures(self) -> list[tuple[str, str]]:
        """(rule set, measure) of every measured value, as the table's own column types have them."""
        found = self.manifest.table_type[schema.MEASURED].dataType
        return [
            (rule_set.name, measure.name)
            for rule_set in (found.fields if isinstance(found, t.StructType) else [])
            if isinstance(rule_set.dataType, t.StructType)
            for measure in rule_set.dataType.fields
        ]

    def variant(self, language: str | None, domain: str | None) -> tuple[str, str]:
        """The one of `variants` that a document belongs to."""
        languages, domains = {name for name, _ in self.variants}, {name for _, name in self.variants}
        return language if language in languages else "", domain if domain in domains else ""

    def rules_for(self, language: str | None, domain: str | None) -> tuple[Rule, ...]:
        """The rules with the limits that hold for a document of that language and domain."""
        if self.variant(language, domain) == ("", ""):
            return self.rules
        if self.name == "language":
            limit = self.manifest.settings["languages"][language]
            return tuple(replace(rule, limit=limit) if rule.name == "min_score" else rule for rule in self.rules)
        sets = RulesSettings.model_validate(self.manifest.settings).for_document(language, domain)
        chosen: dict[str, RuleSet] = {rule_set.rule_set: rule_set for rule_set in dict(sets).values()}
        names = dict.fromkeys(rule.rule_set for rule in self.rules)
        return tuple(rule for name in names if chosen[name].enabled for rule in chosen[name].rules())

    def documents(self, spark: SparkSession) -> DataFrame:
        """The stage's table, all outcomes."""
        return tables.read_documents(spark, self.directory, self.manifest)

    def side(self, name: str) -> str:
        """Path of a side table or file of the stage."""
        return storage.join(self.directory, name)


@dataclass(frozen=True)
class FinishedRun:
    """A run with at least one finished stage."""

    directory: str
    stages: tuple[FinishedStage, ...]
    config: str
    """The resolved configuration as YAML; empty when the run was stopped before it was written."""
    by_name: dict[str, FinishedStage] = field(default_factory=dict)


def open_run(spark: SparkSession, directory: str, known: Mapping[str, Stage] | None = None) -> FinishedRun:
    """Read the manifests below ``directory``.

    ``known`` are the stages whose rule sets tell the limits; by default the pipeline's own. Raises `ConfigError`
    when there is no finished stage.
    """
    if known is None:
        from pipeline.stages import STAGES  # loads every stage's code: only when nobody names the stages

        known = STAGES
    home = storage.join(directory, tables.STAGES)
    names = storage.list_names(spark, home) if storage.exists(spark, home) else []
    stages: list[FinishedStage] = []
    for name in names:
        path = storage.join(home, name)
        manifest = Manifest.read(spark, path)
        # What does not continue the stage before was left behind by an older run into the same folder.
        if manifest is None or (stages and manifest.input_hash != stages[-1].manifest.next_input_hash):
            continue
        rule_sets = known[manifest.stage].rule_sets if manifest.stage in known else ()
        rules, off = rules_in_force(rule_sets, {**manifest.settings, **_derived(spark, path)})
        stages.append(FinishedStage(path, manifest, rules, off, _variants(manifest)))
    if not stages:
        raise ConfigError(f"{directory} holds no finished run: there is no stage with a manifest below {home}")
    config = storage.join(directory, tables.CONFIG)
    text = storage.read_text(spark, config) if storage.exists(spark, config) else ""
    return FinishedRun(directory, tuple(stages), text, {stage.name: stage for stage in stages})


def _variants(manifest: Manifest) -> tuple[tuple[str, str], ...]:
    if manifest.stage not in ("language", "rules"):
        return (("", ""),)
    languages, domains = (sorted(manifest.settings.get(key, {})) for key in ("languages", "domains"))
    return tuple((language, domain) for language in ["", *languages] for domain in ["", *domains])


def _derived(spark: SparkSession, directory: str) -> dict[str, Any]:
    """What a stage wrote down about limits that it found itself (the quality threshold): rule -> limit and more."""
    path = storage.join(directory, EVALUATION)
    found = json.loads(storage.read_text(spark, path)) if storage.exists(spark, path) else {}
    return {DERIVED: found} if isinstance(found, dict) else {}


def rules_in_force(
    rule_sets: Sequence[type[RuleSet]], settings: Mapping[str, Any]
) -> tuple[tuple[Rule, ...], frozenset[str]]:
    """The rules with their limits by a stage's ``settings``, and the names of the sets that are switched off.

    A set's own settings stand under its name, or else in the first group of settings that has all its fields, or
    in the settings themselves. A set without settings has its defaults; a limit that is None is taken from `DERIVED`.
    """
    rules: list[Rule] = []
    off = set()
    derived = settings.get(DERIVED, {})
    for rule_set in rule_sets:
        fields = set(rule_set.model_fields)
        groups = [settings.get(rule_set.rule_set), *settings.values(), settings]
        found = next((group for group in groups if isinstance(group, dict) and fields <= group.keys()), {})
        chosen = rule_set.model_construct(**{name: found[name] for name in fields & found.keys()})
        rules += (
            replace(rule, limit=derived[rule.name]) if rule.limit is None and rule.name in derived else rule
            for rule in chosen.rules()
        )
        if not chosen.enabled:
            off.add(rule_set.rule_set)
    return tuple(rules), frozenset(off)


LEDGER_COLUMNS = ("id", "url", "host", "language", "domain")


def ledger(spark: SparkSession, run: FinishedRun) -> DataFrame:
    """One row a document of the whole run: where it left, why, and how large it was then; no texts.

    Columns: id, url, host, language, domain (null when it left before they were known), order and name of the stage
    where it left (the last stage when it was kept to the end), outcome, broken, error, characters_in, tokens_in,
    characters, tokens.
    """
    parts = []
    for stage in run.stages:
        documents = stage.documents(spark)
        if stage is not run.stages[-1]:
            documents = documents.where(f.col(schema.OUTCOME) != schema.KEPT)
        parts.append(
            documents.select(
                *(
                    (f.col(name) if name in documents.columns else f.lit(None).cast("string")).alias(name)
                    for name in LEDGER_COLUMNS
                ),
                f.lit(stage.manifest.order).alias("order"),
                f.lit(stage.name).alias("stage"),
                *(schema.OUTCOME, schema.BROKEN_RULES, schema.ERROR, schema.CHARACTERS_IN, schema.TOKENS_IN),
                *("characters", "tokens"),
            )
        )
    return union(parts)


def union(parts: Sequence[DataFrame]) -> DataFrame:
    """All rows of tables with the same columns."""
    return reduce(lambda one, other: one.unionByName(other), parts)
