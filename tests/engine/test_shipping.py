"""Files by Hadoop path are found on the driver and on the workers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.engine import shipping
from pipeline.engine.shipping import located

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession


@pytest.mark.parametrize(
    ("path", "local"),
    [
        ("file:/a/b%20c#d", "/a/b%20c#d"),
        ("file:///a/b", "/a/b"),
        ("file://localhost/a/b", "/a/b"),
        ("/a/b:c", "/a/b:c"),
        ("a/b", "a/b"),
    ],
)
def test_local_paths(path: str, local: str) -> None:
    assert shipping.is_local(path)
    assert shipping.local_path(path) == Path(local)


@pytest.mark.parametrize("path", ["hdfs://host/a", "s3a://bucket/a", "hdfs:/a"])
def test_other_paths(path: str) -> None:
    assert not shipping.is_local(path)


@pytest.mark.parametrize("everything_is_elsewhere", [False, True])
def test_a_file_can_be_opened_everywhere(
    spark: SparkSession, tmp_path: Path, everything_is_elsewhere: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / f"list-{everything_is_elsewhere}.txt"
    file.write_text("what it holds")
    if everything_is_elsewhere:
        monkeypatch.setattr(shipping, "is_local", lambda path: False)
    where = located(spark, f"file://{file}")
    assert Path(where() or "").read_text() == "what it holds"

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow

        for _ in batches:
            yield pyarrow.RecordBatch.from_pydict({"text": [Path(where() or "").read_text()]})

    assert spark.range(1).mapInArrow(read, "text string").collect()[0]["text"] == "what it holds"
    assert located(spark, None)() is None
