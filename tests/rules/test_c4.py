"""C4's rules for lines and pages."""

from __future__ import annotations

import pytest

from pipeline.rules import c4
from pipeline.rules.c4 import C4, C4Lines, C4ProseLines, bad_words_found
from pipeline.rules.lines import Cut, cut_lines
from pipeline.rules.refinedweb_lines import RefinedWebLines
from pipeline.words import View

OFF = RefinedWebLines(enabled=False)
PAGE = "\n".join(
    [
        "Home and garden",
        "This is a whole sentence of the page.",
        "Please enable JavaScript to read on.",
        "",
        "We use cookies and have a Privacy Policy.",
        "Too short.",
        'Another sentence, and it ends in a "quote."',
        "This sentence is cut off in the middle...",
    ]
)


def cut(text: str, notices: C4Lines | None = None, prose: C4ProseLines | None = None) -> Cut:
    return cut_lines(View(text, "en"), notices or C4Lines(), prose or C4ProseLines(), OFF)


def test_notices_are_cut_and_everything_is_counted() -> None:
    result = cut(PAGE)
    gone = ("Please enable JavaScript to read on.", "We use cookies and have a Privacy Policy.")
    assert result.view.text == "\n".join(line for line in PAGE.split("\n") if line not in gone)
    assert result.c4["javascript_lines"] == 1
    assert result.c4["policy_lines"] == 1
    assert result.c4["removed_lines"] == 2
    assert result.c4["removed_words"] == 6 + 8
    # Counted, not cut: the prose rules are off.
    assert result.c4["unterminated_lines"] == 2
    assert result.c4["few_word_lines"] == 2


def test_with_the_prose_rules_only_whole_sentences_stay() -> None:
    result = cut(PAGE, prose=C4ProseLines(enabled=True))
    assert result.view.lines == [
        "This is a whole sentence of the page.",
        'Another sentence, and it ends in a "quote."',
    ]


def test_the_other_published_form_of_the_rule_has_three_words() -> None:
    text = "One two three.\nOne two.\nOne two three four five."
    assert (
        cut(text, prose=C4ProseLines(enabled=True, min_words=3)).view.text == "One two three.\nOne two three four five."
    )
    assert cut(text, prose=C4ProseLines(enabled=True)).view.text == "One two three four five."


def test_sets_and_rules_can_be_switched_off() -> None:
    result = cut(PAGE, C4Lines(enabled=False))
    assert result.view.text == PAGE
    assert result.c4["javascript_lines"] == 1
    assert result.c4["removed_lines"] == 0
    without = cut(PAGE, C4Lines(max_javascript_mentions=None))
    assert "JavaScript" in without.view.text
    assert without.c4["javascript_lines"] == 0


def test_a_page_without_broken_lines_is_not_touched() -> None:
    text = "  A sentence with  odd blanks.  \n\n\n Another one. \n"
    assert cut(text).view.text is text


def test_values_of_a_page() -> None:
    text = "A set {1, 2} and {3}. Lorem ipsum, LOREM IPSUM! Is that all? yes"
    measured = c4.measure(View(text), C4())
    assert measured == {"sentences": 3, "curly_brackets": 2, "lorem_ipsum": 2, "bad_words": 0}
    assert all(value == 0 for value in c4.measure(View(""), C4()).values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a Foo, here", ["foo"]),
        ("(foo) FOO foo!", ["foo"]),
        ("food seafoo foo-bar", []),
        ("two words in a row", ["two words"]),
        ("Two, words", ["two words"]),
        ("words two", []),
        ("two other words", []),
        ("foo and two words", ["foo", "two words"]),
        ("", []),
    ],
)
def test_bad_words_match_whole_words_in_any_case(text: str, found: list[str]) -> None:
    assert bad_words_found(text.split(), ["foo", "two words"]) == found


def test_bad_words_match_in_chinese_as_the_model_cuts() -> None:
    assert bad_words_found(View("今天天气很好。", "zh").words, ["天气"]) == ["天气"]
