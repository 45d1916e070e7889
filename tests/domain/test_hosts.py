"""A host decides for its pages at its limits, not below them."""

from __future__ import annotations

import pytest

from pipeline.domain.hosts import domain_of_host


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"law": 5, "general": 5}, ("law", 0.5)),
        ({"law": 5, "general": 6}, None),
        ({"law": 4}, None),  # too few documents
        ({"law": 5}, ("law", 1.0)),
        ({"general": 100}, None),
        ({"code": 5, "mathematics": 5}, ("mathematics", 0.5)),  # tie: the first of the list of domains
        ({"code": 6, "mathematics": 5}, ("code", 6 / 11)),
        ({}, None),
    ],
)
def test_limits(counts: dict[str, int], expected: tuple[str, float] | None) -> None:
    assert domain_of_host(counts, min_fraction=0.5, min_documents=5) == expected


def test_a_tenth_means_a_tenth() -> None:
    assert domain_of_host({"law": 3, "general": 27}, 0.1, 1) == ("law", 0.1)
    assert domain_of_host({"law": 3, "general": 28}, 0.1, 1) is None
