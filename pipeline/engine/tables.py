"""Where a run keeps its tables, and how to read one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as f

from pipeline import schema
from pipeline.engine import storage
from pipeline.engine.manifest import Manifest

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

STAGES = "stages"
DOCUMENTS = "documents"
CORPUS = "corpus"
CONFIG = "config.yaml"


def stage_directory(run_directory: str, order: int, stage: str) -> str:
    """``OUT/stages/03_language`` for the third stage."""
    return storage.join(run_directory, STAGES, f"{order:02d}_{stage}")


def read_documents(spark: SparkSession, directory: str, manifest: Manifest, outcome: str | None = None) -> DataFrame:
    """The table of the stage in ``directory``, or its part with one ``outcome`` (see `schema.OUTCOMES`)."""
    documents = spark.read.schema(manifest.table_type).parquet(storage.join(directory, DOCUMENTS))
    return documents if outcome is None else documents.where(f.col(schema.OUTCOME) == outcome)


def flowing(documents: DataFrame) -> DataFrame:
    """The columns that go on to the next stage."""
    return documents.drop(*schema.STAGE_COLUMNS)
