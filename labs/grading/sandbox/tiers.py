"""The tiers by name, and the best of them that works on this machine."""

from __future__ import annotations

from typing import Final

from labs.grading.sandbox.bubblewrap import Bubblewrap
from labs.grading.sandbox.docker import Docker
from labs.grading.sandbox.namespaces import Namespaces
from labs.grading.sandbox.plain import PlainProcess
from labs.grading.sandbox.tier import Tier
from pipeline.errors import EnvironmentProblem

TIERS: Final[dict[str, type[Tier]]] = {
    "bwrap": Bubblewrap,
    "userns": Namespaces,
    "docker": Docker,
    "process": PlainProcess,
}
"""From the best to the last."""


def choose_tier(name: str | None) -> Tier:
    """The tier called ``name``; without a name the first that works here.

    Raises `EnvironmentProblem` when the one that was asked for does not work, and says why.
    """
    if name is not None:
        tier = TIERS[name]()
        if problem := tier.problem():
            raise EnvironmentProblem(f"--sandbox {name} does not work here: {problem}")
        return tier
    return next(tier for tier in (kind() for kind in TIERS.values()) if not tier.problem())
