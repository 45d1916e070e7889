"""The general rules destroy mathematics and code; knowing the domain repairs it. On real texts."""

from __future__ import annotations

import json

import pytest

from pipeline.resources import sample
from pipeline.rules.settings import RulesSettings
from pipeline.rules.stage import judge

SETTINGS = RulesSettings()


def kept(domain: str, as_domain: str | None) -> float:
    """Share of the real texts of ``domain`` that the rules keep when they are told the domain ``as_domain``."""
    texts = [
        "\n".join(row["paragraphs"])
        for pool in ("prose", "reference")
        for file in sorted(sample(pool).glob("*/en.jsonl"))
        for row in map(json.loads, file.read_text("utf-8").splitlines())
        if row["domain"] == domain
    ]
    return sum(not judge(text, "en", as_domain, SETTINGS)[2] for text in texts) / len(texts)


@pytest.mark.parametrize("domain", ["mathematics", "code"])
def test_the_domain_saves_pages_that_general_rules_drop(domain: str) -> None:
    without, with_domain = kept(domain, None), kept(domain, domain)
    assert without < 0.7
    assert with_domain > without + 0.2
