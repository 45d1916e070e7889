"""What a run says of the files that it has not read."""

from __future__ import annotations

import pytest

from pipeline.main import RunResult, passed_over_in_words


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (1, "passed over 1 file in input folders: 0.txt  ("),
        (5, "passed over 5 files in input folders: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt  ("),
        (1234, "passed over 1,234 files in input folders: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt, …  ("),
    ],
)
def test_files_that_are_passed_over_are_counted_and_five_are_named(files: int, words: str) -> None:
    paths = [f"hdfs://host/in/{number}.txt" for number in range(files)]
    assert passed_over_in_words(paths).startswith(words)
    assert "\n" not in passed_over_in_words(paths)
    told = RunResult("out", "out/report.html", [], paths).as_dict()["passed_over"]
    assert told == {"files": files, "examples": paths[:5]}
