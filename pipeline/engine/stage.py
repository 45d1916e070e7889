"""What a stage is: a named function from DataFrame to DataFrame that measures and then decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pyspark.sql import types as t

from pipeline import schema
from pipeline.rule import Broken, Measures, RuleSet

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Settings = TypeVar("Settings")
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Context(Generic[Settings]):
    """What a stage is given besides its input."""

    spark: SparkSession
    settings: Settings
    """This stage's own part of the configuration."""
    seed: int
    directory: str
    """Hadoop path of the folder that belongs to this stage; side tables (clusters, models, profiles) go below it."""
    substitutes: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    """Functions to run instead of the reference, by the reference's ``module:qualified name``."""

    def kernel(self, reference: Function) -> Function:
        """The function to run: the substitute for ``reference`` where there is one, else ``reference`` itself."""
        return self.substitutes.get(f"{reference.__module__}:{reference.__qualname__}", reference)  # type: ignore[return-value]


@dataclass(frozen=True)
class Stage:
    """A stage of the pipeline.

    ``run(context, documents)`` returns every input row exactly once with the columns of
    ``schema.ADDED_BY[name]`` and ``measured``, ``broken`` and ``error`` added. Columns it changes (``text`` of a
    stage that edits) must come with their ``characters`` and ``tokens``; a row with a non-empty ``broken`` or an
    ``error`` keeps the text it came in with.
    """

    name: str
    run: Callable[[Context[Any], DataFrame], DataFrame]
    requires: tuple[str, ...] = ()
    """Columns of earlier stages that this one reads."""
    reads_if_there: tuple[str, ...] = ()
    """Columns that it reads when an earlier stage has added them, and does without otherwise."""
    rule_sets: tuple[type[RuleSet], ...] = ()
    """The rule sets whose measurements and decisions the stage makes."""
    path_settings: tuple[str, ...] = ()
    """Settings that hold the path of a file or folder that the stage reads, or None: what lies there decides too."""


def measured_type(rule_sets: tuple[type[RuleSet], ...]) -> t.StructType:
    """Type of the column ``measured``: one struct of doubles for each rule set."""
    return t.StructType(
        [
            t.StructField(
                rule_set.rule_set, t.StructType([t.StructField(name, t.DoubleType()) for name in rule_set.measures()])
            )
            for rule_set in rule_sets
        ]
    )


def decision_fields(stage_rule_sets: tuple[type[RuleSet], ...]) -> list[t.StructField]:
    """The fields ``measured`` and ``broken``, for `map_documents` and `map_batches`."""
    return [
        t.StructField(schema.MEASURED, measured_type(stage_rule_sets)),
        t.StructField(schema.BROKEN_RULES, t.ArrayType(schema.BROKEN, containsNull=False)),
    ]


def decision(measured: Mapping[str, Measures], broken: list[Broken]) -> dict[str, Any]:
    """The values of the columns ``measured`` (rule set -> measure -> value) and ``broken`` for one document."""
    return {
        schema.MEASURED: {name: dict(values) for name, values in measured.items()},
        schema.BROKEN_RULES: [item.as_row() for item in broken],
    }


def decision_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """The columns ``measured`` and ``broken`` of documents, from what `decision` has returned for each."""
    return {name: [row[name] for row in rows] for name in (schema.MEASURED, schema.BROKEN_RULES)}
