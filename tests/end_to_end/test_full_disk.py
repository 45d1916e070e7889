"""A disk that is really full: the run ends with one line, and goes on when there is room again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.resources import sample

from .test_bad_input import assert_one_line

RUN_SECONDS = 1000
STAGES = ("extract", "urls", "language")
DISK_BYTES, LEFT_BYTES = 8 << 20, 80 << 10
"""A stage of this run takes about 52 kB with all its files: one fits into what is left, two do not."""
_IN_A_NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
# $1: where to mount, $2: bytes of the disk, $3: bytes that are taken already, then the command.
_SCRIPT = """
disk=$1; size=$2; taken=$3; shift 3
mount -t tmpfs -o "size=$size" none "$disk" || exit 99
head -c "$taken" /dev/zero > "$disk/taken"
"$@" > "$disk.first" 2> "$disk.first.err"
echo $? > "$disk.first.code"
rm "$disk/taken"
"$@" --resume > "$disk.second" 2> "$disk.second.err"
echo $? > "$disk.second.code"
cp -r "$disk/out" "$disk.out"
"""


def ended(disk: Path, run: str) -> subprocess.CompletedProcess[str]:
    code, out, err = (Path(f"{disk}.{run}{ending}").read_text() for ending in (".code", "", ".err"))
    return subprocess.CompletedProcess([], int(code), out, err)


@pytest.mark.timeout(RUN_SECONDS + 100)
def test_a_run_on_a_full_disk_says_so_and_resumes_when_there_is_room(tmp_path: Path) -> None:
    if not shutil.which("unshare") or subprocess.run([*_IN_A_NAMESPACE, "true"], capture_output=True).returncode:
        pytest.skip("mounting a small disk needs user namespaces")
    disk, config = tmp_path / "disk", tmp_path / "config.yaml"
    disk.mkdir()
    config.write_text(json.dumps({"stages": STAGES}))
    command = [sys.executable, "-m", "pipeline", "run", "--json", "--master", "local[1]", "--config", str(config)]
    command += ["--input", str(sample("warc")), "--out", str(disk / "out")]
    sizes = [str(disk), str(DISK_BYTES), str(DISK_BYTES - LEFT_BYTES)]
    script = [*_IN_A_NAMESPACE, "sh", "-c", _SCRIPT, "sh", *sizes, *command]
    assert subprocess.run(script, timeout=RUN_SECONDS, check=False).returncode == 0
    full = ended(disk, "first")
    assert_one_line(full, 3, "the disk is full: free some space and continue with --resume")
    resumed = ended(disk, "second")
    assert resumed.returncode == 0, resumed.stderr
    assert "from the earlier run" in resumed.stderr
    assert [stage["stage"] for stage in json.loads(resumed.stdout)["stages"]] == list(STAGES)
    assert (tmp_path / "disk.out" / "report.html").is_file()
