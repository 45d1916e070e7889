"""A configuration in a file system with a scheme of its own, and what must be on this machine.

`viewfs` is part of the Hadoop client that Spark ships. It knows no path by its local name and answers only through
Hadoop, as HDFS or an object store does, and needs no server.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pyspark.java_gateway import launch_gateway

from pipeline.cli import main
from pipeline.config import load_config, parse_config
from pipeline.engine.hadoop import read_beginning
from pipeline.engine.java import find_java_home
from pipeline.errors import ConfigError

ELSEWHERE = "viewfs://elsewhere/data"


def test_a_configuration_elsewhere_is_read_before_there_is_a_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "core-site.xml").write_text(
        "<configuration><property><name>fs.viewfs.mounttable.elsewhere.link./data</name>"
        f"<value>{tmp_path.as_uri()}</value></property></configuration>"
    )
    monkeypatch.setenv("HADOOP_CONF_DIR", str(tmp_path))
    (tmp_path / "config.yaml").write_text("seed: 7\n")
    assert load_config(f"{ELSEWHERE}/config.yaml") == parse_config({"seed": 7})
    with pytest.raises(ConfigError, match=rf"^cannot read {ELSEWHERE}/none\.yaml: [^\n]+does not exist[^\n]*$"):
        load_config(f"{ELSEWHERE}/none.yaml")


def test_of_a_file_no_more_than_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"0123456789")
    assert read_beginning((tmp_path / "long").as_uri(), 4) == b"0123"


def test_the_java_process_of_spark_submit_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(find_java_home()))
    gateway = launch_gateway()
    try:
        monkeypatch.setenv("PYSPARK_GATEWAY_PORT", str(gateway.gateway_parameters.port))
        monkeypatch.setenv("PYSPARK_GATEWAY_SECRET", gateway.gateway_parameters.auth_token)
        (tmp_path / "config.yaml").write_text("seed: 7\n")
        for _ in range(2):
            assert read_beginning((tmp_path / "config.yaml").as_uri(), 100) == b"seed: 7\n"
    finally:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            ["crawl", "http://a.example/", "--out", "hdfs://host/out"],
            "--out hdfs://host/out: only files of this machine",
        ),
        (["limits", "law", "--good", "s3a://b/good"], "--good s3a://b/good: only files of this machine"),
        (["limits", "law", "--garbage", "hdfs:/garbage"], "--garbage hdfs:/garbage: only files of this machine"),
    ],
)
def test_what_must_be_on_this_machine_says_so(
    command: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(command)
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith(f"error: {message}")
    assert "hadoop fs -" in said
    assert said.count("\n") == 1
