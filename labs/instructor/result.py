"""What grading one submission came to: the one file from which every table and page is made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from labs.cli.files import write_aside
from pipeline.errors import ConfigError

FORMAT: Final = 1
FILE_NAME: Final = "result.json"
MAX_BYTES: Final = 64 << 20


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class CheckResult(_Record):
    """One check. ``outcome`` is pass, partial, fail, error, timeout or skip, as `labs.grading.plugin.Verdict` says."""

    exercise: str
    check: str
    title: str
    outcome: str
    points: Annotated[float, Field(ge=0)]
    earned: Annotated[float, Field(ge=0)]
    message: str = ""
    given: str | None = None
    expected: str | None = None
    actual: str | None = None
    think: str = ""
    line: int | None = None
    seconds: float = 0.0


class LabResult(_Record):
    """One lab. ``problem`` says why no check ran; then nothing is earned."""

    lab: str
    points: Annotated[float, Field(ge=0)]
    checks: tuple[CheckResult, ...] = ()
    problem: str = ""
    output: str = ""
    """The end of what the code has printed."""

    @property
    def earned(self) -> float:
        return round(sum(check.earned for check in self.checks), 4)


class Sign(_Record):
    """Something that a person should look at. Never an accusation, and never a change of points."""

    kind: str
    where: str
    what: str


class Result(_Record):
    """A submission, graded."""

    format: int = FORMAT
    submission: str
    receipt: str
    """SHA-256 of the files that were graded."""
    key: str
    """Fingerprint of the course key."""
    checks: str
    """SHA-256 of the checks and all that they are made of."""
    sandbox: str
    """The tier it ran in."""
    only: tuple[str, ...] = ()
    """Labs that were asked for; empty for all."""
    submitted: str | None = None
    """When it was handed in, as the manifest or a list of times says; never the time of grading."""
    graded: str
    """When grading ended."""
    seconds: float
    labs: tuple[LabResult, ...] = ()
    signs: tuple[Sign, ...] = ()
    problem: str = ""
    """Why the whole submission could not be graded."""
    help: dict[str, dict[str, int]] = {}
    """What the manifest says of hints and solutions, by lab and exercise: no evidence."""
    highest_memory_mb: int = 0

    @property
    def earned(self) -> float:
        return round(sum(lab.earned for lab in self.labs), 4)

    @property
    def points(self) -> float:
        return sum(lab.points for lab in self.labs)

    def same_work(self, other: Result) -> bool:
        """Whether ``other`` was graded from the same files, by the same checks, on the same world, in the same way."""
        return self.identity == other.identity

    @property
    def identity(self) -> tuple[object, ...]:
        """What decides the grade."""
        return self.format, self.receipt, self.key, self.checks, self.sandbox, self.only, bool(self.problem)

    def write(self, path: Path) -> None:
        """Write it beside ``path`` and rename it."""
        write_aside(path, self.model_dump_json(indent=1).encode())


def read_result(path: Path) -> Result:
    """The result in ``path``. Raises `ConfigError` when it is damaged, or of another version."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"{path} is no result: it has more than {MAX_BYTES >> 20} MB")
        return Result.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{path} is no result of this version: {where}: {first['msg']}") from error


def read_results(grades: Path) -> list[Result]:
    """All results below the folder of grades, in the order of ids. Raises `ConfigError` when there are none."""
    found = [read_result(path) for path in sorted((grades / "submissions").glob(f"*/{FILE_NAME}"))]
    if not found:
        raise ConfigError(f"there are no grades in {grades}: run `lab grade SUBMISSIONS --key FILE --out {grades}`")
    return sorted(found, key=lambda result: result.submission)
