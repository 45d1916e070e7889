"""The manifest that ends a stage: it is written last, so a stage without one has not happened."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xxhash
from pyspark.sql import types as t

from pipeline.engine import storage
from pipeline.engine.books import Books
from pipeline.errors import EnvironmentProblem

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FILE_NAME = "manifest.json"

# The libraries whose version can change what a stage puts out.
_LIBRARIES = (
    "pyspark",
    "pyarrow",
    "numpy",
    "datasketch",
    "fasttext-numpy2",
    "trafilatura",
    "courlan",
    "tokenizers",
    "xxhash",
    "pretraining-data-lab",
)


def library_versions() -> dict[str, str]:
    """Installed version of every library whose version can change a result; one that is missing is left out."""
    versions = {}
    for name in _LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


# Packages whose code runs before or after the stages and cannot change what they put out.
_NOT_STAGES = ("crawl", "report", "packing", "submit")


@lru_cache(maxsize=1)
def code_hash() -> str:
    """Hash of the pipeline's own files, lists included: a stage that ended under other code is not taken over."""
    package = Path(__file__).resolve().parents[1]
    files = sorted(
        file
        for file in package.rglob("*")
        if file.is_file() and file.suffix != ".pyc" and file.relative_to(package).parts[0] not in _NOT_STAGES
    )
    return hash_of([(str(file.relative_to(package)), xxhash.xxh3_128_hexdigest(file.read_bytes())) for file in files])


def source_hash(function: Callable[..., Any]) -> str:
    """Hash of the source file that ``function`` is defined in."""
    return xxhash.xxh3_128_hexdigest(Path(inspect.getfile(function)).read_bytes())


def hash_of(value: Any) -> str:
    """32 hexadecimal digits for a JSON value; the order of keys does not matter."""
    return xxhash.xxh3_128_hexdigest(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str).encode())


@dataclass(frozen=True)
class Manifest:
    """What a finished stage says of itself."""

    stage: str
    order: int
    settings: dict[str, Any]
    config_hash: str
    input_hash: str
    output_hash: str
    versions: dict[str, str]
    seconds: float
    books: Books
    columns: dict[str, Any]
    """Spark's JSON form of the schema of the stage's table."""

    @property
    def next_input_hash(self) -> str:
        """The ``input_hash`` of the stage that follows.

        It covers all tables so far, not only this one: a stage may also learn from what an earlier one has dropped.
        """
        return hash_of([self.input_hash, self.output_hash])

    @property
    def table_type(self) -> t.StructType:
        return t.StructType.fromJson(self.columns)

    def write(self, spark: SparkSession, directory: str) -> None:
        content = {**self.__dict__, "books": self.books.as_dict()}
        storage.write_text(spark, storage.join(directory, FILE_NAME), json.dumps(content, indent=2, ensure_ascii=False))

    @classmethod
    def read(cls, spark: SparkSession, directory: str) -> Manifest | None:
        """The manifest of the stage in ``directory``; None when the stage has not ended or the file is damaged."""
        path = storage.join(directory, FILE_NAME)
        if not storage.exists(spark, path):
            return None
        try:
            content = json.loads(storage.read_text(spark, path))
            return cls(**{**content, "books": Books.from_dict(content["books"])})
        except (EnvironmentProblem, ValueError, TypeError, KeyError):
            return None
