"""The stop words that trafilatura hands to jusText stay the same words, and are hashed once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from justext.core import define_stoplist
from trafilatura import external

from pipeline.extract.html import extract_html
from pipeline.extract.stop_words import HashedOnce

SHORT = "<html><body><article><p>Too short to be trusted.</p></article></body></html>"
"""A page on which trafilatura asks jusText, which needs the stop words."""


class Word(str):
    """A word that counts how often it is hashed."""

    hashed = 0

    def __hash__(self) -> int:
        Word.hashed += 1
        return super().__hash__()


@pytest.fixture
def words_not_yet_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(external, "JT_STOPLIST", None)
    define_stoplist.cache_clear()
    yield
    define_stoplist.cache_clear()


@given(st.lists(st.text()))
def test_it_is_the_tuple_of_its_words(words: list[str]) -> None:
    made = HashedOnce(words)
    assert made == tuple(words)
    assert hash(made) == hash(tuple(words))
    assert {tuple(words): "found"}[made] == "found"


def test_a_plain_tuple_hashes_its_words_at_each_look_up_and_this_one_does_not() -> None:
    words = (Word("and"), Word("or"))
    Word.hashed = 0
    hash(words), hash(words)
    assert Word.hashed == 4
    made = HashedOnce(words)
    Word.hashed = 0
    hash(made), hash(made)
    assert Word.hashed == 0


@pytest.mark.usefixtures("words_not_yet_read")
def test_pages_find_the_same_words_in_one_entry_of_the_cache() -> None:
    extract_html(SHORT)
    plain = external.JT_STOPLIST
    assert type(plain) is tuple, "trafilatura reads them for the first page that needs them"
    found = [extract_html(SHORT) for _ in range(3)]
    assert isinstance(external.JT_STOPLIST, HashedOnce)
    assert plain == external.JT_STOPLIST
    assert found == [extract_html(SHORT)] * 3
    assert define_stoplist.cache_info().currsize == 1
    assert define_stoplist.cache_info().hits == 3


@pytest.mark.usefixtures("words_not_yet_read")
def test_pages_that_need_no_stop_words_do_not_read_them() -> None:
    extract_html("")
    assert external.JT_STOPLIST is None
