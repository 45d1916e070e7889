"""The earliest capture of a page stays, by what the captures are."""

from __future__ import annotations

from random import Random

from pipeline.urls.captures import Capture, surviving_captures


def capture(name: str, url: str | None = "u", date: str = "2024-01-01T00:00:00Z", file: str = "f") -> Capture:
    return Capture(id=name, canonical_url=url, warc_date=date, warc_file=file, warc_offset=0)


def test_the_earliest_stays_and_then_the_smallest_id() -> None:
    later = capture("a", date="2024-01-02T00:00:00Z")
    assert surviving_captures([later, capture("c"), capture("b"), capture("d", "v")]) == ["b", "b", None, None]


def test_a_fraction_of_a_second_is_later_than_none() -> None:
    assert surviving_captures([capture("a", date="2024-01-01T00:00:00.000001Z"), capture("b")]) == ["b", None]


def test_without_an_address_only_the_id_makes_one_page() -> None:
    captures = [capture("a", None, file="g"), capture("a", None), capture("b", None), capture("a", "v")]
    assert surviving_captures(captures) == ["a", None, None, None]


def test_the_order_of_the_list_changes_nothing() -> None:
    captures = [capture(name, file=file) for name in "abc" for file in "fgh"]
    expected = {(one["id"], one["warc_file"]): "a" for one in captures} | {("a", "f"): None}
    for seed in range(5):
        Random(seed).shuffle(captures)
        found = zip(captures, surviving_captures(captures), strict=True)
        assert {(one["id"], one["warc_file"]): stays for one, stays in found} == expected


def test_no_captures() -> None:
    assert surviving_captures([]) == []
