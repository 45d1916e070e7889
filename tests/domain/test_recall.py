"""Recall in rounds: words, hosts, new seeds; what is far from the seeds stays out."""

from __future__ import annotations

import json

import pytest

from pipeline.domain.recall import recall
from pipeline.resources import sample

SEEDS = ["lemma proof " * 40]
BACKGROUND = ["boat harbour " * 40, "sea the of " * 30]
Page = tuple[str, str, str]


def host(name: str, texts: list[str]) -> list[Page]:
    return [(f"http://{name}/{number}", name, text) for number, text in enumerate(texts)]


def urls(name: str, *numbers: int) -> list[str]:
    return [f"http://{name}/{number}" for number in numbers]


def test_a_host_gives_its_other_pages_from_its_limits_on() -> None:
    at = host("at.example", ["proof lemma " * 20] + ["contents"] * 9)
    below = host("below.example", ["proof lemma " * 20] + ["contents"] * 10)
    small = host("small.example", ["proof lemma " * 20] + ["contents"] * 3)
    found = recall(SEEDS, BACKGROUND, at + below + small, rounds=1)
    assert found == [sorted([*urls("at.example", *range(10)), *urls("below.example", 0), *urls("small.example", 0)])]


def test_a_round_learns_words_from_the_one_before_and_ends_when_nothing_is_new() -> None:
    bridge = host("a.example", ["lemma proof axiom functor " * 20])
    beyond = host("b.example", ["axiom functor " * 20])
    other = host("c.example", ["boat sea " * 20])
    rounds = recall(SEEDS, BACKGROUND, bridge + beyond + other, rounds=9)
    both = urls("a.example", 0) + urls("b.example", 0)
    assert rounds == [urls("a.example", 0), both, both]
    assert recall(SEEDS, BACKGROUND, bridge + beyond + other, rounds=1) == rounds[:1]


def test_order_has_no_influence() -> None:
    pages = host("a.example", ["lemma proof axiom " * 20, "boat sea"]) + host("b.example", ["axiom the " * 20])
    seeds = [*SEEDS, "proof of the lemma"]
    assert recall(seeds, BACKGROUND, pages) == recall(seeds[::-1], BACKGROUND[::-1], pages[::-1])


def test_nothing_to_find_and_nothing_to_learn_from() -> None:
    assert recall(SEEDS, BACKGROUND, []) == [[]]
    for seeds, background in (([], BACKGROUND), (SEEDS, [])):
        with pytest.raises(ValueError, match="texts of the domain and texts that are not"):
            recall(seeds, background, [])


def test_real_texts_of_law() -> None:
    def texts(pool: str, source: str) -> list[str]:
        lines = sample(f"{pool}/{source}/en.jsonl").read_text("utf-8").splitlines()
        return ["\n".join(json.loads(line)["paragraphs"]) for line in lines]

    law = host("law.example", [*texts("prose", "law")[:12], "Contents of this site."])
    news = host("news.example", texts("prose", "speeches")[:12]) + host("jargon.example", texts("prose", "jargon-file"))
    background = texts("reference", "jargon-file") + texts("reference", "speeches")
    found = set(recall(texts("reference", "law"), background, law + news)[-1])
    wanted = {url for url, _, _ in law}
    assert wanted <= found
    assert len(wanted) / len(found) >= 0.75
