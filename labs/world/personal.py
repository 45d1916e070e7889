"""Invented personal data with valid checksums, and look-alikes that are none.

Addresses are on ``.example`` hosts, telephone numbers from ranges kept for fiction, card numbers from no bank.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from labs.world.draws import Draw
from labs.world.phrases import FIRST_NAMES

CARRIER: Final[dict[str, tuple[str, ...]]] = {  # sentences around a value, by kind
    "email": ("You can write to {} if you have questions.", "The secretary answers at {} on working days."),
    "phone": ("Call {} to make an appointment.", "Our desk can be reached by telephone at {} in the morning."),
    "ip_address": ("The request came from {} last night.", "The log shows many failed attempts from {} since then."),
    "card_number": ("He even posted his card number {} in the thread.", "The invoice lists the card {} as paid."),
    "national_id": (
        "The form still shows the identity number {} of the applicant.",
        "Her tax record is filed as {} now.",
    ),
}
LOOK_ALIKES: Final = (
    "The part number is {serial} and it is out of stock.",
    "The local machine answers at 127.0.0.1 and the printer at 192.168.{a}.{b} in our house.",
    "Version {a}.{b}.999.1 was never released to the public.",
    "The handle @{name} was taken long ago, so he chose another one.",
    "The book has the number ISBN 978-3-16-148410-0 on its back.",
    "It happened on 2019-0{c}-1{c} at about 10:{b:02} in the morning.",
)


@dataclass(frozen=True)
class Personal:
    """One planted value: ``kind`` is one of `pipeline.truth.PII_KINDS`."""

    kind: str
    value: str


def luhn_digit(payload: str) -> str:
    """The check digit that ISO/IEC 7812 appends to ``payload``: from the right every other digit counts double."""
    total = 0
    for place, character in enumerate(reversed(payload)):
        digit = int(character) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return str(-total % 10)


def spanish_dni(draw: Draw) -> str:
    """Eight digits and a letter that tells the number modulo 23."""
    number = draw.digits(8)
    return number + "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23]


def brazilian_cpf(draw: Draw) -> str:
    """Nine digits and two check digits, each a weighted sum modulo 11."""
    number = draw.digits(9)
    for start in (10, 11):
        total = sum(int(digit) * (start - place) for place, digit in enumerate(number))
        number += str(total * 10 % 11 % 10)
    return f"{number[:3]}.{number[3:6]}.{number[6:9]}-{number[9:]}"


def chinese_identity(draw: Draw) -> str:
    """Region, birthday, serial and the check character of GB 11643 (ISO 7064 MOD 11-2)."""
    payload = f"110101{draw.between(1960, 1999)}{draw.between(1, 12):02}{draw.between(1, 28):02}{draw.digits(3)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    remainder = sum(int(digit) * weight for digit, weight in zip(payload, weights, strict=True)) % 11
    return payload + "10X98765432"[remainder]


def card_number(draw: Draw) -> str:
    payload = "4000" + draw.digits(11)
    number = payload + luhn_digit(payload)
    return draw.choice((" ", " ", "-", "")).join(number[start : start + 4] for start in range(0, 16, 4))


def phone(draw: Draw) -> str:
    """A number from a range kept for drama and films, written as people write them."""
    return draw.choice(
        (
            f"+1 202-555-01{draw.digits(2)}",  # North America
            f"(202) 555-01{draw.digits(2)}",
            f"202-555-01{draw.digits(2)}",
            f"+44 20 7946 0{draw.digits(3)}",  # Ofcom
            f"+49 30 23125 {draw.digits(3)}",  # Bundesnetzagentur
            f"+33 1 99 00 {draw.digits(2)} {draw.digits(2)}",  # Arcep
        )
    )


def ip_address(draw: Draw) -> str:
    """A public address, every fourth one of version 6."""
    if draw.chance(0.25):
        return f"2a01:4f8:{draw.below(65536):x}:{draw.between(1, 65535):x}::{draw.between(1, 65535):x}"
    return f"5.{draw.between(1, 254)}.{draw.between(1, 254)}.{draw.between(1, 254)}"


def email(draw: Draw) -> str:
    name = f"{draw.choice(FIRST_NAMES)}{draw.choice(('.', '_', '-', ''))}{draw.choice(FIRST_NAMES)}{draw.below(100)}"
    if draw.chance(0.1):
        name = name.title()
    return f"{name}@{draw.choice(('post', 'mail', 'office', 'web-mail'))}.example"


def personal(draw: Draw) -> Personal:
    """One value of a random kind."""
    kind = draw.choice(("email", "email", "phone", "phone", "ip_address", "card_number", "national_id"))
    if kind == "national_id":
        return Personal(kind, draw.choice((spanish_dni, brazilian_cpf, chinese_identity))(draw))
    maker = {"email": email, "phone": phone, "ip_address": ip_address, "card_number": card_number}[kind]
    return Personal(kind, maker(draw))


def carrier(draw: Draw, item: Personal) -> str:
    """A sentence that holds the value."""
    return draw.choice(CARRIER[item.kind]).format(item.value)


def look_alike(draw: Draw) -> str:
    """A sentence with something that resembles personal data and is none."""
    payload = "4000" + draw.digits(11)
    wrong = str((int(luhn_digit(payload)) + draw.between(1, 9)) % 10)
    return draw.choice(LOOK_ALIKES).format(
        serial=payload + wrong,
        a=draw.between(1, 99),
        b=draw.between(1, 59),
        c=draw.between(1, 9),
        name=draw.choice(FIRST_NAMES),
    )
