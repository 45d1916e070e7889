"""Every lab of this checkout is sound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from labs.author.examine import Examiner
from labs.catalogue import Lab, all_labs
from labs.cli.workspace import Workspace

LABS = all_labs()


def examine(lab: Lab, spark: Callable[[], Any] | None) -> None:
    assert Examiner(Workspace(), lab, spark, with_notes=False).examine().defects == []


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_a_lab_is_three_to_six_graded_functions(lab: Lab) -> None:
    assert 3 <= len(lab.file.exercise) <= 6


@pytest.mark.parametrize("lab", [lab for lab in LABS if not lab.file.spark], ids=lambda lab: lab.name)
def test_the_lab_is_sound(lab: Lab) -> None:
    examine(lab, None)


@pytest.mark.parametrize("lab", [lab for lab in LABS if lab.file.spark], ids=lambda lab: lab.name)
def test_the_lab_on_spark_is_sound(lab: Lab, spark: Any) -> None:
    examine(lab, lambda: spark)
