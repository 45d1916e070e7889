"""Rule sets on one text: all rules that are broken, by the units and limits of its language."""

from __future__ import annotations

import pytest

from pipeline.rules.settings import RulesSettings
from pipeline.rules.stage import judge
from pipeline.rules.verdicts import broken_gopher_quality_rules, cut_and_judge

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


HOUSE = (
    "The red house stands on a hill of stone.\nA wide river runs below the old walls.\nNobody has lived there since."
)


def test_lines_are_cut_first_and_what_is_left_is_judged() -> None:
    assert cut_and_judge(HOUSE, "en") == (HOUSE, [])
    assert cut_and_judge(f"{HOUSE}\nif (javascript) {{ go }}", "en") == (HOUSE, [])
    assert cut_and_judge("JavaScript. We. Need. It.", "en") == ("", ["min_sentences", "min_punctuated_line_fraction"])


def test_a_text_without_notices_comes_back_as_it_is() -> None:
    text = f" \n{HOUSE}\n\n\tNobody, ever. \n"
    assert cut_and_judge(text, "en")[0] is text


def test_names_come_in_the_order_of_the_sets_and_limits_are_those_of_the_language() -> None:
    assert cut_and_judge("{Lorem ipsum}", "en")[1] == [
        "min_sentences",
        "max_curly_brackets",
        "max_lorem_ipsum",
        "min_punctuated_line_fraction",
        "max_short_line_fraction",
    ]
    assert cut_and_judge("บ้านสีแดงหลังนี้ตั้งอยู่บนเนินเขาสูง", "th")[1] == []
    assert cut_and_judge("山上有一座很大的老红房子。" * 3, "zh")[1] == []


@pytest.mark.parametrize("text", ["", HOUSE, f"We use cookies.\n\n{HOUSE}\nHome", f"{HOUSE}\n{HOUSE}", "{ a }\n" * 9])
def test_the_stage_says_the_same_of_these_sets(text: str) -> None:
    settings = RulesSettings.model_validate({"refinedweb_lines": {"enabled": False}})
    left, _, broken = judge(text, "en", None, settings)
    names = [item.rule.partition(".") for item in broken]
    assert cut_and_judge(text, "en") == (left, [name for kind, _, name in names if kind in ("c4", "fineweb")])
