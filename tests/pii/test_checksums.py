"""Checksums and issuing rules. The valid numbers are the authorities' own published examples or computed by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.pii import checksums

VALID: list[tuple[Callable[[str], bool], str]] = [
    (checksums.is_card_number, "4111111111111111"),  # test numbers of the schemes
    (checksums.is_card_number, "5555555555554444"),
    (checksums.is_card_number, "2221000000000009"),
    (checksums.is_card_number, "378282246310005"),
    (checksums.is_card_number, "6011111111111117"),
    (checksums.is_card_number, "3530111333300000"),
    (checksums.is_card_number, "30569309025904"),
    (checksums.is_chinese_identity_number, "11010519491231002X"),  # example of GB 11643
    (checksums.is_spanish_identity_number, "12345678Z"),  # 12345678 mod 23 = 14 -> Z
    (checksums.is_spanish_identity_number, "X1234567L"),  # 01234567 mod 23 = 19 -> L
    (checksums.is_brazilian_cpf, "52998224725"),
    (checksums.is_german_tax_number, "86095742719"),
    (checksums.is_french_social_security_number, "255081416802538"),
    (checksums.is_italian_tax_code, "RSSMRA85T10A562S"),
]


@pytest.mark.parametrize(("check", "number"), VALID)
def test_accepts_published_examples(check: Callable[[str], bool], number: str) -> None:
    assert check(number)


@pytest.mark.parametrize(("check", "number"), VALID)
def test_refuses_the_same_number_with_one_digit_changed(check: Callable[[str], bool], number: str) -> None:
    place = next(i for i in reversed(range(len(number))) if number[i].isdigit())
    wrong = [number[:place] + digit + number[place + 1 :] for digit in "0123456789" if digit != number[place]]
    assert not any(map(check, wrong))


def test_luhn_by_hand() -> None:
    # 7992739871: from the right doubled 1*2 7 8*2=16->7 9 3*2=6 7 2*2=4 9 9*2=18->9 7 = 67, so the check digit is 3.
    assert [digit for digit in "0123456789" if checksums.luhn("7992739871" + digit)] == ["3"]


@given(st.text("0123456789", min_size=1, max_size=18))
def test_luhn_has_exactly_one_check_digit(payload: str) -> None:
    assert sum(checksums.luhn(payload + digit) for digit in "0123456789") == 1


@pytest.mark.parametrize(
    "digits",
    [
        "0000000000000000",
        "9999999999999995",  # Luhn holds, nobody issues 9…
        "41111111111111",  # Visa has no 14 digits
    ],
)
def test_a_card_needs_an_issuer_and_its_length(digits: str) -> None:
    assert not checksums.is_card_number(digits)


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("536904399", True),
        ("000904399", False),
        ("666904399", False),
        ("899904399", True),
        ("900904399", False),
        ("536004399", False),
        ("536900000", False),
        ("078051120", False),
    ],
)
def test_american_numbers_follow_the_rules_of_issue(digits: str, valid: bool) -> None:
    assert checksums.is_us_social_security_number(digits) is valid


@pytest.mark.parametrize("number", ["110105194913310020", "990105194912310021", "110105194902300020"])
def test_a_chinese_number_needs_a_province_and_a_day_of_the_calendar(number: str) -> None:
    assert not any(checksums.is_chinese_identity_number(number[:17] + check) for check in "0123456789X")


def test_a_german_number_repeats_exactly_one_digit() -> None:
    def checked(ten: str) -> bool:
        return any(checksums.is_german_tax_number(ten + check) for check in "0123456789")

    assert checked("8609574271")  # 7 twice
    assert not checked("1234567890")  # none
    assert not checked("1122345678")  # two of them
    assert not checked("0609574271")  # leading zero


def test_a_brazilian_number_of_equal_digits_is_nobodys() -> None:
    assert not checksums.is_brazilian_cpf("11111111111")
