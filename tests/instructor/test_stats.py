"""What a class tells about a check."""

from __future__ import annotations

import pytest

from labs.instructor.stats import check_stats, correlation

from .results import check, result


def test_a_check_that_tells_strong_from_weak_work() -> None:
    """``sharp`` is passed by those with the other points, ``odd`` by the others, ``easy`` by all."""
    strong = [True, True, True, False, False, False]
    results = [
        result(f"t{n}", check("sharp", 2.0 * good, seconds=n), check("odd", 2.0 * (not good)), check("easy", 2.0),
               check("rest", 10.0 * good, 10.0))
        for n, good in enumerate(strong)
    ]  # fmt: skip
    stats = {one.check: one for one in check_stats(results)}
    assert stats["sharp"].pass_rate == 0.5
    assert stats["sharp"].discrimination == pytest.approx(1.0)
    assert stats["odd"].discrimination == pytest.approx(-1.0)
    assert stats["easy"].pass_rate == 1.0
    assert stats["easy"].discrimination is None
    assert stats["sharp"].median_seconds == 2.5
    assert stats["sharp"].submissions == 6


def test_hints_are_those_of_the_exercise() -> None:
    results = [result("a", check("x", 0.0), help={"04_rules": {"f": 3, "g": 1}}), result("b", check("x", 2.0))]
    assert check_stats(results)[0].mean_hints == 3
    assert check_stats([result("b", check("x", 2.0))])[0].mean_hints is None


@pytest.mark.parametrize(("pairs", "known"), [(4, False), (5, True)])
def test_few_submissions_say_nothing(pairs: int, known: bool) -> None:
    assert (correlation(list(range(pairs)), list(range(pairs))) is not None) is known
