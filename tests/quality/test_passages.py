"""The training set: cut, without duplicates before the split, dealt by host, balanced by language."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pipeline.quality.passages import Passage, assign_folds, balanced, cut, fold_of_hosts, scrambled, without_duplicates


def words(first: int, count: int = 40) -> str:
    return " ".join(f"w{number}" for number in range(first, first + count))


def test_cut_at_so_many_words_and_drop_a_short_rest() -> None:
    assert [len(piece.split()) for piece in cut(words(0, 100), 40)] == [40, 40, 20]
    assert [len(piece.split()) for piece in cut(words(0, 90), 40)] == [40, 40, 10]  # a quarter stays
    assert [len(piece.split()) for piece in cut(words(0, 89), 40)] == [40, 40]
    assert cut("few words", 40) == ["few words"]
    assert cut("", 40) == []


def test_a_crawled_copy_of_a_reference_text_is_no_negative() -> None:
    assert without_duplicates([("bad/a", words(0), False), ("good/z", words(0), True)], 0.5) == ["good/z"]


def test_near_duplicates_and_contained_texts_go_others_stay() -> None:
    base = ("a", words(0, 40), False)  # 36 shingles
    near = ("b", words(10, 40), False)  # shares 26 of its 36
    far = ("c", words(25, 40), False)  # shares 11 of its 36 with a; b is not among the kept
    inside = ("d", words(5, 20), False)
    assert without_duplicates([inside, far, near, base], 0.5) == ["a", "c"]


def test_exact_half_seen_is_allowed() -> None:
    base, half = ("a", words(0, 14), False), ("b", words(5, 14), False)  # 10 shingles each, 5 shared
    assert without_duplicates([base, half], 0.5) == ["a", "b"]
    assert without_duplicates([base, half], 0.49) == ["a"]


def test_duplicates_have_no_fold_and_hosts_are_not_cut() -> None:
    passages = [
        (f"{'good' if good else 'bad'}/{number}", words(100 * number + 10_000 * good), good, f"{good}{number // 2}")
        for number in range(12)
        for good in (True, False)
    ]
    copy = ("bad/copy", words(10_000), False, "mirror")
    fold_of = assign_folds([copy, *passages], 0.5, 3, 7)
    assert fold_of.keys() == {key for key, *_ in passages}
    assert fold_of == assign_folds([*passages[::-1], copy], 0.5, 3, 7) != assign_folds(passages, 0.5, 3, 8)
    for good in (True, False):
        folds = {host: {fold_of[key] for key, _, _, other in passages if other == host} for *_, host in passages}
        assert all(len(found) == 1 for found in folds.values())
        assert Counter(fold_of[key] for key, _, is_good, _ in passages if is_good is good) == {0: 4, 1: 4, 2: 4}


def test_a_host_of_both_classes_has_one_fold() -> None:
    passages = [
        (f"{good}/{n}", words(100 * n + 10_000 * good), good, f"h{n}") for n in range(9) for good in (True, False)
    ]
    fold_of = assign_folds(passages, 0.5, 3, 7)
    assert all(fold_of[f"True/{n}"] == fold_of[f"False/{n}"] for n in range(9))


@given(st.sets(st.text(min_size=1, max_size=5), min_size=2, max_size=30), st.integers(2, 5), st.integers(0, 2**64))
def test_hosts_are_dealt_evenly_whatever_their_order(hosts: set[str], folds: int, seed: int) -> None:
    dealt = fold_of_hosts(sorted(hosts), folds, seed)
    assert dealt == fold_of_hosts(sorted(hosts, reverse=True) * 2, folds, seed)
    sizes = Counter(dealt.values())
    assert set(dealt) == hosts and max(sizes.values()) - min(sizes.get(fold, 0) for fold in range(folds)) <= 1


def test_each_language_has_as_many_good_as_bad_and_one_sided_languages_are_left_out() -> None:
    passages = (
        [(f"g{n}", "en", True) for n in range(3)]
        + [(f"b{n}", "en", False) for n in range(20)]
        + [(f"f{n}", "fr", False) for n in range(5)]
    )
    chosen = balanced(passages, 2, 7)
    assert Counter(key[0] for key in chosen) == {"g": 6, "b": 6}
    assert Counter(key for key in chosen if key[0] == "g") == {"g0": 2, "g1": 2, "g2": 2}
    assert len({key for key in chosen if key[0] == "b"}) == 6
    assert chosen == balanced(passages[::-1], 2, 7)
    assert chosen != balanced(passages, 2, 8)


def test_scrambled_has_the_same_words_and_is_bad() -> None:
    good = Passage("good/1", words(0), True, "book", "en")
    bad = scrambled(good, 7)
    assert sorted(bad.text.split()) == sorted(good.text.split()) and bad.text != good.text
    assert not bad.good and bad.host == "book"  # same side of every split as what it is made of
    assert bad == scrambled(good, 7) != scrambled(good, 8)
