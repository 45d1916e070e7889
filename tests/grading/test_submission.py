"""A submission runs in a process of its own, and whatever it does ends in a value or one friendly sentence."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from labs.grading.submission import Submission, SubmissionError, Worker

Write = Callable[..., Submission]


@pytest.fixture
def submit(tmp_path: Path) -> Iterator[Write]:
    opened: list[Submission] = []

    def write(code: str, **options: Any) -> Submission:
        path = tmp_path / "exercise.py"
        path.write_text(code)
        opened.append(Submission(path, "submission_99", **options))
        return opened[-1]

    yield write
    for submission in opened:
        submission.close()


def test_values_go_there_and_come_back(submit: Write) -> None:
    submission = submit("def swap(pair, *, times=1):\n    return (pair[1], pair[0]) if times % 2 else pair\n")
    assert submission.swap((1, b"\x00")) == (b"\x00", 1)
    assert submission.swap((1, {2}), times=2) == (1, {2})


def test_state_lasts_between_calls(submit: Write) -> None:
    submission = submit("seen = []\ndef note(x):\n    seen.append(x)\n    return len(seen)\n")
    assert [submission.note(0), submission.note(0)] == [1, 2]


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [
        ("x = 1", "missing", r"there is no function f in exercise\.py"),
        ("def f(:\n  pass", "exception", r"f raised SyntaxError \(exercise\.py, line 1\)"),
        ("import nothing_like_this", "exception", r"ModuleNotFoundError \(exercise\.py, line 1\)"),
        ("def f():\n\n    return 1 / 0", "exception", r"f raised ZeroDivisionError \(exercise\.py, line 3\)"),
        ("def f():\n    raise NotImplementedError", "exception", r"f is not written yet \(exercise\.py, line 2\)"),
        ("def f():\n    return g()\ndef g():\n    raise NotImplementedError", "exception",
         r"f needs g: g is not written yet \(exercise\.py, line 4\)"),
        ("import sys\ndef f():\n    sys.exit(0)", "exception", r"SystemExit \(exercise\.py, line 3\)"),
        ("import os\ndef f():\n    os._exit(0)", "crash", r"f ended the process it ran in"),
        ("import os\nos._exit(0)", "crash", r"ended the process"),
        ("def f():\n    return object()", "exception", r"type object is not plain data"),
        ("def f():\n    return (n for n in [1])", "exception", r"type generator is not plain data"),
        ("def f():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
         "timeout", r"did not answer within 1 seconds"),
    ],
)  # fmt: skip
def test_failures_are_one_sentence(submit: Write, code: str, kind: str, message: str) -> None:
    submission = submit(code, call_seconds=1.0)
    with pytest.raises(SubmissionError, match=message) as caught:
        submission.f()
    assert caught.value.kind == kind
    assert "\n" not in str(caught.value)


def test_after_a_crash_the_next_call_starts_anew(submit: Write) -> None:
    submission = submit("import os\ndef f():\n    os._exit(1)\ndef g():\n    return 7\n")
    with pytest.raises(SubmissionError):
        submission.f()
    assert submission.g() == 7


def test_what_it_prints_is_kept_apart_from_what_it_returns(submit: Write) -> None:
    submission = submit("def f():\n    print('{\"value\": 1}')\n    return 2\n")
    assert submission.f() == 2
    assert submission.output() == '{"value": 1}\n'


def test_what_was_changed_in_the_same_second_is_what_runs(submit: Write, tmp_path: Path) -> None:
    for value in (1, 2):
        submission = submit(f"def f():\n    return {value}\n")
        os.utime(tmp_path / "exercise.py", (1_000_000_000, 1_000_000_000))
        assert submission.f() == value
    assert not (tmp_path / "__pycache__").exists()


def test_its_children_end_with_it(submit: Write) -> None:
    submission = submit(
        "import subprocess, sys\n"
        "def f():\n    return subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid\n"
    )
    child = psutil.Process(submission.f())
    submission.close()
    deadline = time.monotonic() + 5
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_what_a_lab_does_not_give_cannot_be_imported(submit: Write) -> None:
    given = ["pipeline.words", "pipeline.dedup.verify:jaccard"]
    fine = "from pipeline import words\nfrom pipeline.dedup.verify import jaccard\nimport math, os.path\n"
    submission = submit(f"{fine}def f():\n    from pipeline.dedup.lsh import choose_bands\n", given=given)
    with pytest.raises(SubmissionError, match=r"this lab does not give pipeline\.dedup\.lsh:choose_bands; it gives"):
        submission.f()


@pytest.mark.parametrize("line", ["import pipeline.dedup.lsh", "import labs", "from pipeline.dedup.verify import *"])
def test_no_form_of_import_leads_around_it(submit: Write, line: str) -> None:
    submission = submit(f"{line}\ndef f():\n    return 1\n", given=["pipeline.dedup.verify:jaccard"])
    with pytest.raises(SubmissionError, match="this lab does not give"):
        submission.f()


def test_submissions_that_share_a_worker_see_only_what_their_lab_gives(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "from pipeline.dedup.verify import jaccard\ndef f():\n    return jaccard([1], [1])\n"
    )
    (tmp_path / "b.py").write_text("from pipeline.dedup.verify import jaccard\ndef f():\n    return 1\n")
    with Worker() as worker:
        one = Submission(tmp_path / "a.py", "one", worker=worker, given=["pipeline.dedup.verify:jaccard"])
        other = Submission(tmp_path / "b.py", "other", worker=worker, given=["pipeline.words"])
        assert one.f() == 1.0
        with pytest.raises(SubmissionError, match="this lab does not give"):
            other.f()
        assert one.f() == 1.0
        assert worker.starts == 1


def test_after_a_crash_both_of_a_shared_worker_are_imported_anew(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import os\ndef f():\n    os._exit(1)\n")
    (tmp_path / "b.py").write_text("def f():\n    return 7\n")
    with Worker() as worker:
        one = Submission(tmp_path / "a.py", "one", worker=worker)
        other = Submission(tmp_path / "b.py", "other", worker=worker)
        assert other.f() == 7
        with pytest.raises(SubmissionError, match="ended the process"):
            one.f()
        assert other.f() == 7
