"""What spark-submit was told counts for more than what the session would choose, and less than the configuration."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyspark
import pytest
from pyspark.sql import SparkSession

from pipeline.engine.java import find_java_home
from pipeline.engine.session import submitted_properties

ASKED = (
    "spark.master",
    "spark.app.name",
    "spark.sql.session.timeZone",
    "spark.driver.memory",
    "spark.task.maxFailures",
)

APPLICATION = f"""
import json, sys
from pipeline.engine.session import start_session

spark = start_session("asked", settings={{"spark.sql.shuffle.partitions": "3"}})
names = {[*ASKED, "spark.sql.shuffle.partitions"]!r}
json.dump({{name: spark.conf.get(name) for name in names}}, open(sys.argv[1], "w"))
spark.stop()
"""


def test_a_process_that_spark_submit_did_not_start_was_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    assert submitted_properties() == {}


@pytest.mark.spark
def test_what_spark_submit_was_told_is_respected(tmp_path: Path) -> None:
    (tmp_path / "application.py").write_text(APPLICATION)
    command = [str(Path(pyspark.__file__).parent / "bin" / "spark-submit"), "--master", "local[1]"]
    command += ["--conf", "spark.task.maxFailures=7", "--conf", "spark.sql.shuffle.partitions=9"]
    command += ["--driver-memory", "600m", str(tmp_path / "application.py"), str(tmp_path / "answer")]
    python = {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    environment = {**os.environ, **python, "JAVA_HOME": str(find_java_home()), "SPARK_LOCAL_IP": "127.0.0.1"}
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=500, check=False)
    assert answer.returncode == 0, answer.stderr[-2000:]
    assert json.loads((tmp_path / "answer").read_text()) == {
        "spark.master": "local[1]",
        "spark.app.name": "asked",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.memory": "600m",
        "spark.task.maxFailures": "7",
        "spark.sql.shuffle.partitions": "3",
    }


@pytest.mark.spark
def test_a_local_session_runs_on_java_with_the_quick_compiler_only_and_room_for_its_code(spark: SparkSession) -> None:
    assert spark.sparkContext._jvm is not None
    about = spark.sparkContext._jvm.java.lang.management.ManagementFactory.getRuntimeMXBean()
    assert {"-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=240m"} <= set(about.getInputArguments())


@pytest.mark.spark
def test_a_local_session_starts_without_a_word_of_spark() -> None:
    script = "from pipeline.engine.session import start_session as start; start().stop()"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=500, check=True)
    said = [line for line in (answer.stdout + answer.stderr).splitlines() if "incubator modules" not in line]
    assert said == [], "Java itself names its incubator modules; Spark has nothing to add"
