"""`docs/cluster.md` is true: the commands, options, properties, settings and files that it names exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pipeline.cli import app
from pipeline.config import PipelineConfig
from pipeline.engine.java import find_java_home
from pipeline.resources import SAMPLES_VARIABLE

from .standalone import spark_program

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
PREFIXES = ("spark.executorEnv.", "spark.yarn.appMasterEnv.", "spark.kubernetes.driverEnv.")
"""Properties whose last part is the name of a variable of the environment."""
SUBMIT = "pipeline/submit/command.py"


def commands() -> list[list[str]]:
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.replace("\\\n", " ").splitlines()]


def of_spark_submit() -> list[list[str]]:
    """The words of each submission up to what spark-submit runs."""
    found = [command for command in commands() if command[0].endswith("spark-submit")]
    return [command[: next(i for i, word in enumerate(command) if word.endswith(SUBMIT))] for command in found]


def of_pipeline() -> list[list[str]]:
    """What `pipeline` is asked, by its script or through spark-submit."""
    found = []
    for command in commands():
        starts = [i for i, word in enumerate(command) if word.endswith(SUBMIT) or word == ".venv/bin/pipeline"]
        found += [command[start + 1 :] for start in starts]
    return found


def test_every_command_of_the_pipeline_and_its_options_exist() -> None:
    group = typer.main.get_command(app)
    assert len(of_pipeline()) == 4
    for name, *arguments in of_pipeline():
        known = {option for parameter in group.commands[name].params for option in parameter.opts}  # type: ignore[attr-defined]
        assert {word for word in arguments if word.startswith("--")} <= known


def test_every_option_of_spark_submit_exists() -> None:
    environment = {**os.environ, "JAVA_HOME": str(find_java_home())}
    answer = subprocess.run(
        [spark_program("spark-submit"), "--help"], capture_output=True, text=True, env=environment, check=True
    )
    known = set(re.findall(r"^ +(--[a-z-]+)", answer.stdout + answer.stderr, re.MULTILINE))
    assert len(of_spark_submit()) == 3
    named = {word for command in of_spark_submit() for word in command if word.startswith("--")}
    assert {"--master", "--archives", "--conf"} <= named <= known


def test_every_property_of_spark_exists(spark: SparkSession) -> None:
    jvm = spark.sparkContext._jvm
    assert jvm is not None
    for package in ("internal.config", "deploy.yarn.config", "deploy.k8s.Config$"):
        name = f"org.apache.spark.{package}" + ("" if package.endswith("$") else ".package$")
        jvm.java.lang.Class.forName(name)  # registers its properties
    find = jvm.org.apache.spark.internal.config.ConfigEntry.findEntry
    assert find("spark.executor.memoryOverheat") is None
    named = set(re.findall(r"\bspark(?:\.[A-Za-z_]+)+\b", PAGE))
    named |= {
        command[i + 1].split("=")[0] for command in of_spark_submit() for i, w in enumerate(command) if w == "--conf"
    }
    variables = {name.rsplit(".", 1)[1] for name in named if name.startswith(PREFIXES)}
    assert variables == {"PYSPARK_PYTHON", SAMPLES_VARIABLE}
    named = {name for name in named if not name.startswith(PREFIXES)}
    assert len(named) > 10
    assert sorted(name for name in named if find(name) is None) == []


def test_every_setting_and_file_exists() -> None:
    assert "extract.max_memory_bytes" in PAGE
    assert PipelineConfig().extract.max_memory_bytes == 2_000_000_000
    words = {word for command in commands() for word in command}
    files = {word for word in words if word.startswith(("requirements/", "pipeline/", "data/"))}
    files |= set(re.findall(r"`(tests/[^`]+)`", PAGE))
    assert {SUBMIT, "requirements/lab.txt", "data/samples"} <= files
    assert [file for file in files if not (ROOT / file).exists()] == []
