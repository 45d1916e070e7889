"""`lab capstone` from the crawl to the leaderboard: a small web, with right functions and with a wrong one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from labs.catalogue import all_labs
from labs.cli import capstone
from labs.cli.main import run
from pipeline.decontaminate.audit import contamination

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SEED, PAGES = "7", "90"
CONTAMINATION = f"{contamination.__module__}:{contamination.__qualname__}"
Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def capstone_with(
    checkout: Path, spark: SparkSession, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Runs the command with these functions of a trainee, in the session of all tests."""
    monkeypatch.setattr(capstone, "start_session", lambda *_, **__: spark)
    monkeypatch.setattr(spark, "stop", lambda: None)

    def call(functions: Mapping[str, Callable[..., Any]], *options: str) -> tuple[int, dict[str, Any]]:
        monkeypatch.setattr(capstone, "substitutes", lambda workspace: dict(functions))
        capsys.readouterr()
        code = run(["--root", str(checkout), "capstone", "--seed", SEED, "--pages", PAGES, "--json", *options])
        return code, json.loads(capsys.readouterr().out)

    return call


def all_but_the_leaks(texts: dict[str, str], items: dict[str, str]) -> list[tuple[str, str, float]]:
    """A `contamination` with its answer turned round: the clean documents are named, and what has leaked stays."""
    leaked = {url for url, *_ in contamination(texts, items)}
    return [(url, "", 1.0) for url in texts if url not in leaked]


def test_from_the_crawl_to_the_leaderboard(
    capstone_with: Run, spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = {one.reference: one.reference_function() for lab in all_labs() for one in lab.file.exercise}
    code, good = capstone_with(right, "--budget", "86400")
    assert (code, good["marks"], good["place"]) == (0, [], 1)
    assert good["leaks"] == []
    assert set(good["configuration"]) == {"quality", "near"}
    assert {"configure", "contamination", "mask"} <= set(good["by_you"])
    entry = good["entry"]
    assert 0 < entry["score"] <= 100
    assert 0 < entry["seconds"] <= entry["budget_seconds"] == 86400
    assert Path(good["report"]).is_file()

    # A page of that corpus becomes an item of the benchmark: somebody has leaked it.
    corpus = spark.read.parquet(str(Path(good["report"]).with_name("corpus")))
    leaked = corpus.orderBy("url").select("text").first()
    assert leaked is not None
    monkeypatch.setattr(capstone, "benchmark_problems", lambda: (("leaked", leaked["text"]),))
    code, bad = capstone_with({CONTAMINATION: all_but_the_leaks}, "--budget", "1")
    assert (code, bad["place"]) == (1, None)
    leaks = len(bad["leaks"])
    assert leaks > 0
    assert bad["marks"] == [f"contaminated: {leaks} leak{'s' * (leaks > 1)}", "over budget"]
    assert bad["configuration"] == {}  # nobody fills in for `configure`
    assert bad["by_you"] == ["contamination"]
    assert bad["entry"]["score"] < entry["score"]

    rows = [json.loads(line) for line in Path(bad["leaderboard"]).read_text("utf-8").splitlines()]
    assert [row["score"] for row in rows] == [entry["score"], bad["entry"]["score"]]
