"""Small files by Hadoop path: whole or not at all, with one-line errors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.engine import storage
from pipeline.errors import ConfigError, EnvironmentProblem

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def test_text_is_written_whole_over_an_older_file(spark: SparkSession, tmp_path: Path) -> None:
    path = (tmp_path / "deep" / "note.txt").as_uri()
    storage.write_text(spark, path, "first")
    storage.write_text(spark, path, "zweite Fassung: 第二")
    assert storage.read_text(spark, path) == "zweite Fassung: 第二"
    assert (tmp_path / "deep" / "note.txt").read_text(encoding="utf-8") == "zweite Fassung: 第二"
    assert not storage.exists(spark, f"{path}.writing")


def test_missing_file_is_one_line(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match=r"^cannot read .*nothing\.txt: [^\n]+$"):
        storage.read_text(spark, str(tmp_path / "nothing.txt"))


def test_archives_come_sorted_from_files_folders_and_globs(spark: SparkSession, tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a.warc", "deep/c.WARC.GZ", "deep/readme.md", "odd.name"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"12345")

    def names(*paths: str) -> list[str]:
        return [Path(path).name for path, _, _ in storage.list_archives(spark, paths)]

    assert names(str(tmp_path)) == ["a.warc", "b.warc.gz", "c.WARC.GZ"]
    assert names(str(tmp_path / "odd.name")) == ["odd.name"]
    assert names(str(tmp_path / "*.gz"), str(tmp_path / "b.warc.gz")) == ["b.warc.gz"]
    assert [size for _, size, _ in storage.list_archives(spark, [str(tmp_path)])] == [5, 5, 5]


def test_what_is_passed_over_in_folders_is_known(spark: SparkSession, tmp_path: Path) -> None:
    for name in ("a.warc", "log.jsonl", "deep/b.wet.gz", "deep/notes.txt", "odd.name"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"12345")

    def names(*paths: str) -> list[str]:
        return [Path(path).name for path in storage.list_passed_over(spark, paths)]

    assert sorted(names(str(tmp_path))) == ["log.jsonl", "notes.txt", "odd.name"]
    assert names(str(tmp_path / "odd.name")) == []  # named itself, it is read
    assert names(str(tmp_path / "a.warc"), str(tmp_path / "de*")) == ["notes.txt"]
    assert names(str(tmp_path / "nothing")) == []


def test_a_file_named_like_a_glob_is_found_by_its_name(spark: SparkSession, tmp_path: Path) -> None:
    for name in ("a[1].warc", "a1.warc"):
        (tmp_path / name).write_bytes(b"12345")
    found = storage.list_archives(spark, [str(tmp_path / "a[1].warc")])
    assert [Path(path).name for path, _, _ in found] == ["a[1].warc"]


@pytest.mark.parametrize("path", ["", "a:b"])
def test_what_is_no_path_is_wrong_usage(spark: SparkSession, path: str) -> None:
    with pytest.raises(ConfigError, match=rf"^'{path}' is no path: [^\n]+$"):
        storage.list_archives(spark, [path])


@pytest.mark.parametrize("path", ["missing.warc.gz", "*.warc", "empty"])
def test_input_that_matches_nothing_is_named(spark: SparkSession, tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match="no such file, and no folder"):
        storage.list_archives(spark, [str(tmp_path / path)])
