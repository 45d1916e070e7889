"""`lab look 04` shows the garbage that a trainee has to find, also where no rule and no reference is written."""

from __future__ import annotations

from typing import Any

from labs.looking import own
from labs.world.build import world
from pipeline.rules.mojibake import is_mojibake

look = own.look_module("04")


class Stubs:
    """Every function is yet to be written."""

    def __getattr__(self, name: str) -> Any:
        def stub(*arguments: Any) -> Any:
            raise NotImplementedError

        return stub


def test_the_planted_truth_is_what_the_reference_says() -> None:
    found = [(name, is_damaged) for name, text, _, is_damaged in look.pages(world(1, look.PAGES))]
    assert found == [(name, is_mojibake(text)) for name, text, _, _ in look.pages(world(1, look.PAGES))]
    assert sum(is_damaged for _, is_damaged in found) >= 10


def test_with_nothing_written_only_that_garbage_is_dropped() -> None:
    reasons = [page.reasons for page in look.look(Stubs(), 1) if not page.kept]
    assert set(reasons) == {("is_garbage",)}
    assert len(reasons) == sum(is_damaged for *_, is_damaged in look.pages(world(1, look.PAGES)))


def test_the_rules_of_all_sets_name_what_they_find() -> None:
    named = {reason.partition(":")[0] for page in look.look(own.functions("04"), 1) for reason in page.reasons}
    assert {"min_words", "max_duplicate_line_fraction", "min_sentences", "max_short_line_fraction"} <= named
