"""The training set: cut, without duplicates before the split, dealt by host, balanced by language."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pipeline.quality.passages import Passage, balanced, cut, fold_of_hosts, scrambled, without_duplicates


def words(first: int, count: int = 40) -> str:
    return " ".join(f"w{number}" for number in range(first, first + count))


def passage(key: str, text: str, good: bool = False, host: str = "a.example", language: str = "en") -> Passage:
    return Passage(key, text, good, host, language)


def test_cut_at_so_many_words_and_drop_a_short_rest() -> None:
    assert [len(piece.split()) for piece in cut(words(0, 100), 40)] == [40, 40, 20]
    assert [len(piece.split()) for piece in cut(words(0, 90), 40)] == [40, 40, 10]  # a quarter stays
    assert [len(piece.split()) for piece in cut(words(0, 89), 40)] == [40, 40]
    assert cut("few words", 40) == ["few words"]
    assert cut("", 40) == []


def test_a_crawled_copy_of_a_reference_text_is_no_negative() -> None:
    reference, copy = passage("good/z", words(0), good=True), passage("bad/a", words(0))
    assert without_duplicates([copy, reference], 0.5) == [reference]


def test_near_duplicates_and_contained_texts_go_others_stay() -> None:
    base = passage("a", words(0, 40))  # 36 shingles
    near = passage("b", words(10, 40))  # shares 26 of its 36
    far = passage("c", words(25, 40))  # shares 11 of its 36 with a; b is not among the kept
    inside = passage("d", words(5, 20))
    assert without_duplicates([inside, far, near, base], 0.5) == [base, far]


def test_exact_half_seen_is_allowed() -> None:
    base, half = passage("a", words(0, 14)), passage("b", words(5, 14))  # 10 shingles each, 5 shared
    assert without_duplicates([base, half], 0.5) == [base, half]
    assert without_duplicates([base, half], 0.49) == [base]


@given(st.sets(st.text(min_size=1, max_size=5), min_size=2, max_size=30), st.integers(2, 5), st.integers(0, 2**64))
def test_hosts_are_dealt_evenly_whatever_their_order(hosts: set[str], folds: int, seed: int) -> None:
    dealt = fold_of_hosts(sorted(hosts), folds, seed)
    assert dealt == fold_of_hosts(sorted(hosts, reverse=True) * 2, folds, seed)
    sizes = Counter(dealt.values())
    assert set(dealt) == hosts and max(sizes.values()) - min(sizes.get(fold, 0) for fold in range(folds)) <= 1


def test_each_language_has_as_many_good_as_bad_and_one_sided_languages_are_left_out() -> None:
    passages = (
        [passage(f"g{n}", "x", True, language="en") for n in range(3)]
        + [passage(f"b{n}", "x", False, language="en") for n in range(20)]
        + [passage(f"f{n}", "x", False, language="fr") for n in range(5)]
    )
    chosen = balanced(passages, 2, 7)
    assert Counter((p.language, p.good) for p in chosen) == {("en", True): 6, ("en", False): 6}
    assert Counter(p.key for p in chosen if p.good) == {"g0": 2, "g1": 2, "g2": 2}
    assert len({p.key for p in chosen if not p.good}) == 6
    assert chosen == balanced(passages[::-1], 2, 7)
    assert chosen != balanced(passages, 2, 8)


def test_scrambled_has_the_same_words_and_is_bad() -> None:
    good = passage("good/1", words(0), good=True, host="book")
    bad = scrambled(good, 7)
    assert sorted(bad.text.split()) == sorted(good.text.split()) and bad.text != good.text
    assert not bad.good and bad.host == "book"  # same side of every split as what it is made of
    assert bad == scrambled(good, 7) != scrambled(good, 8)
