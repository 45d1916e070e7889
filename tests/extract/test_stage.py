"""The stage gives one row for each record of each file, the same rows however the work is shared out."""

from __future__ import annotations

import gzip
import signal
import threading
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from pipeline import schema
from pipeline.engine import storage
from pipeline.engine.stage import Context
from pipeline.errors import EnvironmentProblem, PipelineError
from pipeline.extract import stage
from pipeline.extract.settings import ExtractSettings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def context(spark: SparkSession, **substitutes: Any) -> Context[ExtractSettings]:
    return Context(spark=spark, settings=ExtractSettings(), seed=0, directory="", substitutes=substitutes)


def rows(table: DataFrame) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in table.collect())


@pytest.fixture
def archive(tmp_path: Path, make: SimpleNamespace) -> Path:
    """Three documents, a request, a 404, a broken member and an endless nesting."""
    records = [
        make.record(kind="warcinfo", url=None, content=b"software: test\r\n"),
        make.record(make.block(make.page("First text of the site, long enough to be kept by any extractor of text."))),
        make.record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        make.record(make.block(make.page(), "404 Not Found"), url="http://site.example/gone"),
        make.record(make.block(make.page("Second")), url="http://site.example/2"),
        make.record(make.block(b"<html><body>" + b"<p><b>" * 60_000), url="http://site.example/hostile"),
        make.record(make.block(make.page("Third")), url="http://site.example/3"),
    ]
    packed = make.members(*records)
    packed[4] = packed[4][:-30]
    path = tmp_path / "crawl one.warc.gz"
    path.write_bytes(b"".join(packed))
    return path


def test_one_row_for_each_record(spark: SparkSession, archive: Path) -> None:
    run_context = Context(spark=spark, settings=ExtractSettings(max_seconds_per_page=1), seed=0, directory="")
    table = stage.run(run_context, [str(archive)]).orderBy("warc_offset").collect()
    assert [row[schema.ERROR] is not None for row in table] == [False, False, False, False, True, True, False]
    assert [[broken["rule"] for broken in row[schema.BROKEN_RULES]] for row in table] == [
        ["extract.record_type"],
        [],
        ["extract.record_type"],
        ["extract.http_status"],
        [],
        [],
        [],
    ]
    assert table[5][schema.ERROR].startswith("Timeout: ")
    assert "First text of the site" in table[1]["text"]
    assert table[1]["tokens"] > 0
    assert {row["warc_file"] for row in table} == {"crawl one.warc.gz"}
    assert len({row["id"] for row in table}) == 7
    wanted = {field.name for field in schema.ADDED_BY["extract"]} | {"measured", "broken", "error"}
    assert set(table[0].asDict()) == wanted


def test_rows_do_not_depend_on_how_the_work_is_shared_out(
    spark: SparkSession, tmp_path: Path, make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = [f"http://site.example/{number}" for number in range(7)]
    packed = make.members(*(make.record(make.block(make.page(url)), url=url) for url in urls))
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(packed))
    whole = rows(stage.run(context(spark), [str(path)]))
    assert len(whole) == 7
    monkeypatch.setattr(stage, "MIN_PART_BYTES", 1)
    assert len(stage.file_shares(str(path), 2)) == 2
    shared = rows(stage.run(context(spark), [f"file://{path}"]))
    monkeypatch.setattr(stage, "is_local", lambda path: False)
    by_spark = rows(stage.run(context(spark), [f"file://{path}"]))
    assert shared == whole
    assert by_spark == whole


def test_a_file_may_have_any_name(
    spark: SparkSession, tmp_path: Path, make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["a b.warc", "a%20b.warc", "a#b.warc", "a?b.warc", "a[b].warc", "a{b,c}.warc", "a*.warc", "日本.warc"]
    for name in names:
        (tmp_path / name).write_bytes(make.record(make.block(make.page(name)), url="http://site.example/"))
    found = [path for path, _, _ in storage.list_archives(spark, [str(tmp_path)])]
    from_disk = stage.run(context(spark), found).collect()
    monkeypatch.setattr(stage, "is_local", lambda path: False)
    from_spark = stage.run(context(spark), found).collect()
    for table in (from_disk, from_spark):
        assert sorted(row["warc_file"] for row in table) == sorted(names)


def test_a_file_that_cannot_be_read_is_named(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match=r"nothing\.warc\.gz"):
        stage.run(context(spark), [str(tmp_path / "nothing.warc.gz")])
    with pytest.raises(PipelineError, match="no input file"):
        stage.run(context(spark), [])


def test_a_substitute_takes_the_place_of_the_extractor(
    spark: SparkSession, tmp_path: Path, make: SimpleNamespace
) -> None:
    def shout(html: str, url: str | None, captured: str | None) -> dict[str, object]:
        return {"text": f"{url} at {captured}", "visible_characters": 10}

    path = tmp_path / "one.warc.gz"
    path.write_bytes(gzip.compress(make.record(make.block(make.page()))))
    table = stage.run(context(spark, **{"pipeline.extract.html:extract_html": shout}), [str(path)])
    assert [row["text"] for row in table.collect()] == ["http://site.example/ at 2024-05-06T07:08:09Z"]


def test_every_kernel_can_be_substituted_and_need_not_count_what_is_visible(
    spark: SparkSession, tmp_path: Path, make: SimpleNamespace
) -> None:
    def unpack(body: bytes, transfer: str | None, content: str | None, max_bytes: int) -> tuple[bytes, bool]:
        return b"unpacked", True

    def decode(body: bytes, http_charset: str | None) -> tuple[str, str, str]:
        return body.decode() + " decoded", "utf-8", "detected"

    def within(html: str, url: str | None, captured: str | None, seconds: float, extract: Any) -> Any:
        return {"text": f"{html} within {seconds:g} s by {extract.__name__}"}

    path = tmp_path / "one.warc.gz"
    path.write_bytes(gzip.compress(make.record(make.block(make.page()))))
    substitutes = {
        "pipeline.extract.http:decode_body": unpack,
        "pipeline.extract.charset:decode_html": decode,
        "pipeline.extract.forked:extract_within": within,
    }
    row = stage.run(context(spark, **substitutes), [str(path)]).collect()[0]
    assert row["text"] == "unpacked decoded within 10 s by extract_html"
    assert row[schema.MEASURED]["extract"]["kept_fraction"] is None


def test_a_substitute_that_never_ends_costs_its_page(
    spark: SparkSession, tmp_path: Path, make: SimpleNamespace
) -> None:
    def endless(html: str, url: str | None, captured: str | None) -> Any:
        while True:
            pass

    path = tmp_path / "one.warc.gz"
    path.write_bytes(gzip.compress(make.record(make.block(make.page()))))
    run_context = Context(
        spark=spark,
        settings=ExtractSettings(max_seconds_per_page=0.2),
        seed=0,
        directory="",
        substitutes={"pipeline.extract.html:extract_html": endless},
    )
    row = stage.run(run_context, [str(path)]).collect()[0]
    assert row[schema.ERROR] == "Timeout: the page took more than 0.2 s"


def kill_at_second_page(mark: str, killed: list[int], ended: threading.Event) -> None:
    """SIGKILL, as the system sends it when memory runs out, for the reader of pages whose settings hold ``mark``, once
    it has answered twice: that it is ready, and the first page."""
    while not killed and not ended.wait(0.05):
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                named = any(mark in argument for argument in process.cmdline())
                if named and process.io_counters().write_count >= 2:
                    process.send_signal(signal.SIGKILL)
                    killed.append(process.pid)


def test_a_reader_that_the_system_kills_costs_the_page_it_was_reading(
    spark: SparkSession, tmp_path: Path, make: SimpleNamespace
) -> None:
    pages = [make.page("First"), b"<html><body>" + b"<p><b>" * 60_000, make.page("Third")]
    records = [make.record(make.block(page), url=f"http://site.example/{n}") for n, page in enumerate(pages)]
    path = tmp_path / "three.warc.gz"
    path.write_bytes(b"".join(make.members(*records)))
    seconds = 98.75  # of no other test: names the process
    settings = ExtractSettings(max_seconds_per_page=seconds)
    killed: list[int] = []
    ended = threading.Event()
    killer = threading.Thread(target=kill_at_second_page, args=(f'"max_seconds_per_page":{seconds}', killed, ended))
    killer.start()
    try:
        run_context = Context(spark=spark, settings=settings, seed=0, directory="")
        table = stage.run(run_context, [str(path)]).orderBy("warc_offset").collect()
    finally:
        ended.set()
        killer.join()
    assert killed
    assert [row[schema.ERROR] for row in table] == [
        None,
        "Crash: the process that read the page was killed by SIGKILL, as the system does when memory runs out",
        None,
    ]
