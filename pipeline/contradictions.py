"""Limits that contradict each other: a minimum above its maximum would drop every document, and say nothing.

Pairs are found by name (``min_words``, ``max_words``), so a new one cannot be forgotten.
"""

from __future__ import annotations

from pydantic import BaseModel


def limit_pairs(settings: type[BaseModel]) -> list[tuple[str, str]]:
    """(lower, upper) for each pair of fields ``min_x`` and ``max_x``."""
    names = settings.model_fields
    stems = [name.removeprefix("min_") for name in names if name.startswith("min_")]
    return [(f"min_{stem}", f"max_{stem}") for stem in stems if f"max_{stem}" in names]


def contradictions(settings: BaseModel, place: str = "") -> list[str]:
    """One line for each pair of ``settings``, and of settings inside them, whose minimum is above the maximum.

    A limit of None is switched off, and so are all limits of a rule set that is not ``enabled``. ``place`` is put
    before the names.
    """
    found = []
    for name in type(settings).model_fields:
        inner = getattr(settings, name)
        if isinstance(inner, BaseModel):
            found += contradictions(inner, f"{place}{name}.")
    if getattr(settings, "enabled", True):
        for lower, upper in limit_pairs(type(settings)):
            low, high = getattr(settings, lower), getattr(settings, upper)
            if low is not None and high is not None and low > high:
                found.append(f"{place}{lower} is {low:,.12g}, above {upper}, which is {high:,.12g}")
    return found
