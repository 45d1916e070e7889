"""A minimum above its maximum is a mistake of the configuration, wherever the two come together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from pipeline.config import PipelineConfig, parse_config
from pipeline.contradictions import limit_pairs
from pipeline.errors import ConfigError
from pipeline.truth import DOMAINS


def pairs_below(settings: BaseModel, place: tuple[str, ...] = ()) -> Iterator[tuple[str, str, float, float]]:
    """(lower, upper, default of lower, default of upper) of every pair of a configuration; names with their place."""
    for lower, upper in limit_pairs(type(settings)):
        yield ".".join((*place, lower)), ".".join((*place, upper)), getattr(settings, lower), getattr(settings, upper)
    for name in type(settings).model_fields:
        if isinstance(inner := getattr(settings, name), BaseModel):
            yield from pairs_below(inner, (*place, name))


PAIRS = list(pairs_below(PipelineConfig()))


def nested(values: dict[str, Any]) -> dict[str, Any]:
    """``{"a.b": 1}`` as ``{"a": {"b": 1}}``."""
    content: dict[str, Any] = {}
    for name, value in values.items():
        *path, key = name.split(".")
        home = content
        for part in path:
            home = home.setdefault(part, {})
        home[key] = value
    return content


def quality(**limits: float | None) -> dict[str, Any]:
    return {"gopher_quality": limits}


def test_the_pairs_are_found() -> None:
    rules = "rules.gopher_quality"
    assert {(lower, upper) for lower, upper, *_ in PAIRS} >= {
        (f"{rules}.min_words", f"{rules}.max_words"),
        (f"{rules}.min_mean_word_length", f"{rules}.max_mean_word_length"),
    }


@pytest.mark.parametrize(("lower", "upper", "low", "high"), PAIRS)
def test_every_minimum_may_reach_its_maximum_and_no_further(lower: str, upper: str, low: float, high: float) -> None:
    assert low < high
    for equal in (low, high):
        parse_config(nested({lower: equal, upper: equal}))
    with pytest.raises(ConfigError) as caught:
        parse_config(nested({lower: high, upper: low}))
    message = str(caught.value)
    place, _, name = lower.rpartition(".")
    assert all(part in message for part in (*place.split("."), name, upper.rpartition(".")[2]))
    assert f"{low:,}" in message
    assert f"{high:,}" in message
    assert "\n" not in message
    assert len(message) < 200  # not the whole section


def test_a_limit_that_is_switched_off_contradicts_nothing() -> None:
    wrong = {"min_words": 9, "max_words": 8}
    parse_config({"rules": quality(**wrong | {"min_words": None})})
    parse_config({"rules": quality(**wrong | {"max_words": None})})
    parse_config({"rules": {"gopher_quality": wrong | {"enabled": False}}})


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"languages": {"zh": quality(min_words=11, max_words=10)}}, "languages.zh: gopher_quality.min_words is 11, "),
        ({"languages": {"xx": quality(max_words=49)}}, "languages.xx: .* is 50, above max_words, which is 49"),
        ({"languages": {"zh": quality(min_mean_word_length=8.5)}}, "languages.zh: .* is 8.5, above .* which is 8$"),
        ({"domains": {"law": quality(max_words=49)}}, "domains.law: gopher_quality.min_words is 50, above max_words"),
        (
            {"languages": {"xx": quality(min_words=500)}, "domains": {"law": quality(max_words=400)}},
            "languages.xx with domains.law: gopher_quality.min_words is 500, above max_words, which is 400",
        ),
    ],
)
def test_overrides_are_held_against_what_they_meet(rules: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        parse_config({"rules": rules})


def test_overrides_that_are_right_only_together_are_right() -> None:
    parse_config({"rules": {"languages": {"xx": quality(min_words=10, max_words=40)}}})
    # No document of that language is without a domain, and each domain has room for it.
    longer = {domain: quality(max_words=300_000) for domain in DOMAINS}
    parse_config({"rules": {"languages": {"xx": quality(min_words=200_000)}, "domains": longer}})
    longer["law"] = quality(max_words=199_999)
    with pytest.raises(ConfigError, match=r"languages\.xx with domains\.law: .* 200,000, .* 199,999"):
        parse_config({"rules": {"languages": {"xx": quality(min_words=200_000)}, "domains": longer}})


LIMITS = st.fixed_dictionaries(
    {}, optional={name: st.none() | st.integers(0, 3) for name in ("min_words", "max_words")}
)  # None: the rule is off


@given(st.fixed_dictionaries({"min_words": st.integers(0, 3), "max_words": st.integers(0, 3)}), LIMITS, LIMITS)
def test_a_configuration_is_refused_just_when_some_document_finds_no_room(
    base: dict[str, Any], language: dict[str, Any], domain: dict[str, Any]
) -> None:
    def keeps_something(*overrides: dict[str, Any]) -> bool:
        """Whether there is a number of words that a document may have. Of two overrides the looser one holds."""
        low, high = (
            [given[name] for given in overrides if name in given] or [base[name]] for name in ("min_words", "max_words")
        )
        least = -1 if None in low else min(low)
        most = 9 if None in high else max(high)
        return any(least <= words <= most for words in range(10))

    documents = ((), (language,), (domain,), (language, domain))
    rules = {"languages": {"xx": quality(**language)}, "domains": {"law": quality(**domain)}} | quality(**base)
    # The languages and domains that ship have no limits on words.
    if all(keeps_something(*overrides) for overrides in documents):
        parse_config({"rules": rules})
    else:
        with pytest.raises(ConfigError, match="above max_words"):
            parse_config({"rules": rules})


def test_the_first_wait_of_the_crawler_is_within_its_longest() -> None:
    parse_config({"crawl": {"backoff_seconds": 60, "max_backoff_seconds": 60}})
    with pytest.raises(ConfigError, match=r"crawl: backoff_seconds is 61, above max_backoff_seconds, which is 60$"):
        parse_config({"crawl": {"backoff_seconds": 61, "max_backoff_seconds": 60}})
