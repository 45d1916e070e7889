"""One Spark session for the whole test session; fast tests first, tests that need Spark last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytest_plugins = ["labs.grading.plugin"]

CHECKS = Path(__file__).parent / "checks"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The graded checks judge a submission, not this project: they run only when a path to them is named."""
    if not collection_path.is_relative_to(CHECKS):
        return None
    named = (Path(config.invocation_params.dir, argument.partition("::")[0]) for argument in config.args)
    return None if any(path.resolve().is_relative_to(CHECKS) for path in named) else True


@pytest.fixture(scope="session")
def mounted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the session of `spark` knows as ``viewfs://elsewhere/data``."""
    return tmp_path_factory.mktemp("mounted")


@pytest.fixture(scope="session")
def spark(mounted: Path) -> Iterator[SparkSession]:
    from pipeline.engine.session import start_session

    settings = {
        "spark.sql.shuffle.partitions": "4",
        "spark.hadoop.fs.viewfs.mounttable.elsewhere.link./data": mounted.as_uri(),
    }
    session = start_session("tests", master="local[2]", settings=settings)
    yield session
    session.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "spark" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.spark)
    items.sort(key=lambda item: item.get_closest_marker("spark") is not None)
