"""Planted personal data has valid checksums, computed here in another way than where it was made."""

from __future__ import annotations

import ipaddress
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.world.draws import Draw
from labs.world.personal import (
    brazilian_cpf,
    card_number,
    chinese_identity,
    email,
    ip_address,
    look_alike,
    luhn_digit,
    phone,
    spanish_dni,
)
from labs.world.phrases import TOXIC_PLACEHOLDERS

KEYS = st.integers(0, 10**9)
DOUBLED = {"0": 0, "1": 2, "2": 4, "3": 6, "4": 8, "5": 1, "6": 3, "7": 5, "8": 7, "9": 9}


def passes_luhn(digits: str) -> bool:
    return (sum(int(d) for d in digits[-1::-2]) + sum(DOUBLED[d] for d in digits[-2::-2])) % 10 == 0


@pytest.mark.parametrize("number", ["4111111111111111", "79927398713", "5500005555555559"])
def test_luhn_digit_of_published_examples(number: str) -> None:
    assert luhn_digit(number[:-1]) == number[-1]


@given(KEYS)
def test_card_numbers_pass_luhn(key: int) -> None:
    number = card_number(Draw(key))
    assert re.fullmatch(r"4000([ -]?)\d{4}\1\d{4}\1\d{4}", number)
    assert passes_luhn(re.sub(r"\D", "", number))


@given(KEYS)
def test_dni_letter_is_the_remainder_of_23(key: int) -> None:
    number = spanish_dni(Draw(key))
    assert re.fullmatch(r"\d{8}[A-Z]", number)
    assert "TRWAGMYFPDXBNJZSQVHLCKE".index(number[8]) == int(number[:8]) % 23


def test_dni_of_a_published_example() -> None:
    assert "TRWAGMYFPDXBNJZSQVHLCKE"[12345678 % 23] == "Z"  # 12345678Z


@given(KEYS)
def test_cpf_check_digits(key: int) -> None:
    digits = [int(digit) for digit in re.sub(r"\D", "", brazilian_cpf(Draw(key)))]
    for length in (9, 10):
        remainder = sum(digits[i] * (length + 1 - i) for i in range(length)) % 11
        assert digits[length] == (0 if remainder < 2 else 11 - remainder)


@given(KEYS)
def test_chinese_identity_is_congruent_one_modulo_eleven(key: int) -> None:
    number = chinese_identity(Draw(key))
    values = [10 if character == "X" else int(character) for character in number]
    assert len(values) == 18
    assert sum(value * pow(2, 17 - place, 11) for place, value in enumerate(values)) % 11 == 1


@given(KEYS)
def test_addresses_are_public(key: int) -> None:
    assert ipaddress.ip_address(ip_address(Draw(key))).is_global


@given(KEYS)
def test_emails_and_phones_belong_to_nobody(key: int) -> None:
    assert re.fullmatch(r"[A-Za-z._0-9-]+@[a-z-]+\.example", email(Draw(key)))
    assert phone(Draw(key)).startswith(
        ("+1 202-555-01", "(202) 555-01", "202-555-01", "+44 20 7946 0", "+49 30 23125 ", "+33 1 99 00 ")
    )


@given(KEYS)
def test_look_alikes_are_no_personal_data(key: int) -> None:
    text = look_alike(Draw(key))
    assert not re.search(r"\w@\w+\.\w", text)
    for number in re.findall(r"\d{12,19}", text):
        assert not passes_luhn(number)
    for address in re.findall(r"\d+(?:\.\d+){3}", text):
        if max(map(int, address.split("."))) < 256:
            assert not ipaddress.ip_address(address).is_global


def test_toxic_words_are_placeholders() -> None:
    assert all(word.endswith("placeholder") for word in TOXIC_PLACEHOLDERS)
