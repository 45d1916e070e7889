"""The page for instructors says what the code says."""

from __future__ import annotations

from pathlib import Path

from labs.grading.sandbox.limits import INTERVAL_SECONDS, Limits
from labs.grading.sandbox.tiers import TIERS
from labs.instructor.detail import DETAILS
from labs.instructor.feedback import MARKS
from labs.instructor.intake import MAX_FILE_BYTES
from labs.instructor.lateness import COLUMNS

PAGE = " ".join((Path(__file__).resolve().parents[2] / "docs" / "instructors.md").read_text(encoding="utf-8").split())


def test_limits_are_those_of_the_code() -> None:
    limits = Limits()
    told = (
        f"Limits of a submission: {limits.wall_seconds / 60:g} minutes, {limits.processor_seconds / 60:g} minutes of "
        f"processor time, {limits.memory_bytes >> 30} GB of resident memory, {limits.processes} processes, "
        f"{limits.disk_bytes >> 30} GB of files."
    )
    assert told in PAGE
    assert f"of at most {MAX_FILE_BYTES >> 20} MB each" in PAGE
    assert limits.failures == 3 and "kills its process three times" in PAGE
    assert INTERVAL_SECONDS == 0.2 and "watched five times a second" in PAGE


def test_tiers_outcomes_details_and_columns_are_all_there() -> None:
    assert f"| | {' | '.join(f'`{name}`' for name in TIERS)} |" in PAGE
    for outcome in MARKS:
        assert f"| {outcome} |" in PAGE
    for detail in DETAILS:
        assert f"`{detail}`" in PAGE
    assert f"`{','.join(COLUMNS)}`" in PAGE
