"""Each kind of list matches in its own way, and only so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.urls.filters import UrlLists, load_lists, match_url, parent_domains, read_list, url_words
from pipeline.urls.settings import UrlSettings

LISTS = UrlLists(
    blocked_domains=frozenset({"bad.example", "co.bad2.example"}),
    strict_words=frozenset({"badword"}),
    hard_words=frozenset({"hard"}),
    soft_words=frozenset({"soft", "cheap", "pills"}),
)
NOTHING = {"blocked_domains": [], "strict_words": [], "hard_words": [], "soft_words": []}


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("http://bad.example/", "bad.example"),
        ("http://www.bad.example/", "bad.example"),
        ("http://a.b.bad.example:8080/x", "bad.example"),
        ("http://BAD.example./", "bad.example"),
        ("http://notbad.example/", ""),
        ("http://bad.example.org/", ""),
        ("http://good.example/bad.example", ""),
        ("http://bad2.example/", ""),
        ("http://co.bad2.example/", "co.bad2.example"),
    ],
)
def test_a_domain_is_blocked_with_its_subdomains(url: str, domain: str) -> None:
    assert match_url(url, LISTS)["blocked_domains"] == domain.split()


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://a.example/badword", "badword"),
        ("http://a.example/xbadwordx", "badword"),
        ("http://mybadwords.example/", "badword"),
        ("http://a.example/?q=BadWord", "badword"),
        ("http://a.example/%62adword", "badword"),
        ("http://a.example/bad-word", ""),
    ],
)
def test_a_strict_word_matches_inside_words(url: str, word: str) -> None:
    assert match_url(url, LISTS)["strict_words"] == word.split()


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://a.example/hard", "hard"),
        ("http://a.example/very-hard_thing", "hard"),
        ("http://hard.example/", "hard"),
        ("http://a.example/?hard=1", "hard"),
        ("http://a.example/hardware", ""),
        ("http://orchard.example/", ""),
    ],
)
def test_a_hard_word_matches_whole_words(url: str, word: str) -> None:
    assert match_url(url, LISTS)["hard_words"] == word.split()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://a.example/cheap", ("cheap",)),
        ("http://a.example/cheap-cheap", ("cheap",)),
        ("http://pills.example/cheap", ("cheap", "pills")),
        ("http://a.example/cheaper/pillsbury", ()),
    ],
)
def test_soft_words_are_counted_once_each(url: str, words: tuple[str, ...]) -> None:
    assert match_url(url, LISTS)["soft_words"] == list(words)


def test_one_soft_word_is_allowed_and_two_are_not() -> None:
    rules = UrlSettings().rules
    assert rules.decide({"soft_words": 1.0}) == []
    assert [broken.rule for broken in rules.decide({"soft_words": 2.0})] == ["urls.max_soft_words"]


def test_every_match_is_named_in_order() -> None:
    lists = UrlLists(
        blocked_domains={"badword.example", "example"},
        strict_words={"word", "bad", "badword"},
        hard_words={"b", "a"},
        soft_words=set(),
    )
    assert match_url("http://badword.example/b/a", lists) == {
        "blocked_domains": ["badword.example", "example"],
        "strict_words": ["bad", "badword", "word"],
        "hard_words": ["a", "b"],
        "soft_words": [],
    }


@given(st.text(alphabet="abcxyz/.-?=&%1", max_size=40))
def test_an_address_without_listed_words_matches_nothing(rest: str) -> None:
    assert match_url(f"http://site.example/{rest}", LISTS) == NOTHING


def test_words_of_a_url() -> None:
    assert url_words("http://WWW.site.example/A_b-c/d%20e?f=1#top") == [
        *["www", "site", "example", "a", "b", "c", "d", "e", "f", "1"]
    ]


def test_parent_domains() -> None:
    assert parent_domains("a.b.example") == ["a.b.example", "b.example", "example"]
    assert len(parent_domains("a" + ".a" * 126)) == 127
    assert parent_domains("a" + ".a" * 127) == []


def test_a_list_has_comments_and_blank_lines(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("# all\nOne\n\n two # the second\n", encoding="utf-8")
    assert read_list(file) == {"one", "two"}


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.txt"):
        load_lists(UrlSettings(blocked_domains=str(tmp_path / "absent.txt")))


def test_an_entry_that_could_never_match_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "hard.txt"
    file.write_text("two-words\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="two-words"):
        load_lists(UrlSettings(hard_words=str(file)))


def test_a_line_that_names_no_domain_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "domains.txt"
    file.write_text("evil.example\nevil.example/page\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"evil\.example/page"):
        load_lists(UrlSettings(blocked_domains=str(file)))


def test_domains_are_listed_as_canonical_urls_spell_them(tmp_path: Path) -> None:
    file = tmp_path / "domains.txt"
    file.write_text("\ufeffbücher.example\n", encoding="utf-8")
    assert load_lists(UrlSettings(blocked_domains=str(file)))["blocked_domains"] == {"xn--bcher-kva.example"}


def test_the_shipped_lists_can_be_read() -> None:
    lists = load_lists(UrlSettings())
    assert "blocked.example" in lists["blocked_domains"]
    assert lists["strict_words"] and lists["hard_words"] and lists["soft_words"]
