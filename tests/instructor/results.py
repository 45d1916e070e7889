"""Results made by hand, for what is made from results."""

from __future__ import annotations

from typing import Any

from labs.instructor.result import CheckResult, LabResult, Result

HOSTILE = "<script>alert(1)</script>\x1b[31m\n=HYPERLINK(1)"


def check(name: str, earned: float, points: float = 2.0, **more: Any) -> CheckResult:
    outcome = more.pop("outcome", "pass" if earned == points else "fail")
    return CheckResult(
        exercise="f", check=name, title=f"Title of {name}.", outcome=outcome, points=points, earned=earned, **more
    )


def result(name: str, *checks: CheckResult, **more: Any) -> Result:
    lab = LabResult(lab="04_rules", points=sum(one.points for one in checks), checks=checks)
    known: dict[str, Any] = {
        "receipt": "r", "key": "k", "checks": "c", "sandbox": "bwrap", "graded": "2026-01-02T00:00:00+00:00",
        "seconds": 1.0, "labs": (lab,),
    }  # fmt: skip
    return Result(submission=name, **{**known, **more})
