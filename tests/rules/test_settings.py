"""Limits by language and domain: what is merged, what wins, and that a typing error is an error."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.rules.overrides import DOMAINS, LANGUAGES
from pipeline.rules.settings import RulesSettings


def settings(**given: Any) -> RulesSettings:
    return RulesSettings.model_validate(given)


def test_without_overrides_the_sets_are_those_of_the_settings() -> None:
    rules = settings(gopher_quality={"min_words": 7}).for_document("en", "general")
    assert rules.gopher_quality.min_words == 7
    assert rules.fineweb == RulesSettings().fineweb
    assert settings().for_document(None, None) == settings().for_document("xx", "no such domain")


@pytest.mark.parametrize(
    ("key", "name", "overrides"),
    [("languages", *item) for item in LANGUAGES.items()] + [("domains", *item) for item in DOMAINS.items()],
)
def test_what_ships_is_in_force(key: str, name: str, overrides: dict[str, dict[str, Any]]) -> None:
    rules = settings().for_document(*((name, None) if key == "languages" else (None, name)))
    for rule_set, limits in overrides.items():
        for limit, value in limits.items():
            assert getattr(getattr(rules, rule_set), limit) == value


def test_what_is_given_is_put_over_what_ships_key_by_key() -> None:
    given = settings(domains={"code": {"gopher_quality": {"min_words": 5}}, "general": {"c4": {"min_sentences": None}}})
    code = given.for_document("en", "code")
    assert code.gopher_quality.min_words == 5
    assert code.gopher_quality.max_hash_word_ratio is None  # shipped
    assert code.c4.max_curly_brackets is None  # shipped
    assert given.for_document("en", "general").c4.min_sentences is None
    assert given.for_document("en", "law").gopher_quality.min_words == 50


def test_where_language_and_domain_both_name_a_limit_the_looser_one_holds() -> None:
    given = settings(
        languages={"xx": {"gopher_quality": {"min_words": 10, "max_mean_word_length": 6, "max_words": None}}},
        domains={"law": {"gopher_quality": {"min_words": 20, "max_mean_word_length": 8, "max_words": 90}}},
    )
    both = given.for_document("xx", "law").gopher_quality
    assert (both.min_words, both.max_mean_word_length, both.max_words) == (10, 8, None)
    # Alone, each may also be stricter than the general limit.
    assert given.for_document("xx", None).gopher_quality.max_mean_word_length == 6
    # Chinese mathematics keeps the short words of Chinese.
    assert settings().for_document("zh", "mathematics").gopher_quality.min_mean_word_length == 1.2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"languages": {"zh": {"gopher": {}}}}, "languages.zh: there is no rule set 'gopher'"),
        ({"domains": {"code": {"c4": {"min_sentence": 1}}}}, "domains.code.c4: there is no key 'min_sentence'"),
        (
            {"domains": {"code": {"c4": {"min_sentences": -1}}}},
            "domains.code.c4.min_sentences: Input should be greater than or equal to 0",
        ),
        ({"domains": {"code": {"fineweb": {"max_short_line_fraction": 1.5}}}}, "less than or equal to 1"),
        (
            {"languages": {"zh": {"c4": {"min_sentences": "many"}}}},
            "languages.zh.c4.min_sentences: Input should be a valid number",
        ),
        ({"languages": {"zh": ["c4"]}}, "valid dictionary"),
        ({"domains": {"maths": {}}}, "there is no domain 'maths'"),
        ({"languages": {"Chinese": {}}}, "'Chinese' is no ISO 639 code"),
        ({"languages": 3}, "valid dictionary"),
        ({"gopher_quality": {"min_word": 3}}, "Extra inputs"),
        ({"gopher": {}}, "Extra inputs"),
    ],
)
def test_an_unknown_key_or_an_impossible_value_is_an_error(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        RulesSettings.model_validate(given)


def test_settings_survive_being_written_and_being_sent_to_a_worker() -> None:
    given = settings(domains={"code": {"gopher_quality": {"min_words": 5}}})
    given.for_document("zh", "code")
    assert RulesSettings.model_validate(given.model_dump()) == given
    assert pickle.loads(pickle.dumps(given)).for_document("zh", "code") == given.for_document("zh", "code")  # noqa: S301
