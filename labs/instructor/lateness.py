"""What a late submission loses: a function of three times and a policy, apart from the raw score."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pipeline.errors import ConfigError

MAX_BYTES: Final = 5 << 20
COLUMNS: Final = ("submission", "submitted", "due", "extension_hours")
"""Of the table of times; only the first two must be there."""


@dataclass(frozen=True)
class LatePolicy:
    """``fraction_a_day`` is lost for each day that has begun after the grace, but never more than ``max_fraction``."""

    grace_minutes: float = 0.0
    fraction_a_day: float = 0.1
    max_fraction: float = 1.0


@dataclass(frozen=True)
class Times:
    """When something was handed in and when it was due; None where nobody has said."""

    submitted: datetime | None = None
    due: datetime | None = None
    extension: timedelta = timedelta()


def kept_fraction(times: Times, policy: LatePolicy) -> float:
    """The fraction of the raw score that is kept, from 0 to 1.

    On time, to the second of due date, extension and grace together, is on time. Times that are not known lose nothing.
    """
    if times.submitted is None or times.due is None:
        return 1.0
    late = times.submitted - (times.due + times.extension + timedelta(minutes=policy.grace_minutes))
    if late <= timedelta():
        return 1.0
    days = math.ceil(late / timedelta(days=1))
    return 1.0 - min(policy.max_fraction, days * policy.fraction_a_day, 1.0)


def read_times(path: Path) -> dict[str, Times]:
    """The table of times by submission. Raises `ConfigError` that names the line."""
    try:
        text = path.read_bytes()[: MAX_BYTES + 1].decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the times in {path}: {error}") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if not {"submission", "submitted"} <= set(rows.fieldnames or ()):
        raise ConfigError(f"{path}: the first line must name the columns {','.join(COLUMNS)}")
    if unknown := set(rows.fieldnames or ()) - set(COLUMNS):
        raise ConfigError(f"{path}: there is no column {', '.join(sorted(unknown))}; there are {', '.join(COLUMNS)}")
    found = {}
    for row in rows:
        try:
            hours = float(row.get("extension_hours") or 0)
            times = Times(_time(row["submitted"]), _time(row.get("due")), timedelta(hours=hours))
        except (ValueError, TypeError, OverflowError) as error:
            raise ConfigError(f"{path}, line {rows.line_num}: {error}") from error
        found[str(row["submission"])] = times
    return found


def _time(text: str | None) -> datetime | None:
    """A time in ISO 8601; without a zone it is UTC."""
    if not text:
        return None
    time = datetime.fromisoformat(text.strip())
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
