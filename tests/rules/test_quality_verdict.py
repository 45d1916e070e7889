"""Gopher's quality rules on one text: all that are broken, by the units and limits of its language."""

from __future__ import annotations

from pipeline.rules.quality_verdict import broken_gopher_quality_rules

PROSE = "the garden of houses " * 20


def test_good_prose_breaks_nothing() -> None:
    assert broken_gopher_quality_rules(PROSE, "en") == []


def test_all_broken_rules_are_named_in_the_order_of_the_set() -> None:
    expected = ["min_words", "min_mean_word_length", "min_alphabetic_word_fraction", "min_stop_words"]
    assert broken_gopher_quality_rules("1 2 3", "en") == expected
    assert broken_gopher_quality_rules("", "en") == expected


def test_stop_words_are_those_of_the_language() -> None:
    assert broken_gopher_quality_rules(PROSE, "de") == ["min_stop_words"]
    assert broken_gopher_quality_rules(PROSE.replace("the", "der").replace("of", "und"), "de") == []


def test_a_language_without_a_list_is_not_judged_by_stop_words() -> None:
    assert broken_gopher_quality_rules("garden houses " * 30, "tlh") == []


def test_chinese_has_words_and_limits_of_its_own() -> None:
    text = "我们在这个城市里有很多朋友，他们都喜欢看书和写字。" * 8
    assert broken_gopher_quality_rules(text, "zh") == []
    assert "min_words" in broken_gopher_quality_rules(text, "en")
