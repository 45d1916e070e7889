# ruff: noqa: RUF001 - words for a telephone in many scripts
"""Telephone numbers: international form, the common national forms, and any number that is called one.

Numbering plans are those of the ITU (E.164) and of the administrations of North America, China, France, Japan,
Britain and Germany.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.pii.numbers import Regions

# Country codes of E.164 with one and two digits; all others have three digits.
_ONE_DIGIT: Final = frozenset("17")
_TWO_DIGITS: Final = frozenset(map(str, range(20, 99))) - frozenset(
    map(str, (*range(21, 27), 28, 29, 35, 37, 38, 42, 50, 59, *range(67, 81), 83, 85, *range(87, 90), 96, 97))
)
_THREE_DIGIT_STARTS: Final = frozenset(
    map(str, (*range(21, 27), 29, 35, 37, 38, 42, 50, 59, *range(67, 70), 80, 85, 87, 88, 96, 97, 99))
)

_INTERNATIONAL: Final = re.compile(
    r"(?<![\w+.])(?:\+|(?<!\d[ \-])00(?=[1-9]\d{0,2}[ .\-/(]))"  # 00, but not as a group of a longer number
    r"\(?[1-9](?:[ .\-/()]{0,2}\d){6,14}(?!\w|[.,\-]\d)",
    re.ASCII,
)
_NATIONAL: Final = re.compile(
    r"(?<![\w.,+\-/])(?:"
    r"(?:1[ .\-])?\([2-9]\d{2}\) ?\d{3}[ .\-]\d{4}"  # North America: (212) 555-0123
    r"|(?:1([.\-]))?[2-9]\d{2}([.\-])[2-9]\d{2}\2\d{4}"  # 212-555-0123, 212.555.0123
    r"|1[3-9]\d([ \-]?)\d{4}\3\d{4}"  # China, mobile: 13800138000, 138-0013-8000
    r"|0\d{2,3}-\d{7,8}"  # China: 010-12345678
    r"|0[1-9]([ .\-])\d{2}\4\d{2}\4\d{2}\4\d{2}"  # France: 01 23 45 67 89
    r"|0\d{1,4}-\d{1,4}-\d{4}"  # Japan: 03-1234-5678, 090-1234-5678
    r"|0\d{2} \d{4} \d{4}|0\d{3} \d{3} \d{4}|0\d{4} \d{6}"  # Britain: 020 7946 0958, 07700 900123
    r"|0[1-9]\d{1,3}[ /][1-9]\d{4,7}"  # Germany: 030/1234567, 0171 1234567
    r")(?!\w|[.,\-/]\w)",
    re.ASCII,
)
_ANY_NUMBER: Final = re.compile(r"(?<![\w.,+\-/])\(?\d(?:[ .\-/()]{0,2}\d){6,14}(?!\w|[.,\-/:]\d)", re.ASCII)
_CONTEXT_CHARACTERS: Final = 24
_CALLED_A_PHONE: Final = re.compile(
    r"(?:(?<![a-z])(?:tel(?:[eé]f(?:on|ono|one)?|ephone)?|t[eé]l[eé]phone|tél|phone|mobile|mobil|cell|handy|fax|"
    r"whatsapp|call(?: us| me)?|ring|dial|hotline|móvil|celular|telefoon|тел|телефон|факс)(?![a-zа-я])"
    r"|电话|電話|手机|手機|携帯|传真|โทร|هاتف|تلفن|תלפון|טלפון|전화)"
    r"(?:[ .:#)：]|number|no\b|nr\b|at\b|on\b|is\b|号码|番号|號碼|ศัพท์)*$",
    re.IGNORECASE,
)


def find_phones(text: str, regions: Regions) -> Iterator[tuple[int, int]]:
    """Spans of telephone numbers; a span may be given twice.

    A plain run of seven to fifteen digits is a telephone number only where a word for one stands right before it.
    """
    for start, end in regions:
        for match in _INTERNATIONAL.finditer(text, start, end):
            if _is_international(match[0]):
                yield match.span()
        for match in _NATIONAL.finditer(text, start, end):
            if _has_national_length(match[0]):
                yield match.span()
        for match in _ANY_NUMBER.finditer(text, start, end):
            if _CALLED_A_PHONE.search(text[max(0, match.start() - _CONTEXT_CHARACTERS) : match.start()].lower()):
                yield match.span()


def _is_international(value: str) -> bool:
    """Whether a country has the code, the rest has a length its plan allows, and a point is no decimal point."""
    groups = re.findall(r"\d+", value.removeprefix("00"))
    digits = "".join(groups)
    size = 1 if digits[0] in _ONE_DIGIT else 2 if digits[:2] in _TWO_DIGITS else 3
    if size == 3 and digits[:2] not in _THREE_DIGIT_STARTS:
        return False
    if len(groups[0]) < size or (len(groups) == 2 and "." in value):
        return False
    rest = len(digits) - size
    return rest == 10 if size == 1 else 7 <= rest <= 12 and len(digits) <= 15


def _has_national_length(value: str) -> bool:
    digits = re.sub(r"\D", "", value)
    return 10 <= len(digits) <= 12
