"""Checksums and issuing rules of card numbers and national identity numbers: each tells a number from a look-alike."""

from __future__ import annotations

from datetime import date
from typing import Final

# Issuer, first digits (from, to), allowed lengths: the ranges that the card schemes publish (ISO/IEC 7812).
_CARD_ISSUERS: Final = (
    ("American Express", ((34, 34), (37, 37)), (15,)),
    ("Diners Club", ((300, 305), (36, 36), (38, 39)), (14,)),
    ("Discover", ((6011, 6011), (644, 649), (65, 65)), (16, 19)),
    ("JCB", ((3528, 3589),), (16, 19)),
    ("Maestro", ((5018, 5018), (5020, 5020), (5038, 5038), (6304, 6304), (6759, 6759), (6761, 6763)), (16, 18, 19)),
    ("Mastercard", ((51, 55), (2221, 2720)), (16,)),
    ("UnionPay", ((62, 62),), (16, 17, 18, 19)),
    ("Visa", ((4, 4),), (16, 19)),  # the old ones of 13 digits look like the bar codes of goods
)
_DNI_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
# First two digits of a Chinese identity number: the province.
_CHINESE_PROVINCES: Final = frozenset(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83]
)
_ADVERTISED_SSNS: Final = frozenset({"078051120", "219099999"})
"""Numbers printed on sample cards; they belong to nobody."""


def luhn(digits: str) -> bool:
    """Luhn's checksum (ISO/IEC 7812-1, annex B): from the right every second digit doubled, sum divisible by ten."""
    total = 0
    for index, character in enumerate(reversed(digits)):
        value = int(character)
        if index % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def is_card_number(digits: str) -> bool:
    """Whether the digits have an issuer's first digits and length, and Luhn's checksum."""
    for _, ranges, lengths in _CARD_ISSUERS:
        if len(digits) in lengths and any(first <= int(digits[: len(str(first))]) <= last for first, last in ranges):
            return len(set(digits)) > 1 and luhn(digits)
    return False


def is_us_social_security_number(digits: str) -> bool:
    """Nine digits under the Social Security Administration's rules; the number has no checksum."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return (
        area not in ("000", "666")
        and area < "900"
        and group != "00"
        and serial != "0000"
        and digits not in _ADVERTISED_SSNS
    )


def is_chinese_identity_number(number: str) -> bool:
    """Eighteen characters (GB 11643-1999): province, date of birth, and a check character by ISO 7064 MOD 11-2."""
    if int(number[:2]) not in _CHINESE_PROVINCES:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * (2 ** (17 - index) % 11) for index, digit in enumerate(number[:17]))
    return born.year >= 1880 and "10X98765432"[total % 11] == number[17].upper()


def is_spanish_identity_number(number: str) -> bool:
    """Eight digits (DNI), or X, Y or Z and seven digits (NIE), and the letter number modulo 23."""
    digits = {"X": "0", "Y": "1", "Z": "2"}.get(number[0].upper(), number[0]) + number[1:8]
    return digits != "00000000" and _DNI_LETTERS[int(digits) % 23] == number[8].upper()


def is_brazilian_cpf(digits: str) -> bool:
    """Eleven digits, the last two of which are checksums modulo 11 of those before them."""
    if len(set(digits)) == 1:
        return False
    for size in (9, 10):
        total = sum(int(digit) * (size + 1 - index) for index, digit in enumerate(digits[:size]))
        if total * 10 % 11 % 10 != int(digits[size]):
            return False
    return True


def is_german_tax_number(digits: str) -> bool:
    """Eleven digits (Identifikationsnummer): no leading zero, among the first ten exactly one digit two or three times
    and no other more than once, check digit by ISO 7064 MOD 11,10."""
    if digits[0] == "0":
        return False
    repeated = [digits[:10].count(digit) for digit in set(digits[:10]) if digits[:10].count(digit) > 1]
    if len(repeated) != 1 or repeated[0] > 3:
        return False
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def is_french_social_security_number(digits: str) -> bool:
    """Fifteen digits (NIR of mainland France): sex, month of birth, and the key 97 - number modulo 97."""
    month = int(digits[3:5])
    return (
        digits[0] in "12" and (1 <= month <= 12 or 20 <= month <= 42) and 97 - int(digits[:13]) % 97 == int(digits[13:])
    )


def is_italian_tax_code(code: str) -> bool:
    """Sixteen characters (codice fiscale): the last is the sum of the others, by place, modulo 26."""
    odd = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
    total = 0
    for index, character in enumerate(code[:15].upper()):
        value = int(character) if character.isdigit() else ord(character) - ord("A")
        total += value if index % 2 else odd[value]
    return chr(ord("A") + total % 26) == code[15].upper()
