"""Kills a run at random moments and continues it: ``python -m tests.cluster.kill_driver [KILLS] [SEED]``.

Run by hand: it takes many minutes. A run of a small world in local mode gives the content hashes to expect and the time
T it takes. Then the same run, into another folder, is killed with SIGKILL at a moment drawn evenly from T, continued
with --resume, killed again, and so on; whenever it reaches its end, its hashes are compared and it begins anew. Ends
with exit code 1 when a table differs.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from labs.world.archive import write_warcs
from labs.world.build import world

from .conftest import CONFIG, FILES, PAGES, SEED


def main(kills: int, seed: int) -> int:
    with tempfile.TemporaryDirectory(prefix="kill-driver-") as name:
        folder = Path(name)
        archives = [str(path) for path in write_warcs(world(SEED, PAGES), folder / "warc", FILES)]
        (folder / "config.yaml").write_text(json.dumps(CONFIG))
        command = [
            sys.executable,
            "-m",
            "pipeline",
            "run",
            "--config",
            str(folder / "config.yaml"),
            "--resume",
            "--json",
        ]
        command += ["--master", "local[2]", "--input", *archives, "--out"]
        began = time.monotonic()
        expected = finish([*command, str(folder / "whole")])
        whole_seconds = time.monotonic() - began
        print(f"an undisturbed run takes {whole_seconds:.0f} s", flush=True)

        draw, out, killed, compared = random.Random(seed), folder / "out", 0, 0
        while killed < kills:
            moment = draw.uniform(0, whole_seconds)
            if killed_after(moment, [*command, str(out)]):
                killed += 1
                ended = len(list(out.glob("stages/*/manifest.json")))
                print(f"kill {killed} after {moment:.1f} s: {ended} stages had ended", flush=True)
                if ended < len(expected):
                    continue
            compared += 1
            if finish([*command, str(out)]) != expected:
                print("the tables differ", flush=True)
                return 1
            shutil.rmtree(out)
        compared += 1
        same = finish([*command, str(out)]) == expected
        print(f"{killed} kills, {compared} runs at their end: the tables {'are the same' if same else 'differ'}")
        return 0 if same else 1


def finish(command: list[str]) -> dict[str, str]:
    """Run to the end; stage -> content hash of its table."""
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise SystemExit(answer.stderr)
    return {stage["stage"]: stage["output_hash"] for stage in json.loads(answer.stdout)["stages"]}


def killed_after(seconds: float, command: list[str]) -> bool:
    """Run, and kill the driver and its Java process after ``seconds``; False when it had ended before."""
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        run.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        return True
    return False


if __name__ == "__main__":
    kills, seed = (int(argument) for argument in [*sys.argv[1:], *("10", "1")[len(sys.argv) - 1 :]])
    sys.exit(main(kills, seed))
