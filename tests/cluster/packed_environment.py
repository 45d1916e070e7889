"""Runs the pipeline with a packed Python environment: ``python -m tests.cluster.packed_environment ENV SAMPLES``.

Run by hand, with the archives that `docs/cluster.md` tells how to make. A standalone cluster gets them from
spark-submit, as there. The driver runs from its own unpacked copy in an empty folder and nothing names this checkout,
so what workers import and read can only come from the archives. Ends with exit code 1 when a table differs from the
one that local mode makes here.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from labs.world.archive import write_warcs
from labs.world.build import world

from .conftest import CONFIG, FILES, PAGES, SEED
from .standalone import cluster_of, environment, spark_program

SUBMIT = Path(__file__).resolve().parents[2] / "pipeline" / "submit" / "command.py"


def main(packed: Path, samples: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="packed-environment-") as name:
        folder = Path(name)
        driver = folder / "driver"
        for archive, place in ((packed, "environment"), (samples, "samples")):
            shutil.unpack_archive(archive, driver / place, filter="tar")
        shutil.copy(SUBMIT, driver)
        archives = [str(path) for path in write_warcs(world(SEED, PAGES), folder / "warc", FILES)]
        config = folder / "config.yaml"
        config.write_text(json.dumps(CONFIG))
        arguments = ["run", "--json", "--config", str(config), "--input", *archives, "--out"]
        here = hashes([sys.executable, "-m", "pipeline", *arguments, str(folder / "here")], environment(folder))
        with cluster_of(2, folder / "cluster") as cluster:
            command = [spark_program("spark-submit"), "--master", cluster.master]
            command += ["--archives", f"{packed}#environment,{samples}#samples"]
            command += ["--conf", "spark.executorEnv.PIPELINE_SAMPLES=samples"]
            command += [str(driver / SUBMIT.name), *arguments, str(folder / "there")]
            python = {
                "PYSPARK_DRIVER_PYTHON": str(driver / "environment" / "bin" / "python"),
                "PYSPARK_PYTHON": "./environment/bin/python",
                "PIPELINE_SAMPLES": str(driver / "samples"),
            }
            there = hashes(command, {**environment(folder), **python}, driver)
        print("the tables are the same" if here == there else f"the tables differ: {here} {there}")
        return int(here != there)


def hashes(command: list[str], variables: dict[str, str], directory: Path | None = None) -> dict[str, str]:
    """Run to the end; stage -> content hash of its table."""
    variables = {name: value for name, value in variables.items() if name != "PYTHONPATH"}
    answer = subprocess.run(command, capture_output=True, text=True, env=variables, cwd=directory, check=False)
    if answer.returncode:
        raise SystemExit(answer.stderr[-4000:])
    stages = json.loads(answer.stdout.strip().splitlines()[-1])["stages"]
    return {stage["stage"]: stage["output_hash"] for stage in stages}


if __name__ == "__main__":
    sys.exit(main(*(Path(argument).absolute() for argument in sys.argv[1:3])))
