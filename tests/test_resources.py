"""The shipped data is found in any folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.engine import storage
from pipeline.errors import EnvironmentProblem
from pipeline.resources import SAMPLES_VARIABLE, sample, sample_uri

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def test_a_folder_with_blanks_and_percent_signs(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "my samples, 100%20"
    (folder / "texts").mkdir(parents=True)
    (folder / "texts" / "a.jsonl").write_text("{}\n")
    monkeypatch.setenv(SAMPLES_VARIABLE, str(folder))
    (found,) = storage.list_files(spark, sample_uri("texts"), ".jsonl")
    assert storage.read_bytes(spark, found) == b"{}\n"


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SAMPLES_VARIABLE, str(tmp_path))
    with pytest.raises(EnvironmentProblem, match=f"sample data is missing: {tmp_path}/nothing .* {SAMPLES_VARIABLE}"):
        sample("nothing")
