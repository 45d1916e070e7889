"""The audit of a whole run: the books of its stages must follow from each other, in every unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

UNITS: Final = ("documents", "characters", "tokens")
LEAVING: Final = ("kept", "dropped", "error")
"""What becomes of a document. ``edited`` is no fate: it is what was cut out of documents that were kept."""

Fault = tuple[str, str, str, int]
"""(stage, rule that is broken, unit, difference)."""


def balance_books(stages: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """Every figure of a run's books that does not fit, as (stage, rule, unit, difference); [] when all fit.

    ``stages`` are in the order in which they ran, in the form of `RunResult.as_dict`: ``{"stage": name, "books":
    {"in": count, "kept": count, "dropped": count, "error": count, "edited": count}}``; a count has a whole number for
    each of ``documents``, ``characters`` and ``tokens``. A difference above 0 was lost, one below 0 was invented:

    - ``handover``: what the stage before has kept - what came in; the first stage has none before it.
    - ``sum``: in - kept - dropped - error - edited.
    - ``edited``: the documents that are booked as edited: a text may shrink or grow, a document may not.
    - ``negative``: the smallest of in, kept, dropped and error, where that is below 0. ``edited`` may be negative.
    """
    faults: list[Fault] = []
    previous: Mapping[str, int] | None = None
    for stage in stages:
        books = stage["books"]
        for unit in UNITS:
            count = {account: books[account][unit] for account in ("in", *LEAVING, "edited")}
            edited = count.pop("edited")
            differences = {
                "handover": 0 if previous is None else previous[unit] - count["in"],
                "sum": count["in"] - sum(count[account] for account in LEAVING) - edited,
                "edited": edited if unit == "documents" else 0,
                "negative": min(0, *count.values()),
            }
            faults += [(stage["stage"], rule, unit, value) for rule, value in differences.items() if value]
        previous = books["kept"]
    return faults


def in_words(faults: Sequence[Fault]) -> str:
    """The faults in one line."""
    return "; ".join(f"stage {stage}: {rule} is off by {value:+,} {unit}" for stage, rule, unit, value in faults)
