"""Shares and amounts of a mixture: exact, never above what the corpus has."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mixture.shares import ImpossibleMixture, allocate, mixture_shares

CORPUS = {"en": 900, "de": 90, "ja": 10}


def test_without_wishes_the_corpus_stays_as_it_is() -> None:
    assert mixture_shares(CORPUS) == {"de": Fraction(9, 100), "en": Fraction(9, 10), "ja": Fraction(1, 100)}


def test_temperature_by_hand() -> None:
    # The square roots of 900, 100 and 25 are 30, 10 and 5: together 45.
    shares = mixture_shares({"en": 900, "de": 100, "ja": 25}, temperature=2)
    assert shares == pytest.approx({"en": 30 / 45, "de": 10 / 45, "ja": 5 / 45})


def test_infinite_temperature_makes_all_equal() -> None:
    assert mixture_shares(CORPUS, temperature=math.inf) == pytest.approx(dict.fromkeys(CORPUS, 1 / 3))


def test_targets_leave_the_rest_to_the_others() -> None:
    shares = mixture_shares(CORPUS, {"ja": 0.5})
    assert shares == {"ja": Fraction(1, 2), "en": Fraction(900, 2 * 990), "de": Fraction(90, 2 * 990)}


def test_targets_for_all() -> None:
    wanted = {"en": 0.2, "de": 0.3, "ja": 0.5}
    assert mixture_shares(CORPUS, wanted) == {"en": Fraction(1, 5), "de": Fraction(3, 10), "ja": Fraction(1, 2)}


def test_a_target_of_zero_leaves_a_bucket_out() -> None:
    assert mixture_shares(CORPUS, {"en": 0.0}) == {"en": 0, "de": Fraction(9, 10), "ja": Fraction(1, 10)}


def test_empty_buckets_have_no_share() -> None:
    assert mixture_shares({"en": 5, "fr": 0}, temperature=3) == {"en": 1, "fr": 0}
    assert mixture_shares({"fr": 0}) == mixture_shares({"fr": 0}, {"fr": 0}) == {"fr": 0}
    assert mixture_shares({}) == {}


def test_numbers_beyond_floats() -> None:
    shares = mixture_shares({"a": 10**400, "b": 10**400})
    assert shares == {"a": 0.5, "b": 0.5}


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ({"fr": 0.1}, "'fr' should be 0.1 of the mixture, but the corpus holds only de, en, ja"),
        ({"en": 0.8, "de": 0.3}, "together 0.1 above 1"),
        ({"en": 0.8, "de": 0.200001}, "together 1e-06 above 1"),
        ({"en": 0, "de": 0, "ja": 0}, "leave 1, which no other bucket can give"),
        ({"en": 0.5, "de": 0.2, "ja": 0.2}, "leave 0.1, which no other bucket can give"),
    ],
)
def test_impossible_targets(targets: dict[str, float], message: str) -> None:
    with pytest.raises(ImpossibleMixture, match=message):
        mixture_shares(CORPUS, targets)


@pytest.mark.parametrize("temperature", [0.0, 0.99, -1.0, math.nan])
def test_impossible_temperatures(temperature: float) -> None:
    with pytest.raises(ValueError, match="temperature must be at least 1"):
        mixture_shares(CORPUS, temperature=temperature)


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 10**12), min_size=1),
    st.floats(1, 100),
    st.floats(0, 10),
)
def test_a_higher_temperature_never_harms_the_smallest(
    available: dict[str, int], temperature: float, more: float
) -> None:
    smallest = min(available, key=lambda bucket: (available[bucket], bucket))
    cool, warm = (mixture_shares(available, temperature=t) for t in (temperature, temperature + more))
    assert sum(cool.values()) == sum(warm.values()) == 1
    assert warm[smallest] >= cool[smallest] - 1e-9


def test_all_of_the_corpus_by_default() -> None:
    assert allocate(CORPUS, mixture_shares(CORPUS)) == CORPUS


def test_the_scarcest_bucket_decides_the_total() -> None:
    # ja: 10 tokens, 4 epochs are 40, which are a tenth of 400.
    given_tokens = allocate(CORPUS, {"en": 0.7, "de": 0.2, "ja": 0.1}, max_epochs=4)
    assert given_tokens == {"en": 280, "de": 80, "ja": 40}


def test_largest_remainder_by_hand() -> None:
    # Of 10 tokens: a third each is 3.33; the tenth goes to the first by name.
    third = 1 / 3
    assert allocate(dict.fromkeys("cab", 100), dict.fromkeys("cab", third), total_tokens=10) == {"a": 4, "b": 3, "c": 3}
    # 0.55, 0.25, 0.2 of 10: 5.5, 2.5, 2: one token is left for two remainders of a half.
    assert allocate(dict.fromkeys("abc", 100), {"a": 0.55, "b": 0.25, "c": 0.2}, total_tokens=10)["c"] == 2


def test_shares_are_divided_by_their_sum() -> None:
    amounts = allocate({"a": 10**9, "b": 10**9}, {"a": 0.3333333, "b": 0.6666663}, total_tokens=10**9)
    assert amounts == {"a": 333_333_433, "b": 666_666_567}


def test_a_shortage_says_what_is_missing() -> None:
    with pytest.raises(ImpossibleMixture) as error:
        allocate(CORPUS, {"en": 0.5, "de": 0.5}, max_epochs=2, total_tokens=400)
    assert str(error.value) == (
        "a mixture of 400 tokens: 'de' should give 200 tokens and has 90: 20 short with at most 2 epochs; "
        "these shares allow 360 tokens at most"
    )
    assert allocate(CORPUS, {"en": 0.5, "de": 0.5}, max_epochs=2, total_tokens=360) == {"en": 180, "de": 180, "ja": 0}


def test_of_many_shortages_five_are_told() -> None:
    names = "abcdefg"
    with pytest.raises(ImpossibleMixture, match="2 more buckets are short") as error:
        allocate(dict.fromkeys(names, 1), dict.fromkeys(names, Fraction(1, 7)), total_tokens=70)
    assert [name for name in names if f"{name!r} should give 10 tokens" in str(error.value)] == list("abcde")


def test_decimals_of_an_epoch() -> None:
    assert allocate({"de": 10}, {"de": 1.0}, max_epochs=0.7) == {"de": 7}


@pytest.mark.parametrize(("total", "possible"), [(135, True), (136, False)])
def test_epochs_may_be_fractions(total: int, possible: bool) -> None:
    def solve() -> dict[str, int]:
        return allocate({"de": 90}, {"de": 1.0}, max_epochs=1.5, total_tokens=total)

    if possible:
        assert solve() == {"de": 135}
    else:
        with pytest.raises(ImpossibleMixture, match="1 short"):
            solve()


@pytest.mark.parametrize("shares", [{"en": 0.5}, {"en": 0.7, "de": 0.4}, {}, {"en": -0.5, "de": 1.5}])
def test_shares_must_make_one(shares: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"not 1|negative"):
        allocate(CORPUS, shares)


def test_an_empty_corpus_gives_nothing() -> None:
    assert allocate({}, {}) == {}
    assert allocate({"en": 0}, {"en": 0.0}) == {"en": 0}
    assert allocate({"en": 0}, {"fr": 0.0}, total_tokens=0) == {"en": 0, "fr": 0}


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(1, 10**15), st.integers(1, 1000)), min_size=1),
    st.sampled_from([0.5, 1.0, 1.5, 4.0]),
    st.floats(0, 1),
)
def test_exact_and_within_the_epochs(corpus: dict[str, tuple[int, int]], max_epochs: float, part: float) -> None:
    available = {bucket: tokens for bucket, (tokens, _) in corpus.items()}
    weights = sum(weight for _, weight in corpus.values())
    shares = {bucket: Fraction(weight, weights) for bucket, (_, weight) in corpus.items()}
    largest = sum(allocate(available, shares, max_epochs).values())
    total = int(largest * Fraction(part))
    amounts = allocate(available, shares, max_epochs, total)
    assert sum(amounts.values()) == total
    for bucket, tokens in amounts.items():
        assert tokens <= Fraction(max_epochs) * available[bucket]
        assert abs(tokens - shares[bucket] * total) < 1
    with pytest.raises(ImpossibleMixture):
        allocate(available, shares, max_epochs, largest + 1)
